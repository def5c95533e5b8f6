"""
The keys that things are sealed to: hybrid ML-KEM-768 (FIPS 203) and X25519 (RFC 7748), and the four keys of a member.

Formats, all without a header because whatever carries them names their kind:

- public key, 1,216 bytes: ML-KEM-768 encapsulation key (1,184), X25519 public key (32)
- private key, 96 bytes: ML-KEM-768 seed ``d || z`` (64), X25519 private key (32)
- member's public keys, 3,200 bytes: public key (1,216), verify key (1,984, see signing)
- member's seeds, 160 bytes: private key (96), signing seed (64, see signing)

A key id is the first 16 bytes of the SHA-256 of a public key's encoding.
"""

import secrets
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from crypto.context import Context
from crypto.errors import Tampered
from crypto.macs import KEY_BYTES, derive_key, digest
from crypto.signing import SIGNING_SEED_BYTES, SigningKey, VerifyKey
from crypto.silence import Silent
from crypto.suites import KEY_ID_BYTES

MLKEM_SEED_BYTES: Final = 64
MLKEM_PUBLIC_BYTES: Final = 1184
SEED_BYTES: Final = MLKEM_SEED_BYTES + 32
PUBLIC_KEY_BYTES: Final = MLKEM_PUBLIC_BYTES + 32
MEMBER_SEEDS_BYTES: Final = SEED_BYTES + SIGNING_SEED_BYTES

# Any fixed private key serves to ask whether a public one is of low order; this one guards nothing.
_PROBE: Final = X25519PrivateKey.from_private_bytes(bytes(range(32)))
# The context number under which a compartment's secret expands. It never follows the writers' suite: K must always
# yield the key pair whose public half was signed.
_KEY_PAIR_SUITE: Final = 1


class PublicKey:
    """A hybrid public key, parsed once and then cheap to seal to. Equal and hashed by its encoding."""

    __slots__ = ("_encoded", "hpke", "key_id")

    def __init__(self, mlkem: MLKEM768PublicKey, x25519: X25519PublicKey) -> None:
        self._encoded = mlkem.public_bytes_raw() + x25519.public_bytes_raw()
        self.hpke = hpke.MLKEM768X25519PublicKey(mlkem, x25519)
        self.key_id = digest(self._encoded)[:KEY_ID_BYTES]

    @classmethod
    def decode(cls, data: bytes) -> "PublicKey":
        """
        Return the key from its 1,216 bytes.

        :raises Tampered: another length, coefficients out of range, or an X25519 point of low order.
        """
        try:
            mlkem = MLKEM768PublicKey.from_public_bytes(data[:MLKEM_PUBLIC_BYTES])
            x25519 = X25519PublicKey.from_public_bytes(data[MLKEM_PUBLIC_BYTES:])
            _PROBE.exchange(x25519)
        except ValueError:
            raise Tampered from None
        return cls(mlkem, x25519)

    def encode(self) -> bytes:
        """Return the 1,216 bytes."""
        return self._encoded

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PublicKey) and self._encoded == other._encoded

    def __hash__(self) -> int:
        return hash(self._encoded)

    def __repr__(self) -> str:
        return f"<PublicKey {self.key_id.hex()}>"


class PrivateKey(Silent):
    """The private half: opens what was sealed to ``public``."""

    __slots__ = ("_mlkem", "_x25519", "hpke", "public")

    def __init__(self, mlkem: MLKEM768PrivateKey, x25519: X25519PrivateKey) -> None:
        self._mlkem = mlkem
        self._x25519 = x25519
        self.hpke = hpke.MLKEM768X25519PrivateKey(mlkem, x25519)
        self.public = PublicKey(mlkem.public_key(), x25519.public_key())

    @classmethod
    def generate(cls) -> "PrivateKey":
        """Return a new random key."""
        return cls.from_seed(secrets.token_bytes(SEED_BYTES))

    @classmethod
    def from_seed(cls, seed: bytes) -> "PrivateKey":
        """Return the key of a 96-byte seed, always the same one; Tampered for another length."""
        if len(seed) != SEED_BYTES:
            raise Tampered
        return cls(
            MLKEM768PrivateKey.from_seed_bytes(seed[:MLKEM_SEED_BYTES]),
            X25519PrivateKey.from_private_bytes(seed[MLKEM_SEED_BYTES:]),
        )

    @property
    def seed(self) -> bytes:
        """The 96 bytes to keep, sealed or boxed."""
        return self._mlkem.private_bytes_raw() + self._x25519.private_bytes_raw()


def key_pair_from_secret(secret: bytes, context: Context) -> PrivateKey:
    """
    Return the key pair that a compartment's 32-byte secret K expands to (HKDF-SHA256, 96 bytes, bound to the context).

    :raises Tampered: the secret is not 32 bytes long.
    """
    if len(secret) != KEY_BYTES:
        raise Tampered
    return PrivateKey.from_seed(derive_key(secret, "key pair", context.encode(_KEY_PAIR_SUITE), SEED_BYTES))


@dataclass(frozen=True, slots=True)
class MemberPublic:
    """What everybody may know of a member: the key to seal to, and the key that checks their signatures."""

    receive: PublicKey
    verify: VerifyKey

    def encode(self) -> bytes:
        """Return the 3,200 bytes."""
        return self.receive.encode() + self.verify.encode()

    @classmethod
    def decode(cls, data: bytes) -> "MemberPublic":
        """Return the keys from their 3,200 bytes; Tampered when they are not such keys."""
        return cls(PublicKey.decode(data[:PUBLIC_KEY_BYTES]), VerifyKey.decode(data[PUBLIC_KEY_BYTES:]))

    @property
    def digest(self) -> bytes:
        """SHA-256 of the encoding, 32 bytes."""
        return digest(self.encode())


class MemberKeys(Silent):
    """A member's own keys, as they are in memory while that member is unlocked."""

    __slots__ = ("receive", "sign")

    def __init__(self, receive: PrivateKey, sign: SigningKey) -> None:
        self.receive = receive
        self.sign = sign

    @classmethod
    def generate(cls) -> "MemberKeys":
        """Return new random keys."""
        return cls.from_seeds(secrets.token_bytes(MEMBER_SEEDS_BYTES))

    @classmethod
    def from_seeds(cls, seeds: bytes) -> "MemberKeys":
        """Return the keys of 160 bytes: ML-KEM 64, X25519 32, Ed25519 32, ML-DSA-65 32; Tampered for another length."""
        return cls(PrivateKey.from_seed(seeds[:SEED_BYTES]), SigningKey.from_seed(seeds[SEED_BYTES:]))

    @property
    def seeds(self) -> bytes:
        """The 160 bytes to keep, boxed and locked."""
        return self.receive.seed + self.sign.seed

    @property
    def public(self) -> MemberPublic:
        """The public halves."""
        return MemberPublic(self.receive.public, self.sign.public)
