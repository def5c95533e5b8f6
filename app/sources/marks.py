"""Who is kept from a source: a row of marks as long for everybody, of which most stand for nobody."""

import secrets
from collections.abc import Sequence
from typing import Final

# Characters of a mark, and how many stand on every source. Nobody who reads the row can tell how many mean somebody.
LONG: Final = 16
MARKS: Final = 12


def row_of(marks: Sequence[str] = ()) -> str:
    """
    Return a row in which these marks stand, filled up with marks of nobody, in no order.

    :raises ValueError: there are more than fit.
    """
    if len(marks) > MARKS:
        raise ValueError("too many")
    row = [*marks, *(secrets.token_hex(LONG // 2) for _ in range(MARKS - len(marks)))]
    secrets.SystemRandom().shuffle(row)
    return "".join(row)
