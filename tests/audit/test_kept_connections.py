"""The connection that appends to a file is kept for the next one, and never with anything begun on it."""

import os
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.database import open_store
from audit.errors import LogUnavailable
from audit.store import AuditStore
from tests.audit.made_up import NOON, ORIGIN, entry


def open_files(path: Path) -> list[str]:
    """Return the descriptors of this process that lead to a file."""
    links = [f"/proc/self/fd/{number}" for number in os.listdir("/proc/self/fd")]
    return [link for link in links if os.path.exists(link) and os.path.realpath(link) == str(path)]


def test_appends_share_a_connection_and_leave_nothing_begun(store: AuditStore, tmp_path: Path) -> None:
    for _ in range(3):
        store.append(entry(), now=NOON)
    assert len(open_files(tmp_path / "audit.db")) == 1
    other = AuditStore(open_store(f"sqlite:///{tmp_path}/audit.db"), origin=ORIGIN)
    assert other.append(entry(), now=NOON).seq == 3


def test_what_failed_is_rolled_back_and_its_connection_not_kept(store: AuditStore) -> None:
    store.append(entry(), now=NOON)
    with pytest.raises(LogUnavailable), store._connections.driver() as driver:
        driver.executescript("BEGIN IMMEDIATE; UPDATE head SET size = 7;")
    assert not store._connections._kept
    assert store.head().size == 1
    assert store.append(entry(), now=NOON).seq == 1


def test_what_somebody_forgot_to_commit_is_rolled_back(store: AuditStore) -> None:
    with store._connections.driver() as driver:
        driver.execute("BEGIN IMMEDIATE")
    assert store.append(entry(), now=NOON).seq == 0


def test_an_engine_that_closes_what_it_has_closes_what_is_kept(
    store: AuditStore, engine: Engine, tmp_path: Path
) -> None:
    store.append(entry(), now=NOON)
    engine.dispose()
    assert not open_files(tmp_path / "audit.db")
    assert store.append(entry(), now=NOON).seq == 1


def test_a_file_that_was_replaced_is_not_written_through_a_kept_connection(store: AuditStore, tmp_path: Path) -> None:
    store.append(entry(), now=NOON)
    (tmp_path / "audit.db").rename(tmp_path / "away.db")
    with pytest.raises(LogUnavailable):
        store.append(entry(), now=NOON)
    assert not store._connections._kept
