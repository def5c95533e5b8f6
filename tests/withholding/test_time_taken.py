"""No text makes finding slow: what would take hours if work grew with the square of the text takes a moment."""

import time
from datetime import date

import pytest

from app.withholding.details import SourceDetails
from app.withholding.finding import withhold
from app.withholding.patterns import PATTERNS, Pattern
from app.withholding.quotes import quotes

_CHARS = 40_000

# Processor seconds. Each of these takes well under a second; a quadratic one takes many, on any machine.
_MOMENT = 5.0

ACCOUNTS = [
    "a ", "a@a.", "Rob ", "J. ", "smith", "my name is ", "call me a@", "I live at 1", "one ", "0 0 9 0 0 1 2 3 ",
    "e\u0301", "\u6c49", "\u1100\u1161", "12 march ", "1a road ", "R.J.S.", "\ufdfa", "call me " + "1" * 60,
]  # fmt: skip
DRAFTS = [
    "a", "1", "a ", "1 ", "1-", "a@", "a.a.", "a@a.", "@", " ", "\n", "(((1", "9.1", "12:34:", "a-", "AB1 ", "in-law",
    "AB 12 34 56 ", "source ", "only a and ", "the caller " + "a " * 40, "he source ", "op Operation ", "passport ",
    "over-", "heard him ", "a[at]",
]  # fmt: skip

HOSTILE = SourceDetails(
    names=("aa ab ac ad ae af ag ah ai aj ak al", "Robert John Smith", "\u6c49\u6c49\u6c49"),
    phones=("07700900123",),
    emails=("a.b.c_d-e+f.g.h.i.j.k@l.m.n", "a.a.a.a.a.a.a@a.a.a.a"),
    addresses=("1 A Road, Leeds LS1 4AB",),
    employers=("Aaa Bbb",),
    identifiers=("a" * 9000, "1" * 9000),
    born_on=date(1985, 3, 12),
)


def _filled(shape: str) -> str:
    return (shape * (_CHARS // len(shape) + 1))[:_CHARS]


@pytest.mark.slow
@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.kind.value)
def test_no_shape_of_text_makes_a_pattern_slow(pattern: Pattern) -> None:
    texts = [_filled(shape) for shape in DRAFTS]
    started = time.process_time()
    for text in texts:
        for _ in pattern.expression.finditer(text):
            pass
    assert time.process_time() - started < _MOMENT


@pytest.mark.slow
@pytest.mark.parametrize("shape", ACCOUNTS, ids=ascii)
def test_no_shape_of_account_makes_finding_slow(shape: str) -> None:
    account = _filled(shape)
    started = time.process_time()
    withhold(account, HOSTILE)
    assert time.process_time() - started < _MOMENT


@pytest.mark.slow
def test_no_draft_makes_finding_quotations_slow() -> None:
    started = time.process_time()
    assert list(quotes(_filled("a b "), _filled("b a ")))
    assert not list(quotes(_filled("a b "), _filled("a a b ")))
    assert time.process_time() - started < _MOMENT
