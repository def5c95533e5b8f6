"""Two working days, counted as the unit counts them: the vectors, the changes of the clocks, and the long table."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.organisations.holidays import holidays_in
from app.organisations.rules import (
    LONDON,
    day_zero,
    due_at,
    due_on,
    end_of_day,
    is_working_day,
    local_day,
    working_day_after,
    working_days_between,
)

DAYS = holidays_in("england-and-wales")

VECTORS = [
    ("2025-11-24", "2025-11-24", "2025-11-26"),
    ("2025-11-27", "2025-11-27", "2025-12-01"),
    ("2025-11-28", "2025-11-28", "2025-12-02"),
    ("2025-11-29", "2025-12-01", "2025-12-03"),
    ("2025-12-23", "2025-12-23", "2025-12-29"),
    ("2025-12-24", "2025-12-24", "2025-12-30"),
    ("2025-12-25", "2025-12-29", "2025-12-31"),
    ("2025-12-31", "2025-12-31", "2026-01-05"),
    ("2026-04-02", "2026-04-02", "2026-04-08"),
    ("2026-04-03", "2026-04-07", "2026-04-09"),
    ("2026-05-01", "2026-05-01", "2026-05-06"),
    ("2026-12-26", "2026-12-29", "2026-12-31"),
    ("2027-12-24", "2027-12-24", "2027-12-30"),
    ("2028-01-01", "2028-01-04", "2028-01-06"),
]


@pytest.mark.parametrize(("received", "zero", "due"), VECTORS)
@pytest.mark.parametrize("hour", [0, 9, 17, 23])
def test_the_vectors_hold_at_any_hour(received: str, zero: str, due: str, hour: int) -> None:
    at = datetime.fromisoformat(received).replace(hour=hour, minute=59, tzinfo=LONDON)
    assert day_zero(at, DAYS) == date.fromisoformat(zero)
    assert due_on(at, DAYS) == date.fromisoformat(due)


def test_the_day_is_that_of_london_and_not_of_utc() -> None:
    late_on_thursday_in_utc = datetime(2026, 7, 2, 23, 30, tzinfo=UTC)
    assert local_day(late_on_thursday_in_utc) == date(2026, 7, 3)
    assert due_on(late_on_thursday_in_utc, DAYS) == date(2026, 7, 7)
    assert local_day(datetime(2026, 1, 2, 1, tzinfo=timezone(timedelta(hours=5)))) == date(2026, 1, 1)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (datetime(2026, 1, 12, 9, tzinfo=UTC), datetime(2026, 1, 14, 23, 59, 59, tzinfo=UTC)),
        (datetime(2026, 7, 6, 9, tzinfo=UTC), datetime(2026, 7, 8, 22, 59, 59, tzinfo=UTC)),
        # The clocks go forward on 29 March 2026 and back on 25 October 2026, each between receipt and due.
        (datetime(2026, 3, 27, 9, tzinfo=UTC), datetime(2026, 3, 31, 22, 59, 59, tzinfo=UTC)),
        (datetime(2026, 10, 23, 9, tzinfo=UTC), datetime(2026, 10, 27, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_it_is_due_at_the_last_second_by_the_clocks_of_the_day(received: datetime, due: datetime) -> None:
    assert due_at(received, DAYS) == due
    assert due_at(received, DAYS).utcoffset() == timedelta(0)


def test_the_days_on_which_the_clocks_change_end_at_their_own_midnight() -> None:
    assert end_of_day(date(2026, 3, 29)) == datetime(2026, 3, 29, 22, 59, 59, tzinfo=UTC)
    assert end_of_day(date(2026, 10, 25)) == datetime(2026, 10, 25, 23, 59, 59, tzinfo=UTC)


def test_an_instant_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        due_at(datetime(2026, 1, 12, 9), DAYS)  # noqa: DTZ001 - what is refused


def test_counting_goes_forwards_only() -> None:
    assert working_day_after(date(2026, 1, 12), 0, DAYS) == date(2026, 1, 12)
    with pytest.raises(ValueError, match="forwards"):
        working_day_after(date(2026, 1, 12), -1, DAYS)


def test_how_many_working_days_late() -> None:
    friday, monday = date(2026, 1, 9), date(2026, 1, 12)
    assert working_days_between(friday, friday, DAYS) == 0
    assert working_days_between(friday, date(2026, 1, 11), DAYS) == 0
    assert working_days_between(friday, monday, DAYS) == 1
    assert working_days_between(monday, friday, DAYS) == 0


_INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2028, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001 - given a zone


@settings(deadline=None)
@given(received=_INSTANTS, count=st.integers(0, 30))
def test_what_is_due_is_a_working_day_so_many_after_the_first(received: datetime, count: int) -> None:
    due = due_on(received, DAYS, count)
    assert is_working_day(due, DAYS)
    assert working_days_between(day_zero(received, DAYS), due, DAYS) == count


@settings(deadline=None)
@given(one=_INSTANTS, other=_INSTANTS)
def test_what_comes_later_is_never_due_sooner(one: datetime, other: datetime) -> None:
    earlier, later = sorted((one, other))
    assert due_at(earlier, DAYS) <= due_at(later, DAYS)
    assert due_at(earlier, DAYS) > earlier
