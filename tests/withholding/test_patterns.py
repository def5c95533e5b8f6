"""Hints at who spoke are found in a draft without knowing who did, each kind by its own words and no other's."""

import pytest

from app.withholding.patterns import PATTERNS, QUOTE_ADVICE, Finding, Kind, look
from app.withholding.quotes import MOST_WORDS_ALIKE, quotes


def _found(draft: str, kind: Kind) -> list[str]:
    return [finding.text for finding in look(draft) if finding.kind is kind]


HINTS: list[tuple[Kind, str, list[str]]] = [
    (Kind.RELATION, "His ex-wife and two neighbours came", ["ex-wife", "neighbours"]),
    (
        Kind.RELATION,
        "The LANDLORD, a co-worker and my flatmate's son-in-law",
        ["LANDLORD", "co-worker", "flatmate", "son-in-law"],
    ),
    (Kind.RELATION, "A partner of the step-daughter", ["partner", "step-daughter"]),
    (Kind.RELATION, "next door to his boss", ["next door", "boss"]),
    (Kind.FIRST_PERSON, "I think we saw my car; tell me, it is ours.", ["I", "we", "my", "me", "ours"]),
    (Kind.FIRST_PERSON, "I'm sure I\u2019ve seen us.", ["I'm", "I\u2019ve", "us"]),
    (
        Kind.SOURCE_WORD,
        "The source, a caller, reported by Crimestoppers",
        ["source", "caller", "reported by", "Crimestoppers"],
    ),
    (Kind.SOURCE_WORD, "An anonymous tip-off; the witness states it", ["anonymous", "tip-off", "witness states"]),
    (Kind.SOURCE_WORD, "According to the complainant", ["According to", "complainant"]),
    (Kind.GENDER_OF_SOURCE, "A female caller said", ["female caller"]),
    (Kind.GENDER_OF_SOURCE, "The caller lives nearby and she saw it", ["caller lives nearby and she"]),
    (Kind.GENDER_OF_SOURCE, "the lady who rang", ["lady who rang"]),
    (
        Kind.UNIQUE_ACCESS,
        "only he knows, he told me, overheard in room 12",
        ["only he knows", "told me", "overheard", "room 12"],
    ),
    (Kind.UNIQUE_ACCESS, "nobody else knew of the gun under the pillow", ["nobody else knew", "under the pillow"]),
    (Kind.UNIQUE_ACCESS, "heard him say so in confidence", ["heard him say", "in confidence"]),
    (Kind.NARROW_TIME, "at 9.15, 21:47, 0915 hrs and 7:05pm", ["9.15", "21:47", "0915 hrs", "7:05"]),
    (Kind.NARROW_TIME, "at ten past nine, three minutes before", ["ten past nine", "three minutes before"]),
    (Kind.TACTIC, "under surveillance, tasked in Op Bluebell", ["surveillance", "tasked", "Op Bluebell"]),
    (Kind.TACTIC, "a listening device and Operation Larch; CHIS", ["listening device", "Operation Larch", "CHIS"]),
    (Kind.PHONE, "on 07700 900123 or +44 (0)113 496 0123", ["07700 900123", "+44 (0)113 496 0123"]),
    (Kind.EMAIL, "to a.b@example.co.uk or a.b[at]example[dot]com", ["a.b@example.co.uk", "a.b[at]example[dot]com"]),
    (Kind.NI_NUMBER, "NI AB123456C or ab 12 34 56 c", ["AB123456C", "ab 12 34 56 c"]),
    (Kind.PASSPORT, "passport number 123456789, or AB1234567", ["passport number 123456789", "AB1234567"]),
    (Kind.POSTCODE, "in LS1 4AB and sw1a1aa", ["LS1 4AB", "sw1a1aa"]),
]


@pytest.mark.parametrize(
    ("kind", "draft", "words"), HINTS, ids=[f"{kind}-{at}" for at, (kind, _, _) in enumerate(HINTS)]
)
def test_each_hint_is_found_where_it_stands(kind: Kind, draft: str, words: list[str]) -> None:
    assert _found(draft, kind) == words
    assert all(draft[finding.start : finding.end] == finding.text for finding in look(draft))


