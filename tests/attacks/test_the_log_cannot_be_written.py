"""The audit store is full, locked, gone, replaced or read-only: an append says so soon, and nothing is half written."""

import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event

from audit.errors import LogUnavailable
from audit.store import AuditStore
from audit.store.tables import create_tables
from crypto.signing import LogKey
from tests.audit.made_up import NOON, ORIGIN, SECOND, entry, fill

PATIENCE_SECONDS = 0.3
SOON_SECONDS = 3
LARGE = entry(detail={"fields": ["x" * 200] * 60})


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """Return an engine that waits less long for a lock than the application's."""
    (tmp_path / "store").mkdir()
    made = create_engine(f"sqlite:///{tmp_path / 'store' / 'audit.db'}", connect_args={"timeout": PATIENCE_SECONDS})
    with made.begin() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        create_tables(connection)
    yield made
    made.dispose()


@pytest.fixture
def store(engine: Engine) -> AuditStore:
    """Return a log with three entries, the first of them covered by a checkpoint."""
    made = AuditStore(engine, origin=ORIGIN)
    fill(made, LogKey.generate(), 3, signed_at=(1,))
    return made


def refused(store: AuditStore) -> None:
    """See an append of some pages refused within bounded time."""
    began = time.monotonic()
    with pytest.raises(LogUnavailable):
        store.append(LARGE, now=NOON + 60 * SECOND)
    assert time.monotonic() - began < SOON_SECONDS


def test_a_locked_store_refuses_and_goes_on_once_it_is_free(store: AuditStore, engine: Engine) -> None:
    other = sqlite3.connect(engine.url.database or "", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    refused(store)
    with pytest.raises(LogUnavailable):
        store.checkpoint(LogKey.generate(), now=NOON + 60 * SECOND)
    other.execute("ROLLBACK")
    other.close()
    assert store.append(entry(), now=NOON + 60 * SECOND).seq == 3


def test_a_short_wait_for_the_lock_is_no_error_and_makes_no_clock_late(store: AuditStore, engine: Engine) -> None:
    """Others append while this one waits, so its time is behind theirs by as long as it waited."""
    engine.dispose()
    event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA busy_timeout = 5000"))
    other = sqlite3.connect(engine.url.database or "", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    later = "2026-05-04T12:02:01.400000Z"
    other.execute(
        "INSERT INTO entries SELECT 3, ?, hashes, leaf FROM entries WHERE seq = 1",
        (later,),
    )
    other.execute("UPDATE head SET size = 4, at = ?", (later,))
    release = threading.Timer(0.7, lambda: other.execute("COMMIT"))
    release.start()
    added = store.append(entry(), now=NOON + 120 * SECOND)
    release.join()
    other.close()
    assert (added.seq, added.at.isoformat()) == (4, "2026-05-04T12:02:01.400000+00:00")


def test_a_full_disk_refuses_and_leaves_nothing_half_written(store: AuditStore, engine: Engine) -> None:
    engine.dispose()
    full = event.listens_for(engine, "connect")(lambda raw, _: raw.execute("PRAGMA max_page_count = 1"))
    for _ in range(30):
        try:
            store.append(LARGE, now=NOON + 60 * SECOND)
        except LogUnavailable:
            break
    else:
        pytest.fail("the disk never filled")
    size = store.head().size
    refused(store)
    assert store.head().size == size
    event.remove(engine, "connect", full)
    engine.dispose()
    assert store.append(entry(), now=NOON + 60 * SECOND).seq == size


def test_a_deleted_store_refuses_instead_of_writing_where_nothing_is_kept(store: AuditStore, engine: Engine) -> None:
    """SQLite itself would go on writing into the file that has lost its name."""
    Path(engine.url.database or "").unlink()
    refused(store)
    refused(store)


def test_a_store_whose_folder_is_gone_refuses(store: AuditStore, engine: Engine) -> None:
    shutil.rmtree(Path(engine.url.database or "").parent)
    refused(store)
    refused(store)
    with pytest.raises(LogUnavailable):
        store.head()


def test_a_replaced_store_refuses_once_and_then_is_read_afresh(
    store: AuditStore, engine: Engine, tmp_path: Path
) -> None:
    path = Path(engine.url.database or "")
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw.close()
    shutil.copy(path, tmp_path / "copy.db")
    (tmp_path / "copy.db").rename(path)
    refused(store)
    engine.dispose()
    assert store.head().size == 3


def test_a_read_only_store_refuses(store: AuditStore, engine: Engine) -> None:
    engine.dispose()
    event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA query_only = ON"))
    refused(store)
    assert store.head().size == 3


def test_a_store_that_is_no_database_refuses(store: AuditStore, engine: Engine) -> None:
    engine.dispose()
    for path in Path(engine.url.database or "").parent.iterdir():
        path.write_bytes(b"not a database at all" * 400)
    refused(store)


def test_a_commit_that_fails_is_an_append_that_failed(store: AuditStore, engine: Engine) -> None:
    """The last moment at which the disk can refuse."""
    engine.dispose()
    denied: list[bool] = []

    def deny(action: int, argument: str | None, *_: object) -> int:
        if action == sqlite3.SQLITE_TRANSACTION and argument == "COMMIT":
            denied.append(True)
            return sqlite3.SQLITE_DENY
        return sqlite3.SQLITE_OK

    listener = event.listens_for(engine, "connect")(lambda raw, _: raw.set_authorizer(deny))
    refused(store)
    assert denied
    event.remove(engine, "connect", listener)
    engine.dispose()
    assert store.head().size == 3


def test_an_error_tells_nothing_of_the_entry(store: AuditStore, engine: Engine) -> None:
    other = sqlite3.connect(engine.url.database or "", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LogUnavailable) as caught:
        store.append(entry(object_ref="canary-4711"), now=NOON + 60 * SECOND)
    other.close()
    assert "canary" not in str(caught.value) + str(caught.value.__cause__)
