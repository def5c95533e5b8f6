"""Reading the log: by number, by filter, by digest, and the stored hashes that proofs are made of."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, TextClause, case, func, literal, select

from audit.checkpoint import Checkpoint
from audit.entry import Entry, instant, stamp
from audit.errors import Altered
from audit.events import Decision, Verb
from audit.proofs import NodeReader
from audit.store.tables import (
    HASHES,
    LEAF,
    RARE_DECISION,
    RARE_VERB,
    checkpoints,
    entries,
    head,
    private_notes,
    unfinished,
)
from audit.tree import HASH_BYTES, completed_by

LOOKUP_COLUMNS = (
    "actor_ref",
    "object_ref",
    "verb",
    "action",
    "decision",
    "purpose",
    "digest",
    "compartment",
    "version",
)
VERSIONED = frozenset({Decision.ATTEMPTED, Decision.DONE})


class Version(NamedTuple):
    """What one entry of the log says of one version: its number, the SHA-256 of its ciphertext, whether it was done."""

    number: int
    digest: str
    done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What to look for; an empty part does not filter. ``object_refs`` means any of them. ``until`` is exclusive."""

    person_ref: str = ""
    object_refs: tuple[str, ...] = ()
    verb: str = ""
    action: str = ""
    decision: str = ""
    purpose: str = ""
    digest: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry with its number, its time and the exact bytes that were hashed."""

    seq: int
    at: datetime
    entry: Entry
    leaf: bytes


def lookup_columns(parts: Mapping[str, Any]) -> tuple[str | int | None, ...]:
    """
    Return what an entry is found by, in the order of ``LOOKUP_COLUMNS``.

    A version stands where something was done to a ciphertext or was about to be, so that a kill between the two
    leaves a version that can still be told.

    :param parts: the fields of an entry by name.
    """
    version, compartment = parts["detail"].get("version"), parts["detail"].get("compartment")
    written = parts["digest"] and parts["decision"] in VERSIONED and isinstance(version, int)
    return (
        parts["actor_ref"],
        parts["object_ref"] or None,
        parts["verb"],
        parts["action"],
        parts["decision"],
        parts["purpose"] or None,
        parts["digest"] or None,
        compartment if isinstance(compartment, str) else None,
        version if written else None,
    )


def newest(connection: Connection, filters: Filters, before: int | None, limit: int) -> list[StoredEntry]:
    """Return the newest entries that pass the filters, newest first, numbered below ``before``."""
    asked = select(entries.c.seq, LEAF).where(*_conditions(filters))
    for bound in _period(connection, filters):
        asked = asked.where(bound)
    if before is not None:
        asked = asked.where(entries.c.seq < before)
    return [_stored(*row) for row in connection.execute(asked.order_by(entries.c.seq.desc()).limit(limit))]


def one(connection: Connection, seq: int) -> StoredEntry | None:
    """Return one entry."""
    row = connection.execute(select(entries.c.seq, LEAF).where(entries.c.seq == seq)).one_or_none()
    return _stored(*row) if row else None


def unfinished_attempts(connection: Connection, limit: int) -> list[StoredEntry]:
    """Return the oldest attempts without an outcome."""
    waiting = select(unfinished.c.seq).order_by(unfinished.c.seq).limit(limit)
    asked = select(entries.c.seq, LEAF).where(entries.c.seq.in_(waiting)).order_by(entries.c.seq)
    return [_stored(*row) for row in connection.execute(asked)]


def versions(connection: Connection, object_ref: str, compartment: str) -> list[Version]:
    """Return every version of a compartment that an entry names, attempts included, in no particular order."""
    asked = select(entries.c.version, entries.c.digest, entries.c.decision).where(
        entries.c.object_ref == object_ref, entries.c.compartment == compartment, entries.c.version.is_not(None)
    )
    rows = connection.execute(asked)
    return [Version(row.version, row.digest, row.decision == Decision.DONE) for row in rows]


def written(connection: Connection) -> list[tuple[str, str]]:
    """Return every object and compartment of which an entry names a version."""
    asked = select(entries.c.object_ref, entries.c.compartment).where(entries.c.version.is_not(None)).distinct()
    return [(row.object_ref, row.compartment) for row in connection.execute(asked)]


def private_note(connection: Connection, digest: str) -> bytes | None:
    """Return sealed text from the side table."""
    return connection.execute(select(private_notes.c.sealed).where(private_notes.c.digest == digest)).scalar()


def latest_checkpoint(connection: Connection) -> Checkpoint | None:
    """Return the checkpoint with the largest size, the latest of them; raise Altered when it is none."""
    order = (checkpoints.c.size.desc(), checkpoints.c.number.desc())
    asked = select(checkpoints.c.size, checkpoints.c.root, checkpoints.c.at, checkpoints.c.note).order_by(*order)
    row = connection.execute(asked.limit(1)).one_or_none()
    try:
        return Checkpoint(row.size, row.root, instant(row.at), row.note) if row else None
    except (ValueError, TypeError) as error:
        raise Altered("the latest checkpoint cannot be read") from error


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


def _conditions(filters: Filters) -> list[ColumnElement[bool] | TextClause]:
    """
    Return the conditions of the filters, but for the period.

    Only the sharpest may use its index. The others are put as expressions, or the database might begin with one that
    half of the log meets.
    """
    equal = {name: value for name, value in _wanted(filters).items() if value}
    sharpest = next((name for name, value in equal.items() if _is_sharp(name, value)), "")
    conditions: list[ColumnElement[bool] | TextClause] = []
    if filters.object_refs:
        sharpest = sharpest if sharpest == "digest" else "object_ref"
        conditions.append(_term("object_ref", sharpest).in_(filters.object_refs))
    conditions += [_term(name, sharpest) == value for name, value in equal.items()]
    # The condition of a sparse index is repeated word for word: that is how a database knows that it may be used.
    conditions += [where for name, where in (("decision", RARE_DECISION), ("verb", RARE_VERB)) if name == sharpest]
    return conditions


def _wanted(filters: Filters) -> dict[str, str]:
    """Return what each column must equal, the sharpest first."""
    return {
        "digest": filters.digest,
        "actor_ref": filters.person_ref,
        "action": filters.action,
        "purpose": filters.purpose,
        "decision": filters.decision,
        "verb": filters.verb,
    }


def _is_sharp(name: str, value: str) -> bool:
    """Return whether an index holds the entries with this value."""
    common = {"decision": (Decision.ATTEMPTED, Decision.DONE), "verb": (Verb.CONSULTATION, Verb.ALTERATION)}
    return value not in common.get(name, ())


def _term(name: str, sharpest: str) -> ColumnElement[str]:
    """Return a column, as itself if it is the sharpest and else as an expression that no index serves."""
    column: ColumnElement[str] = entries.c[name]
    return column if name == sharpest else func.coalesce(column, "")


def _period(connection: Connection, filters: Filters) -> list[ColumnElement[bool]]:
    """Return the period as bounds on the number, for time and number grow together."""
    bounds: list[ColumnElement[bool]] = []
    if filters.since:
        bounds.append(entries.c.seq >= _first_not_before(connection, filters.since))
    if filters.until:
        bounds.append(entries.c.seq < _first_not_before(connection, filters.until))
    return bounds


def _first_not_before(connection: Connection, edge: datetime) -> int:
    """
    Return the number of the first entry at or after a time, halving the log in one statement.

    :raises Altered: an entry on the way is not there.
    """
    size = select(head.c.size).scalar_subquery()
    start = select(literal(0).label("low"), size.label("high")).cte("halves", recursive=True)
    middle = (start.c.low + start.c.high) // 2
    found = entries.c.at >= stamp(edge)
    nearer = select(case((found, start.c.low), else_=middle + 1), case((found, middle), else_=start.c.high))
    halves = start.union_all(
        nearer.join_from(start, entries, entries.c.seq == middle).where(start.c.low < start.c.high)
    )
    first: int | None = connection.execute(select(halves.c.low).where(halves.c.low == halves.c.high)).scalar()
    if first is None:
        raise Altered("an entry is missing")
    return first


def _stored(seq: int, leaf: bytes) -> StoredEntry:
    """Return a row of the log as what it says; raise Altered when it says nothing."""
    try:
        parts = json.loads(leaf)
        return StoredEntry(seq, instant(parts["at"]), Entry.read(parts), leaf)
    except (ValueError, KeyError, TypeError) as error:
        raise Altered(f"entry {seq} cannot be read") from error
