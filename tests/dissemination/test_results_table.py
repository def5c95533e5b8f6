"""What a receiving team may record, by when, and who is told when it does not."""

from datetime import UTC, datetime, timedelta

import pytest

from app.dissemination.results import (
    CHASES,
    RESULT_BY_CODE,
    RESULTS,
    UNOPENED_WORKING_DAYS,
    Chase,
    ResultCode,
    chases_due,
    choices,
    due_at,
)
from app.organisations.holidays import holidays_in

DAYS = holidays_in("england-and-wales")
SENT = datetime(2026, 1, 12, 10, tzinfo=UTC)  # a Monday
SECOND = timedelta(seconds=1)


def test_there_is_one_row_for_each_result() -> None:
    assert list(RESULT_BY_CODE) == [code.value for code in ResultCode]
    assert len({row.label for row in RESULTS}) == len(RESULTS)


def test_doing_nothing_and_sending_back_are_explained() -> None:
    assert {row.code.value for row in RESULTS if row.needs_reason} == {
        "REJECTED_QUALITY",
        "REJECTED_PRIORITY",
        "NO_ACTION",
    }


def test_nobody_records_that_they_have_not_opened_it() -> None:
    assert {row.code for row in RESULTS} - {row.code for row in choices()} == {ResultCode.NOT_OPENED}


def test_the_wait_ends_with_a_final_result_only() -> None:
    assert {row.code.value for row in RESULTS if not row.is_final} == {"NOT_OPENED", "ACCEPTED"}


def test_what_counts_as_action() -> None:
    assert {row.code.value for row in RESULTS if not row.was_action} == {
        "NOT_OPENED", "ACCEPTED", "REJECTED_QUALITY", "REJECTED_PRIORITY", "NO_TRACE", "NO_ACTION",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("priority", "due"),
    [
        ("P1_IMMEDIATE", datetime(2026, 1, 13, 23, 59, 59, tzinfo=UTC)),
        ("P2_TIME_CRITICAL", datetime(2026, 1, 19, 23, 59, 59, tzinfo=UTC)),
        ("P3_ROUTINE", datetime(2026, 2, 9, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_result_is_due_by_priority(priority: str, due: datetime) -> None:
    assert due_at(priority, SENT, DAYS, most=1_000) == due


def test_a_release_nobody_has_opened_is_chased_after_two_working_days() -> None:
    assert UNOPENED_WORKING_DAYS == 2


def test_a_priority_nobody_knows_is_an_error() -> None:
    with pytest.raises(KeyError):
        due_at("P4", SENT, DAYS, most=1_000)


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (datetime(2026, 1, 16, 23, 59, 59, tzinfo=UTC), ()),
        (datetime(2026, 1, 17, 0, 0, 0, tzinfo=UTC), (Chase.TEAM,)),
        (datetime(2026, 1, 19, 12, tzinfo=UTC), (Chase.TEAM,)),
        (datetime(2026, 1, 20, 12, tzinfo=UTC), (Chase.TEAM, Chase.MANAGER)),
        (datetime(2026, 1, 22, 12, tzinfo=UTC), (Chase.TEAM, Chase.MANAGER)),
        (datetime(2026, 1, 23, 12, tzinfo=UTC), (Chase.TEAM, Chase.MANAGER, Chase.TASKING_GROUP)),
        (datetime(2026, 3, 23, 12, tzinfo=UTC), (Chase.TEAM, Chase.MANAGER, Chase.TASKING_GROUP)),
    ],
)
def test_more_people_are_told_the_longer_it_takes(now: datetime, told: tuple[Chase, ...]) -> None:
    due_on_friday = datetime(2026, 1, 16, 23, 59, 59, tzinfo=UTC)
    assert chases_due(due_on_friday, now, DAYS) == told
    assert [row.code for row in CHASES] == list(Chase)
