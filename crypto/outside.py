"""
What a device outside encrypts for us: the format of a box (see sealing), under a key that never comes to this machine.

The key id is the truncated SHA-256 of the key's name and number, as the key itself is known to nobody. The header and
the context are the device's AAD, so that what it encrypted opens in one place only, under one numbered key.
"""

import hashlib

from crypto.context import Context
from crypto.errors import Tampered
from crypto.framing import frame, number
from crypto.suites import HEADER_BYTES, KEY_ID_BYTES, Kind, expect_header, header_for

NONCE_BYTES = 12
TAG_BYTES = 16


def key_id(name: str, key_number: int) -> bytes:
    """Return how blobs name a device's key: 16 bytes, from the name that it has there and its number."""
    return hashlib.sha256(frame(b"outside key", name.encode(), number(key_number))).digest()[:KEY_ID_BYTES]


def bound(of_key: bytes, context: Context) -> bytes:
    """Return what the device is given as AAD for a new blob under this key in this context."""
    header = header_for(Kind.BOXED, of_key)
    return header.encode() + context.encode(header.suite)


def blob_of(of_key: bytes, encrypted: bytes) -> bytes:
    """
    Return the blob around what a device encrypted.

    :param encrypted: nonce (12 bytes), ciphertext, tag (16).
    """
    return header_for(Kind.BOXED, of_key).encode() + encrypted


def open_blob(of_key: bytes, context: Context, blob: bytes) -> tuple[bytes, bytes]:
    """
    Return what the device is to decrypt (nonce, ciphertext, tag) and the AAD that it must go with.

    :raises Tampered: it is no box under this key, or too short for one.
    """
    header = expect_header(blob, Kind.BOXED, of_key)
    encrypted = blob[HEADER_BYTES:]
    if len(encrypted) < NONCE_BYTES + TAG_BYTES:
        raise Tampered
    return encrypted, header.encode() + context.encode(header.suite)
