"""Reading the log by number: entries, checkpoints, sealed notes, and the stored hashes that proofs are made of."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, true

from audit.checkpoint import Checkpoint, Head
from audit.entry import Entry, instant
from audit.errors import Altered
from audit.proofs import NodeReader
from audit.store.tables import HASHES, LEAF, checkpoints, entries, head, private_notes
from audit.tree import HASH_BYTES, completed_by

# The checkpoint that covers most, the latest of them.
_LATEST = (
    select(
        checkpoints.c.size.label("signed_size"),
        checkpoints.c.root.label("signed_root"),
        checkpoints.c.at.label("signed_at"),
        checkpoints.c.note,
    )
    .order_by(checkpoints.c.size.desc(), checkpoints.c.number.desc())
    .limit(1)
    .subquery()
)
_HEAD_AND_CHECKPOINT = select(head.c.size, head.c.root, head.c.at, _LATEST).outerjoin_from(head, _LATEST, true())


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry with its number, its time and the exact bytes that were hashed."""

    seq: int
    at: datetime
    entry: Entry
    leaf: bytes


def one(connection: Connection, seq: int) -> StoredEntry | None:
    """Return one entry."""
    row = connection.execute(select(entries.c.seq, LEAF).where(entries.c.seq == seq)).one_or_none()
    return stored_entry(*row) if row else None


def private_note(connection: Connection, digest: str) -> bytes | None:
    """Return sealed text from the side table."""
    return connection.execute(select(private_notes.c.sealed).where(private_notes.c.digest == digest)).scalar()


def present_head(connection: Connection) -> Head:
    """Return how far the log has come."""
    return _head(*connection.execute(select(head.c.size, head.c.root, head.c.at)).one())


def latest_checkpoint(connection: Connection) -> Checkpoint | None:
    """Return the checkpoint with the largest size, the latest of them; raise Altered when it is none."""
    return head_and_checkpoint(connection)[1]


def head_and_checkpoint(connection: Connection) -> tuple[Head, Checkpoint | None]:
    """Return how far the log has come and its latest checkpoint, in one statement; raise Altered when it is none."""
    row = connection.execute(_HEAD_AND_CHECKPOINT).one()
    present = _head(row.size, row.root, row.at)
    if row.signed_size is None:
        return present, None
    try:
        return present, Checkpoint(row.signed_size, row.signed_root, instant(row.signed_at), row.note)
    except (ValueError, TypeError) as error:
        raise Altered("the latest checkpoint cannot be read") from error


def _head(size: int, root: bytes, at: str) -> Head:
    """Return the head as stored."""
    return Head(size, root, instant(at) if at else None)


def nodes(connection: Connection) -> NodeReader:
    """
    Return a reader of stored hashes. Each call is one statement, whatever it asks for.

    :raises Altered: from the reader, when a hash that an append has written is not there.
    """

    def read(wanted: Sequence[tuple[int, int]]) -> list[bytes]:
        places = [(completed_by(level, index), level * HASH_BYTES) for level, index in wanted]
        asked = select(entries.c.seq, HASHES).where(entries.c.seq.in_({seq for seq, _ in places}))
        rows: dict[int, bytes] = {row.seq: row.hashes for row in connection.execute(asked)}
        found = [rows.get(seq, b"")[start : start + HASH_BYTES] for seq, start in places]
        if any(len(node) != HASH_BYTES for node in found):
            raise Altered("a stored hash is missing")
        return found

    return read


def stored_entry(seq: int, leaf: bytes) -> StoredEntry:
    """Return a row of the log as what it says; raise Altered when it says nothing."""
    try:
        parts = json.loads(leaf)
        return StoredEntry(seq, instant(parts["at"]), Entry.read(parts), leaf)
    except (ValueError, KeyError, TypeError) as error:
        raise Altered(f"entry {seq} cannot be read") from error
