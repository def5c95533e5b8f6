"""What an allegation is about and when its event is decide how soon it must be assessed."""

from datetime import UTC, datetime, timedelta

import pytest

from app.allegations.rules import due_at, event_was_missed, is_overdue, priority_of
from app.allegations.types import (
    CHANNEL_BY_CODE,
    CHANNELS,
    PRIORITIES,
    PRIORITY_BY_CODE,
    TYPE_BY_CODE,
    TYPES,
    AllegationType,
    Channel,
    Priority,
)
from app.organisations.holidays import holidays_in

DAYS = holidays_in("england-and-wales")
MONDAY = datetime(2025, 11, 24, 10, tzinfo=UTC)
ROUTINE_DUE = datetime(2025, 11, 26, 23, 59, 59, tzinfo=UTC)
EVENT = datetime(2025, 11, 25, 15, tzinfo=UTC)


def test_each_table_has_one_row_for_each_code() -> None:
    assert list(CHANNEL_BY_CODE) == [code.value for code in Channel]
    assert list(TYPE_BY_CODE) == [code.value for code in AllegationType]
    assert list(PRIORITY_BY_CODE) == [code.value for code in Priority]
    for rows in (CHANNELS, TYPES, PRIORITIES):
        assert len({row.label for row in rows}) == len(rows)


def test_no_source_is_ever_kept_for_crimestoppers() -> None:
    assert [row.code.value for row in CHANNELS if not row.may_hold_source] == ["CRIMESTOPPERS"]


@pytest.mark.parametrize("code", ["TERRORISM", "FIREARMS_WEAPONS", "EXPLOITATION_CHILD"])
def test_some_matters_are_always_immediate(code: str) -> None:
    assert priority_of([code], still_happening=False) is Priority.P1_IMMEDIATE
    assert priority_of(["OTHER", code]) is Priority.P1_IMMEDIATE


def test_slavery_is_immediate_while_it_lasts_and_not_knowing_counts_as_lasting() -> None:
    assert priority_of(["MODERN_SLAVERY"]) is Priority.P1_IMMEDIATE
    assert priority_of(["MODERN_SLAVERY"], still_happening=False) is Priority.P3_ROUTINE


def test_danger_to_life_is_immediate_whatever_it_is_about() -> None:
    assert priority_of([], danger_to_life=True) is Priority.P1_IMMEDIATE
    assert priority_of(["OVERSTAYING"], EVENT, danger_to_life=True) is Priority.P1_IMMEDIATE


def test_a_dated_event_is_time_critical_and_all_else_routine() -> None:
    ordinary = [row.code for row in TYPES if priority_of([row.code]) is not Priority.P1_IMMEDIATE]
    assert len(ordinary) == len(TYPES) - 4
    for code in ordinary:
        assert priority_of([code], EVENT) is Priority.P2_TIME_CRITICAL
        assert priority_of([code]) is Priority.P3_ROUTINE
    assert priority_of([]) is Priority.P3_ROUTINE


def test_a_type_nobody_knows_is_an_error_and_never_routine() -> None:
    with pytest.raises(KeyError):
        priority_of(["PARKING"])


@pytest.mark.parametrize(
    ("priority", "event", "due"),
    [
        ("P1_IMMEDIATE", None, MONDAY + timedelta(hours=1)),
        ("P1_IMMEDIATE", EVENT, MONDAY + timedelta(hours=1)),
        ("P2_TIME_CRITICAL", EVENT, EVENT - timedelta(hours=4)),
        ("P2_TIME_CRITICAL", datetime(2025, 12, 24, 9, tzinfo=UTC), ROUTINE_DUE),
        ("P2_TIME_CRITICAL", None, ROUTINE_DUE),
        ("P3_ROUTINE", EVENT, ROUTINE_DUE),
        ("P3_ROUTINE", None, ROUTINE_DUE),
    ],
)
def test_each_priority_is_due_by_its_rule(priority: str, event: datetime | None, due: datetime) -> None:
    assert due_at(priority, MONDAY, event, DAYS) == due


def test_an_immediate_one_does_not_wait_for_a_working_day() -> None:
    christmas = datetime(2025, 12, 25, 3, tzinfo=UTC)
    assert due_at("P1_IMMEDIATE", christmas, None, DAYS) == christmas + timedelta(hours=1)


def test_an_event_too_near_is_overdue_at_once() -> None:
    near = MONDAY + timedelta(hours=1)
    due = due_at("P2_TIME_CRITICAL", MONDAY, near, DAYS)
    assert due < MONDAY
    assert is_overdue(due, None, MONDAY)


def test_a_priority_nobody_knows_is_an_error() -> None:
    with pytest.raises(ValueError, match="P4"):
        due_at("P4", MONDAY, None, DAYS)


def test_the_target_is_measured_at_the_assessment() -> None:
    second = timedelta(seconds=1)
    assert not is_overdue(ROUTINE_DUE, ROUTINE_DUE, ROUTINE_DUE + timedelta(days=9))
    assert is_overdue(ROUTINE_DUE, ROUTINE_DUE + second, ROUTINE_DUE + timedelta(days=9))
    assert not is_overdue(ROUTINE_DUE, None, ROUTINE_DUE)
    assert is_overdue(ROUTINE_DUE, None, ROUTINE_DUE + second)


def test_an_event_that_passed_unassessed_is_a_missed_opportunity() -> None:
    assert event_was_missed(EVENT, EVENT)
    assert not event_was_missed(EVENT, EVENT - timedelta(seconds=1))
    assert not event_was_missed(None, EVENT)
