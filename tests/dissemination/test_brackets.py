"""What a writer brackets is what is withheld: read from the text and written back without a character's difference."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.dissemination.drafts import Unbalanced, parse_marks, with_marks

PIECES = st.lists(st.tuples(st.text("ab [\n]é", max_size=6), st.text("xy []\u0301z", min_size=1, max_size=6)))


def test_the_brackets_go_and_the_words_between_them_are_marked() -> None:
    assert parse_marks("The [[red]] van of [[Ann Lee]].") == ("The red van of Ann Lee.", [(4, 7), (15, 22)])
    assert parse_marks("") == ("", [])
    assert parse_marks("an [aside] stays") == ("an [aside] stays", [])


@pytest.mark.parametrize("text", ["[[open", "shut]]", "[[a [[b]] c]]", "]] [[", "[[a]] b]]", "[[]]", "a]]b"])
def test_what_does_not_pair_or_holds_nothing_is_refused_and_never_guessed(text: str) -> None:
    with pytest.raises(Unbalanced):
        parse_marks(text)


@given(PIECES, st.text("ab []", max_size=6))
def test_a_text_that_is_taken_comes_back_as_it_was_typed(pieces: list[tuple[str, str]], end: str) -> None:
    text = "".join(f"{before}[[{inside}]]" for before, inside in pieces) + end
    try:
        plain, spans = parse_marks(text)
    except Unbalanced:
        return
    assert with_marks(plain, spans) == text
    assert parse_marks(with_marks(plain, spans)) == (plain, spans)
    assert all(0 <= start < stop <= len(plain) for start, stop in spans)


@given(st.lists(st.text("abc é\n", min_size=1, max_size=8), min_size=1, max_size=9), st.integers(0, 1))
def test_what_is_marked_comes_back_as_the_same_stretches(parts: list[str], first: int) -> None:
    spans: list[tuple[int, int]] = []
    at = 0
    for number, part in enumerate(parts):
        if number % 2 == first:
            spans.append((at, at + len(part)))
        at += len(part)
    plain = "".join(parts)
    assert parse_marks(with_marks(plain, spans)) == (plain, spans)
