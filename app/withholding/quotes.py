"""Finding what a draft takes over word for word from the account it was written from."""

import re
from collections.abc import Iterator

from app.withholding.lookalikes import as_seen

# More words in a row than this, the same as in the account, are its voice and no longer the writer's.
MOST_WORDS_ALIKE = 12

_WORD = re.compile(r"\w+(?:['\u2019]\w+)?")


def quotes(draft: str, account: str) -> Iterator[tuple[int, int]]:
    """
    Yield the half-open character offsets in the draft of each longest run of words that stands in the account too.

    Case, punctuation and letters that look the same do not hide a run. Takes time in proportion to the two texts.
    """
    length = MOST_WORDS_ALIKE + 1
    said = [word.casefold() for word in _WORD.findall(as_seen(account))]
    runs = {tuple(said[at : at + length]) for at in range(len(said) - length + 1)}
    words = list(_WORD.finditer(as_seen(draft))) if runs else []
    written = [word[0].casefold() for word in words]
    first, last = -1, -1
    for at in range(len(written) - length + 1):
        if tuple(written[at : at + length]) not in runs:
            continue
        if first >= 0 and at > last + 1:
            yield words[first].start(), words[last].end()
            first = -1
        first = at if first < 0 else first
        last = at + length - 1
    if first >= 0:
        yield words[first].start(), words[last].end()
