"""Withheld words are burned out of a release: no width, no count, no half character, no field that looks withheld."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.dissemination.redaction import NOT_FILLED, RELEASED_FIELDS, redact, released_fields
from app.withholding.cutting import MARK

TEXT = "The man Ali Khan drives a red van to Leeds on Fridays."


@pytest.mark.parametrize(
    ("withheld", "released"),
    [
        ([], TEXT),
        ([(8, 16)], f"The man {MARK} drives a red van to Leeds on Fridays."),
        ([(8, 11), (12, 16)], f"The man {MARK} drives a red van to Leeds on Fridays."),
        ([(12, 16), (8, 11)], f"The man {MARK} drives a red van to Leeds on Fridays."),
        ([(8, 14), (10, 16)], f"The man {MARK} drives a red van to Leeds on Fridays."),
        ([(8, 16), (10, 12)], f"The man {MARK} drives a red van to Leeds on Fridays."),
        ([(8, 12), (12, 16)], f"The man {MARK} drives a red van to Leeds on Fridays."),
        ([(8, 16), (8, 16)], f"The man {MARK} drives a red van to Leeds on Fridays."),
        ([(8, 16), (37, 42)], f"The man {MARK} drives a red van to {MARK} on Fridays."),
        ([(5, 5)], TEXT),
        ([(0, len(TEXT))], MARK),
        ([(0, 3)], f"{MARK} man Ali Khan drives a red van to Leeds on Fridays."),
        ([(len(TEXT) - 8, len(TEXT))], f"The man Ali Khan drives a red van to Leeds on{' '}{MARK}"),
    ],
)
def test_every_shape_of_span_is_burned_out(withheld: list[tuple[int, int]], released: str) -> None:
    assert redact(TEXT, withheld).text == released


@pytest.mark.parametrize("span", [(-1, 3), (3, 2), (0, len(TEXT) + 1), (len(TEXT) + 1, len(TEXT) + 1), (-2, -1)])
def test_a_span_that_cannot_be_placed_stops_the_release(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="outside"):
        redact(TEXT, [span, (0, 3)])


def test_an_empty_text_stays_empty() -> None:
    assert redact("", []).text == redact("", [(0, 0)]).text == ""


@pytest.mark.parametrize(
    ("text", "span", "released"),
    [
        ("Zoe\u0308 left", (0, 3), f"{MARK} left"),
        ("Zoe\u0308 left", (3, 4), f"Zo{MARK} left"),
        ("Nguye\u0302\u0303n left", (4, 6), f"Nguy{MARK}n left"),
        ("by \U0001f468\u200d\U0001f469\u200d\U0001f467 now", (3, 4), f"by {MARK} now"),
        ("by \U0001f468\u200d\U0001f469\u200d\U0001f467 now", (6, 7), f"by {MARK} now"),
        ("hand \U0001f44d\U0001f3fd ok", (5, 6), f"hand {MARK} ok"),
        ("flag \U0001f1ec\U0001f1e7 ok", (6, 7), f"flag {MARK} ok"),
        ("half \ud83d\ude00 ok", (5, 6), f"half {MARK} ok"),
        ("half \ud83d\ude00 ok", (6, 7), f"half {MARK} ok"),
        ("\u1112\u1161\u11ab ok", (0, 1), f"{MARK} ok"),
        ("\u0915\u093f ok", (0, 1), f"{MARK} ok"),
        ("1\ufe0f\u20e3 ok", (0, 1), f"{MARK} ok"),
    ],
)
def test_no_half_of_a_character_is_left(text: str, span: tuple[int, int], released: str) -> None:
    assert redact(text, [span]).text == released


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!?#%"


@settings(deadline=None)
@given(
    spans=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: tuple(sorted(pair))), max_size=8)
)
def test_every_letter_is_either_withheld_or_shown(spans: list[tuple[int, int]]) -> None:
    """Each letter stands once in the text, so what became of it can be told."""
    released = redact(LETTERS, spans).text.replace(MARK, "-")
    gone = {letter for start, end in spans for letter in LETTERS[start:end]}
    assert released.replace("-", "") == "".join(letter for letter in LETTERS if letter not in gone)
    assert "--" not in released


@settings(deadline=None)
@given(text=st.text(max_size=60), data=st.data())
def test_no_text_makes_cutting_fail_or_grow(text: str, data: st.DataObject) -> None:
    offsets = st.integers(0, len(text))
    spans = data.draw(st.lists(st.tuples(offsets, offsets).map(lambda pair: tuple(sorted(pair))), max_size=6))
    released = redact(text, spans).text
    assert len(released) <= len(text) + len(MARK) * len(spans)
    if not any(start < end for start, end in spans):
        assert released == text


@settings(deadline=None)
@given(st.text(alphabet="abc ", min_size=1, max_size=30), st.text(alphabet="abc ", min_size=1, max_size=3))
def test_the_mark_tells_neither_the_length_nor_the_words(long: str, short: str) -> None:
    assert redact(f"x {long} y", [(2, 2 + len(long))]) == redact(f"x {short} y", [(2, 2 + len(short))])


def test_the_original_is_left_as_it_was_and_nothing_of_it_is_printed() -> None:
    text = str(TEXT)
    redacted = redact(text, [(8, 16)])
    assert text == TEXT
    assert repr(redacted) == "Redacted()"
    assert not [name for name in dir(redacted) if not name.startswith("_") and name != "text"]


FILLED = {name: f"value of {name}" for name in RELEASED_FIELDS}


@pytest.mark.parametrize("name", RELEASED_FIELDS)
def test_a_withheld_field_looks_never_filled(name: str) -> None:
    never = {key: value for key, value in FILLED.items() if key != name}
    assert released_fields(FILLED, {name}) == released_fields(never, ()) == released_fields({**FILLED, name: ""}, ())
    assert released_fields(FILLED, {name})[name] == NOT_FILLED


def test_fields_that_never_leave_are_not_there_at_all() -> None:
    never = ("channel", "provenance", "received_at", "narrative_raw", "source_link", "reports_by_source")
    inside = dict.fromkeys(never, "x")
    assert released_fields({**FILLED, **inside}, ()) == FILLED


def test_withholding_a_field_that_does_not_exist_is_an_error_and_not_a_release() -> None:
    with pytest.raises(ValueError, match="No such field"):
        released_fields(FILLED, {"subject"})
