"""Who loses the passphrase or the device makes it anew; the account is stopped meanwhile; nobody learns a thing."""

import pytest

from audit.events import Decision, Event
from tests.factories import Unit
from tests.people.office import confirm, known, renew, sign, six_words, state_of, waiting

NEW = "another heron eats dry clay at noon"


def test_a_lost_passphrase_makes_new_keys_which_a_second_person_confirms(whole_unit: Unit) -> None:
    dora, browser = known(whole_unit, "dora"), whole_unit.sign_in("dora")
    dora.paper = renew(whole_unit.sign_in("sid"), dora.person_ref, "PASSPHRASE")
    assert browser.get("/account").status_code == 302
    assert dora.sign_in().status_code == 400
    dora.come(NEW)
    assert dora.sign_in().status_code == 400
    assert confirm(whole_unit.sign_in("mia"), waiting(whole_unit, dora.person_ref), dora.key_words).status_code == 302
    assert dora.sign_in().status_code == 302


def test_a_paper_alone_makes_no_keys_and_is_closed_after_five_guesses(whole_unit: Unit) -> None:
    dora = known(whole_unit, "dora")
    dora.paper = renew(whole_unit.sign_in("sid"), dora.person_ref, "PASSPHRASE")
    for _ in range(5):
        assert dora.come(NEW, code="000000").status_code == 400
    assert "cannot be used" in dora.come(NEW).text
    assert state_of(whole_unit, dora.person_ref) == "SUSPENDED"


def test_a_lost_device_is_replaced_with_the_passphrase_and_no_key_changes(whole_unit: Unit) -> None:
    dora = known(whole_unit, "dora")
    before = dora.secret
    with whole_unit.steward() as uow:
        keys = uow.vault.members.offered(dora.person_ref)
    dora.paper = renew(whole_unit.sign_in("sid"), dora.person_ref, "DEVICE")
    assert dora.sign_in().status_code == 400
    assert dora.come("not the passphrase of dora").status_code == 400
    assert dora.come(whole_unit.people["dora"].passphrase).status_code == 200
    assert dora.secret != before
    assert dora.sign_in().status_code == 302
    with whole_unit.steward() as uow:
        assert uow.vault.members.offered(dora.person_ref) == keys


def test_an_account_that_was_stopped_stays_stopped_with_a_new_device(whole_unit: Unit) -> None:
    dora, sid = known(whole_unit, "dora"), whole_unit.sign_in("sid")
    home = f"/people/{dora.person_ref}"
    sid.post(f"{home}/stop", {"reason": "to be looked into"})
    dora.paper = renew(sid, dora.person_ref, "DEVICE")
    dora.come(whole_unit.people["dora"].passphrase)
    assert dora.sign_in().status_code == 400
    sid.post(f"{home}/open-again", on=home)
    change_ref = waiting(whole_unit, dora.person_ref)
    assert confirm(sid, change_ref).status_code == 403
    confirm(whole_unit.sign_in("mia"), change_ref)
    assert dora.sign_in().status_code == 302


def test_a_custodian_with_new_keys_opens_again_when_two_have_signed(whole_unit: Unit) -> None:
    hugo, hana = known(whole_unit, "hugo"), whole_unit.sign_in("hana", unlock=True)
    hugo.paper = renew(hana, hugo.person_ref, "PASSPHRASE")
    hugo.come(six_words(40))
    cleo = whole_unit.sign_in("cleo", unlock=True)
    for group in ("custodians", "members"):
        sign(hana, group, hugo)
        assert sign(cleo, group, hugo).headers["Location"].endswith("whole")
    assert hugo.sign_in().status_code == 302
    hugo.join("hugo", ("NSU_HANDLER",))
    whole_unit.sign_in("hugo", unlock=True)
    with whole_unit.steward() as uow:
        public = uow.vault.members.offered(hugo.person_ref)
        assert uow.vault.groups.current("custodians").member(hugo.person_ref) == public
    assert whole_unit.entries(action=Event.ROSTER_CHANGE.action, decision=Decision.DONE)


@pytest.mark.parametrize("who", ["mia", "asha", "pia"])
def test_who_does_not_look_after_them_stops_nobody(whole_unit: Unit, who: str) -> None:
    visitor, ref = whole_unit.sign_in(who), whole_unit.ref("dora")
    on = "/partner/account" if who == "pia" else "/account"
    # A process that serves partners alone has no such page.
    assert visitor.post(f"/people/{ref}/renew", {"lost": "DEVICE"}, on=on).status_code in {302, 403, 404}
    assert state_of(whole_unit, ref) == "ACTIVE"
