"""Boards say who is to be called: in the window now, later today, overdue, as promised, and first after assessing."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.allegations.models import Allegation
from app.contacts.due import Due, Kind, Urgency, in_order
from app.contacts.finding_due import due_to_officer
from app.contacts.models import Attempt, ContactRequest
from app.sources.models import StandingPlan
from app.sources.windows import Window
from tests.contacts.test_calling import approve, asked
from tests.contacts.test_safe_moments import record
from tests.factories import Unit
from tests.pages import proofread

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)  # a Monday
EVENING = Window(("MON",), "18:00", "20:00")
MIDDAY = Window(("MON",), "11:00", "13:00")
TUESDAY = Window(("TUE",), "18:00", "20:00")


@pytest.mark.parametrize(
    ("kind", "hours", "window", "urgency", "words"),
    [
        (Kind.PERMITTED, 4, MIDDAY, Urgency.NOW, "Now, until 13:00"),
        (Kind.PERMITTED, 4, EVENING, Urgency.TODAY, "From Monday 2 March, 18:00"),
        (Kind.PERMITTED, 20, TUESDAY, Urgency.LATER, "From Tuesday 3 March, 18:00"),
        (Kind.PERMITTED, 4, Window(), Urgency.LATER, "Their plan names no safe time"),
        (Kind.CALL_BACK, -1, None, Urgency.OVERDUE, "Monday 2 March, 11:00"),
        (Kind.CALL_BACK, 3, None, Urgency.TODAY, "Monday 2 March, 15:00"),
        (Kind.CALL_BACK, 30, None, Urgency.LATER, "Tuesday 3 March, 18:00"),
        (Kind.FIRST, -1, None, Urgency.OVERDUE, "By Monday 2 March, 11:00"),
        (Kind.FIRST, 11, None, Urgency.TODAY, "By Monday 2 March, 23:00"),
        (Kind.PLANNED, -12, MIDDAY, Urgency.OVERDUE, "Now, until 13:00"),
        (Kind.PLANNED, 11, EVENING, Urgency.TODAY, "From Monday 2 March, 18:00"),
    ],
)
def test_what_is_due_says_when(kind: Kind, hours: int, window: Window | None, urgency: Urgency, words: str) -> None:
    due = Due(kind, "ref", "about", NOON + timedelta(hours=hours), window)
    assert (due.urgency(NOON), due.words(NOON)) == (urgency, words)


def test_the_most_urgent_stands_first_and_a_promise_for_its_permission() -> None:
    permitted = Due(Kind.PERMITTED, "one", "a", NOON + timedelta(hours=4), MIDDAY)
    other = Due(Kind.PERMITTED, "two", "b", NOON + timedelta(hours=4), EVENING)
    promised = Due(Kind.CALL_BACK, "one", "a", NOON - timedelta(hours=1))
    assert in_order([other, permitted, promised], NOON) == [promised, other]


def board(unit: Unit, who: str) -> str:
    return " ".join(proofread(part).text for part in unit.sign_in(who).board())


def change(unit: Unit, act: Callable[[Allegation], None]) -> None:
    """Change the newest allegation behind the application's back."""
    with unit.behind() as uow:
        act(uow.case.get_one(Allegation, unit.newest_allegation()))


def test_an_officers_board_goes_with_each_step_of_a_contact(whole_unit: Unit) -> None:
    _, grant_ref = asked(whole_unit)
    assessed_at = whole_unit.clock.now

    def assess(row: Allegation) -> None:
        row.assessed_at = assessed_at

    # While a request waits, nothing is due.
    change(whole_unit, assess)
    assert "To call" not in board(whole_unit, "asha")
    approve(whole_unit, grant_ref)
    shown = board(whole_unit, "asha")
    assert "In their window now" in shown
    assert "Now, until 23:59" in shown
    record(whole_unit, grant_ref, whole_unit.clock.now + timedelta(hours=6))
    shown = board(whole_unit, "asha")
    assert "A call that was promised" in shown
    assert "Now, until" not in shown
    whole_unit.clock.tick(hours=7)
    assert "Overdue" in board(whole_unit, "asha")
    # A colleague sees nothing of it.
    assert "To call" not in board(whole_unit, "ben")


def test_a_first_attempt_is_due_two_working_days_after_the_assessment(whole_unit: Unit) -> None:
    officer, grant_ref = asked(whole_unit)
    del officer
    with whole_unit.behind() as uow:
        uow.case.delete(uow.case.get_one(ContactRequest, grant_ref))
        row = uow.case.get_one(Allegation, whole_unit.newest_allegation())
        # The Thursday before Good Friday: two working days later is the Wednesday after Easter.
        row.assessed_at = datetime(2026, 4, 2, 15, tzinfo=UTC)
    whole_unit.clock.tick(seconds=(datetime(2026, 4, 2, 16, tzinfo=UTC) - whole_unit.clock.now).total_seconds())
    actor = whole_unit.actor("asha")
    with whole_unit.house.work(actor, writes=False) as uow:
        [due] = due_to_officer(uow)
    assert (due.kind, due.due_at) == (Kind.FIRST, datetime(2026, 4, 8, 22, 59, 59, tzinfo=UTC))
    assert "First attempt after the assessment" in board(whole_unit, "asha")
    with whole_unit.behind() as uow:
        plan = uow.case.scalars(select(StandingPlan)).one()
        plan.state, plan.approved_by = "WRITTEN", None
    assert "First attempt" not in board(whole_unit, "asha")


def test_whoever_looks_after_a_source_sees_when_its_next_contact_is_due(whole_unit: Unit) -> None:
    _, grant_ref = asked(whole_unit)
    with whole_unit.behind() as uow:
        plan = uow.case.scalars(select(StandingPlan)).one()
        plan.next_contact_on = date(2026, 3, 1)
    for who in ("hana", "cleo"):
        shown = board(whole_unit, who)
        assert "Contacts due by their plans" in shown
        assert "Overdue" in shown
    assert "Contacts due by their plans" not in board(whole_unit, "hugo")
    approve(whole_unit, grant_ref)
    with whole_unit.behind() as uow:
        assert not uow.case.scalars(select(Attempt)).all()
    reach(whole_unit, grant_ref)
    assert "Contacts due by their plans" not in board(whole_unit, "hana")


def reach(unit: Unit, grant_ref: str) -> None:
    """Reach the source under a permission."""
    record(unit, grant_ref, None, "SPOKE_VERIFIED")


def test_no_hour_of_a_safe_window_stands_in_any_store(whole_unit: Unit) -> None:
    asked(whole_unit)
    raw = whole_unit.raw()
    assert b"00:01" not in raw
    assert b'23:59"' not in raw
