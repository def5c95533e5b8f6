"""Somebody leaves: nothing is left in their hands, their sessions and permissions end, and their keys are destroyed."""

from sqlalchemy import select

from app.sources.models import Source
from tests.contacts.test_calling import granted
from tests.factories import Unit
from tests.pages import proofread
from tests.people.office import known, sign, state_of
from tests.sources.test_registering import register

DAY = {"last_day-day": "9", "last_day-month": "3", "last_day-year": "2026"}


def source_of(unit: Unit) -> str:
    """Return a source that hana handles."""
    register(unit)
    with unit.steward() as uow:
        return uow.case.scalars(select(Source.source_ref)).one()


def leaving(unit: Unit, who: str) -> str:
    return f"/people/{unit.ref(who)}/leaving"


def test_nobody_goes_before_what_they_hold_is_in_other_hands(whole_unit: Unit) -> None:
    whole_unit.tell()
    ref = whole_unit.newest_allegation()
    asha = whole_unit.sign_in("asha")
    asha.post(f"/allegations/{ref}/take", on=f"/allegations/{ref}")
    sid, home = whole_unit.sign_in("sid"), leaving(whole_unit, "asha")
    assert sid.post(home, DAY).status_code == 302
    assert "Give it to colleagues" in proofread(sid.get("/board").text).text
    assert sid.post(f"/people/{whole_unit.ref('asha')}/end", on=home).status_code == 409
    for taker in ("asha", "sol", "mia"):
        assert sid.post(f"{home}/allegations/{ref}", {"to": whole_unit.ref(taker)}, on=home).status_code == 400
    assert sid.post(f"{home}/allegations/{ref}", {"to": whole_unit.ref("ben")}, on=home).status_code == 302
    assert "nothing that would be left behind" in sid.get(home).text
    assert sid.post(f"/people/{whole_unit.ref('asha')}/end", on=home).status_code == 302
    assert state_of(whole_unit, whole_unit.ref("asha")) == "LEFT"
    assert asha.get("/account").status_code == 302
    assert known(whole_unit, "asha").sign_in().status_code == 400
    ben = whole_unit.sign_in("ben")
    assert ref in ben.get("/board").text
    assert "given to you" in ben.get("/board").text
    with whole_unit.steward() as uow:
        assert not uow.vault.members.verify(whole_unit.ref("asha"), whole_unit.people["asha"].passphrase)


def test_the_thing_of_another_is_not_given_through_the_page_of_a_leaver(whole_unit: Unit) -> None:
    whole_unit.tell()
    ref = whole_unit.newest_allegation()
    whole_unit.sign_in("ben").post(f"/allegations/{ref}/take", on=f"/allegations/{ref}")
    sid, home = whole_unit.sign_in("sid"), leaving(whole_unit, "asha")
    sent = {"to": whole_unit.ref("ben")}
    assert sid.post(f"{home}/allegations/{ref}", sent, on=home).status_code in {400, 404}
    assert sid.post(f"{home}/nonsense/{ref}", sent, on=home).status_code in {400, 404}
    assert ref in whole_unit.sign_in("ben").get("/board").text


def test_a_handler_leaves_when_the_group_has_taken_their_sources_and_their_key(whole_unit: Unit) -> None:
    source_ref = source_of(whole_unit)
    hugo, home = whole_unit.sign_in("hugo", unlock=True), leaving(whole_unit, "hana")
    assert source_ref in proofread(hugo.get(home).text).text
    given = hugo.post(f"{home}/handled/{source_ref}", {"to": whole_unit.ref("hugo")}, on=home)
    assert given.status_code == 302
    assert hugo.get(f"/sources/{source_ref}").status_code == 200
    assert hugo.post(f"/people/{whole_unit.ref('hana')}/end", on=home).status_code == 302
    cleo = whole_unit.sign_in("cleo", unlock=True)
    hana = known(whole_unit, "hana")
    sign(hugo, "custodians", hana)
    assert sign(cleo, "custodians", hana).headers["Location"].endswith("whole")
    with whole_unit.steward() as uow:
        assert uow.vault.groups.current("custodians").member(hana.person_ref) is None


def test_permissions_end_with_the_account(whole_unit: Unit) -> None:
    asha, grant_ref = granted(whole_unit)
    assert "Permissions that you hold" in proofread(asha.get("/account").text).text
    sid = whole_unit.sign_in("sid")
    sid.post(f"/people/{whole_unit.ref('asha')}/stop", {"reason": "to be looked into"})
    assert asha.get("/account").status_code == 302
    with whole_unit.steward() as uow:
        assert not uow.vault.revoke(grant_ref)


def test_a_browser_is_forgotten_by_its_owner_alone(whole_unit: Unit) -> None:
    ben, asha = whole_unit.sign_in("ben"), whole_unit.sign_in("asha")
    page = proofread(asha.get("/account").text)
    [action] = [form.get("action") or "" for form in page.all("form") if "/devices/" in (form.get("action") or "")]
    assert ben.post(action, on="/account").status_code == 404
    assert asha.post(action, on="/account").status_code == 302
    assert "/devices/" not in asha.get("/account").text
