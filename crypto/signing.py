"""
Signatures that hold if either of two schemes does: Ed25519 (RFC 8032) with ML-DSA-65 (FIPS 204); both must verify.

Formats:

- verify key, 1,984 bytes: Ed25519 public key (32), ML-DSA-65 public key (1,952). Key id: first 16 bytes of its SHA-256
- signing seed, 64 bytes: Ed25519 private key (32), ML-DSA-65 seed (32)
- signature, 3,393 bytes: header (20, kind SIGNED), Ed25519 signature (64), ML-DSA-65 signature (3,309)
- what both schemes sign: ``frame(b"sourcekeeper/1", header, purpose, message)``. The header holds the id of the pair of
  keys, so neither half can be lifted out and paired with another key
- log key, 64 bytes: Ed25519 private key (32), ML-DSA-44 seed (32). It signs checkpoints bare, as the C2SP notes want it
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import (
    MLDSA44PrivateKey,
    MLDSA44PublicKey,
    MLDSA65PrivateKey,
    MLDSA65PublicKey,
)

from crypto.context import PRODUCT
from crypto.errors import Tampered
from crypto.framing import frame
from crypto.macs import digest
from crypto.silence import Silent
from crypto.suites import HEADER_BYTES, KEY_ID_BYTES, Header, Kind, expect_header, header_for

ED25519_BYTES: Final = 32
ED25519_SIGNATURE_BYTES: Final = 64
SIGNING_SEED_BYTES: Final = 64


def _signed_bytes(header: Header, purpose: str, message: bytes) -> bytes:
    return frame(PRODUCT, header.encode(), purpose.encode(), message)


def _check(verify: Callable[[bytes, bytes], None], signature: bytes, message: bytes) -> None:
    try:
        verify(signature, message)
    except (InvalidSignature, ValueError):
        raise Tampered from None


class VerifyKey:
    """The public half of a signing key. Equal and hashed by its encoding."""

    __slots__ = ("_ed25519", "_encoded", "_mldsa", "key_id")

    def __init__(self, ed25519: Ed25519PublicKey, mldsa: MLDSA65PublicKey) -> None:
        self._ed25519 = ed25519
        self._mldsa = mldsa
        self._encoded = ed25519.public_bytes_raw() + mldsa.public_bytes_raw()
        self.key_id = digest(self._encoded)[:KEY_ID_BYTES]

    @classmethod
    def decode(cls, data: bytes) -> "VerifyKey":
        """Return the key from its 1,984 bytes; Tampered when they are not such a key."""
        try:
            return cls(
                Ed25519PublicKey.from_public_bytes(data[:ED25519_BYTES]),
                MLDSA65PublicKey.from_public_bytes(data[ED25519_BYTES:]),
            )
        except ValueError:
            raise Tampered from None

    def encode(self) -> bytes:
        """Return the 1,984 bytes."""
        return self._encoded

    def verify(self, purpose: str, message: bytes, signature: bytes) -> None:
        """
        Return quietly when both signatures are this key's, over this message, for this purpose.

        :raises Tampered: in every other case.
        """
        header = expect_header(signature, Kind.SIGNED, self.key_id)
        signed = _signed_bytes(header, purpose, message)
        halves = HEADER_BYTES + ED25519_SIGNATURE_BYTES
        _check(self._ed25519.verify, signature[HEADER_BYTES:halves], signed)
        _check(self._mldsa.verify, signature[halves:], signed)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, VerifyKey) and self._encoded == other._encoded

    def __hash__(self) -> int:
        return hash(self._encoded)

    def __repr__(self) -> str:
        return f"<VerifyKey {self.key_id.hex()}>"


class SigningKey(Silent):
    """A member's, or the root's, key to sign with."""

    __slots__ = ("_ed25519", "_mldsa", "public")

    def __init__(self, ed25519: Ed25519PrivateKey, mldsa: MLDSA65PrivateKey) -> None:
        self._ed25519 = ed25519
        self._mldsa = mldsa
        self.public = VerifyKey(ed25519.public_key(), mldsa.public_key())

    @classmethod
    def generate(cls) -> "SigningKey":
        """Return a new random key."""
        return cls.from_seed(secrets.token_bytes(SIGNING_SEED_BYTES))

    @classmethod
    def from_seed(cls, seed: bytes) -> "SigningKey":
        """Return the key of a 64-byte seed, always the same one; Tampered for another length."""
        if len(seed) != SIGNING_SEED_BYTES:
            raise Tampered
        return cls(
            Ed25519PrivateKey.from_private_bytes(seed[:ED25519_BYTES]),
            MLDSA65PrivateKey.from_seed_bytes(seed[ED25519_BYTES:]),
        )

    @property
    def seed(self) -> bytes:
        """The 64 bytes to keep, boxed and locked, or offline for the root."""
        return self._ed25519.private_bytes_raw() + self._mldsa.private_bytes_raw()

    def sign(self, purpose: str, message: bytes) -> bytes:
        """Return a signature of 3,393 bytes over the message, good for this purpose only."""
        header = header_for(Kind.SIGNED, self.public.key_id)
        signed = _signed_bytes(header, purpose, message)
        return header.encode() + self._ed25519.sign(signed) + self._mldsa.sign(signed)


@dataclass(frozen=True, slots=True)
class LogPublicKey:
    """The log's public keys, raw: Ed25519 (32 bytes) and ML-DSA-44 (1,312 bytes)."""

    ed25519: bytes
    mldsa44: bytes

    def verify_ed25519(self, message: bytes, signature: bytes) -> None:
        """Return quietly when the Ed25519 signature is the log's; raise Tampered otherwise."""
        try:
            key = Ed25519PublicKey.from_public_bytes(self.ed25519)
        except ValueError:
            raise Tampered from None
        _check(key.verify, signature, message)

    def verify_mldsa44(self, message: bytes, signature: bytes) -> None:
        """Return quietly when the ML-DSA-44 signature is the log's; raise Tampered otherwise."""
        try:
            key = MLDSA44PublicKey.from_public_bytes(self.mldsa44)
        except ValueError:
            raise Tampered from None
        _check(key.verify, signature, message)