PLAIN: list[tuple[Kind, str]] = [
    (Kind.RELATION, "The person sold a season ticket in Parsons Lane; exile; the Wilson brotherhood"),
    (Kind.FIRST_PERSON, "US visas; Ian and Mya met in Mytown; the item; MI5; weekly"),
    (Kind.SOURCE_WORD, "Natural resources, sourced parts, callous, reportedly"),
    (Kind.GENDER_OF_SOURCE, "She left. The source is good. He came later; a man drove"),
    (Kind.UNIQUE_ACCESS, "The bedroom has a bed; roomy; he knows only this; total merit"),
    (Kind.NARROW_TIME, "at 9am, 21:00, 09.00, for \u00a39.15, 9.15%, 12.03.2025, v1.2.30, 10:15:2025, 2024"),
    (Kind.TACTIC, "A bug in the operation of the machine; multitasking; opened Opal Street"),
    (Kind.PHONE, "In 2024 he paid 1,200 on 12/03/2025; item 12345"),
    (Kind.EMAIL, "at home; a @ b; example.com"),
    (Kind.NI_NUMBER, "AB 1234 C; DA123456E; 123456"),
    (Kind.PASSPORT, "A passport was shown; 1,234,567,890; \u00a3123456789"),
    (Kind.POSTCODE, "M25 motorway; A12; B52; S3x"),
]


@pytest.mark.parametrize(("kind", "draft"), PLAIN, ids=[kind.value for kind, _ in PLAIN])
def test_plain_words_are_no_hint(kind: Kind, draft: str) -> None:
    assert _found(draft, kind) == []


def test_every_row_has_been_seen_to_find_and_to_leave() -> None:
    rows = {pattern.kind for pattern in PATTERNS}
    assert {kind for kind, _, _ in HINTS} == {kind for kind, _ in PLAIN} == rows == set(Kind) - {Kind.QUOTE}
    assert all(pattern.advice.endswith(".") for pattern in PATTERNS)


def test_what_a_husband_told_at_a_quarter_past_nine_is_stopped() -> None:
    kinds = {finding.kind for finding in look("My husband told me at 9.15 that they land on Friday.")}
    assert kinds == {Kind.FIRST_PERSON, Kind.RELATION, Kind.UNIQUE_ACCESS, Kind.NARROW_TIME}


def test_a_report_in_the_units_own_words_has_no_hint() -> None:
    report = (
        "Ali KHAN, of no fixed address, employs men without permission at a car wash in Leeds and pays them in cash."
    )
    assert look(report, "he has men at the wash and gives them money") == []


def test_findings_come_in_order_of_place() -> None:
    found = look("We met a neighbour. I told him at 9.15 in room 12.")
    assert found == sorted(found, key=lambda finding: (finding.start, finding.end, finding.kind))


def test_the_words_found_are_not_printed() -> None:
    assert "husband" not in repr(Finding(Kind.RELATION, 0, 7, "husband", "Leave it out."))


SAID = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"


def _quoted(draft: str, account: str) -> list[str]:
    return [draft[start:end] for start, end in quotes(draft, account)]


def test_thirteen_words_in_a_row_are_a_quotation_and_twelve_are_not() -> None:
    words = SAID.split()
    assert MOST_WORDS_ALIKE == 12
    assert _quoted(" ".join(words[:12]), SAID) == []
    assert _quoted(" ".join(words[:13]), SAID) == [" ".join(words[:13])]
    assert _quoted(" ".join(words[1:]), SAID) == [" ".join(words[1:])]


def test_case_and_punctuation_do_not_hide_a_quotation() -> None:
    draft = "He said: One, two -- THREE four; five six (seven) eight. Nine ten eleven twelve thirteen! Then left."
    assert _quoted(draft, SAID) == ["One, two -- THREE four; five six (seven) eight. Nine ten eleven twelve thirteen"]


def test_two_quotations_are_two_and_one_long_one_is_one() -> None:
    assert _quoted(f"{SAID} and {SAID}", SAID) == [SAID, SAID]
    assert _quoted(f"{SAID} {SAID}", f"{SAID} {SAID}") == [f"{SAID} {SAID}"]


def test_one_word_changed_in_the_middle_breaks_the_run() -> None:
    assert _quoted(SAID.replace("eight", "ate"), SAID) == []


def test_nothing_is_quoted_from_an_empty_account() -> None:
    assert _quoted(SAID, "") == _quoted("", SAID) == []


def test_a_quotation_is_a_finding_with_its_advice() -> None:
    (finding,) = look(SAID, SAID)
    assert (finding.kind, finding.text, finding.advice) == (Kind.QUOTE, SAID, QUOTE_ADVICE)
