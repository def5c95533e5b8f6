"""How urgent an allegation is, and when its assessment is due."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from app.allegations.types import TYPE_BY_CODE, Priority, Urgency
from app.organisations import rules as working_days

# Product defaults: an immediate one is opened within the hour on any day; a dated event leaves four hours to act.
IMMEDIATE_WITHIN = timedelta(hours=1)
BEFORE_THE_EVENT = timedelta(hours=4)


def priority_of(
    types: Iterable[str],
    time_critical_at: datetime | None = None,
    *,
    still_happening: bool = True,
    danger_to_life: bool = False,
) -> Priority:
    """
    Return the priority an allegation starts with; an officer may raise it.

    :param still_happening: ``False`` only when it is known to be over; not knowing counts as going on.
    :raises KeyError: a type is not in the table.
    """
    urgencies = {TYPE_BY_CODE[code].immediate for code in types}
    if danger_to_life or Urgency.ALWAYS in urgencies or (still_happening and Urgency.WHILE_IT_LASTS in urgencies):
        return Priority.P1_IMMEDIATE
    return Priority.P2_TIME_CRITICAL if time_critical_at is not None else Priority.P3_ROUTINE


def due_at(
    priority: str,
    received_at: datetime,
    time_critical_at: datetime | None,
    holidays: Collection[date],
    *,
    days: int = working_days.TARGET_WORKING_DAYS,
) -> datetime:
    """
    Return the UTC instant by which an immediate one must be opened, and any other be assessed.

    ``days`` is how many working days the unit gives itself.

    An event too near leaves a time that has passed already: it is overdue at once, and the board says so.

    :raises ValueError: no such priority.
    """
    wanted = Priority(priority)
    if wanted is Priority.P1_IMMEDIATE:
        return received_at + IMMEDIATE_WITHIN
    routine = working_days.due_at(received_at, holidays, days)
    if wanted is Priority.P2_TIME_CRITICAL and time_critical_at is not None:
        return min(routine, time_critical_at - BEFORE_THE_EVENT)
    return routine


def is_overdue(due: datetime, assessed_at: datetime | None, now: datetime) -> bool:
    """Return whether the target was missed, or is being missed: measured at the assessment, never at first opening."""
    return (assessed_at or now) > due


def event_was_missed(time_critical_at: datetime | None, assessed_at: datetime) -> bool:
    """Return whether the event had passed before anybody had assessed it: a missed opportunity, counted as such."""
    return time_critical_at is not None and time_critical_at <= assessed_at
