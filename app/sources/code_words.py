"""The code word by which an officer knows that it is them: kept as a slow digest, never as the word."""

import secrets

from app.markings.spelling import words
from crypto.macs import equal
from crypto.slots import SALT_BYTES, Argon2Cost, derive

# Letters and figures. What is shorter is said by chance.
SHORTEST_WORD = 4


def digest_of(word: str, cost: Argon2Cost) -> str:
    """
    Return what is kept of a code word: salt, cost and the digest, parted by dots.

    :raises ValueError: there is hardly any word in it.
    """
    plain = words(word)
    if len(plain) < SHORTEST_WORD:
        raise ValueError("A code word has four letters or more.")
    return _digest(plain, secrets.token_bytes(SALT_BYTES), cost)


def is_the_word(kept: str, heard: str) -> bool:
    """Return whether what was heard is the code word of a digest. Capitals, accents and spaces make no difference."""
    salt, memory, passes, _ = kept.split(".")
    again = _digest(words(heard), bytes.fromhex(salt), Argon2Cost(memory_kib=int(memory), passes=int(passes)))
    return equal(again.encode(), kept.encode())


def _digest(plain: str, salt: bytes, cost: Argon2Cost) -> str:
    """Return the text that is kept."""
    verifier = derive(plain, salt, cost).verifier
    return f"{salt.hex()}.{cost.memory_kib}.{cost.passes}.{verifier.hex()}"
