"""
What a passphrase opens, and what keeps a session unlocked.

``derive``: ``secret = Argon2id(passphrase in UTF-8, salt, cost)``, 32 bytes (RFC 9106, version 0x13, no key, no data);
``unlock_key = derive_key(secret, "unlock")``; ``verifier = SHA-256(derive_key(secret, "sign-in"))``. The verifier tells
nothing of the unlock key, so a sign-in can be checked without being able to open anything.

``session_key``: ``derive_key(frame(cookie half, server half), "session", context.encode(1))``.
"""

from dataclasses import dataclass
from typing import ClassVar, Final

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from crypto.context import Context
from crypto.errors import Tampered
from crypto.framing import frame
from crypto.macs import KEY_BYTES, derive_key, digest
from crypto.silence import Silent

SALT_BYTES: Final = 16
HALF_BYTES: Final = 32
_SESSION_SUITE: Final = 1


@dataclass(frozen=True, slots=True)
class Argon2Cost:
    """
    How much work one guess at a passphrase costs.

    :raises ValueError: more than one lane. With more, two threads that derive at once hang for ever in this library.
    """

    memory_kib: int = 65536
    passes: int = 3
    lanes: int = 1
    FLOOR: ClassVar["Argon2Cost"]  # what is asked of a stored slot; below it, it is derived anew at the next sign-in

    def __post_init__(self) -> None:
        if self.lanes != 1:
            raise ValueError("Argon2id runs in one lane here.")

    def meets(self, other: "Argon2Cost") -> bool:
        """Say whether this costs at least as much memory and as many passes as the other."""
        return self.memory_kib >= other.memory_kib and self.passes >= other.passes


Argon2Cost.FLOOR = Argon2Cost()


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class PassphraseSecret(Silent):
    """The two outputs of one derivation, 32 bytes each: one opens, the other only shows that it was right."""

    unlock_key: bytes
    verifier: bytes


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Stretched(Silent):
    """A passphrase derived ahead of time, with the salt and the cost that it was derived with."""

    salt: bytes
    cost: Argon2Cost
    secret: PassphraseSecret


def derive(passphrase: str, salt: bytes, cost: Argon2Cost) -> PassphraseSecret:
    """
    Return what a passphrase yields, used exactly as typed: nothing is trimmed, folded or normalised.

    :raises ValueError: the salt is not 16 bytes long.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError("A slot's salt has 16 bytes.")
    argon = Argon2id(salt=salt, length=KEY_BYTES, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib)
    # Half a surrogate cannot be typed, but can be sent. Refusing it would raise an error that carries the passphrase.
    secret = argon.derive(passphrase.encode("utf-8", "surrogatepass"))
    return PassphraseSecret(derive_key(secret, "unlock"), digest(derive_key(secret, "sign-in")))


def session_key(cookie_half: bytes, server_half: bytes, context: Context) -> bytes:
    """
    Return the 32-byte key under which an unlocked member's seeds are kept between two requests.

    :raises Tampered: a half is not 32 bytes long.
    """
    if len(cookie_half) != HALF_BYTES or len(server_half) != HALF_BYTES:
        raise Tampered
    return derive_key(frame(cookie_half, server_half), "session", context.encode(_SESSION_SUITE))
