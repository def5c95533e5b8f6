"""A digest as words that one person reads out to another: what they compare when a key is vouched for."""

from typing import Final

from crypto.passphrases import WORDS, normalise

WORDS_SPOKEN: Final = 6  # 77 bits: nobody makes a second key with the same words


def spoken(digest: bytes) -> str:
    """Return six words that stand for a digest of 32 bytes; another digest has other words."""
    number = int.from_bytes(digest, "big")
    words = []
    for _ in range(WORDS_SPOKEN):
        number, place = divmod(number, len(WORDS))
        words.append(WORDS[place])
    return " ".join(words)


def are_the_words(typed: str, digest: bytes) -> bool:
    """Return whether somebody typed the words of this digest, however they wrote them."""
    return normalise(typed) == normalise(spoken(digest))
