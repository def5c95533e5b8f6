"""How often the glass was broken, by the month: for whoever answers for the law, without a name or what was said."""

from sqlalchemy import select

from app.accounts.models import RoleHeld
from audit.events import Decision, Event
from tests.custody.test_asking import broken, press
from tests.factories import START, Unit, Visitor
from tests.pages import proofread

ADDRESS = "/custody/glass/by-month"


def data_protection_officer(unit: Unit) -> Visitor:
    """Make somebody the data protection officer and nothing else, and sign them in."""
    person_ref = unit.ref("iris")
    with unit.behind() as uow:
        for role in uow.case.scalars(select(RoleHeld).where(RoleHeld.person_ref == person_ref)):
            uow.case.delete(role)
        uow.case.add(RoleHeld(person_ref=person_ref, role="DPO", from_on=START.date()))
    return unit.sign_in("iris")


def test_whoever_answers_for_the_law_sees_each_time_and_what_was_found(whole_unit: Unit) -> None:
    source_ref, page = broken(whole_unit)
    olga = whole_unit.sign_in("olga", unlock=True)
    text = proofread(olga.get(ADDRESS).text).text
    assert source_ref in text
    assert "To be reviewed" in text
    assert "Canary-Reason" not in olga.get(ADDRESS).text
    assert press(olga, f"{page}/review", page, needed="no", finding="Canary-Finding") == 302
    shown = olga.get(f"{ADDRESS}?month=2026-03").text
    assert "It was not needed" in proofread(shown).text
    assert "Canary-Finding" not in shown
    assert "not broken in this month" in olga.get(f"{ADDRESS}?month=2026-02").text
    assert olga.get(f"{ADDRESS}?month=2026-13").status_code == 404
    officer = data_protection_officer(whole_unit)
    assert source_ref in officer.get(ADDRESS).text
    assert "Broken glass" in officer.get("/board").text
    [read, *_] = whole_unit.entries(action=Event.CUSTODY_LIST.action, decision=Decision.DONE)
    assert read.entry.actor_ref == whole_unit.ref("iris")


def test_nobody_else_sees_it(whole_unit: Unit) -> None:
    broken(whole_unit)
    for who in ("asha", "hana", "dora", "sid"):
        assert whole_unit.sign_in(who).get(ADDRESS).status_code == 403
