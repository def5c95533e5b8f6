"""Writing to the log: hashed here under SQLite's write lock, or by PostgreSQL within its own function."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from audit.checkpoint import Checkpoint
from audit.entry import PrivateNote, instant, leaf_bytes, stamp
from audit.errors import ClockBehind
from audit.store.connections import Connections
from audit.store.lookups import enter_block, entered_size
from audit.tree import HASH_BYTES, leaf_hash, root_of
from audit.tree import append as append_leaf

# A clock that steps back by less is taken to stand still; by more, someone must look at it.
CLOCK_STEP = timedelta(seconds=1)

_READ_HEAD = "SELECT size, at, frontier FROM head"
_ADD_ENTRY = "INSERT INTO entries (seq, at, hashes, leaf) VALUES (?, ?, ?, ?)"
_MOVE_HEAD = "UPDATE head SET size = ?, root = ?, at = ?, frontier = ?"
_ADD_NOTE = "INSERT INTO private_notes (digest, seq, sealed) VALUES (?, ?, ?)"
_ADD_CHECKPOINT = "INSERT INTO checkpoints (size, root, at, note) VALUES (?, ?, ?, ?)"

_APPEND = "SELECT * FROM public.append_entry(%b, %s, %s, %s, %b)"
_KEEP = "SELECT public.keep_checkpoint(%s, %b, %s, %s)"


@dataclass(frozen=True, slots=True)
class Appended:
    """Where an entry stands, the time it was given, and its leaf hash."""

    seq: int
    at: datetime
    leaf_hash: bytes


# An entry in canonical JSON without number and time, and the free text that belongs to it.
Body = tuple[bytes, PrivateNote | None]


class Writer(Protocol):
    """What adds to the log; durable when it returns."""

    def append(self, body: bytes, now: datetime, private: PrivateNote | None) -> Appended:
        """Write one entry, given in canonical JSON without number and time."""

    def append_each(self, bodies: Sequence[Body], now: datetime) -> list[Appended]:
        """Write several, in the order given: all of them or none."""

    def keep(self, signed: Checkpoint) -> None:
        """Keep a checkpoint."""


def writer(dialect: str, connections: Connections) -> Writer:
    """Return what writes to a store of this kind."""
    return _InTheFile(connections) if dialect == "sqlite" else _InTheDatabase(connections)


class _InTheFile:
    """SQLite: whoever holds the file's write lock reads the head, hashes, and writes."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def append(self, body: bytes, now: datetime, private: PrivateNote | None) -> Appended:
        """Write one entry, in at most five statements."""
        return self.append_each([(body, private)], now)[0]

    def append_each(self, bodies: Sequence[Body], now: datetime) -> list[Appended]:
        """Write several under one lock, in at most four statements each."""
        asked = time.monotonic()
        with self._connections.driver() as driver:
            driver.execute("BEGIN IMMEDIATE")
            size, last, frontier = driver.execute(_READ_HEAD).fetchone()
            at = _not_before(last, now, time.monotonic() - asked)
            peaks, stamped, added = _hashes(frontier), stamp(at), []
            for number, (body, private) in enumerate(bodies, start=size):
                leaf = leaf_bytes(body, number, at)
                peaks, made = append_leaf(peaks, number, leaf_hash(leaf))
                driver.execute(_ADD_ENTRY, (number, stamped, b"".join(made), leaf))
                driver.execute(_MOVE_HEAD, (number + 1, root_of(peaks), stamped, b"".join(peaks)))
                if private:
                    driver.execute(_ADD_NOTE, (private.digest, number, private.sealed))
                if entered_size(number + 1) == number + 1:
                    enter_block(driver, number + 1)
                added.append(Appended(number, at, made[0]))
            driver.execute("COMMIT")
        return added

    def keep(self, signed: Checkpoint) -> None:
        """Keep a checkpoint."""
        with self._connections.driver() as driver:
            driver.execute("BEGIN IMMEDIATE")
            driver.execute(_ADD_CHECKPOINT, (signed.size, signed.root, stamp(signed.at), signed.note))
            driver.execute("COMMIT")


class _InTheDatabase:
    """PostgreSQL: one call of a function that may do what the caller may not."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def append(self, body: bytes, now: datetime, private: PrivateNote | None) -> Appended:
        """Write one entry, in one statement."""
        asked, note = time.monotonic(), (private.digest, private.sealed) if private else (None, None)
        size, stamped, hashed = self._call(lambda: (_APPEND, (body, stamp(now), time.monotonic() - asked, *note)))
        return Appended(size, instant(stamped), hashed)

    def append_each(self, bodies: Sequence[Body], now: datetime) -> list[Appended]:
        """Write several, a statement each, in one transaction."""
        asked, rows = time.monotonic(), []
        with self._connections.driver() as driver, driver.transaction():
            for body, private in bodies:
                note = (private.digest, private.sealed) if private else (None, None)
                values = (body, stamp(now), time.monotonic() - asked, *note)
                rows.append(driver.execute(_APPEND, values, prepare=True, binary=True).fetchone())
        return [Appended(size, instant(stamped), hashed) for size, stamped, hashed in rows]

    def keep(self, signed: Checkpoint) -> None:
        """Keep a checkpoint."""
        self._call(lambda: (_KEEP, (signed.size, signed.root, stamp(signed.at), signed.note)))

    def _call(self, asked: Any) -> Any:
        """Call a function in a transaction of its own, which the database commits before it answers."""
        with self._connections.driver() as driver:
            driver.autocommit = True
            try:
                return driver.execute(*asked(), prepare=True, binary=True).fetchone()
            finally:
                if not driver.closed:
                    driver.autocommit = False


def _hashes(frontier: bytes) -> Sequence[bytes]:
    """Return the hashes that a head's frontier holds one after the other."""
    return [frontier[start : start + HASH_BYTES] for start in range(0, len(frontier), HASH_BYTES)]


def _not_before(last: str, now: datetime, waited_seconds: float) -> datetime:
    """Return the time for the next entry, never before the last. Waiting for the lock does not make a clock late."""
    if not last:
        return now
    previous = instant(last)
    if previous - now > CLOCK_STEP + timedelta(seconds=waited_seconds):
        raise ClockBehind("the clock is behind the last entry")
    return max(now, previous)
