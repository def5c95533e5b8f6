"""How many entries a second the log takes in PostgreSQL, against bare one-row commits on the same server."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from app.database import open_store
from audit.store import AuditStore
from audit.store.tables import create_tables
from bench.append import TURN, per_second
from bench.made_up_log import ORIGIN, entry, leaves
from bench.reporting import Claim, run

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def measure(quick: bool) -> Sequence[Claim]:
    """Return the share of the speed of bare commits, each waiting for the disk; nothing where there is no server."""
    if not BINARIES:
        return ()
    count = 1_000 if quick else 10_000
    with server() as folder:
        ours, bare = in_turns(folder, count)
    rates = f"{per_second(count, ours)}, bare commits {per_second(count, bare)}"
    return (Claim("append in PostgreSQL, of bare commits", bare / ours, "ratio", 0.5, rates, at_least=True),)


def in_turns(folder: Path, count: int) -> tuple[float, float]:
    """Return the seconds that ``count`` appends take, and as many commits of one row of the same bytes."""
    engine = open_store(f"postgresql+psycopg://postgres@/postgres?host={folder}")
    with engine.begin() as connection:
        create_tables(connection)
    store, ours, theirs = AuditStore(engine, origin=ORIGIN), 0.0, 0.0
    bodies = list(leaves(count))
    with psycopg.connect(host=str(folder), user="postgres", autocommit=True) as bare:
        bare.execute("CREATE TABLE bare (body bytea NOT NULL)")
        for start in range(0, count, TURN):
            began = time.perf_counter()
            for number in range(start, start + TURN):
                store.append(entry(number), now=datetime.now(UTC))
            ours += time.perf_counter() - began
            began = time.perf_counter()
            for body in bodies[start : start + TURN]:
                bare.execute("INSERT INTO bare (body) VALUES (%b)", (body,), prepare=True)
            theirs += time.perf_counter() - began
    engine.dispose()
    return ours, theirs


@contextmanager
def server() -> Iterator[Path]:
    """Give the folder with the socket of a server of our own, set as PostgreSQL sets itself: every commit is synced."""
    folder = Path(tempfile.mkdtemp(prefix="bench-pg-"))
    us: tuple[str, ...] = ()
    if os.geteuid() == 0:
        us = ("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups")
        shutil.chown(folder, "postgres", "postgres")
    data = ("-D", str(folder / "data"))
    options = f"-c listen_addresses='' -c unix_socket_directories={folder}"

    def act(program: str, *arguments: str) -> None:
        command = [*us, str(BINARIES[-1].with_name(program)), *data, *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")

    act("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8")
    act("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield folder
    finally:
        act("pg_ctl", "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(run(measure))
