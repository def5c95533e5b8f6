"""An allegation is assessed when all seven gates are open, and each gate is shut by its own fault alone."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assessment.gates import GATE_BY_CODE, GATES, SOURCE_ANSWER_LABELS, GateCode, GateFacts, SourceAnswer, unmet
from app.assessment.outcomes import OUTCOMES, Group, Need
from app.markings.grading import Grade, parse

REASON = "Seen in person twice, and the shop is known to us."
READY = GateFacts(
    channel="ONLINE_FORM",
    checks_made=1,
    searches_since_receipt=1,
    source_answer="NO",
    outcomes=("ACT-IE",),
    rationale=REASON,
    grade=parse("[2DP]"),
    tier="OFFICIAL-SENSITIVE",
)
CRIMESTOPPERS = replace(READY, channel="CRIMESTOPPERS", source_answer="CRIMESTOPPERS")


def _shut(facts: GateFacts) -> list[str]:
    return [gate.code.value for gate in unmet(facts)]


def test_what_is_ready_may_pass() -> None:
    assert unmet(READY) == unmet(CRIMESTOPPERS) == []


def test_an_allegation_nobody_has_worked_on_passes_only_the_gates_that_ask_for_nothing() -> None:
    assert _shut(GateFacts(channel="PHONE")) == [
        "CHECKS_DONE", "CROSS_SEARCHED", "SOURCE_ANSWERED", "OUTCOME_CHOSEN", "GRADED",
    ]  # fmt: skip


def test_the_seven_gates_stand_in_order_with_words_for_the_person() -> None:
    assert [gate.code for gate in GATES] == list(GateCode)
    assert list(GATE_BY_CODE) == [code.value for code in GateCode]
    for gate in GATES:
        assert gate.title
        assert gate.help.endswith(".")
        assert gate.mend.endswith(".")


FAULTS: list[tuple[str, GateFacts, dict[str, Any]]] = [
    ("FORM_COMPLETE", READY, {"empty_fields": ("date_of_event",)}),
    ("ATTACHMENTS_READ", READY, {"attachments_unread": 1}),
    ("CHECKS_DONE", READY, {"checks_made": 0}),
    ("CHECKS_DONE", READY, {"subjects_unchecked": 1}),
    ("CHECKS_DONE", READY, {"checks_made": 0, "checks_not_possible_reason": "Too busy today."}),
    ("CHECKS_DONE", READY, {"checks_made": 0, "can_be_checked": False}),
    ("CHECKS_DONE", READY, {"checks_made": 0, "can_be_checked": False, "checks_not_possible_reason": "  "}),
    ("CHECKS_DONE", READY, {"subjects_unchecked": 1, "can_be_checked": False, "checks_not_possible_reason": "None."}),
    ("CROSS_SEARCHED", READY, {"searches_since_receipt": 0}),
    ("CROSS_SEARCHED", READY, {"hits_undecided": 1}),
    ("SOURCE_ANSWERED", READY, {"source_answer": ""}),
    ("SOURCE_ANSWERED", READY, {"source_answer": "PERHAPS"}),
    ("SOURCE_ANSWERED", READY, {"details_found": True}),
    ("SOURCE_ANSWERED", READY, {"details_found": True, "source_answer": "ANONYMOUS"}),
    ("SOURCE_ANSWERED", READY, {"source_answer": "CRIMESTOPPERS"}),
    ("SOURCE_ANSWERED", CRIMESTOPPERS, {"source_answer": "YES_IN_VAULT"}),
    ("SOURCE_ANSWERED", CRIMESTOPPERS, {"details_found": True}),
    ("OUTCOME_CHOSEN", READY, {"outcomes": ()}),
    ("OUTCOME_CHOSEN", READY, {"outcomes": ("ACT-IE", "ACT-BF")}),
    ("OUTCOME_CHOSEN", READY, {"outcomes": ("ACT-IE", "ACT-IE")}),
    ("OUTCOME_CHOSEN", READY, {"outcomes": ("ACT-NOW",)}),
    ("OUTCOME_CHOSEN", READY, {"outcomes": ("NFA-N-NOOFF",), "rationale": "Nothing in it."}),
    ("OUTCOME_CHOSEN", READY, {"outcomes": ("NFA-N-LEAVE",)}),
    ("OUTCOME_CHOSEN", READY, {"outcomes": ("DUP",)}),
    ("OUTCOME_CHOSEN", READY, {"outcomes": ("VOID",)}),
    ("OUTCOME_CHOSEN", READY, {"outcomes": ("NFA-N-FALSE",), "needs_met": frozenset({Need.MANAGER})}),
    ("GRADED", READY, {"grade": None}),
    ("GRADED", READY, {"grade": parse("[2BP]")}),
    ("GRADED", READY, {"grade": parse("[2DC]")}),
    ("GRADED", READY, {"tier": ""}),
    ("GRADED", READY, {"tier": "SECRET"}),
    ("GRADED", READY, {"source_answer": "ANONYMOUS", "grade": parse("[1AP]")}),
    ("GRADED", CRIMESTOPPERS, {"grade": parse("[1DP]")}),
    ("GRADED", CRIMESTOPPERS, {"grade": parse("[2AP]")}),
]


@pytest.mark.parametrize(("gate", "ready", "fault"), FAULTS)
def test_each_fault_shuts_its_own_gate_and_no_other(gate: str, ready: GateFacts, fault: dict[str, Any]) -> None:
    assert _shut(replace(ready, **fault)) == [gate]


def test_every_gate_has_been_seen_shut() -> None:
    assert {gate for gate, _, _ in FAULTS} == {code.value for code in GateCode}


def test_where_there_is_nothing_to_check_a_reason_will_do() -> None:
    facts = replace(
        READY, checks_made=0, can_be_checked=False, checks_not_possible_reason="No person or place is given."
    )
    assert unmet(facts) == []


def test_a_check_made_though_nothing_asked_for_it_needs_no_reason() -> None:
    assert unmet(replace(READY, checks_made=1, can_be_checked=False)) == []


def test_details_found_and_locked_away_pass() -> None:
    assert unmet(replace(READY, details_found=True, source_answer="YES_IN_VAULT")) == []


def test_what_the_search_and_the_grade_show_is_not_asked_for_again() -> None:
    insufficient = replace(READY, outcomes=("NFA-N-INSUFF",))
    assert unmet(insufficient) == []
    assert _shut(replace(insufficient, hits_undecided=2)) == ["CROSS_SEARCHED", "OUTCOME_CHOSEN"]
    false = replace(READY, outcomes=("NFA-N-FALSE",), needs_met=frozenset({Need.MANAGER}))
    assert unmet(replace(false, grade=replace(parse("[2EP]"), has_risk_assessment=True))) == []


def test_saying_that_a_search_was_made_does_not_make_one() -> None:
    said = replace(READY, outcomes=("NFA-N-INSUFF",), searches_since_receipt=0, needs_met=frozenset(Need))
    assert _shut(said) == ["CROSS_SEARCHED", "OUTCOME_CHOSEN"]


@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: outcome.code.value)
def test_each_outcome_passes_with_what_it_needs_and_not_without(outcome: Any) -> None:
    grade: Grade = replace(parse("[2EP]"), has_risk_assessment=True)
    given_all = replace(READY, outcomes=(outcome.code.value,), needs_met=frozenset(outcome.needs), grade=grade)
    assert unmet(given_all) == []
    asked_now = set(outcome.needs) - {Need.DISSEMINATION, Need.PARTNER, Need.CROSS_SEARCH, Need.GRADE_E}
    for need in asked_now:
        assert _shut(replace(given_all, needs_met=given_all.needs_met - {need})) == ["OUTCOME_CHOSEN"]


def test_each_answer_about_the_source_has_words() -> None:
    assert set(SOURCE_ANSWER_LABELS) == set(SourceAnswer)


@settings(deadline=None)
@given(
    facts=st.builds(
        GateFacts,
        channel=st.sampled_from(["ONLINE_FORM", "CRIMESTOPPERS"]),
        checks_made=st.integers(0, 2),
        subjects_unchecked=st.integers(0, 1),
        can_be_checked=st.booleans(),
        searches_since_receipt=st.integers(0, 1),
        source_answer=st.sampled_from(["", *SourceAnswer]),
        details_found=st.booleans(),
        outcomes=st.lists(st.sampled_from([outcome.code.value for outcome in OUTCOMES]), max_size=2).map(tuple),
        rationale=st.text(max_size=60),
        needs_met=st.frozensets(st.sampled_from(list(Need))),
        tier=st.sampled_from(["", "OFFICIAL", "SECRET"]),
    )
)
def test_whatever_passes_has_one_outcome_a_reason_a_search_and_an_answer(facts: GateFacts) -> None:
    shut = set(_shut(facts))
    if "OUTCOME_CHOSEN" not in shut:
        assert len(facts.outcomes) == 1
        group = next(outcome.group for outcome in OUTCOMES if outcome.code == facts.outcomes[0])
        if group in {Group.NFA_ACTIONABLE, Group.NFA_NOT_ACTIONABLE}:
            assert len(facts.rationale) >= 30
    if "SOURCE_ANSWERED" not in shut and facts.details_found:
        assert facts.source_answer == "YES_IN_VAULT"
    assert "GRADED" in shut
