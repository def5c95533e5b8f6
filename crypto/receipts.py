"""
The receipt of somebody who told us something: eight words that lead to a mailbox, and that we do not keep.

``secret`` is the eight words in lower case with one space between them, UTF-8. ``locator`` is the 16 bytes of
``derive_key(secret, "receipt locator", deployment)`` in hexadecimal; the key pair's 96-byte seed (see keys) is
``derive_key(secret, "receipt key pair", deployment)``.
"""

from dataclasses import dataclass
from typing import Final

from crypto.keys import SEED_BYTES, PrivateKey
from crypto.macs import derive_key
from crypto.passphrases import KNOWN, generate, normalise
from crypto.silence import Silent

RECEIPT_WORDS: Final = 8
LOCATOR_BYTES: Final = 16


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Mailbox(Silent):
    """Where replies to one receipt lie, and the key that opens them."""

    locator: str
    private: PrivateKey


def new_receipt() -> str:
    """Return eight random words, 103 bits."""
    return generate(RECEIPT_WORDS)


def is_receipt(text: str) -> bool:
    """Say whether this reads as eight words of the list. It says nothing of whether such a receipt was ever given."""
    words = normalise(text)
    return len(words) == RECEIPT_WORDS and KNOWN.issuperset(words)


def mailbox(words: str, deployment: str) -> Mailbox:
    """
    Return the mailbox of a receipt as somebody typed it.

    Any text leads to a mailbox, most of them to one that does not exist: a miss is found out by looking, never here.
    """
    secret = " ".join(normalise(words)).encode("utf-8", "surrogatepass")
    locator = derive_key(secret, "receipt locator", deployment.encode(), LOCATOR_BYTES)
    seed = derive_key(secret, "receipt key pair", deployment.encode(), SEED_BYTES)
    return Mailbox(locator.hex(), PrivateKey.from_seed(seed))
