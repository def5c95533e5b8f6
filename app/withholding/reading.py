"""An account as a finder reads it: its words, and all of them run together."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate
from operator import add
from typing import NamedTuple

from app.withholding.cutting import Span
from app.withholding.folding import fold

_WORD = re.compile(r"[^\W_]+")


class Run(NamedTuple):
    """Some words of a reading in a row, by number; both ends belong to it."""

    first: int
    last: int


class Reading:
    """
    One account, read once.

    ``text`` is the account folded, ``words`` its words; ``compact`` is every word with nothing between, so that a
    phrase is found whatever stands between its words: spaces, dots, dashes, brackets, line ends. It shows nothing when
    printed.
    """

    __slots__ = ("_begins", "_ends", "_folded", "_gaps", "_starts", "compact", "original", "text", "words")

    def __init__(self, account: str) -> None:
        """Read an account; takes time in proportion to its length."""
        self.original = account
        self._folded = fold(account)
        self.text = self._folded.text
        self.words: list[str] = _WORD.findall(self.text)
        self._gaps: list[str] = _WORD.split(self.text)
        lengths = list(map(len, self.words))
        steps = map(add, lengths, map(len, self._gaps[1:]))
        self._starts = list(accumulate(steps, initial=len(self._gaps[0])))[:-1]
        self.compact = "".join(self.words)
        ends = list(accumulate(lengths))
        self._ends = dict(zip(ends, range(len(ends)), strict=True))
        self._begins = dict(zip([0, *ends[:-1]], range(len(ends)), strict=False))

    def phrase(self, term: str) -> Iterator[Run]:
        """Yield each run of whole words that is this term when nothing stands between them."""
        at = self.compact.find(term) if term else -1
        while at >= 0:
            first, last = self._begins.get(at), self._ends.get(at + len(term))
            if first is not None and last is not None:
                yield Run(first, last)
            at = self.compact.find(term, at + 1)

    def inside(self, term: str) -> Iterator[Span]:
        """Yield each place of a term, also within words, for scripts that write words without spaces between."""
        at = self.text.find(term) if term else -1
        while at >= 0:
            yield self.place(at, at + len(term))
            at = self.text.find(term, at + len(term))

    def word_from(self, offset: int) -> int:
        """Return the number of the first word that starts at or after a place in the folded account."""
        return bisect_left(self._starts, offset)

    def between(self, number: int) -> str:
        """Return what stands between a word and the next, folded; after the last, what is left."""
        return self._gaps[number + 1]

    def first_letter(self, number: int) -> str:
        """Return the first letter of a word as it was typed."""
        return self.original[self._folded.origin(self._starts[number])]

    def as_typed(self, number: int) -> str:
        """Return a word as it stands in the account."""
        span = self.span(Run(number, number))
        return self.original[span.start : span.end]

    def span(self, run: Run) -> Span:
        """Return where a run of words stands in the account."""
        return self.place(self._starts[run.first], self._starts[run.last] + len(self.words[run.last]))

    def place(self, start: int, end: int) -> Span:
        """Return where a stretch of the folded account, which must not be empty, stands in the account itself."""
        return Span(self._folded.origin(start), self._folded.origin(end - 1) + 1)


def words_of(text: str) -> list[str]:
    """Return the words of a short text such as a name, folded."""
    return _WORD.findall(fold(text).text)


def run_together(text: str) -> str:
    """Return a short text folded, with everything but letters and digits gone."""
    return "".join(words_of(text))
