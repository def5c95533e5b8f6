"""What follows for the two-day clock when a day is entered into the holiday table, or taken out of it."""

from datetime import date

from sqlalchemy import select

from app.allegations import rules
from app.allegations.models import Allegation
from app.allegations.types import Priority
from app.organisations import queries as organisations
from app.organisations.applying import HOLIDAY_CHANGED
from app.organisations.holidays import Division
from app.organisations.models import HolidayRow, Unit
from app.organisations.settings import SETTING_BY_CODE, SettingCode, held
from app.unit_of_work import UnitOfWork
from audit.events import Event


def count_again(uow: UnitOfWork, what: str) -> None:
    """
    Count again when each allegation that waits for its assessment is due.

    Only a time that followed from the table as it was: what was reopened or was given another time keeps it.

    :param what: the day, then the divisions whose table was changed, with spaces between.
    """
    written, *divisions = what.split()
    day = date.fromisoformat(written)
    elsewhere = select(HolidayRow.day).where(HolidayRow.day == day, HolidayRow.division.not_in(divisions))
    touched = {*divisions} if uow.case.scalar(elsewhere.limit(1)) else {*divisions, Division.UK_ANY.value}
    for unit in uow.case.scalars(select(Unit).where(Unit.division.in_(sorted(touched))).order_by(Unit.ref)).all():
        after = organisations.holidays(uow.case, unit.division)
        waiting = select(Allegation).where(Allegation.unit_ref == unit.ref, Allegation.assessed_at.is_(None))
        for row in uow.case.scalars(waiting.order_by(Allegation.ref)).all():
            _count(uow, row, unit, after ^ {day}, after)
    uow.case.flush()


def _count(uow: UnitOfWork, row: Allegation, unit: Unit, before: frozenset[date], after: frozenset[date]) -> None:
    """Set when one is due, where what it has followed from the table as it was."""
    dated = Priority.P3_ROUTINE if row.time_critical_at is None else Priority.P2_TIME_CRITICAL
    # What came in before a setting was tightened keeps the days that it was given then.
    for days in {held(unit.tightened, SettingCode.ASSESS_WORKING_DAYS), _BOUND}:
        was = rules.due_at(dated, row.received_at, row.time_critical_at, before, days=days)
        due = rules.due_at(dated, row.received_at, row.time_critical_at, after, days=days)
        if row.assess_by == was != due:
            with uow.trail.recording(Event.ALLEGATION_RECLOCK, row.ref):
                row.due_at = due if row.due_at == row.assess_by else row.due_at
                row.assess_by = due
            return


_BOUND = SETTING_BY_CODE[SettingCode.ASSESS_WORKING_DAYS].bound
LISTENERS = {HOLIDAY_CHANGED: [count_again]}
