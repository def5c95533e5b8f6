"""What is urgent, and how far a time is rounded before it is kept."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.allegations.rules import priority_of
from app.allegations.types import Priority

HERE = ZoneInfo("Europe/London")
# Product default: what happens within two days cannot wait for the next round of the steward.
SOON = timedelta(hours=48)


def is_urgent(
    types: Collection[str], expected_on: date | None, now: datetime, *, still_happening: bool, danger: bool
) -> bool:
    """
    Return whether this must be brought in at once: danger to life or of serious harm, or something within 48 hours.

    A date that has only just passed still counts: what was to happen may be late, and the date may be wrong by one.

    :raises KeyError: a type is not in the table.
    """
    known = priority_of(types, still_happening=still_happening, danger_to_life=danger)
    return known is Priority.P1_IMMEDIATE or (expected_on is not None and is_soon(expected_on, now))


def is_soon(day: date, now: datetime) -> bool:
    """Return whether a day, as it is counted here, begins within 48 hours or ended less than 24 hours ago."""
    ended = begin_of(day + timedelta(days=1))
    return begin_of(day) <= now + SOON and now < ended + timedelta(days=1)


def begin_of(day: date) -> datetime:
    """Return the instant, in UTC, at which a day begins in the United Kingdom."""
    return datetime.combine(day, time(), HERE).astimezone(UTC)


def to_the_hour(moment: datetime) -> datetime:
    """Return a time rounded down to its hour: all that is kept of when somebody told us."""
    return moment.replace(minute=0, second=0, microsecond=0)
