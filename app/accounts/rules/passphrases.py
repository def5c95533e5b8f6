"""What a passphrase must be: hard to guess, by measure and not by recipe, and used exactly as typed."""

import re
from collections.abc import Iterable

from zxcvbn import zxcvbn

from crypto.passphrases import KNOWN

SHORTEST = 16
LONGEST = 1024
BEST_SCORE = 4
LEAST_WORDS = 6
# Six random words of 7,776 hold fewer than five different ones once in 34 million times.
LEAST_DIFFERENT_WORDS = 5
# The measure is quadratic in time, and what it has read so far is strong enough or the rest may not save it.
MEASURED = 72

SEPARATORS = re.compile(r"[\s.-]+")
PRODUCT_WORDS = ("sourcekeeper", "source", "sources", "keeper", "intelligence", "national source unit", "home office")

WORDS_NEEDED = (
    "Your role needs a passphrase of six or more words from the list. Use the one that was made for you, or have "
    "another made."
)
TOO_SHORT = f"Use {SHORTEST} characters or more. Several unrelated words are easier to keep in mind than signs."
TOO_LONG = f"Use {LONGEST:,} characters or fewer."
TOO_EASY = (
    "This can be guessed. Leave out names, your unit, dates and sayings, and add unrelated words. "
    "It may have spaces and needs no capitals, figures or signs."
)


def problem_with(passphrase: str, *, context: Iterable[str] = (), words_needed: bool = False) -> str:
    """
    Return what is wrong with a new passphrase and how to mend it; empty when nothing is.

    :param context: words that a guesser would try first: the person's names, their unit, their organisation.
    :param words_needed: the person holds keys of a group, so the passphrase is made of random words.
    """
    if is_of_words(passphrase):
        return "" if len(passphrase) <= LONGEST else TOO_LONG
    if words_needed:
        return WORDS_NEEDED
    if len(passphrase) < SHORTEST:
        return TOO_SHORT
    if len(passphrase) > LONGEST:
        return TOO_LONG
    return "" if _score(passphrase, context) >= BEST_SCORE else TOO_EASY


def is_of_words(passphrase: str) -> bool:
    """Return whether it is made as the generator makes them: six or more words of the list, one space between."""
    words = passphrase.split(" ")
    return len(words) >= LEAST_WORDS and len(set(words)) >= LEAST_DIFFERENT_WORDS and KNOWN.issuperset(words)


def _score(passphrase: str, context: Iterable[str]) -> int:
    """Return how hard it is to guess, 0 to 4, for someone who knows the person and their work."""
    known = [*PRODUCT_WORDS, *context]
    known += [part for phrase in known for part in SEPARATORS.split(phrase)]
    # Only the number is taken: the rest of what the library returns holds the passphrase.
    return int(zxcvbn(passphrase[:MEASURED], user_inputs=known)["score"])
