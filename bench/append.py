"""How many entries a second the log takes, against bare commits of the same bytes, and whether three writers get on."""

import multiprocessing
import sqlite3
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from app.database import open_store
from audit.errors import LogUnavailable
from audit.store import AuditStore
from audit.store.tables import create_tables
from bench.made_up_log import ORIGIN, entry, leaves
from bench.reporting import Claim, run

# Both sides write in turns this long, so that both meet the same disk.
TURN = 100
WRITERS = 3


def measure(quick: bool) -> Sequence[Claim]:
    """Return the share of the speed of bare commits, and the errors that three writers at once meet."""
    count = 1_500 if quick else 20_000
    Path("var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir="var") as directory:
        ours, bare = in_turns(Path(directory), count)
        errors, together = three_writers(Path(directory), count // WRITERS)
    rates = f"{per_second(count, ours)}, bare commits {per_second(count, bare)}"
    shared = f"{WRITERS} processes, {per_second(count // WRITERS * WRITERS, together)} together"
    return (
        Claim("append, of the speed of bare commits", bare / ours, "ratio", 0.5, rates, at_least=True),
        Claim("entries lost or refused with three writers", errors, "entries", 0, shared),
    )


def per_second(count: int, seconds: float) -> str:
    """Return a rate in words."""
    return f"{count / seconds:,.0f} a second"


def in_turns(directory: Path, count: int) -> tuple[float, float]:
    """Return the seconds that ``count`` appends take, and as many durable commits of one row of the same bytes."""
    store, bare = new_store(directory / "log.db"), bare_store(directory / "bare.db")
    ours = theirs = 0.0
    entries, bodies = [entry(number) for number in range(count)], list(leaves(count))
    for start in range(0, count, TURN):
        began = time.perf_counter()
        for one in entries[start : start + TURN]:
            store.append(one, now=datetime.now(UTC))
        ours += time.perf_counter() - began
        began = time.perf_counter()
        for body in bodies[start : start + TURN]:
            bare.execute("BEGIN IMMEDIATE")
            bare.execute("INSERT INTO bare (body) VALUES (?)", (body,))
            bare.execute("COMMIT")
        theirs += time.perf_counter() - began
    bare.close()
    return ours, theirs


def three_writers(directory: Path, count: int) -> tuple[int, float]:
    """Return how many entries three processes could not append, ``count`` each at once, and the seconds they took."""
    path = directory / "shared.db"
    new_store(path)
    context = multiprocessing.get_context("spawn")
    with context.Pool(WRITERS) as pool:
        pool.map(write, [(path, 1)] * WRITERS, chunksize=1)
        began = time.perf_counter()
        errors = sum(pool.map(write, [(path, count)] * WRITERS, chunksize=1))
        seconds = time.perf_counter() - began
    lost = (count + 1) * WRITERS - errors - AuditStore(open_store(f"sqlite:///{path}"), origin=ORIGIN).head().size
    return errors + abs(lost), seconds


def write(work: tuple[Path, int]) -> int:
    """Append as one of several processes; return how many entries were refused."""
    path, count = work
    store, refused = AuditStore(open_store(f"sqlite:///{path}"), origin=ORIGIN), 0
    for number in range(count):
        try:
            store.append(entry(number), now=datetime.now(UTC))
        except LogUnavailable:
            refused += 1
    return refused


def new_store(path: Path) -> AuditStore:
    """Return an empty log, opened as the application opens it."""
    engine = open_store(f"sqlite:///{path}")
    with engine.begin() as connection:
        create_tables(connection)
    return AuditStore(engine, origin=ORIGIN)


def bare_store(path: Path) -> sqlite3.Connection:
    """Return the least that is durable: one table with one column, written ahead and synced at each commit."""
    bare = sqlite3.connect(path, isolation_level=None)
    for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "CREATE TABLE bare (body BLOB NOT NULL)"):
        bare.execute(statement)
    return bare


if __name__ == "__main__":
    sys.exit(run(measure))
