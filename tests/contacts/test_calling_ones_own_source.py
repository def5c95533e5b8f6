"""A handler calls their own source, by leave of somebody else and at a safe time; and permissions are extended."""

from datetime import timedelta

from sqlalchemy import select

from app.access.marks import OF_SOURCES
from app.contacts.models import APPROVED, ENDED, REVOKED, Attempt, ContactRequest
from app.sources.happenings import OFFICER_MOVED
from app.sources.models import Source
from audit.events import Decision, Event
from tests.contacts.test_calling import CALL, PHONE, approve, asked, granted, open_contact, send, show_number
from tests.contacts.test_safe_moments import EVENING, rules
from tests.contacts.test_two_approve import half
from tests.factories import Unit, Visitor
from tests.pages import proofread
from tests.sources.test_contact_plans import rewrite
from tests.sources.test_registering import let_plan_stand, register

ASKING = {"purpose": "WELFARE", "reason": "Canary-Why to see to them every week"}


def asks(unit: Unit, *, band: str = "LOW") -> tuple[Visitor, str, str]:
    """Register a source and let its handler ask to call it; returns browser, source and request."""
    handler, source_ref = register(unit, band=band)
    reply = handler.post(f"/contacts/source/{source_ref}", ASKING)
    assert reply.status_code == 302, reply.text
    return handler, source_ref, reply.headers["Location"].rsplit("/", 1)[1]


def allowed(unit: Unit, *, hours: str = "720") -> tuple[Visitor, str, str]:
    """Return an unlocked handler with a permission to call their own source."""
    _, source_ref, grant_ref = asks(unit)
    approve(unit, grant_ref, "cleo", hours)
    return unit.sign_in("hana", unlock=True), source_ref, grant_ref


def test_a_handler_calls_their_own_source_from_the_same_screen(whole_unit: Unit) -> None:
    handler, source_ref, grant_ref = allowed(whole_unit)
    reply = open_contact(handler, grant_ref)
    text = proofread(reply.text).text
    assert source_ref in text
    assert "Ask for the plumber" in text
    assert PHONE not in reply.text
    assert PHONE in proofread(show_number(handler, grant_ref).text).text
    whole_unit.clock.tick(minutes=10)
    made = CALL | {"made_at": f"{whole_unit.clock.now:%H:%M}"}
    assert handler.post(f"/contacts/{grant_ref}/attempt", made).status_code == 302
    assert "Spoke, and it was them" in proofread(handler.get(f"/sources/{source_ref}").text).text
    assert b"Canary-Said" not in whole_unit.raw()
    with whole_unit.behind() as uow:
        [attempt] = uow.case.scalars(select(Attempt)).all()
        assert attempt.link == source_ref
        assert attempt.link not in uow.vault.links_of(source_ref)
        row = uow.case.get_one(ContactRequest, grant_ref)
        assert row.ends_at is not None
        assert timedelta(days=29) < row.ends_at - uow.now <= timedelta(days=30)


def test_another_handler_neither_asks_nor_decides_nor_sees_it_and_nobody_decides_their_own(whole_unit: Unit) -> None:
    handler, source_ref, grant_ref = asks(whole_unit)
    page = f"/requests/{grant_ref}"
    assert send(handler, f"{page}/approve", {"hours": "24"}, on="/unlock").status_code == 403
    hugo = whole_unit.sign_in("hugo", unlock=True)
    assert hugo.post(f"/contacts/source/{source_ref}", ASKING, on="/unlock").status_code == 404
    assert hugo.get(page).status_code == 404
    assert send(hugo, f"{page}/approve", {"hours": "24"}, on="/unlock").status_code == 404
    assert grant_ref not in hugo.get("/requests").text
    assert hugo.get(f"/contacts/{grant_ref}").status_code == 404
    refused = whole_unit.entries(action=Event.CONTACT_APPROVE.action, decision=Decision.REFUSED)
    assert [one.entry.rule for one in refused] == ["asked_by_someone_else"]


def test_whoever_is_kept_from_a_source_sees_no_such_request(whole_unit: Unit) -> None:
    _, source_ref, grant_ref = asks(whole_unit)
    cleo = whole_unit.sign_in("cleo", unlock=True)
    assert source_ref in cleo.get("/requests").text
    with whole_unit.behind() as uow:
        uow.case.get_one(Source, source_ref).keep_from(uow.marked([whole_unit.ref("cleo")], OF_SOURCES))
    assert source_ref not in cleo.get("/requests").text
    assert cleo.get(f"/requests/{grant_ref}").status_code == 404
    assert send(cleo, f"/requests/{grant_ref}/approve", {"hours": "24"}, on="/unlock").status_code == 404


