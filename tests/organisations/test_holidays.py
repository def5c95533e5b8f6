"""The days kept in each part of the kingdom, as published, and a table that can be edited."""

from datetime import date

import pytest

from app.organisations.holidays import HOLIDAYS, Division, Holiday, holidays_in, known_until


def _days(text: str) -> set[date]:
    return {date.fromisoformat(day) for day in text.split()}


# As published for each division, copied out day by day and not worked out from the table.
ENGLAND_AND_WALES = _days("""
    2025-01-01 2025-04-18 2025-04-21 2025-05-05 2025-05-26 2025-08-25 2025-12-25 2025-12-26
    2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28
    2027-01-01 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-08-30 2027-12-27 2027-12-28
    2028-01-03 2028-04-14 2028-04-17 2028-05-01 2028-05-29 2028-08-28 2028-12-25 2028-12-26
""")
SCOTLAND = _days("""
    2025-01-01 2025-01-02 2025-04-18 2025-05-05 2025-05-26 2025-08-04 2025-12-01 2025-12-25 2025-12-26
    2026-01-01 2026-01-02 2026-04-03 2026-05-04 2026-05-25 2026-06-15 2026-08-03 2026-11-30 2026-12-25 2026-12-28
    2027-01-01 2027-01-04 2027-03-26 2027-05-03 2027-05-31 2027-08-02 2027-11-30 2027-12-27 2027-12-28
    2028-01-03 2028-01-04 2028-04-14 2028-05-01 2028-05-29 2028-08-07 2028-11-30 2028-12-25 2028-12-26
""")
NORTHERN_IRELAND = ENGLAND_AND_WALES | _days("""
    2025-03-17 2025-07-14 2026-03-17 2026-07-13 2027-03-17 2027-07-12 2028-03-17 2028-07-12
""")


@pytest.mark.parametrize(
    ("division", "days"),
    [
        ("england-and-wales", ENGLAND_AND_WALES),
        ("scotland", SCOTLAND),
        ("northern-ireland", NORTHERN_IRELAND),
        ("uk-any", ENGLAND_AND_WALES | SCOTLAND | NORTHERN_IRELAND),
    ],
)
def test_each_division_keeps_its_days(division: str, days: set[date]) -> None:
    assert holidays_in(division) == days


def test_no_holiday_falls_on_a_weekend_since_the_substitute_is_kept() -> None:
    assert [row for row in HOLIDAYS if row.on.weekday() > 4] == []


def test_a_proclaimed_day_is_one_more_row() -> None:
    extra = Holiday(date(2027, 5, 10), frozenset({Division.ENGLAND_AND_WALES}), "Proclaimed")
    rows = (*HOLIDAYS, extra)
    assert holidays_in("england-and-wales", rows) - holidays_in("england-and-wales") == {extra.on}
    assert holidays_in("scotland", rows) == holidays_in("scotland")


def test_how_far_the_table_can_be_trusted_is_known() -> None:
    assert {known_until(division) for division in Division} == {date(2028, 12, 31)}


def test_a_division_nobody_knows_is_an_error_and_not_a_year_without_holidays() -> None:
    with pytest.raises(ValueError, match="wales"):
        holidays_in("wales")