class LogKey(Silent):
    """The log's own key, which signs checkpoints with Ed25519 and ML-DSA-44."""

    __slots__ = ("_ed25519", "_mldsa", "public")

    def __init__(self, ed25519: Ed25519PrivateKey, mldsa: MLDSA44PrivateKey) -> None:
        self._ed25519 = ed25519
        self._mldsa = mldsa
        self.public = LogPublicKey(ed25519.public_key().public_bytes_raw(), mldsa.public_key().public_bytes_raw())

    @classmethod
    def generate(cls) -> "LogKey":
        """Return a new random key."""
        return cls.from_seed(secrets.token_bytes(SIGNING_SEED_BYTES))

    @classmethod
    def from_seed(cls, seed: bytes) -> "LogKey":
        """Return the key of a 64-byte seed, always the same one; Tampered for another length."""
        if len(seed) != SIGNING_SEED_BYTES:
            raise Tampered
        return cls(
            Ed25519PrivateKey.from_private_bytes(seed[:ED25519_BYTES]),
            MLDSA44PrivateKey.from_seed_bytes(seed[ED25519_BYTES:]),
        )

    @property
    def seed(self) -> bytes:
        """The 64 bytes to keep."""
        return self._ed25519.private_bytes_raw() + self._mldsa.private_bytes_raw()

    def sign_ed25519(self, message: bytes) -> bytes:
        """Return the bare Ed25519 signature, 64 bytes."""
        return self._ed25519.sign(message)

    def sign_mldsa44(self, message: bytes) -> bytes:
        """Return the bare ML-DSA-44 signature, 2,420 bytes, with an empty context string."""
        return self._mldsa.sign(message)
