"""What is urgent, by the hour, and how far a time is rounded."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.intake.rules import begin_of, is_soon, is_urgent, to_the_hour

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "day", "soon"),
    [
        (NOON, date(2026, 11, 20), True),
        (NOON, date(2026, 11, 19), False),
        (NOON, date(2026, 11, 21), True),
        (NOON, date(2026, 11, 23), True),
        (NOON, date(2026, 11, 24), False),
        (datetime(2026, 11, 22, 0, 0, tzinfo=UTC), date(2026, 11, 24), True),
        (datetime(2026, 11, 21, 23, 59, tzinfo=UTC), date(2026, 11, 24), False),
        # In summer a day begins an hour earlier than in UTC.
        (datetime(2026, 7, 1, 23, 0, tzinfo=UTC), date(2026, 7, 4), True),
        (datetime(2026, 7, 1, 22, 59, tzinfo=UTC), date(2026, 7, 4), False),
        (datetime(2026, 11, 21, 23, 59, 59, tzinfo=UTC), date(2026, 11, 20), True),
        (datetime(2026, 11, 22, 0, 0, 0, tzinfo=UTC), date(2026, 11, 20), False),
    ],
)
def test_within_two_days_or_just_over_is_soon(now: datetime, day: date, soon: bool) -> None:
    assert is_soon(day, now) is soon


@pytest.mark.parametrize(
    ("types", "still", "danger", "expected", "urgent"),
    [
        ((), True, False, None, False),
        ((), True, True, None, True),
        (("TERRORISM",), False, False, None, True),
        (("MODERN_SLAVERY",), True, False, None, True),
        (("MODERN_SLAVERY",), False, False, None, False),
        (("DRUGS", "CASH"), True, False, NOON.date() + timedelta(days=9), False),
        (("DRUGS",), True, False, NOON.date(), True),
    ],
)
def test_danger_some_kinds_and_something_soon_cannot_wait(
    types: tuple[str, ...], still: bool, danger: bool, expected: date | None, urgent: bool
) -> None:
    assert is_urgent(types, expected, NOON, still_happening=still, danger=danger) is urgent


def test_a_day_begins_here_and_an_hour_anywhere() -> None:
    assert begin_of(date(2026, 7, 1)) == datetime(2026, 6, 30, 23, tzinfo=UTC)
    assert begin_of(date(2026, 12, 1)) == datetime(2026, 12, 1, tzinfo=UTC)
    assert to_the_hour(datetime(2026, 11, 21, 9, 59, 59, 999_999, tzinfo=UTC)) == datetime(2026, 11, 21, 9, tzinfo=UTC)
