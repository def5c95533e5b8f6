"""One outcome for one reason, with what it needs; checks that count and those that do not."""

import pytest

from app.assessment.checks import (
    CHECK_RESULTS,
    CHECK_SYSTEM_BY_CODE,
    CHECK_SYSTEMS,
    CheckResult,
    CheckSystem,
    systems_open_to,
    was_made,
)
from app.assessment.outcomes import (
    NEED_BY_CODE,
    OUTCOME_BY_CODE,
    OUTCOMES,
    Group,
    Need,
    OutcomeCode,
    lacking,
    rationale_is_long_enough,
)

# Copied from the unit's list of reasons by hand.
WANTED = {
    "ACT-IE": ("ACTIONED", {"DISSEMINATION"}),
    "ACT-CFI": ("ACTIONED", {"DISSEMINATION"}),
    "ACT-BF": ("ACTIONED", {"DISSEMINATION"}),
    "ACT-UKVI": ("ACTIONED", {"DISSEMINATION"}),
    "ACT-INTL": ("ACTIONED", {"DISSEMINATION"}),
    "ACT-HUB": ("ACTIONED", {"DISSEMINATION"}),
    "ACT-PARTNER": ("ACTIONED", {"DISSEMINATION", "PARTNER"}),
    "ACT-SAFE": ("ACTIONED", {"REFERRAL"}),
    "ACT-DEV": ("ACTIONED", {"OWNER", "REVIEW_ON"}),
    "NFA-A-PRIORITY": ("NFA_ACTIONABLE", {"SECOND_PERSON"}),
    "NFA-A-KNOWN": ("NFA_ACTIONABLE", {"OWNER_UNIT"}),
    "NFA-A-LATE": ("NFA_ACTIONABLE", set()),
    "NFA-A-SOURCE": ("NFA_ACTIONABLE", {"NSU_DECISION"}),
    "NFA-N-INSUFF": ("NFA_NOT_ACTIONABLE", {"CROSS_SEARCH"}),
    "NFA-N-LEAVE": ("NFA_NOT_ACTIONABLE", {"CHECK"}),
    "NFA-N-NOOFF": ("NFA_NOT_ACTIONABLE", set()),
    "NFA-N-REMIT": ("NFA_NOT_ACTIONABLE", {"WHERE_SENT"}),
    "NFA-N-FALSE": ("NFA_NOT_ACTIONABLE", {"GRADE_E", "MANAGER"}),
    "DUP": ("DUPLICATE", {"PARENT"}),
    "VOID": ("VOID", {"MANAGER"}),
}


def test_the_outcomes_are_those_of_the_list() -> None:
    assert {row.code.value: (row.group.value, {need.value for need in row.needs}) for row in OUTCOMES} == WANTED
    assert list(OUTCOME_BY_CODE) == [code.value for code in OutcomeCode]
    assert len({row.label for row in OUTCOMES}) == len(OUTCOMES)


def test_a_duplicate_cannot_hide_among_those_not_acted_on() -> None:
    assert [row.code.value for row in OUTCOMES if row.group is Group.DUPLICATE] == ["DUP"]


def test_only_a_late_one_counts_itself_as_a_missed_opportunity() -> None:
    assert [row.code.value for row in OUTCOMES if row.missed_opportunity] == ["NFA-A-LATE"]


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda row: row.code.value)
def test_doing_nothing_is_explained_in_thirty_characters(outcome: object) -> None:
    code = outcome.code.value  # type: ignore[attr-defined]
    least = 30 if code.startswith("NFA") else 0
    assert rationale_is_long_enough(code, "x" * least)
    assert not least or not rationale_is_long_enough(code, "x" * (least - 1))
    assert not least or not rationale_is_long_enough(code, " " * 40 + "x" * (least - 1))
    assert not least or not rationale_is_long_enough(code, "x" + " " * 40 + "x")


def test_the_release_is_asked_for_at_closing_only() -> None:
    assert lacking("ACT-PARTNER", ()) == ()
    assert lacking("ACT-PARTNER", (), closing=True) == (Need.DISSEMINATION, Need.PARTNER)
    assert lacking("ACT-PARTNER", {Need.DISSEMINATION}, closing=True) == (Need.PARTNER,)
    assert lacking("ACT-DEV", {Need.OWNER}) == lacking("ACT-DEV", {Need.OWNER}, closing=True) == (Need.REVIEW_ON,)


def test_every_need_has_words() -> None:
    assert list(NEED_BY_CODE) == [need.value for need in Need]


def test_an_outcome_nobody_knows_is_an_error_and_needs_something() -> None:
    with pytest.raises(KeyError):
        lacking("ACT-NOW", set(Need))
    with pytest.raises(KeyError):
        rationale_is_long_enough("ACT-NOW", "x" * 99)


def test_there_is_one_row_for_each_system_and_result() -> None:
    assert list(CHECK_SYSTEM_BY_CODE) == [code.value for code in CheckSystem]
    assert [row.code for row in CHECK_RESULTS] == list(CheckResult)


def test_some_systems_are_open_only_to_those_trained_on_them() -> None:
    gated = {row.code.value: row.course for row in CHECK_SYSTEMS if row.course}
    assert gated == {"PNC": "PNC", "ATLAS": "ATLAS", "WILBERFORCE": "WILBERFORCE"}
    untrained = {row.code.value for row in systems_open_to(())}
    assert untrained == {code.value for code in CheckSystem} - set(gated)
    assert {row.code.value for row in systems_open_to({"PNC"})} == untrained | {"PNC"}


@pytest.mark.parametrize(
    ("result", "made"),
    [("TRACE", True), ("POSSIBLE_TRACE", True), ("NO_TRACE", True), ("SYSTEM_DOWN", False), ("NOT_AUTHORISED", False)],
)
def test_a_look_that_nobody_got_does_not_count(result: str, made: bool) -> None:
    assert was_made(result) is made


def test_a_result_nobody_knows_is_an_error() -> None:
    with pytest.raises(KeyError):
        was_made("MAYBE")
