"""How long the store takes to prove that one of a million entries is in the log."""

import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from sqlalchemy import insert, text, update

from app.database import open_store
from audit.entry import stamp
from audit.proofs import verify_inclusion
from audit.store import AuditStore
from audit.store.lookups import COLUMNS, entered_size, found_by_columns
from audit.store.tables import FIRST_HEAD, GUARDS, entries, head, lookups, metadata
from audit.tree import append, leaf_hash, root_of
from bench.made_up_log import ORIGIN, at, entry, leaves
from bench.reporting import Claim, percentile, run

PROOFS = 1_000
ROWS_AT_A_TIME = 5_000


def measure(quick: bool) -> Sequence[Claim]:
    """Return the milliseconds that proofs of entries all over the log take, each read afresh from the store."""
    count = 100_000 if quick else 1_000_000
    Path("var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir="var") as directory:
        store = filled_store(Path(directory) / "log.db", count)
        root = store.head().root
        taken = []
        for number in range(PROOFS):
            seq = number * 7_919_333 % count
            began = time.perf_counter()
            path = store.inclusion(seq, count)
            taken.append((time.perf_counter() - began) * 1000)
            stored = store.entry(seq)
            if stored is None or not verify_inclusion(leaf_hash(stored.leaf), seq, count, path, root):
                raise RuntimeError("a proof does not hold")
    against = f"{count:,} entries; 95 of 100 within {percentile(taken, 0.95):.2f} ms"
    return (Claim("inclusion proof, median", percentile(taken, 0.5), "ms", 2, against),)


def filled_store(path: Path, count: int) -> AuditStore:
    """Return a store with ``count`` made-up entries, written many at a time before its guards are put up."""
    engine = open_store(f"sqlite:///{path}")
    frontier: list[bytes] = []
    with engine.begin() as connection:
        metadata.create_all(connection)
        connection.execute(text(FIRST_HEAD))
        rows = _rows(count, frontier)
        while page := list(islice(rows, ROWS_AT_A_TIME)):
            connection.execute(insert(entries), page)
        found_by = _found_by(entered_size(count))
        while page := list(islice(found_by, ROWS_AT_A_TIME)):
            connection.execute(insert(lookups), page)
        connection.execute(
            update(head).values(
                size=count, root=root_of(frontier), at=stamp(at(count - 1)), frontier=b"".join(frontier)
            )
        )
        for statement in GUARDS:
            connection.execute(text(statement))
    return AuditStore(engine, origin=ORIGIN)


def _rows(count: int, frontier: list[bytes]) -> Iterator[dict[str, object]]:
    """Give the rows of the made-up log, and leave its frontier behind."""
    for seq, leaf in enumerate(leaves(count)):
        peaks, made = append(frontier, seq, leaf_hash(leaf))
        frontier[:] = peaks
        yield {"seq": seq, "hashes": b"".join(made), "at": stamp(at(seq)), "leaf": leaf}


def _found_by(count: int) -> Iterator[dict[str, object]]:
    """Give the rows by which the first ``count`` entries are found."""
    for seq in range(count):
        yield {"seq": seq, **dict(zip(COLUMNS, found_by_columns(entry(seq).parts()), strict=True))}


if __name__ == "__main__":
    sys.exit(run(measure))
