"""
Encryption: sealed to a public key, or boxed under a symmetric one, and always bound to one context.

Formats:

- sealed: header (20, kind SEALED, key id of the public key), then HPKE base mode (RFC 9180) single shot with KEM
  MLKEM768_X25519, HKDF-SHA256, AES-256-GCM: encapsulation (1,120), ciphertext (as long as the message), tag (16).
  ``info`` is the header followed by ``context.encode(suite)``; the HPKE ``aad`` is empty
- boxed: header (20, kind BOXED), nonce (12, random), AES-256-GCM ciphertext, tag (16). AAD is the header followed by
  ``context.encode(suite)``. The key id is the first 16 bytes of ``derive_key(key, "box key id")``: GCM alone does not
  commit to its key, and this does
- padded: length (4 bytes big-endian), data, zeros, to 256 bytes, 1 KiB, 4 KiB, 16 KiB, then multiples of 16 KiB in all
- record: canonical JSON (see canonical), padded, sealed
"""

import secrets
from collections.abc import Mapping
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from crypto.canonical import canonical_json, read_canonical_json
from crypto.context import Context
from crypto.errors import Tampered
from crypto.framing import LENGTH_BYTES
from crypto.keys import PrivateKey, PublicKey
from crypto.macs import KEY_BYTES, derive_key
from crypto.suites import HEADER_BYTES, HPKE, KEY_ID_BYTES, Header, Kind, expect_header, header_for, read_header

NONCE_BYTES: Final = 12
PADDED_SIZES: Final = (256, 1024, 4096)
PADDED_STEP: Final = 16 * 1024

__all__ = [
    "Header",
    "Kind",
    "box",
    "describe",
    "pad",
    "seal",
    "seal_record",
    "unbox",
    "unpad",
    "unseal",
    "unseal_record",
]


def describe(blob: bytes) -> Header:
    """Return what a blob says of itself (kind, suite, key id), none of it proved; Tampered when it is no blob."""
    return read_header(blob)


def seal(public: PublicKey, context: Context, message: bytes) -> bytes:
    """Return the message encrypted so that only the private half opens it, and only in this context."""
    header = header_for(Kind.SEALED, public.key_id)
    return header.encode() + HPKE[header.suite].encrypt(message, public.hpke, info=_bound(header, context))


def unseal(private: PrivateKey, context: Context, blob: bytes) -> bytes:
    """
    Return what was sealed to this key in this context.

    :raises Tampered: anything at all is different.
    """
    header = expect_header(blob, Kind.SEALED, private.public.key_id)
    try:
        return HPKE[header.suite].decrypt(blob[HEADER_BYTES:], private.hpke, info=_bound(header, context))
    except (InvalidTag, ValueError):
        raise Tampered from None


def box(key: bytes, context: Context, message: bytes) -> bytes:
    """
    Return the message encrypted under a 32-byte key, so that it opens only in this context.

    :raises ValueError: the key is not 32 bytes long.
    """
    if len(key) != KEY_BYTES:
        raise ValueError("A box key has 32 bytes.")
    header = header_for(Kind.BOXED, _box_key_id(key))
    nonce = secrets.token_bytes(NONCE_BYTES)
    return header.encode() + nonce + AESGCM(key).encrypt(nonce, message, _bound(header, context))


def unbox(key: bytes, context: Context, blob: bytes) -> bytes:
    """
    Return what was boxed under this key in this context.

    :raises Tampered: anything at all is different.
    """
    if len(key) != KEY_BYTES:
        raise Tampered
    header = expect_header(blob, Kind.BOXED, _box_key_id(key))
    start = HEADER_BYTES + NONCE_BYTES
    try:
        return AESGCM(key).decrypt(blob[HEADER_BYTES:start], blob[start:], _bound(header, context))
    except (InvalidTag, ValueError):
        raise Tampered from None


def pad(data: bytes) -> bytes:
    """Return the data in the smallest size class that holds it, so that only the class shows."""
    padded = len(data).to_bytes(LENGTH_BYTES, "big") + data
    return padded.ljust(_padded_size(len(padded)), b"\0")


def unpad(data: bytes) -> bytes:
    """
    Return what ``pad`` was given.

    :raises Tampered: the length does not fit, the class is not the smallest, or the filling is not all zeros.
    """
    end = LENGTH_BYTES + int.from_bytes(data[:LENGTH_BYTES], "big")
    if len(data) != _padded_size(end) or any(data[end:]):
        raise Tampered
    return data[LENGTH_BYTES:end]


def seal_record(public: PublicKey, context: Context, record: Mapping[str, object]) -> bytes:
    """
    Return a record as canonical JSON, padded and sealed.

    :raises ValueError: the record holds something canonical JSON does not.
    """
    return seal(public, context, pad(canonical_json(dict(record))))


def unseal_record(private: PrivateKey, context: Context, blob: bytes) -> dict[str, object]:
    """
    Return the record that ``seal_record`` sealed.

    :raises Tampered: it does not open, its padding is wrong, or what is in it is no record.
    """
    try:
        record = read_canonical_json(unpad(unseal(private, context, blob)))
    except (ValueError, RecursionError):
        raise Tampered from None
    if not isinstance(record, dict):
        raise Tampered
    return record


def _bound(header: Header, context: Context) -> bytes:
    return header.encode() + context.encode(header.suite)


def _box_key_id(key: bytes) -> bytes:
    return derive_key(key, "box key id", length=KEY_ID_BYTES)


def _padded_size(length: int) -> int:
    for size in PADDED_SIZES:
        if length <= size:
            return size
    return -(-length // PADDED_STEP) * PADDED_STEP
