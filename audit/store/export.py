"""Handing the log out: to a directory for strangers, entry by entry to the verifier, one entry with its proof."""

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from heapq import merge
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Integer, Row, cast, func, select

from audit.proofs import inclusion_path
from audit.store import reading
from audit.store.lookups import COLUMNS, entered_size, found_by_columns
from audit.store.tables import HASHES, LEAF, checkpoints, entries, head, lookups, unfinished
from audit.tree import HASH_BYTES, cover, levels_completed, root_of
from audit.verify import Keys, Verdict, claimed_size, examine

ROWS_AT_A_TIME = 2000

# An entry beside what it is found by, which is nothing for the last few.
_COLUMNS = (
    select(entries.c.seq, HASHES, LEAF, entries.c.at, lookups.c.seq, *(lookups.c[name] for name in COLUMNS))
    .join_from(entries, lookups, lookups.c.seq == entries.c.seq, isouter=True)
    .order_by(entries.c.seq)
    .limit(ROWS_AT_A_TIME)
)


def write(connection: Connection, directory: Path, key_lines: str) -> None:
    """
    Write the whole log into a new directory, as ``audit/verify.py`` reads it.

    :raises FileExistsError: the directory is there already; an export is never mixed with an older one.
    """
    directory.mkdir(parents=True)
    (directory / "keys.txt").write_text(key_lines)
    with (directory / "entries.jsonl").open("wb") as lines, (directory / "hashes.bin").open("wb") as hashes:
        for leaf, stored in _pairs(_rows(connection), _known_size(connection)):
            lines.write(leaf + b"\n")
            hashes.write(stored)
    with (directory / "checkpoints.jsonl").open("w") as lines_of_notes:
        for note in _notes(connection):
            lines_of_notes.write(json.dumps({"note": note}, ensure_ascii=False) + "\n")


def verify(connection: Connection, keys: Keys, kept: Iterable[str]) -> Verdict:
    """
    Return the verdict on the store, by the same code as ``audit/verify.py``.

    What only the store has is checked as well: the columns that entries are found by, the head, and the list of
    attempts without an outcome.

    :param kept: notes of checkpoints that somebody kept elsewhere.
    """
    notes = merge(_notes(connection), sorted(kept, key=claimed_size), key=claimed_size)
    companions = _Companions(entered_size(_known_size(connection)))
    verdict = examine(_pairs(companions.watch(_rows(connection)), _known_size(connection)), notes, keys)
    if verdict.why:
        return verdict
    seq, why = companions.fault or _unfinished_fault(connection, companions) or _head_fault(connection, verdict.entries)
    return replace(verdict, first_bad=seq, why=why)


def proof(connection: Connection, seq: int) -> str:
    """
    Return the proof that an entry is in the log, under the latest checkpoint, as ``audit/verify.py --proof`` reads it.

    :raises ValueError: no checkpoint covers this entry.
    """
    latest, stored = reading.latest_checkpoint(connection), reading.one(connection, seq)
    if latest is None or stored is None:
        raise ValueError("no checkpoint covers this entry")
    path = inclusion_path(seq, latest.size, reading.nodes(connection))
    parts = {
        "entry": stored.leaf.decode(),
        "index": seq,
        "path": [b64encode(step).decode() for step in path],
        "checkpoint": latest.note,
    }
    return json.dumps(parts, ensure_ascii=False, indent=1) + "\n"


@dataclass(slots=True)
class _Companions:
    """What stands beside the entries and is not hashed, compared with them as they pass."""

    entered: int
    fault: tuple[int, str] | None = None
    unfinished: set[int] = field(default_factory=set)

    def watch(self, rows: Iterable[Row[Any]]) -> Iterator[Row[Any]]:
        """Pass rows on, and note the first entry that is not found by what it says."""
        for row in rows:
            try:
                parts = json.loads(row.leaf)
                is_found = (row[0], *found_by_columns(parts)) if row[0] < self.entered else (None,) * (1 + len(COLUMNS))
                agrees = (parts["at"], *is_found) == tuple(row[3:])
            except (ValueError, KeyError, TypeError, AttributeError):
                agrees = True  # The verifier itself says what is wrong with such an entry.
            else:
                self._follow(row[0], parts)
            if not agrees and self.fault is None:
                self.fault = (row[0], f"entry {row[0]}: as signed, but what it is found by was altered")
            yield row

    def _follow(self, seq: int, parts: dict[str, Any]) -> None:
        """Keep which attempts wait for their outcome, as far as entries are entered."""
        if seq >= self.entered:
            return
        if parts["attempt"] is not None:
            self.unfinished.discard(parts["attempt"])
        elif parts["decision"] == "attempted":
            self.unfinished.add(seq)


def _rows(connection: Connection) -> Iterator[Row[Any]]:
    """Give every row of the log in order, a few thousand at a time."""
    page = connection.execute(_COLUMNS).all()
    while page:
        yield from page
        page = connection.execute(_COLUMNS.where(entries.c.seq > page[-1][0])).all()


def _pairs(rows: Iterable[Row[Any]], size: int) -> Iterator[tuple[bytes, bytes]]:
    """Give each entry with its stored hashes. Where one of the first ``size`` is missing, nothing and zeros."""
    position = 0
    for row in rows:
        while position < min(row[0], size):
            yield b"", bytes(HASH_BYTES * (1 + levels_completed(position)))
            position += 1
        yield row.leaf, row.hashes
        position += 1


def _known_size(connection: Connection) -> int:
    """Return how many entries there should be, by the head or the checkpoints."""
    sizes = (select(func.max(cast(table.c.size, Integer))) for table in (head, checkpoints))
    return max(connection.execute(size).scalar() or 0 for size in sizes)


def _notes(connection: Connection) -> Iterator[str]:
    """Give every checkpoint's note, smallest first."""
    order = (checkpoints.c.size, checkpoints.c.number)
    return iter(connection.execute(select(checkpoints.c.note).order_by(*order)).scalars())


def _unfinished_fault(connection: Connection, companions: _Companions) -> tuple[int, str] | None:
    """Return what is wrong with the list of attempts without an outcome, or with rows that no entry stands behind."""
    wrong = companions.unfinished ^ set(connection.execute(select(unfinished.c.seq)).scalars())
    if wrong:
        return min(wrong), f"entry {min(wrong)}: whether this attempt has an outcome was altered"
    strays = select(func.min(lookups.c.seq)).where(lookups.c.seq.not_in(select(entries.c.seq)))
    stray = connection.execute(strays).scalar()
    return None if stray is None else (stray, f"entry {stray}: found, but never written")


def _head_fault(connection: Connection, size: int) -> tuple[int | None, str]:
    """Return what is wrong with the head, if anything."""
    kept = connection.execute(select(head.c.size, head.c.root, head.c.frontier)).one_or_none()
    if kept is None or kept.size != size:
        return size, "the head does not stand at the last entry"
    peaks = reading.nodes(connection)(cover(0, size))
    if kept.frontier != b"".join(peaks) or kept.root != root_of(peaks):
        return size, "the head does not fit the entries: the next one would be added to another log"
    return None, ""
