"""Several processes append at once and are killed at any moment: what they were told is there, in one unbroken log."""

import multiprocessing
import os
import secrets
import signal
import time
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from app.database import open_store
from audit.store import AuditStore
from audit.verify import Verdict
from crypto.signing import LogKey
from tests.audit.made_up import ORIGIN, entry, new_engine

FORK = multiprocessing.get_context("fork")
WRITERS = 6
KILLS = 36


def reopened(path: Path) -> AuditStore:
    """Return the log, opened by this process."""
    return AuditStore(open_store(f"sqlite:///{path}"), origin=ORIGIN)


def append_many(path: Path, count: int, acknowledged: Connection) -> None:
    """Append pairs of entries and tell the number of each as soon as it is durable."""
    store = reopened(path)
    for _ in range(count):
        attempt = store.append(entry(decision="attempted"), now=datetime.now(UTC))
        acknowledged.send(attempt.seq)
        acknowledged.send(store.append(entry(attempt=attempt.seq), now=datetime.now(UTC)).seq)


def start(path: Path, count: int) -> tuple[multiprocessing.process.BaseProcess, Connection]:
    """Start a writer; return it and where its acknowledgements arrive."""
    receives, sends = FORK.Pipe(duplex=False)
    writer = FORK.Process(target=append_many, args=(path, count, sends))
    writer.start()
    sends.close()
    return writer, receives


def acknowledged(receives: Connection) -> list[int]:
    """Return every number that arrived before the writer ended."""
    told = []
    try:
        while True:
            told.append(receives.recv())
    except EOFError:
        return told


def verified(path: Path) -> tuple[AuditStore, Verdict]:
    """Return the log and the verdict on it after signing its head."""
    store, key = reopened(path), LogKey.generate()
    store.checkpoint(key, now=datetime.now(UTC))
    return store, store.verify(key.public)


@pytest.mark.slow
def test_six_processes_append_at_once_without_an_error(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    new_engine(path).dispose()
    writers = [start(path, 50) for _ in range(WRITERS)]
    told = [acknowledged(receives) for _, receives in writers]
    for writer, _ in writers:
        writer.join()
        assert writer.exitcode == 0
    assert sorted(seq for one in told for seq in one) == list(range(600))
    assert all(one == sorted(one) for one in told)
    store, verdict = verified(path)
    assert (verdict.why, verdict.trusted.size) == ("", 600)
    assert store.unfinished() == []


@pytest.mark.slow
def test_writers_killed_at_any_moment_leave_an_unbroken_log_with_all_they_were_told(tmp_path: Path) -> None:
    path = tmp_path / "audit.db"
    new_engine(path).dispose()
    told: list[int] = []
    killed = 0
    while killed < KILLS:
        writers = [start(path, 10_000) for _ in range(WRITERS)]
        for writer, _ in writers:
            time.sleep(0.005 + secrets.randbelow(60) / 1000)
            os.kill(writer.pid or 0, signal.SIGKILL)
            killed += 1
        for writer, receives in writers:
            told += acknowledged(receives)
            writer.join()
    store, verdict = verified(path)
    assert verdict.why == ""
    assert verdict.trusted.size == store.head().size >= len(told) > 0
    assert len(set(told)) == len(told)
    assert max(told) < store.head().size
    assert 0 <= store.head().size - len(told) <= KILLS
    assert len(store.unfinished()) <= KILLS