def test_where_two_groups_hold_the_source_an_authoriser_gives_the_half(whole_unit: Unit) -> None:
    handler, source_ref, grant_ref = asks(whole_unit, band="HIGH")
    cleo = whole_unit.sign_in("cleo", unlock=True)
    assert send(cleo, f"/requests/{grant_ref}/approve", {"hours": "24"}, on="/unlock").status_code == 403
    assert "custodians" in proofread(whole_unit.sign_in("ava").get(f"/requests/{grant_ref}").text).text.lower()
    approve(whole_unit, grant_ref, "ava", "24")
    handler = whole_unit.sign_in("hana", unlock=True)
    assert PHONE in proofread(show_number(handler, grant_ref).text).text


def test_the_safe_hours_and_the_plan_hold_for_a_handler_too(whole_unit: Unit) -> None:
    handler, source_ref, grant_ref = allowed(whole_unit)
    assert rewrite(handler, source_ref, **EVENING).status_code == 302
    let_plan_stand(whole_unit, source_ref)
    reply = open_contact(handler, grant_ref)
    assert reply.status_code == 403
    assert "It opens on Monday 2 March at 18:00" in proofread(reply.text).text
    assert PHONE not in reply.text
    assert rules(whole_unit, Event.CONTACT_OPEN) == ["in_safe_window"]
    page, controller = f"/requests/{grant_ref}", whole_unit.sign_in("cleo")
    let = {"outside": "1", "why": "Canary-Why a fire next door"}
    assert send(controller, f"{page}/outside", let, on=page).status_code == 302
    assert open_contact(handler, grant_ref).status_code == 200
    assert whole_unit.entries(action=Event.CONTACT_OVERRIDE.action, decision=Decision.DONE)


def test_it_ends_when_the_source_is_given_to_somebody_else(whole_unit: Unit) -> None:
    handler, source_ref, grant_ref = allowed(whole_unit)
    with whole_unit.behind() as uow:
        uow.case.get_one(Source, source_ref).handler_ref = whole_unit.ref("hugo")
        uow.tell(OFFICER_MOVED, source_ref)
    assert open_contact(handler, grant_ref).status_code == 403
    with whole_unit.behind() as uow:
        row = uow.case.get_one(ContactRequest, grant_ref)
        assert row.state == REVOKED
        assert not uow.vault.keeps_grant(grant_ref)


def test_an_officers_permission_is_extended_by_a_new_one_that_is_sealed_anew(whole_unit: Unit) -> None:
    officer, grant_ref = granted(whole_unit)
    address = f"/contacts/{grant_ref}/longer"
    assert officer.post(address, {"why": ""}).status_code == 400
    longer_ref = officer.post(address, {"why": "Canary-Why they asked for tomorrow"}).headers["Location"][-32:]
    assert officer.post(address, {"why": "Twice"}).status_code == 409
    assert open_contact(officer, grant_ref).status_code == 200
    decide, cleo = f"/requests/{longer_ref}", whole_unit.sign_in("cleo", unlock=True)
    assert "which ends when this one is given" in proofread(cleo.get(decide).text).text
    approve(whole_unit, longer_ref, "cleo", "24")
    officer = whole_unit.sign_in("asha", unlock=True)
    assert open_contact(officer, grant_ref).status_code == 403
    assert PHONE in show_number(officer, longer_ref).text
    assert longer_ref in proofread(officer.get(f"/contacts/{grant_ref}").text).html
    with whole_unit.behind() as uow:
        rows = uow.case.scalars(select(ContactRequest)).all()
        states = {row.grant_ref: (row.state, uow.vault.keeps_grant(row.grant_ref)) for row in rows}
    assert states == {grant_ref: (ENDED, False), longer_ref: (APPROVED, True)}


def test_what_is_over_or_somebody_elses_is_not_extended(whole_unit: Unit) -> None:
    _, grant_ref = granted(whole_unit)
    hana = whole_unit.sign_in("hana")
    assert hana.post(f"/contacts/{grant_ref}/longer", {"why": "Not mine"}, on="/unlock").status_code == 404
    whole_unit.clock.tick(hours=4)
    officer = whole_unit.sign_in("asha")
    assert officer.post(f"/contacts/{grant_ref}/longer", {"why": "Too late"}, on="/unlock").status_code == 403
    assert rules(whole_unit, Event.CONTACT_REQUEST)[0] == "grant_is_live"


def test_two_groups_each_give_their_half_anew(whole_unit: Unit) -> None:
    officer, grant_ref = asked(whole_unit, band="HIGH")
    for who in ("cleo", "ava"):
        half(whole_unit, grant_ref, who)
    officer = whole_unit.sign_in("asha", unlock=True)
    reply = officer.post(f"/contacts/{grant_ref}/longer", {"why": "They asked for tomorrow"})
    longer_ref = reply.headers["Location"][-32:]
    half(whole_unit, longer_ref, "ava", "24")
    officer = whole_unit.sign_in("asha", unlock=True)
    assert open_contact(officer, longer_ref).status_code == 403
    assert open_contact(officer, grant_ref).status_code == 200
    half(whole_unit, longer_ref, "hana", "24")
    officer = whole_unit.sign_in("asha", unlock=True)
    assert PHONE in show_number(officer, longer_ref).text
    assert open_contact(officer, grant_ref).status_code == 403
