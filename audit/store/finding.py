"""Finding entries in the log: by who, what, when and why; by ciphertext; and what was begun and never ended."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    LargeBinary,
    TextClause,
    bindparam,
    case,
    func,
    literal,
    null,
    select,
)

from audit.entry import stamp
from audit.errors import Altered
from audit.events import Decision, Verb
from audit.store.lookups import BLOCK, COLUMNS, attempts, found_by_columns
from audit.store.reading import StoredEntry, stored_entry
from audit.store.tables import LEAF, RARE_DECISION, RARE_VERB, entries, head, lookups, unfinished

# How many entries are entered for looking up.
_ENTERED = select(head.c.size - head.c.size % BLOCK).scalar_subquery()

# Every version of some compartments that is entered, and the entries that are not: built once, asked for whenever
# something is opened. It may find a few versions too many, of one object's compartment that was asked for of another.
_VERSIONS = (
    select(
        lookups.c.object_ref,
        lookups.c.compartment,
        lookups.c.version,
        lookups.c.digest,
        lookups.c.decision,
        null().cast(Integer).label("seq"),
        null().cast(LargeBinary).label("leaf"),
    )
    .where(
        lookups.c.object_ref.in_(bindparam("object_refs", expanding=True)),
        lookups.c.compartment.in_(bindparam("compartments", expanding=True)),
        lookups.c.version >= bindparam("least"),
    )
    .union_all(select(*[null()] * 5, entries.c.seq, LEAF).where(entries.c.seq >= _ENTERED))
)


class Version(NamedTuple):
    """What one entry of the log says of one version: its number, the SHA-256 of its ciphertext, whether it was done."""

    number: int
    digest: str
    done: bool


# A compartment of an object, as entries name both.
Part = tuple[str, str]


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


def newest(connection: Connection, filters: Filters, before: int | None, limit: int) -> list[StoredEntry]:
    """Return the newest entries that pass the filters, newest first, numbered below ``before``."""
    bounds = _period(connection, filters)
    if before is not None:
        bounds.append(entries.c.seq < before)
    conditions = _conditions(filters)
    if not conditions:
        asked = select(entries.c.seq, LEAF).where(*bounds).order_by(entries.c.seq.desc()).limit(limit)
        return [stored_entry(*row) for row in connection.execute(asked)]
    found = [one for one in reversed(_tail(connection, bounds)) if _passes(one, filters)][:limit]
    if len(found) < limit:
        asked = select(lookups.c.seq, LEAF).join_from(lookups, entries, lookups.c.seq == entries.c.seq)
        asked = asked.where(*conditions, *bounds).order_by(lookups.c.seq.desc()).limit(limit - len(found))
        found += [stored_entry(*row) for row in connection.execute(asked)]
    return found


def unfinished_attempts(connection: Connection, limit: int) -> list[StoredEntry]:
    """Return the oldest attempts without an outcome."""
    tail = _tail(connection, [])
    started, ended = attempts({one.seq: one.entry.parts() for one in tail})
    waiting = select(unfinished.c.seq).where(unfinished.c.seq.not_in(ended)).order_by(unfinished.c.seq).limit(limit)
    asked = select(entries.c.seq, LEAF).where(entries.c.seq.in_(waiting)).order_by(entries.c.seq)
    found = [stored_entry(*row) for row in connection.execute(asked)]
    return [*found, *(one for one in tail if one.seq in started)][:limit]


def versions(connection: Connection, parts: Collection[Part], least: int = 0) -> dict[Part, list[Version]]:
    """
    Return every version from ``least`` on that an entry names of each of these parts, attempts included, unordered.

    One statement, however many are asked for.
    """
    found: dict[Part, list[Version]] = {part: [] for part in parts}
    asked = {
        "object_refs": sorted({ref for ref, _ in parts}),
        "compartments": sorted({part for _, part in parts}),
        "least": least,
    }
    for *entered, seq, leaf in connection.execute(_VERSIONS, asked):
        object_ref, compartment, number, digest, decision = entered if seq is None else _versioned(seq, leaf)
        if number is not None and number >= least and (object_ref, compartment) in found:
            found[object_ref, compartment].append(Version(number, digest, decision == Decision.DONE))
    return found


def written(connection: Connection) -> list[tuple[str, str]]:
    """Return every object and compartment of which an entry names a version."""
    asked = select(lookups.c.object_ref, lookups.c.compartment).where(lookups.c.version.is_not(None)).distinct()
    found = {(row.object_ref, row.compartment) for row in connection.execute(asked)}
    for found_by in map(_found_by, _tail(connection, [])):
        if found_by["version"] is not None:
            found.add((found_by["object_ref"], found_by["compartment"]))
    return sorted(found)


def _tail(connection: Connection, bounds: Sequence[ColumnElement[bool]]) -> list[StoredEntry]:
    """Return the entries that are not entered for looking up yet, oldest first: always fewer than a block."""
    asked = select(entries.c.seq, LEAF).where(entries.c.seq >= _ENTERED, *bounds).order_by(entries.c.seq)
    return [stored_entry(*row) for row in connection.execute(asked)]


@lru_cache(maxsize=4 * BLOCK)
def _read_through(seq: int, leaf: bytes) -> tuple[str | int | None, ...]:
    """
    Return what an entry that is not entered yet is found by, by ``COLUMNS``.

    Whoever opens something reads the same few entries several times over. The same bytes say the same, so they are
    decoded once; bytes that somebody changed are other bytes.
    """
    return found_by_columns(stored_entry(seq, leaf).entry.parts())


def _versioned(seq: int, leaf: bytes) -> tuple[Any, ...]:
    """Return what ``_VERSIONS`` has of an entry that is entered, of one that is not."""
    found = dict(zip(COLUMNS, _read_through(seq, leaf), strict=True))
    return tuple(found[name] for name in ("object_ref", "compartment", "version", "digest", "decision"))


def _passes(one: StoredEntry, filters: Filters) -> bool:
    """Return whether an entry passes the filters, the period aside."""
    found_by = _found_by(one)
    if filters.object_refs and found_by["object_ref"] not in filters.object_refs:
        return False
    return all(found_by[name] == value for name, value in _wanted(filters).items() if value)


def _found_by(one: StoredEntry) -> dict[str, Any]:
    """Return what an entry is found by, by column."""
    return dict(zip(COLUMNS, found_by_columns(one.entry.parts()), strict=True))


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
    column: ColumnElement[str] = lookups.c[name]
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
