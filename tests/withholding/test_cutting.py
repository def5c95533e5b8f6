"""Cutting makes a new text with one mark of one width, and shows nothing of what it did."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.withholding.cutting import MARK, Span, cut, merged

ACCOUNT = "I am Ann Lee-Shaw, 12 Elm Road. He sells vans."


def test_the_mark_is_one_fixed_word() -> None:
    assert MARK == "[withheld]"


def test_names_in_parts_become_one_mark_so_nobody_counts_them() -> None:
    spans = [Span(5, 8), Span(9, 12), Span(13, 17), Span(19, 30)]
    assert cut(ACCOUNT, spans).text == f"I am {MARK}. He sells vans."


@pytest.mark.parametrize(
    "between", [" ", ", ", "-", "'", " - ", "\n", "\r\n", ".", "_", "\u200b", "\u2019", " & ", "/"]
)
def test_punctuation_alone_keeps_no_two_cuts_apart(between: str) -> None:
    text = f"Ann{between}Lee"
    assert cut(text, [Span(0, 3), Span(len(text) - 3, len(text))]).text == MARK


@pytest.mark.parametrize("between", [" x ", " and ", "1", " (", ": "])
def test_anything_said_between_keeps_them_apart(between: str) -> None:
    text = f"Ann{between}Lee"
    assert cut(text, [Span(0, 3), Span(len(text) - 3, len(text))]).text == f"{MARK}{between}{MARK}"


def test_how_much_was_cut_is_not_printed() -> None:
    one, none = cut(ACCOUNT, [Span(5, 8)]), cut(ACCOUNT, [])
    assert repr(one) == repr(none) == "Cut()"
    assert (one.count, none.count) == (1, 0)
    assert one == replace(one, count=7)


def test_the_account_given_is_left_as_it_was() -> None:
    account = str(ACCOUNT)
    cut(account, [Span(0, len(account))])
    assert account == ACCOUNT


# The first and the last of each kind of letter that belongs to the one before it.
TOGETHER = [
    ("e", "\u0300"), ("e", "\u036f"), ("\u0915", "\u0903"), ("1", "\u20e3"), ("x", "\u200d"),
    ("\u1100", "\u1160"), ("\u1100", "\u11ff"), ("\u11ff", "\u1160"), ("\ud800", "\udc00"), ("\udbff", "\udfff"),
    ("x", "\U0001f3fb"), ("x", "\U0001f3ff"), ("\U0001f1e6", "\U0001f1e6"), ("\U0001f1ff", "\U0001f1ff"),
]  # fmt: skip
APART = [
    ("e", "\u02ff"), ("a", "\u1160"), ("\u10ff", "\u1160"), ("\u1200", "\u1160"), ("\u1100", "\u115f"),
    ("\u1100", "\u1200"), ("\ud7fb", "\udc00"), ("a", "\udc00"), ("\udc00", "\udc00"), ("\ud800", "\udbff"),
    ("\ud800", "\ue000"), ("\ud800", "a"), ("x", "\U0001f3fa"), ("x", "\U0001f400"), ("x", "\U0001f1e6"),
    ("\U0001f1e6", "x"), ("\U0001f1e5", "\U0001f1e6"), ("\U0001f1e6", "\U0001f200"), ("\U0001f200", "\U0001f1e6"),
    ("\U0001f1e6", "\U0001f1e5"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), TOGETHER, ids=ascii)
def test_letters_that_make_one_character_are_cut_together_from_either_side(before: str, after: str) -> None:
    assert cut(f"w {before}{after}w", [Span(2, 3)]).text == f"w {MARK}w"
    assert cut(f"w {before}{after}w", [Span(3, 4)]).text == f"w {MARK}w"


@pytest.mark.parametrize(("before", "after"), APART, ids=ascii)
def test_letters_that_only_stand_side_by_side_are_cut_apart(before: str, after: str) -> None:
    assert cut(f"w {before}{after}w", [Span(2, 3)]).text == f"w {MARK}{after}w"
    assert cut(f"w {before}{after}w", [Span(3, 4)]).text == f"w {before}{MARK}w"


@pytest.mark.parametrize("span", [Span(-1, 2), Span(3, 1), Span(0, 99), Span(99, 99)])
def test_a_span_that_cannot_be_placed_is_an_error(span: Span) -> None:
    with pytest.raises(ValueError, match="outside"):
        cut(ACCOUNT, [Span(5, 8), span])


@settings(deadline=None)
@given(text=st.text(max_size=60), data=st.data())
def test_merged_spans_are_in_order_apart_and_cover_all_that_was_asked(text: str, data: st.DataObject) -> None:
    offsets = st.integers(0, len(text))
    pairs = data.draw(st.lists(st.tuples(offsets, offsets), max_size=6))
    spans = [Span(min(pair), max(pair)) for pair in pairs]
    places = merged(text, spans)
    assert all(one.end < other.start for one, other in zip(places, places[1:], strict=False))
    for span in spans:
        assert span.start == span.end or any(place.start <= span.start and span.end <= place.end for place in places)
    assert merged(text, places) == places


def test_long_runs_of_marks_take_no_longer_than_their_length() -> None:
    """Ten thousand spans inside one run of combining marks: stepping back from each would be fifty million steps."""
    text = "a" + "\u0301" * 50_000 + "b"
    assert merged(text, [Span(at, at + 1) for at in range(1, 50_000, 5)]) == [Span(0, 50_001)]
