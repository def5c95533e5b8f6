"""A marking is written in one order, carries only what its tier may, and never tells that a source exists."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.markings.handling import (
    INSIDE_WORDS,
    MARK_BY_CODE,
    MARKS,
    Marking,
    MarkKind,
    allowed,
    choices,
    inside_line,
    outgoing_line,
)
from app.markings.tiers import TierCode

O, OS, S, TS = TierCode.OFFICIAL, TierCode.OFFICIAL_SENSITIVE, TierCode.SECRET, TierCode.TOP_SECRET  # noqa: E741 - as written


def test_the_order_is_tier_instructions_descriptors_code_words_caveats() -> None:
    marking = Marking(
        S,
        ("UK_EYES_ONLY", "PERSONAL_DATA", "ORGANISATION_USE_ONLY", "LEGAL", "RECIPIENTS_ONLY"),
        organisations=("Border  Force", "HMRC"),
        code_words=("BLUEBELL",),
        to_foreign_body=True,
    )
    assert outgoing_line(marking) == (
        "UK SECRET - RECIPIENTS ONLY - BORDER FORCE/HMRC USE ONLY - PERSONAL DATA - LEGAL - BLUEBELL - UK EYES ONLY"
    )


def test_the_example_of_the_guidance() -> None:
    assert (
        outgoing_line(Marking(OS, ("PERSONAL_DATA", "RECIPIENTS_ONLY")))
        == "OFFICIAL-SENSITIVE - RECIPIENTS ONLY - PERSONAL DATA"
    )
    assert outgoing_line(Marking(O)) == "OFFICIAL"


@pytest.mark.parametrize(
    ("code", "tiers"),
    [
        ("FOR_PUBLIC_RELEASE", {O}),
        ("RECIPIENTS_ONLY", {O, OS, S, TS}),
        ("HMG_USE_ONLY", {O, OS, S}),
        ("ORGANISATION_USE_ONLY", {O, OS, S}),
        ("EMBARGOED", {O, OS, S}),
    ],
)
def test_each_instruction_stands_on_its_tiers_only(code: str, tiers: set[TierCode]) -> None:
    assert {tier for tier in TierCode if allowed(code, tier)} == tiers
    for tier in set(TierCode) - tiers:
        with pytest.raises(ValueError, match="cannot carry"):
            outgoing_line(Marking(tier, (code,), organisations=("HMRC",)))


def test_top_secret_takes_recipients_only_and_no_other_instruction() -> None:
    assert [mark.code for mark in choices(MarkKind.INSTRUCTION, TS)] == ["RECIPIENTS_ONLY"]


def test_the_printed_words_are_those_of_the_policy() -> None:
    assert [mark.words for mark in MARKS] == [
        "FOR PUBLIC RELEASE", "RECIPIENTS ONLY", "HMG USE ONLY", "{organisations} USE ONLY", "EMBARGOED",
        "PERSONAL DATA", "LEGAL PROFESSIONAL PRIVILEGE (LPP)", "LEGAL", "MARKET SENSITIVE", "COMMERCIAL",
        "HR/MANAGEMENT", "SOURCE", "SAFEGUARDING",
        "UK EYES ONLY", "FIVE EYES ONLY", "UK/US EYES ONLY", "REL-EU",
    ]  # fmt: skip
    assert len(MARK_BY_CODE) == len(MARKS)


def test_inside_words_stay_inside() -> None:
    marking = Marking(OS, ("SOURCE", "SAFEGUARDING", "RECIPIENTS_ONLY", "PERSONAL_DATA"))
    assert outgoing_line(marking) == "OFFICIAL-SENSITIVE - RECIPIENTS ONLY - PERSONAL DATA"
    assert inside_line(marking) == "OFFICIAL-SENSITIVE - RECIPIENTS ONLY - PERSONAL DATA - SOURCE - SAFEGUARDING"


@settings(deadline=None)
@given(codes=st.sets(st.sampled_from([mark.code for mark in MARKS])), tier=st.sampled_from(list(TierCode)))
def test_no_choice_of_marks_ever_tells_of_a_source_outside(codes: set[str], tier: TierCode) -> None:
    carried = [code for code in codes if allowed(code, tier)]
    line = outgoing_line(Marking(tier, carried, organisations=("HMRC",)))
    assert not any(word in line for word in INSIDE_WORDS)
    without = [code for code in carried if not MARK_BY_CODE[code].inside_only]
    assert line == outgoing_line(Marking(tier, without, organisations=("HMRC",)))


@pytest.mark.parametrize("name", ["National Source Unit", "Safeguarding Board"])
def test_an_organisation_whose_name_tells_too_much_is_not_written(name: str) -> None:
    with pytest.raises(ValueError, match="may not hold the word"):
        outgoing_line(Marking(O, ("ORGANISATION_USE_ONLY",), organisations=(name,)))


def test_a_name_that_only_holds_such_a_word_within_another_is_written() -> None:
    line = outgoing_line(Marking(O, ("ORGANISATION_USE_ONLY",), organisations=("Natural Resources Wales",)))
    assert line == "OFFICIAL - NATURAL RESOURCES WALES USE ONLY"


@pytest.mark.parametrize("names", [(), ("",), ("HMRC", " ")])
def test_an_organisation_instruction_names_organisations(names: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="at least one"):
        outgoing_line(Marking(O, ("ORGANISATION_USE_ONLY",), organisations=names))


@pytest.mark.parametrize("word", ["", "blue", "BLUE BELL", "BLUE-BELL", "BLÜE", "BLUE1", "SECRET\nOFFICIAL"])
def test_a_code_word_is_one_word_in_capitals(word: str) -> None:
    with pytest.raises(ValueError, match="code word"):
        outgoing_line(Marking(S, code_words=(word,)))


def test_a_row_nobody_knows_is_refused_and_never_left_out() -> None:
    with pytest.raises(ValueError, match="BURN_AFTER_READING"):
        outgoing_line(Marking(O, ("BURN_AFTER_READING",)))
    assert not allowed("BURN_AFTER_READING", O)
