"""
Who belongs to a group and which key is the group's: a chain of signed rosters that a database writer cannot forge.

Formats, by ``frame`` (see framing):

- roster: ``b"sourcekeeper/1 roster"``, deployment, group, epoch (8 bytes), group public key (1,216), digest of the
  roster before (32, zeros for the first), then for each member person_ref and public keys (3,200). Its digest is its
  SHA-256
- signed roster: ``b"sourcekeeper/1 signed roster"``, roster, then for each signature the signer and the signature
  (3,393) for the purpose ``roster`` over the roster's encoding. The signer is ``root`` or a person_ref
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from crypto.errors import Tampered
from crypto.framing import frame, number, read_number, read_text, unframe
from crypto.keys import MemberPublic, PublicKey
from crypto.macs import digest
from crypto.signing import SigningKey, VerifyKey

ROOT: Final = "root"
PURPOSE: Final = "roster"
NO_PREVIOUS: Final = bytes(32)
SIGNATURES_NEEDED: Final = 2  # of members of the roster before, where the root does not sign

_ROSTER: Final = b"sourcekeeper/1 roster"
_SIGNED_ROSTER: Final = b"sourcekeeper/1 signed roster"
_ROSTER_PARTS: Final = 6


@dataclass(frozen=True, slots=True)
class RosterMember:
    """One person in a group, by reference, with their public keys."""

    person_ref: str
    public: MemberPublic


@dataclass(frozen=True, slots=True)
class Roster:
    """A group at one epoch. ``previous`` is the digest of the roster before, or 32 zeros."""

    deployment: str
    group: str
    epoch: int
    members: tuple[RosterMember, ...]
    group_public: PublicKey
    previous: bytes = NO_PREVIOUS

    def encode(self) -> bytes:
        """Return the bytes that are signed and whose digest the next roster carries."""
        pairs = ((member.person_ref.encode(), member.public.encode()) for member in self.members)
        return frame(
            _ROSTER,
            self.deployment.encode(),
            self.group.encode(),
            number(self.epoch),
            self.group_public.encode(),
            self.previous,
            *(part for pair in pairs for part in pair),
        )

    @classmethod
    def decode(cls, data: bytes) -> "Roster":
        """Return the roster from its bytes, none of it verified; Tampered when they are no roster."""
        parts = unframe(data)
        if len(parts) < _ROSTER_PARTS or parts[0] != _ROSTER:
            raise Tampered
        members = tuple(RosterMember(read_text(ref), MemberPublic.decode(keys)) for ref, keys in _pairs(parts[6:]))
        deployment, group = read_text(parts[1]), read_text(parts[2])
        return cls(deployment, group, read_number(parts[3]), members, PublicKey.decode(parts[4]), parts[5])

    @property
    def digest(self) -> bytes:
        """SHA-256 of the encoding, 32 bytes."""
        return digest(self.encode())

    def member(self, person_ref: str) -> MemberPublic | None:
        """Return the public keys of one member, or None."""
        return next((member.public for member in self.members if member.person_ref == person_ref), None)


@dataclass(frozen=True, slots=True)
class SignedRoster:
    """A roster with the signatures it has so far: pairs of signer and signature."""

    roster: Roster
    signatures: tuple[tuple[str, bytes], ...] = ()

    def signed_by(self, signer: str, key: SigningKey) -> "SignedRoster":
        """Return the same roster with one more signature. The signer is ``root`` or a person_ref."""
        return SignedRoster(self.roster, (*self.signatures, (signer, key.sign(PURPOSE, self.roster.encode()))))

    def encode(self) -> bytes:
        """Return the bytes to store."""
        pairs = ((signer.encode(), signature) for signer, signature in self.signatures)
        return frame(_SIGNED_ROSTER, self.roster.encode(), *(part for pair in pairs for part in pair))

    @classmethod
    def decode(cls, data: bytes) -> "SignedRoster":
        """Return the signed roster from its bytes, none of it verified; Tampered when they are none."""
        parts = unframe(data)
        if len(parts) < 2 or parts[0] != _SIGNED_ROSTER:
            raise Tampered
        return cls(Roster.decode(parts[1]), tuple((read_text(ref), signature) for ref, signature in _pairs(parts[2:])))


def verify_chain(
    chain: Sequence[SignedRoster], root: VerifyKey, deployment: str, group: str, least_epoch: int = 1
) -> Roster:
    """
    Return the newest roster of a chain that holds from its first link to its last.

    The first has epoch 1 and is signed by the root; each later one follows the one before by epoch and digest and is
    signed by the root (a repair) or by two members of the one before. Every signature given must be good: one bad one
    breaks the chain.

    :raises Tampered: the chain is empty or broken, of another deployment or group, or ends before ``least_epoch``.
    """
    before: Roster | None = None
    for link in chain:
        _require_follows(link.roster, before)
        if (link.roster.deployment, link.roster.group) != (deployment, group):
            raise Tampered
        _require_signed(link, before, root)
        before = link.roster
    if before is None or before.epoch < least_epoch:
        raise Tampered
    return before


def _require_follows(roster: Roster, before: Roster | None) -> None:
    epoch = before.epoch + 1 if before else 1
    previous = before.digest if before else NO_PREVIOUS
    if roster.epoch != epoch or roster.previous != previous or not _members_are_distinct(roster):
        raise Tampered


def _members_are_distinct(roster: Roster) -> bool:
    """Two names on one key would let one person sign as two."""
    count = len(roster.members)
    refs = {member.person_ref for member in roster.members}
    signing = {member.public.verify for member in roster.members}
    receiving = {member.public.receive for member in roster.members}
    return len(refs) == len(signing) == len(receiving) == count and ROOT not in refs


def _require_signed(link: SignedRoster, before: Roster | None, root: VerifyKey) -> None:
    signers = [signer for signer, _ in link.signatures]
    if len(set(signers)) != len(signers):
        raise Tampered
    if ROOT not in signers and (before is None or len(signers) < SIGNATURES_NEEDED):
        raise Tampered
    signed = link.roster.encode()
    for signer, signature in link.signatures:
        _key_of(signer, before, root).verify(PURPOSE, signed, signature)


def _key_of(signer: str, before: Roster | None, root: VerifyKey) -> VerifyKey:
    if signer == ROOT:
        return root
    public = before.member(signer) if before else None
    if public is None:
        raise Tampered
    return public.verify


def _pairs(parts: list[bytes]) -> list[tuple[bytes, bytes]]:
    if len(parts) % 2:
        raise Tampered
    return list(zip(parts[::2], parts[1::2], strict=True))
