"""
Signed checkpoints: the size and root of the log at one moment, in a note that any transparency-log tool can read.

The note follows c2sp.org/tlog-checkpoint: origin, size, root; an empty line; two lines of signatures. The first is a
plain Ed25519 note signature (type 0x01). The second is an ML-DSA-44 cosignature (type 0x06, c2sp.org/tlog-cosignature)
under the log's own name, which also carries when it was signed.
"""

from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from audit.verify import ED25519, MLDSA44, Keys, cosigned_message, key_id, read_note
from crypto.signing import LogKey, LogPublicKey

# A checkpoint is due after this time or this many entries, whichever comes first.
LONGEST_WITHOUT = timedelta(minutes=5)
MOST_ENTRIES_WITHOUT = 64


@dataclass(frozen=True, slots=True)
class Head:
    """How far the log has come: number of entries, root over all of them, and the time of the last one."""

    size: int
    root: bytes
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed statement of size and root. ``at`` is when it was signed, to the second."""

    size: int
    root: bytes
    at: datetime
    note: str


def body(origin: str, size: int, root: bytes) -> str:
    """Return the text that a checkpoint states."""
    return f"{origin}\n{size}\n{b64encode(root).decode()}\n"


def sign(key: LogKey, origin: str, size: int, root: bytes, at: datetime) -> Checkpoint:
    """Return a checkpoint signed with both keys of the log."""
    second = int(at.timestamp())
    text = body(origin, size, root)
    stamped = second.to_bytes(8, "big") + key.sign_mldsa44(cosigned_message(origin, size, root, second))
    lines = (
        _signature_line(origin, ED25519, key.public.ed25519, key.sign_ed25519(text.encode())),
        _signature_line(origin, MLDSA44, key.public.mldsa44, stamped),
    )
    return Checkpoint(size, root, datetime.fromtimestamp(second, UTC), text + "\n" + "".join(lines))


def keys_of(public: LogPublicKey, origin: str) -> Keys:
    """Return the log's public keys under its name, as checkpoints are checked with."""
    return Keys(origin, public.ed25519, public.mldsa44)


def key_lines(public: LogPublicKey, origin: str) -> str:
    """Return the two lines of verifier keys (c2sp.org/signed-note) that an auditor keeps to check this log."""
    pairs = ((ED25519, public.ed25519), (MLDSA44, public.mldsa44))
    return "".join(
        f"{origin}+{key_id(origin, kind, raw).hex()}+{b64encode(bytes([kind]) + raw).decode()}\n" for kind, raw in pairs
    )


def read(note: str, keys: Keys) -> Checkpoint:
    """
    Return the checkpoint of a note when both signatures hold.

    :raises audit.verify.Untrusted: they do not, or it is no checkpoint of this log; the message says why.
    """
    checked = read_note(note, keys)
    return Checkpoint(checked.size, checked.root, datetime.fromtimestamp(checked.signed_at, UTC), note)


def due(head: Head, latest: Checkpoint | None, now: datetime) -> bool:
    """Return whether a checkpoint must be signed now: none yet, 64 entries since the latest, or five minutes."""
    if latest is None:
        return True
    return head.size - latest.size >= MOST_ENTRIES_WITHOUT or now - latest.at >= LONGEST_WITHOUT


def _signature_line(origin: str, kind: int, public: bytes, signature: bytes) -> str:
    """Return one line of signature: the key's name, then its id and the signature in base64."""
    return f"— {origin} {b64encode(key_id(origin, kind, public) + signature).decode()}\n"
