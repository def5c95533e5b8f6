"""Working days: which day counts as the first, when the last one ends, and how many lie between."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

# The ministers' target for the initial assessment of every allegation (Home Office response to the inspection, 2014).
TARGET_WORKING_DAYS = 2

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5
_LAST_SECOND = time(23, 59, 59)


def local_day(at: datetime) -> date:
    """
    Return the calendar day in London at an instant.

    :raises ValueError: the instant says no zone, so the day cannot be told.
    """
    if at.tzinfo is None:
        raise ValueError("An instant must say its zone.")
    return at.astimezone(LONDON).date()


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    """Return whether people are expected at work: no Saturday, no Sunday, no holiday of the calendar given."""
    return day.weekday() < _SATURDAY and day not in holidays


def day_zero(received_at: datetime, holidays: Collection[date]) -> date:
    """Return the day counting starts from: that of receipt, at any hour, or the next working day."""
    day = local_day(received_at)
    while not is_working_day(day, holidays):
        day += _ONE_DAY
    return day


def working_day_after(day: date, count: int, holidays: Collection[date]) -> date:
    """
    Return the working day that lies ``count`` working days after ``day``.

    :raises ValueError: the count is negative.
    """
    if count < 0:
        raise ValueError("Working days are counted forwards.")
    while count:
        day += _ONE_DAY
        count -= is_working_day(day, holidays)
    return day


def due_on(received_at: datetime, holidays: Collection[date], working_days: int = TARGET_WORKING_DAYS) -> date:
    """Return the last working day on which something received then is still in time."""
    return working_day_after(day_zero(received_at, holidays), working_days, holidays)


def due_at(received_at: datetime, holidays: Collection[date], working_days: int = TARGET_WORKING_DAYS) -> datetime:
    """Return the UTC instant of the last second, by London's clocks, of the day it is due on."""
    return end_of_day(due_on(received_at, holidays, working_days))


def end_of_day(day: date) -> datetime:
    """Return the UTC instant of 23:59:59 in London on a day."""
    return datetime.combine(day, _LAST_SECOND, LONDON).astimezone(UTC)


def working_days_between(first: date, last: date, holidays: Collection[date]) -> int:
    """Return how many working days come after ``first`` up to and including ``last``; 0 when ``last`` is not later."""
    days = range((last - first).days)
    return sum(is_working_day(first + (number + 1) * _ONE_DAY, holidays) for number in days)
