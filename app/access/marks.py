"""
Who is kept from a record: a row of marks as long for everybody, of which most stand for nobody.

A mark is a MAC of a person under the server's lock and under one of many numbers, which each record draws for itself.
So the rows of two records say nothing of whether the same people are kept from both, unless they drew the same
number; sources and reports draw from numbers of their own, so that no row of the one is ever like one of the other.
"""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

# Characters of a mark, and how many stand on every record. Nobody who reads the row can tell how many mean somebody.
LONG: Final = 16
MARKS: Final = 12
# The numbers under which marks are made: those of reports, and of what comes with them; and those of sources.
NUMBERS: Final = 256
OF_REPORTS: Final = range(NUMBERS // 2)
OF_SOURCES: Final = range(NUMBERS // 2, NUMBERS)


@dataclass(frozen=True, slots=True)
class KeptFrom:
    """The marks on one record, and the number under which they were made."""

    marks: str
    number: int

    @property
    def kept_from(self) -> str:
        """The marks, as a record calls them."""
        return self.marks

    @property
    def kept_number(self) -> int:
        """The number, as a record calls it."""
        return self.number


def mark(key: bytes, number: int) -> str:
    """Return what stands for whoever has this key (32 bytes) on a record of this number."""
    return hmac.digest(key, number.to_bytes(2, "big"), "sha256").hex()[:LONG]


def all_marks(key: bytes) -> str:
    """Return everything that may stand for whoever has this key, in the order of the numbers: ``LONG`` each."""
    return "".join(mark(key, number) for number in range(NUMBERS))


def nobodys() -> str:
    """Return the marks of a record from which nobody is kept."""
    return secrets.token_hex(LONG * MARKS // 2)


def number_of_a_report() -> int:
    """Draw a number for a new report, and for what came in with it."""
    return secrets.choice(OF_REPORTS)


def number_of_a_source() -> int:
    """Draw a number for a new source."""
    return secrets.choice(OF_SOURCES)


def drawn(keys: Sequence[bytes], numbers: range) -> KeptFrom:
    """
    Return marks for whoever has these keys, filled up with marks of nobody, in no order, under a number drawn anew.

    :raises ValueError: they are more than fit.
    """
    if len(keys) > MARKS:
        raise ValueError("too many")
    number = secrets.choice(numbers)
    row = [*(mark(key, number) for key in keys), *(secrets.token_hex(LONG // 2) for _ in range(MARKS - len(keys)))]
    secrets.SystemRandom().shuffle(row)
    return KeptFrom("".join(row), number)
