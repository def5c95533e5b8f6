"""Text keeps its lines and tabs and loses control characters, whichever alphabet it is written in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.validators import ASCII_CONTROL, CONTROL, plain_lines

EVERY_ASCII_SIGN = "".join(map(chr, range(128)))
KEPT = "\t\n" + "".join(map(chr, range(32, 127)))


@pytest.mark.parametrize("beside", ["", "\u0161", "\u0645\u0631\u062d\u0628\u0627"])
def test_only_lines_tabs_and_what_can_be_read_is_left(beside: str) -> None:
    assert plain_lines(f"a\r\nb\rc\td\x00\x1b\x7f{beside}") == f"a\nb\nc\td{beside}"


def test_every_ascii_sign_is_kept_or_dropped_as_the_pattern_says() -> None:
    assert CONTROL.sub("", EVERY_ASCII_SIGN) == KEPT
    assert EVERY_ASCII_SIGN.encode().translate(None, ASCII_CONTROL).decode() == KEPT


@given(st.text())
def test_ascii_loses_what_it_would_lose_beside_other_letters(text: str) -> None:
    ascii_only = text.encode("ascii", "ignore").decode()
    assert plain_lines(f"x{ascii_only}") == plain_lines(f"x{ascii_only}\u0161").removesuffix("\u0161")
