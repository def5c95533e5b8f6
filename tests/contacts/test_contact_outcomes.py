"""What must follow each way that an attempt to reach a source can end."""

from datetime import timedelta

import pytest

from app.contacts.outcomes import (
    BETWEEN_ATTEMPTS,
    CHANNEL_BY_CODE,
    FAILURES_BEFORE_REVIEW,
    OUTCOME_BY_CODE,
    OUTCOMES,
    PURPOSE_BY_CODE,
    PURPOSES,
    Consequence,
    ContactChannel,
    ContactOutcome,
    ContactPurpose,
    follows,
)

FAILURES = {
    "NO_ANSWER",
    "VOICEMAIL_NOT_LEFT",
    "VOICEMAIL_COVER",
    "THIRD_PARTY_ANSWERED",
    "NUMBER_DEAD",
    "UNSAFE_ABORTED",
}


def test_each_table_has_one_row_for_each_code() -> None:
    assert list(OUTCOME_BY_CODE) == [code.value for code in ContactOutcome]
    assert list(PURPOSE_BY_CODE) == [code.value for code in ContactPurpose]
    assert list(CHANNEL_BY_CODE) == [code.value for code in ContactChannel]


def test_every_ending_tells_the_officer_what_to_do_next() -> None:
    assert all(row.next_step.endswith(".") for row in OUTCOMES)


def test_who_was_reached() -> None:
    reached = {row.code.value for row in OUTCOMES if row.reached}
    assert reached == {"SPOKE_VERIFIED", "REFUSED", "DURESS", "MET_IN_PERSON"}
    assert not reached & FAILURES


@pytest.mark.parametrize("row", OUTCOMES, ids=lambda row: row.code.value)
def test_the_third_failure_in_a_row_is_a_review_of_the_risk(row: object) -> None:
    code = row.code.value  # type: ignore[attr-defined]
    assert (Consequence.COUNTS_AS_FAILURE in follows(code)) is (code in FAILURES)
    base = OUTCOME_BY_CODE[code].consequences
    assert follows(code, FAILURES_BEFORE_REVIEW - 2) == base
    third = follows(code, FAILURES_BEFORE_REVIEW - 1)
    assert third == (base | {Consequence.REVIEW_RISK} if code in FAILURES else base)


def test_duress_is_critical_and_goes_to_the_police() -> None:
    assert {Consequence.RISK_IS_CRITICAL, Consequence.TELL_POLICE} <= follows("DURESS")
    assert [row.code.value for row in OUTCOMES if Consequence.TELL_POLICE in row.consequences] == ["DURESS"]


def test_somebody_else_at_the_telephone_raises_the_risk_of_being_found_out() -> None:
    assert [row.code.value for row in OUTCOMES if Consequence.COMPROMISE_RISES in row.consequences] == [
        "THIRD_PARTY_ANSWERED"
    ]


def test_whoever_asks_to_be_left_alone_is_left_alone() -> None:
    assert Consequence.STOP_CONTACT in follows("REFUSED")


def test_only_safety_goes_ahead_without_a_plan() -> None:
    assert {row.code.value for row in PURPOSES if row.without_plan} == {"WELFARE", "THREAT_WARNING"}


def test_nobody_writes_to_a_source_by_post() -> None:
    assert [code for code, row in CHANNEL_BY_CODE.items() if not row.may_attempt] == ["POST_NEVER"]


def test_four_hours_lie_between_attempts_and_three_failures_before_a_review() -> None:
    assert (timedelta(hours=4), 3) == (BETWEEN_ATTEMPTS, FAILURES_BEFORE_REVIEW)


def test_an_ending_nobody_knows_is_an_error() -> None:
    with pytest.raises(KeyError):
        follows("CHATTED")
