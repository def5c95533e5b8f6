"""A 32-byte secret in two halves: either one alone is random, and says nothing of the secret."""

import secrets

from crypto.errors import Tampered
from crypto.macs import KEY_BYTES


def split(secret: bytes) -> tuple[bytes, bytes]:
    """Return two halves of a secret, 32 bytes each. The first is random, the second is the secret xor the first."""
    first = secrets.token_bytes(KEY_BYTES)
    return first, join(secret, first)


def join(first: bytes, second: bytes) -> bytes:
    """
    Return what two halves make: their xor. The same is how a half is blinded, and how a blind is taken off.

    :raises Tampered: one of them is not 32 bytes long.
    """
    if len(first) != KEY_BYTES or len(second) != KEY_BYTES:
        raise Tampered
    return bytes(one ^ other for one, other in zip(first, second, strict=True))
