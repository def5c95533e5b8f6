"""Digests, keyed digests, and keys derived from secrets: everything that hashes."""

import hashlib
import hmac
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crypto.context import PRODUCT
from crypto.framing import frame

KEY_BYTES: Final = 32


def digest(data: bytes) -> bytes:
    """Return the SHA-256 of the data, 32 bytes (FIPS 180-4)."""
    return hashlib.sha256(data).digest()


def mac(key: bytes, purpose: str, data: bytes) -> bytes:
    """
    Return HMAC-SHA256 (RFC 2104) over ``frame(purpose, data)``, 32 bytes.

    The purpose is length-prefixed, so that a value made for one purpose is never one for another.

    :raises ValueError: the key is shorter than 32 bytes.
    """
    if len(key) < KEY_BYTES:
        raise ValueError("A MAC key has at least 32 bytes.")
    return hmac.digest(key, frame(purpose.encode(), data), "sha256")


def equal(one: bytes, other: bytes) -> bool:
    """Say whether two secrets are the same, in a time that tells nothing of where they differ."""
    return hmac.compare_digest(one, other)


def derive_key(secret: bytes, purpose: str, bound: bytes = b"", length: int = KEY_BYTES) -> bytes:
    """
    Return ``length`` bytes of HKDF-SHA256 (RFC 5869) of the secret, without salt.

    ``info`` is ``frame(b"sourcekeeper/1", purpose, bound)``, so every purpose and everything bound gives another key.
    """
    info = frame(PRODUCT, purpose.encode(), bound)
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=info).derive(secret)
