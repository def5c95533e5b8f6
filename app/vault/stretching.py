"""Passphrases made slow to guess, a few at a time: each takes 64 MiB while it runs."""

import threading
from typing import Final

from app.errors import Unavailable
from crypto.slots import Argon2Cost, PassphraseSecret, derive

AT_ONCE: Final = 2  # a worker stays under 200 MB
LONGEST_WAIT_SECONDS: Final = 10.0

_places = threading.BoundedSemaphore(AT_ONCE)


def stretch(passphrase: str, salt: bytes, cost: Argon2Cost) -> PassphraseSecret:
    """
    Return what a passphrase yields, when one of the few places is free.

    :raises Unavailable: none became free in ten seconds: so many are signing in, or somebody wants it to look so.
    """
    if not _places.acquire(timeout=LONGEST_WAIT_SECONDS):
        raise Unavailable
    try:
        return derive(passphrase, salt, cost)
    finally:
        _places.release()
