"""The holiday table. A day more gives the clock longer, so a second person agrees; a day less holds at once."""

from collections.abc import Sequence
from datetime import date

from app.access.facts import Nothing
from app.access.policy import Action, require
from app.errors import Invalid, NotFound
from app.organisations.applying import HOLIDAY_CHANGED, Kind, propose
from app.organisations.holidays import Division
from app.organisations.models import HolidayRow
from app.organisations.rules import is_working_day, local_day
from app.unit_of_work import UnitOfWork
from audit.events import Event

# Days that can be kept: `uk-any` is the union of the others and no calendar of its own.
KEPT_BY = tuple(one.value for one in Division if one is not Division.UK_ANY)
PAST = "A day that has come stays as it was: what was due then was measured by it."


def propose_holiday(uow: UnitOfWork, day: date, divisions: Sequence[str], *, title: str) -> str:
    """
    Propose a day on which nobody is expected at work, and return the reference of the change that waits.

    :raises Invalid: the day is not to come or is a weekend, or a division is not a part of the United Kingdom.
    :raises Conflict: that day is proposed already.
    :raises Refused: policy says no.
    """
    with uow.trail.recording(Event.HOLIDAY_PROPOSE, day.isoformat()):
        require(uow.actor, Action.ORGANISATION_WRITE, Nothing(day.isoformat()), uow.now)
        problems = {}
        if day <= local_day(uow.now):
            problems["day"] = PAST
        elif not is_working_day(day, ()):
            problems["day"] = "That is a Saturday or a Sunday. Enter the day it is kept on instead."
        if not divisions or not set(divisions) <= set(KEPT_BY):
            problems["divisions"] = "Choose which parts of the United Kingdom keep it."
        if problems:
            raise Invalid(problems)
        content = {"day": day.isoformat(), "divisions": sorted(set(divisions)), "title": title}
        return propose(uow, Kind.HOLIDAY, day.isoformat(), content)


def remove_holiday(uow: UnitOfWork, day: date, division: str) -> None:
    """
    Take a day out of the table of one division. What is due is brought forward at once.

    :raises NotFound: it is not in the table.
    :raises Invalid: the day is not to come.
    :raises Refused: policy says no.
    """
    with uow.trail.recording(Event.HOLIDAY_REMOVE, day.isoformat(), detail={"division": division}):
        require(uow.actor, Action.ORGANISATION_WRITE, Nothing(day.isoformat()), uow.now)
        row = uow.case.get(HolidayRow, (day, division))
        if row is None:
            raise NotFound
        if day <= local_day(uow.now):
            raise Invalid({"day": PAST})
        uow.case.delete(row)
        uow.case.flush()
        uow.tell(HOLIDAY_CHANGED, f"{day.isoformat()} {division}")
