"""What somebody who owns the file can do to a log: every trigger dropped, every row open to them, but no key."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from audit.tree import append, leaf_hash, root_of


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Give the store without its guards."""
    raw = sqlite3.connect(path, isolation_level=None)
    raw.row_factory = sqlite3.Row
    for (guard,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {guard}")
    raw.execute("BEGIN")
    yield raw
    raw.execute("COMMIT")
    raw.close()


def leaf_of(raw: sqlite3.Connection, seq: int) -> bytes:
    """Return the bytes of an entry."""
    return bytes(raw.execute("SELECT leaf FROM entries WHERE seq = ?", (seq,)).fetchone()[0])


def put_leaf(raw: sqlite3.Connection, seq: int, leaf: bytes) -> None:
    """Write other bytes where an entry stands."""
    raw.execute("UPDATE entries SET leaf = ? WHERE seq = ?", (leaf, seq))


def renumbered(leaf: bytes, seq: int) -> bytes:
    """Return an entry with another number, still in canonical form."""
    parts = json.loads(leaf)
    return leaf.replace(b'"seq":%d,' % parts["seq"], b'"seq":%d,' % seq, 1)


def edited(leaf: bytes) -> bytes:
    """Return an entry that says that somebody else did it, still in canonical form."""
    return leaf.replace(b'"person-1"', b'"person-2"')


def move_entries(raw: sqlite3.Connection, change: Callable[[list[bytes]], list[bytes]]) -> None:
    """Change the list of entries as one likes, numbers put right again, and leave the stored hashes as they were."""
    leaves = [bytes(row[0]) for row in raw.execute("SELECT leaf FROM entries ORDER BY seq").fetchall()]
    hashes = [bytes(row[0]) for row in raw.execute("SELECT hashes FROM entries ORDER BY seq").fetchall()]
    changed = [renumbered(leaf, seq) for seq, leaf in enumerate(change(leaves))]
    template = dict(raw.execute("SELECT * FROM entries LIMIT 1").fetchone())
    raw.execute("DELETE FROM entries")
    for seq, leaf in enumerate(changed):
        stored = hashes[seq] if seq < len(hashes) else bytes(32)
        insert(raw, "entries", {**template, "seq": seq, "leaf": leaf, "hashes": stored})
    raw.execute("UPDATE head SET size = ?", (len(changed),))


def write_anew(raw: sqlite3.Connection) -> None:
    """Recompute every hash and the head from the entries as they now stand: all that can be forged without a key."""
    frontier: list[bytes] = []
    rows = raw.execute("SELECT seq, leaf FROM entries ORDER BY seq").fetchall()
    for size, row in enumerate(rows):
        frontier, made = append(frontier, size, leaf_hash(bytes(row["leaf"])))
        raw.execute("UPDATE entries SET hashes = ? WHERE seq = ?", (b"".join(made), row["seq"]))
    raw.execute("UPDATE head SET size = ?, root = ?, frontier = ?", (len(rows), root_of(frontier), b"".join(frontier)))


def insert(raw: sqlite3.Connection, table: str, row: dict[str, object]) -> None:
    """Insert a row."""
    marks = ", ".join("?" for _ in row)
    raw.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))  # noqa: S608
