"""
The one table of cipher suites, and the header with which every blob begins.

Header, 20 bytes: magic ``b"SK"``, one byte kind, one byte suite, 16 bytes key id. The key id is the truncated SHA-256
of the public key (every other kind) or a value derived from the symmetric key (kind BOXED). The whole header is
bound into what is encrypted or signed.

Suite numbers grow with strength inside a kind, so that "below the floor" means something. A new suite is one new row
here; it becomes readable by being in the table and written by being named in ``WRITERS``; an old one is retired by
raising ``FLOOR``.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM
from cryptography.hazmat.primitives.hpke import Suite as HpkeSuite

from crypto.errors import Tampered

MAGIC: Final = b"SK"
KEY_ID_BYTES: Final = 16
HEADER_BYTES: Final = len(MAGIC) + 2 + KEY_ID_BYTES


class Kind(IntEnum):
    """What sort of blob follows the header."""

    SEALED = 1  # to a public key: only the holder of the private half opens it
    BOXED = 2  # under a symmetric key: whoever writes it can read it
    SIGNED = 3  # a detached signature
    STREAMED = 4  # to a public key, in numbered chunks: what is too long for memory
    STATED = 5  # a detached signature by the key of the log


@dataclass(frozen=True, slots=True)
class Suite:
    """One way of making one kind of blob. ``overhead`` is how many bytes the blob is longer than its message."""

    kind: Kind
    number: int
    name: str
    overhead: int
    hpke: HpkeSuite | None = None


_HPKE_1: Final = HpkeSuite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)

# HPKE: encapsulation 1,088 (ML-KEM-768 ciphertext, FIPS 203) + 32 (X25519), GCM tag 16.
# Box: nonce 12, GCM tag 16. Signature: Ed25519 64 + ML-DSA-65 3,309 (FIPS 204); detached, so the message is not in it.
SUITES: Final[dict[tuple[Kind, int], Suite]] = {
    (suite.kind, suite.number): suite
    for suite in (
        Suite(Kind.SEALED, 1, "HPKE MLKEM768_X25519 HKDF-SHA256 AES-256-GCM", HEADER_BYTES + 1120 + 16, _HPKE_1),
        Suite(Kind.BOXED, 1, "AES-256-GCM, random 96-bit nonce", HEADER_BYTES + 12 + 16),
        Suite(Kind.SIGNED, 1, "Ed25519 and ML-DSA-65", HEADER_BYTES + 64 + 3309),
        # Beside this, 16 bytes for each further chunk of 1 MiB.
        Suite(Kind.STREAMED, 1, "sealed key, AES-256-GCM in numbered chunks of 1 MiB", HEADER_BYTES + 4 + 1188 + 16),
        Suite(Kind.STATED, 1, "Ed25519 and ML-DSA-44", HEADER_BYTES + 64 + 2420),
    )
}
WRITERS: Final[dict[Kind, int]] = dict.fromkeys(Kind, 1)
FLOOR: Final[dict[Kind, int]] = dict.fromkeys(Kind, 1)

HPKE: Final = {suite.number: suite.hpke for suite in SUITES.values() if suite.hpke}


@dataclass(frozen=True, slots=True)
class Header:
    """The first 20 bytes of a blob: what it is, how it was made, and which key it needs."""

    kind: Kind
    suite: int
    key_id: bytes

    def encode(self) -> bytes:
        """Return the 20 bytes."""
        return MAGIC + bytes((self.kind, self.suite)) + self.key_id


def header_for(kind: Kind, key_id: bytes) -> Header:
    """Return the header that a writer puts before a new blob."""
    return Header(kind, WRITERS[kind], key_id)


def read_header(blob: bytes) -> Header:
    """
    Return the header of a blob of any kind.

    :raises Tampered: too short, no magic, a kind or suite that is not known, or a suite below the floor.
    """
    if len(blob) < HEADER_BYTES or blob[:2] != MAGIC or (blob[2], blob[3]) not in SUITES:
        raise Tampered
    kind = Kind(blob[2])
    if blob[3] < FLOOR[kind]:
        raise Tampered
    return Header(kind, blob[3], bytes(blob[4:HEADER_BYTES]))


def expect_header(blob: bytes, kind: Kind, key_id: bytes) -> Header:
    """Return the header of a blob that must be of this kind and under this key, or raise Tampered."""
    header = read_header(blob)
    if header.kind is not kind or header.key_id != key_id:
        raise Tampered
    return header
