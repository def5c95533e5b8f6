"""
What the public face needs to seal a submission, and nothing that could open one.

Formats, by ``frame`` (see framing):

- bundle: ``b"sourcekeeper/1 bundle"``, deployment, root verify key (1,984), intake epoch (8 bytes), intake public key
  (1,216), signature of the intake key (3,393), then each signed roster of the custodians, first to newest
- what the root signs for the purpose ``server key``: ``frame(b"sourcekeeper/1 server key", deployment, name, epoch (8
  bytes), public key)``

A submission has two parts, each a record sealed in the context of the gateway's row: ``identity`` to the custodians
(``{"details", "original"}``), ``story`` to the steward (``{"story"}``). Both carry a filling that brings them to one
size, decided by the length of the story alone, so that nobody sees whether any details were given.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from crypto.canonical import canonical_json
from crypto.context import Context
from crypto.errors import Tampered
from crypto.framing import frame, number, read_number, read_text, unframe
from crypto.keys import PublicKey
from crypto.roster import Roster, SignedRoster, verify_chain
from crypto.sealing import seal_record
from crypto.signing import SigningKey, VerifyKey

CUSTODIANS: Final = "custodians"
INTAKE: Final = "intake"
SERVER_KEY: Final = "server key"
FILLING: Final = "filling"
# Room for the details and for the marks that replace words which were cut out. A form keeps its answers below it.
ROOM_BYTES: Final = 12 * 1024

_BUNDLE: Final = b"sourcekeeper/1 bundle"
_SERVER_KEY: Final = b"sourcekeeper/1 server key"
_BUNDLE_PARTS: Final = 6


@dataclass(frozen=True, slots=True)
class Recipients:
    """Whom a verified bundle lets the public face seal to."""

    deployment: str
    custodians: Roster
    intake: PublicKey
    intake_epoch: int


@dataclass(frozen=True, slots=True)
class PublicBundle:
    """The custodians' rosters and the steward's key, as a file that anybody may read."""

    deployment: str
    root: VerifyKey
    intake_epoch: int
    intake: PublicKey
    intake_signature: bytes
    custodians: tuple[SignedRoster, ...]

    def encode(self) -> bytes:
        """Return the bytes of the file."""
        return frame(
            _BUNDLE,
            self.deployment.encode(),
            self.root.encode(),
            number(self.intake_epoch),
            self.intake.encode(),
            self.intake_signature,
            *(link.encode() for link in self.custodians),
        )

    @classmethod
    def decode(cls, data: bytes) -> "PublicBundle":
        """Return the bundle from its bytes, none of it verified; Tampered when they are none."""
        parts = unframe(data)
        if len(parts) <= _BUNDLE_PARTS or parts[0] != _BUNDLE:
            raise Tampered
        return cls(
            read_text(parts[1]),
            VerifyKey.decode(parts[2]),
            read_number(parts[3]),
            PublicKey.decode(parts[4]),
            parts[5],
            tuple(SignedRoster.decode(link) for link in parts[6:]),
        )

    def verify(self, root: VerifyKey, deployment: str, least_epoch: int = 1) -> Recipients:
        """
        Return whom to seal to, after everything was traced to the root key that the settings pin.

        :raises Tampered: another root or deployment, a broken chain, an old epoch, an intake key nobody signed.
        """
        if self.root != root or self.deployment != deployment:
            raise Tampered
        custodians = verify_chain(self.custodians, root, deployment, CUSTODIANS, least_epoch)
        verify_server_key(root, deployment, INTAKE, self.intake_epoch, (self.intake.encode(), self.intake_signature))
        return Recipients(deployment, custodians, self.intake, self.intake_epoch)


@dataclass(frozen=True, slots=True)
class SealedSubmission:
    """What the public face hands over: two sealed parts of one size, and the epochs of the keys they were sealed to."""

    identity: bytes
    story: bytes
    custodians_epoch: int
    intake_epoch: int


def sign_server_key(root: SigningKey, deployment: str, name: str, epoch: int, public: bytes) -> bytes:
    """Return the root's signature of a key that the staff side itself holds, such as the steward's intake key."""
    return root.sign(SERVER_KEY, _server_key(deployment, name, epoch, public))


def verify_server_key(root: VerifyKey, deployment: str, name: str, epoch: int, signed: tuple[bytes, bytes]) -> None:
    """Return quietly when the root signed this key. ``signed`` is the public half and the signature; else Tampered."""
    public, signature = signed
    root.verify(SERVER_KEY, _server_key(deployment, name, epoch, public), signature)


def seal_submission(
    recipients: Recipients,
    submission_ref: str,
    *,
    details: Mapping[str, object],
    original: Mapping[str, object],
    story: Mapping[str, object],
) -> SealedSubmission:
    """
    Return a submission as two sealed parts of one size.

    :param details: what the person said of themselves, or nothing.
    :param original: the account and the answers as typed.
    :param story: the same with the person's own details cut out.
    :raises ValueError: something in it is not plain.
    """
    parts = ({"details": dict(details), "original": dict(original)}, {"story": dict(story)})
    # Beyond the room the size follows what is longest: a submission that shows it was long is better than one refused.
    room = len(canonical_json({"original": dict(original)})) + ROOM_BYTES
    lengths = [_length(part) for part in parts]
    size = max(room, *lengths)
    identity_part, story_part = (_fill(part, size - length) for part, length in zip(parts, lengths, strict=True))
    epochs = recipients.custodians.epoch, recipients.intake_epoch
    where = recipients.deployment, submission_ref
    return SealedSubmission(
        seal_record(recipients.custodians.group_public, identity_context(*where, epochs[0]), identity_part),
        seal_record(recipients.intake, story_context(*where, epochs[1]), story_part),
        *epochs,
    )


def identity_context(deployment: str, submission_ref: str, epoch: int) -> Context:
    """Return what the identity part of a submission is bound to, wherever it is kept."""
    return Context(deployment, "gateway", "submissions", submission_ref, "identity", epoch=epoch)


def story_context(deployment: str, submission_ref: str, epoch: int) -> Context:
    """Return what the story part of a submission is bound to."""
    return Context(deployment, "gateway", "submissions", submission_ref, "story", epoch=epoch)


def without_filling(record: Mapping[str, object]) -> dict[str, object]:
    """Return a part as it was before it was brought to size."""
    return {name: value for name, value in record.items() if name != FILLING}


def _length(part: Mapping[str, object]) -> int:
    """Return how many bytes a part has with a filling of none."""
    return len(canonical_json({**part, FILLING: ""}))


def _fill(part: Mapping[str, object], missing: int) -> dict[str, object]:
    """Return a part whose canonical JSON has so many more bytes."""
    return {**part, FILLING: "." * missing}


def _server_key(deployment: str, name: str, epoch: int, public: bytes) -> bytes:
    return frame(_SERVER_KEY, deployment.encode(), name.encode(), number(epoch), public)
