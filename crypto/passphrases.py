"""
Passphrases and receipts made of words that people can write down: the long list of the Electronic Frontier Foundation.

7,776 words, 12.9 bits each; four of them hold a hyphen. The list is in words.txt, one word a line.
"""

import re
import secrets
import unicodedata
from pathlib import Path
from typing import Final

WORDS: Final[tuple[str, ...]] = tuple(Path(__file__).with_name("words.txt").read_text("ascii").split())
KNOWN: Final = frozenset(WORDS)
_HYPHENATED: Final = {tuple(word.split("-")): word for word in WORDS if "-" in word}
_CLOSED_UP: Final = {word.replace("-", ""): word for word in WORDS if "-" in word}


def generate(n: int = 6) -> str:
    """Return ``n`` random words with one space between them: 77 bits for six, 103 for eight."""
    return " ".join(secrets.choice(WORDS) for _ in range(n))


def normalise(text: str) -> tuple[str, ...]:
    """
    Return the words of a receipt, however they were typed: any case, width, punctuation or spaces between them.

    The four words with a hyphen are known without it too, so ``yoyo``, which the list also holds, is read as ``yo-yo``.
    A word that is not in the list stays in the result as it is.
    For receipts only: a passphrase is used exactly as typed.
    """
    letters = re.findall(r"[^\W\d_]+", unicodedata.normalize("NFKC", text).casefold())
    words: list[str] = []
    while letters:
        joined = _HYPHENATED.get(tuple(letters[:2]))
        taken = letters[: 2 if joined else 1]
        del letters[: len(taken)]
        words.append(joined or _CLOSED_UP.get(taken[0], taken[0]))
    return tuple(words)
