"""
What the log's own key says besides checkpoints, such as what a backup holds.

Format: header (20, kind STATED, key id of the log's public keys), Ed25519 (64), ML-DSA-44 (2,420). Signed is
``frame(b"sourcekeeper/1", header, purpose, message)``. It begins with a zero byte, which no checkpoint does, so neither
can be taken for the other. Both signatures must hold.
"""

from typing import Final

from crypto.context import PRODUCT
from crypto.framing import frame
from crypto.macs import digest
from crypto.signing import ED25519_SIGNATURE_BYTES, LogKey, LogPublicKey
from crypto.suites import HEADER_BYTES, KEY_ID_BYTES, Header, Kind, expect_header, header_for

MLDSA44_SIGNATURE_BYTES: Final = 2420


def sign_statement(key: LogKey, purpose: str, message: bytes) -> bytes:
    """Return the log key's signature over a message, good for this purpose only."""
    header = header_for(Kind.STATED, _key_id(key.public))
    signed = _signed(header, purpose, message)
    return header.encode() + key.sign_ed25519(signed) + key.sign_mldsa44(signed)


def verify_statement(public: LogPublicKey, purpose: str, message: bytes, signature: bytes) -> None:
    """
    Return quietly when both signatures are the log key's, over this message, for this purpose.

    :raises Tampered: in every other case.
    """
    header = expect_header(signature, Kind.STATED, _key_id(public))
    signed = _signed(header, purpose, message)
    halves = HEADER_BYTES + ED25519_SIGNATURE_BYTES
    public.verify_ed25519(signed, signature[HEADER_BYTES:halves])
    public.verify_mldsa44(signed, signature[halves:])


def _key_id(public: LogPublicKey) -> bytes:
    return digest(public.ed25519 + public.mldsa44)[:KEY_ID_BYTES]


def _signed(header: Header, purpose: str, message: bytes) -> bytes:
    return frame(PRODUCT, header.encode(), purpose.encode(), message)
