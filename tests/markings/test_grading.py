"""A grade is three letters with what they rest on; combinations that say nothing or too much are refused."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.markings.grading import (
    ACTION_BY_CODE,
    ACTIONS,
    ASSESSMENT_BY_CODE,
    ASSESSMENTS,
    HANDLING_BY_CODE,
    HANDLINGS,
    SANITISATION_BY_CODE,
    SANITISATIONS,
    SOURCE_BY_CODE,
    SOURCES,
    ActionCode,
    Assessment,
    Grade,
    HandlingCode,
    Letter,
    SanitisationCode,
    SourceGrade,
    parse,
)
from app.markings.grading_rules import RULES, faults, forced, release_faults, suggested
from app.markings.terms import Terms, is_evidential, may_act, may_pass_on, strictest

FREE = Grade(SourceGrade.RELIABLE, Assessment.KNOWN_DIRECTLY, HandlingCode.PERMITTED)
BOUND = Grade(
    SourceGrade.UNTESTED,
    Assessment.NOT_KNOWN,
    HandlingCode.CONDITIONS,
    conditions="Ask before any visit.",
    action=ActionCode.COVERT_USE,
    sanitisation=SanitisationCode.CONSULT,
    has_risk_assessment=True,
)


def test_each_letter_has_its_label() -> None:
    letters = (*SOURCES, *ASSESSMENTS, *HANDLINGS, *ACTIONS, *SANITISATIONS)
    assert [(letter.code, letter.label) for letter in letters] == [
        ("1", "Reliable"), ("2", "Untested"), ("3", "Not reliable"),
        ("A", "Known directly"), ("B", "Known indirectly but corroborated"), ("C", "Known indirectly"),
        ("D", "Not known"), ("E", "Suspected to be false"),
        ("P", "Lawful sharing permitted"), ("C", "Lawful sharing permitted with conditions"),
        ("A1", "Covert development"), ("A2", "Covert use"), ("A3", "Overt use"),
        ("S1", "Delegated authority"), ("S2", "Consult originator"),
    ]  # fmt: skip


def test_every_grade_is_printed_and_read_back() -> None:
    for source, assessment, handling in product(SourceGrade, Assessment, HandlingCode):
        grade = Grade(source, assessment, handling)
        assert str(grade) == f"[{source.value}{assessment.value}{handling.value}]"
        assert parse(str(grade)) == parse(str(grade)[1:-1]) == grade


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "1B",
        "[1BP",
        "1BP]",
        "4BP",
        "0AP",
        "1FP",
        "1BQ",
        "1bp",
        "B1P",
        "[1BP]x",
        "1 B P",
        "11BP",
        "[[1BP]]",
        "\u0661BP",
    ],
)
def test_what_is_not_a_grade_is_not_read_as_one(text: str) -> None:
    with pytest.raises(ValueError, match="written like"):
        parse(text)


def test_plain_grades_stand() -> None:
    assert faults(FREE) == release_faults(FREE) == ()
    assert faults(BOUND) == release_faults(BOUND) == ()


BROKEN = {
    "P_TAKES_NO_CONDITIONS": [
        replace(FREE, conditions="x"),
        replace(FREE, action=ActionCode.OVERT_USE, usage="x"),
        replace(FREE, sanitisation=SanitisationCode.DELEGATED),
        replace(FREE, usage="x"),
    ],
    "C_NEEDS_CONDITIONS": [replace(BOUND, conditions=""), replace(BOUND, conditions=" \n\t")],
    "C_NEEDS_ACTION": [replace(BOUND, action=None)],
    "C_NEEDS_SANITISATION": [replace(BOUND, sanitisation=None)],
    "A3_NEEDS_USAGE": [
        replace(BOUND, action=ActionCode.OVERT_USE),
        replace(BOUND, action=ActionCode.OVERT_USE, usage="  "),
    ],
    "B_NEEDS_CORROBORATION": [replace(FREE, assessment=Assessment.CORROBORATED)],
    "DOUBT_NEEDS_RISK_ASSESSMENT": [
        replace(FREE, source=SourceGrade.NOT_RELIABLE),
        replace(FREE, assessment=Assessment.SUSPECTED_FALSE, manager_ref="m"),
    ],
    "C_NEEDS_RISK_ASSESSMENT": [replace(BOUND, has_risk_assessment=False)],
    "E_NEEDS_MANAGER": [replace(FREE, assessment=Assessment.SUSPECTED_FALSE, has_risk_assessment=True)],
}


@pytest.mark.parametrize(("code", "grade"), [(code, grade) for code, grades in BROKEN.items() for grade in grades])
def test_each_rule_is_broken_alone(code: str, grade: Grade) -> None:
    assert [rule.code for rule in release_faults(grade)] == [code]
    at_release = next(rule.at_release for rule in RULES if rule.code == code)
    assert [rule.code for rule in faults(grade)] == ([] if at_release else [code])


def test_two_rules_wait_until_something_is_to_be_sent() -> None:
    assert {rule.code for rule in RULES if rule.at_release} == {"C_NEEDS_RISK_ASSESSMENT", "E_NEEDS_MANAGER"}


def test_every_rule_is_tested_and_says_how_to_mend_a_field_of_the_grade() -> None:
    assert {rule.code for rule in RULES} == set(BROKEN)
    for rule in RULES:
        assert hasattr(FREE, rule.field)
        assert rule.mend.endswith(".")


def test_b_stands_with_its_corroboration_and_three_with_its_risk_assessment() -> None:
    assert not faults(replace(FREE, assessment=Assessment.CORROBORATED, corroboration_ref="IMS-2026-000007"))
    assert not faults(replace(FREE, source=SourceGrade.NOT_RELIABLE, has_risk_assessment=True))
    doubted = replace(FREE, assessment=Assessment.SUSPECTED_FALSE, has_risk_assessment=True, manager_ref="m")
    assert not release_faults(doubted)


def test_nobody_can_grade_better_what_nobody_is_known_to_have_said() -> None:
    untested = (SourceGrade.UNTESTED, Assessment.NOT_KNOWN)
    assert forced("CRIMESTOPPERS", anonymous=False) == untested
    assert forced("ONLINE_FORM", anonymous=True) == untested
    assert forced("ONLINE_FORM", anonymous=False) is None


def test_a_form_starts_from_the_careful_grade() -> None:
    assert str(suggested(anonymous=True)) == "[2DP]"
    assert faults(suggested(anonymous=True)) == ()
    named = suggested(anonymous=False)
    assert (str(named), named.action, named.sanitisation) == ("[2DC]", "A1", "S2")


def test_a_bundle_takes_the_strictest_of_each() -> None:
    loose = replace(BOUND, action=ActionCode.OVERT_USE, sanitisation=SanitisationCode.DELEGATED, usage="x")
    assert strictest([FREE]) == Terms(HandlingCode.PERMITTED)
    assert strictest([FREE, loose, BOUND]) == Terms(
        HandlingCode.CONDITIONS, ActionCode.COVERT_USE, SanitisationCode.CONSULT
    )
    assert strictest([loose, replace(loose, action=ActionCode.COVERT_DEVELOPMENT)]) == Terms(
        HandlingCode.CONDITIONS, ActionCode.COVERT_DEVELOPMENT, SanitisationCode.DELEGATED
    )
    with pytest.raises(ValueError, match="empty"):
        strictest([])


_GRADES = st.builds(
    Grade,
    st.sampled_from(SourceGrade),
    st.sampled_from(Assessment),
    st.sampled_from(HandlingCode),
    action=st.none() | st.sampled_from(ActionCode),
    sanitisation=st.none() | st.sampled_from(SanitisationCode),
)


@settings(deadline=None)
@given(grades=st.lists(_GRADES, min_size=1, max_size=6), data=st.data())
def test_a_bundle_is_never_looser_than_any_part_whatever_the_order(grades: list[Grade], data: st.DataObject) -> None:
    terms = strictest(grades)
    assert terms == strictest(data.draw(st.permutations(grades)))
    for grade in grades:
        _assert_no_looser(HANDLING_BY_CODE, terms.handling, grade.handling)
        _assert_no_looser(ACTION_BY_CODE, terms.action, grade.action)
        _assert_no_looser(SANITISATION_BY_CODE, terms.sanitisation, grade.sanitisation)


def _assert_no_looser(table: dict[str, Letter], whole: str | None, part: str | None) -> None:
    if part is not None:
        assert whole is not None
        assert table[whole].strictness >= table[part].strictness


@pytest.mark.parametrize(
    ("action", "act", "evidence"),
    [
        (None, True, True),
        (ActionCode.COVERT_DEVELOPMENT, False, False),
        (ActionCode.COVERT_USE, True, False),
        (ActionCode.OVERT_USE, True, True),
    ],
)
def test_what_may_be_done_follows_from_the_action_code(action: ActionCode | None, act: bool, evidence: bool) -> None:
    terms = Terms(HandlingCode.CONDITIONS, action)
    assert (may_act(terms), is_evidential(terms)) == (act, evidence)


def test_passing_on_follows_from_the_sanitisation_code() -> None:
    assert may_pass_on(Terms(HandlingCode.CONDITIONS, None, SanitisationCode.DELEGATED))
    assert not may_pass_on(Terms(HandlingCode.CONDITIONS, None, SanitisationCode.CONSULT))
    assert may_pass_on(Terms(HandlingCode.PERMITTED))


def test_each_kind_of_letter_finds_its_own() -> None:
    """C is an assessment and a handling code."""
    assert ASSESSMENT_BY_CODE["C"].label == "Known indirectly"
    assert HANDLING_BY_CODE["C"].label == "Lawful sharing permitted with conditions"
    assert list(SOURCE_BY_CODE) == list(SourceGrade)
    assert list(ASSESSMENT_BY_CODE) == list(Assessment)
    assert list(HANDLING_BY_CODE) == list(HandlingCode)
    assert list(ACTION_BY_CODE) == list(ActionCode)
    assert list(SANITISATION_BY_CODE) == list(SanitisationCode)
