"""At high risk a controller decides whether officers may call; until then it looks as if there were nobody to call."""

from sqlalchemy import select

from app.allegations.models import Allegation
from app.contacts.finding_due import due_to_officer
from app.sources.models import Source
from audit.events import Decision, Event
from tests.contacts.test_calling import allegation_ref, taken
from tests.contacts.test_what_is_due import board
from tests.factories import Unit
from tests.pages import proofread

ASKING = {"purpose": "CLARIFY", "reason": "Canary-Why which evenings"}
LETTING = {"let": "yes", "weighed": "Canary-Weighed they asked for it"}


def stand(unit: Unit, band: str, decided: str | None) -> None:
    """Let the only source stand at a band, with this decided."""
    with unit.behind() as uow:
        source = uow.case.scalars(select(Source)).one()
        source.band, source.calls_decided_for, source.calls_are_let = band, decided, decided is not None


def first_attempts(unit: Unit) -> list[str]:
    """Return the allegations of the officer's whose teller is to be called for the first time."""
    with unit.house.work(unit.actor("asha"), writes=False) as uow:
        return [due.about for due in due_to_officer(uow)]


def test_a_first_attempt_is_due_where_contact_can_be_asked_for_and_nowhere_else(whole_unit: Unit) -> None:
    _, ref = taken(whole_unit, band="HIGH")
    with whole_unit.behind() as uow:
        uow.case.get_one(Allegation, ref).assessed_at = uow.now
    for band, decided, may in (
        ("MEDIUM", None, True),
        ("HIGH", None, False),
        ("HIGH", "HIGH", True),
        ("HIGH", "CRITICAL", True),
        ("VERY_HIGH", "HIGH", False),
        ("CRITICAL", "VERY_HIGH", False),
        ("CRITICAL", "CRITICAL", True),
    ):
        stand(whole_unit, band, decided)
        can_be_asked = "Contact cannot be asked for" not in whole_unit.sign_in("asha").get(f"/allegations/{ref}").text
        assert (first_attempts(whole_unit) == [ref], can_be_asked) == (may, may), (band, decided)
        with whole_unit.behind() as uow:
            assert uow.case.scalars(select(Source)).one().lets_officers_ask is may


def test_a_controller_decides_and_nobody_else(whole_unit: Unit) -> None:
    officer, ref = taken(whole_unit, band="HIGH")
    stand(whole_unit, "HIGH", None)
    with whole_unit.behind() as uow:
        source_ref = uow.case.scalars(select(Source.source_ref)).one()
    address = f"/sources/{source_ref}/plan/calls"
    assert officer.post(f"/contacts/ask/{ref}", ASKING).status_code == 403
    assert "May officers call?" not in board(whole_unit, "hana")
    for who in ("hana", "ava", "asha"):
        assert whole_unit.sign_in(who).post(address, LETTING, on="/unlock").status_code == 403, who
    assert source_ref in board(whole_unit, "cleo")
    cleo = whole_unit.sign_in("cleo")
    assert "Officers may not ask to call" in proofread(cleo.get(f"/sources/{source_ref}").text).text
    assert cleo.post(address, LETTING | {"weighed": ""}).status_code == 400
    assert cleo.post(address, LETTING).status_code == 302
    assert "Officers may ask to call." in proofread(cleo.get(f"/sources/{source_ref}").text).text
    assert "May officers call?" not in board(whole_unit, "cleo")
    [done] = whole_unit.entries(action=Event.PLAN_LET_CALL.action, decision=Decision.DONE)
    assert (done.entry.object_ref, done.entry.detail["let"]) == (source_ref, "yes")
    assert b"Canary-Weighed" not in whole_unit.raw()
    officer = whole_unit.sign_in("asha")
    assert officer.post(f"/contacts/ask/{allegation_ref(whole_unit)}", ASKING).status_code == 302


def test_their_safety_waits_for_no_decision(whole_unit: Unit) -> None:
    officer, ref = taken(whole_unit, band="HIGH")
    stand(whole_unit, "HIGH", None)
    assert officer.post(f"/contacts/ask/{ref}", ASKING | {"purpose": "THREAT_WARNING"}).status_code == 302
