"""An administrator with every right of theirs, and the case store to write in, tries to come by an identity."""

from typing import Any

import pytest
from sqlalchemy import text

from tests.contacts.test_calling import PHONE, asked, granted, open_contact
from tests.factories import Unit
from tests.people.office import confirm, equip, invite, known, renew, sign, six_words, state_of, waiting
from tests.sources.test_registering import register


def edit(unit: Unit, store: str, statement: str, **values: object) -> None:
    """Write to a store as its owner may."""
    engine = unit.house.stores.each()[store]
    with engine.begin() as connection:
        connection.execute(text(statement), values)


def test_an_administrator_who_appoints_themself_a_custodian_in_the_store_opens_nothing(whole_unit: Unit) -> None:
    _hana, source_ref = register(whole_unit)
    equip(whole_unit, whole_unit.ref("sid"), ("NSU_HANDLER",))
    edit(
        whole_unit, "case", "UPDATE roles_held SET role = 'NSU_HANDLER' WHERE person_ref = :ref",
        ref=whole_unit.ref("sid"),
    )  # fmt: skip
    edit(whole_unit, "case", "UPDATE sources SET handler_ref = :ref", ref=whole_unit.ref("sid"))
    sid = whole_unit.sign_in("sid", unlock=True)
    home = f"/sources/{source_ref}"
    data = {"compartment": "identity", "purpose": "WELFARE", "reason": "because"}
    reply = sid.post(f"{home}/open", data, on="/account")
    assert reply.status_code in {400, 403}
    for page in (reply, sid.get(home), sid.get("/board")):
        assert "Morwenna" not in page.text
        assert PHONE not in page.text


def test_an_invited_crony_whose_state_is_edited_is_in_no_roster(whole_unit: Unit) -> None:
    _hana, source_ref = register(whole_unit)
    crony = invite(whole_unit.sign_in("sid"), "Nils Harrow", ("NSU_CONTROLLER",))
    crony.come(six_words(33))
    equip(whole_unit, crony.person_ref, ("NSU_CONTROLLER",))
    edit(whole_unit, "case", "UPDATE accounts SET state = 'ACTIVE' WHERE person_ref = :ref", ref=crony.person_ref)
    crony.join("nils", ("NSU_CONTROLLER",))
    nils = whole_unit.sign_in("nils", unlock=True)
    data = {"compartment": "contact", "purpose": "WELFARE", "reason": "because"}
    reply = nils.post(f"/sources/{source_ref}/open", data, on="/account")
    assert reply.status_code == 403
    assert PHONE not in reply.text


def test_an_officer_whose_passphrase_was_reset_has_lost_what_was_granted(whole_unit: Unit) -> None:
    asha, grant_ref = granted(whole_unit)
    guest = known(whole_unit, "asha")
    guest.paper = renew(whole_unit.sign_in("sid"), guest.person_ref, "PASSPHRASE")
    assert asha.get("/account").status_code == 302
    guest.come("another heron eats dry clay at noon")
    confirm(whole_unit.sign_in("mia"), waiting(whole_unit, guest.person_ref), guest.key_words)
    guest.join("asha", ("ASSESSOR",))
    again = whole_unit.sign_in("asha", unlock=True)
    reply = open_contact(again, grant_ref)
    assert reply.status_code in {403, 404}
    assert PHONE not in reply.text


def test_new_keys_are_given_nothing_before_two_custodians_have_heard_their_words(whole_unit: Unit) -> None:
    """The administrator holds the paper and the officer's telephone; a manager is taken in as well."""
    guest = known(whole_unit, "ben")
    guest.paper = renew(whole_unit.sign_in("sid"), guest.person_ref, "PASSPHRASE")
    guest.come("another heron eats dry clay at noon")
    confirm(whole_unit.sign_in("mia"), waiting(whole_unit, guest.person_ref), guest.key_words)
    guest.join("ben", ("ASSESSOR",))
    ben, grant_ref = asked(whole_unit, "ben")
    cleo = whole_unit.sign_in("cleo", unlock=True)
    cleo.post(f"/requests/{grant_ref}/approve", {"hours": "4"}, on="/account")
    whole_unit.clock.tick(seconds=31)
    ben.unlock()
    reply = open_contact(ben, grant_ref)
    assert reply.status_code != 200
    assert PHONE not in reply.text


def test_keys_exchanged_in_the_store_have_other_words_than_their_owner_reads_out(whole_unit: Unit) -> None:
    sid = whole_unit.sign_in("sid")
    nora = invite(sid, "Nora Kestrel", ("NSU_HANDLER",))
    other = invite(sid, "Nils Harrow", ("NSU_HANDLER",))
    nora.come(six_words(31))
    other.come(six_words(32))
    edit(
        whole_unit, "vault",
        "UPDATE members SET public = (SELECT public FROM members WHERE person_ref = :other) WHERE person_ref = :nora",
        other=other.person_ref, nora=nora.person_ref,
    )  # fmt: skip
    hana = whole_unit.sign_in("hana", unlock=True)
    assert sign(hana, "custodians", nora).status_code == 400
    assert state_of(whole_unit, nora.person_ref) == "WAITING"


@pytest.mark.parametrize("kind", ["JOIN", "PASSPHRASE", "DEVICE"])
def test_a_stolen_paper_is_worth_nothing_a_second_time(whole_unit: Unit, kind: str) -> None:
    sid = whole_unit.sign_in("sid")
    guest = invite(sid) if kind == "JOIN" else known(whole_unit, "dora")
    if kind != "JOIN":
        guest.paper = renew(sid, guest.person_ref, kind)
    passphrase = guest.passphrase if kind == "DEVICE" else "another heron eats dry clay at noon"
    assert guest.come(passphrase).status_code == 200
    assert "cannot be used" in guest.come("a third heron eats wet sand at ten").text


def test_a_paper_found_later_is_over(whole_unit: Unit) -> None:
    guest = known(whole_unit, "dora")
    guest.paper = renew(whole_unit.sign_in("sid"), guest.person_ref, "DEVICE")
    whole_unit.clock.tick(days=2)
    assert "cannot be used" in guest.come(guest.passphrase).text


def test_nothing_that_an_administrator_can_open_names_a_source_or_holds_a_key(whole_unit: Unit) -> None:
    register(whole_unit)
    sid = whole_unit.sign_in("sid")
    pages: list[Any] = [sid.get("/board"), sid.get("/people"), sid.get("/changes")]
    pages += [sid.get(f"/people/{whole_unit.ref(who)}") for who in whole_unit.people]
    pages += [sid.get(f"/people/{whole_unit.ref(who)}/leaving") for who in ("asha", "hana")]
    for page in pages:
        assert "SRC-" not in page.text
        assert "Morwenna" not in page.text
        assert PHONE not in page.text
