"""Whatever asks for a unit here gets one on PostgreSQL; so does whatever asks for a log."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

import app.migrations
from app.database import open_store
from audit.store import AuditStore
from audit.store.tables import create_tables
from crypto.signing import LogKey
from tests.audit.made_up import ORIGIN
from tests.postgresql.cluster import Cluster


@pytest.fixture
def database() -> str:
    """Return what a whole unit stands on."""
    return "postgresql"


@pytest.fixture
def engine(cluster: Cluster) -> Iterator[Engine]:
    """Return the owner's engine for an empty log."""
    name = cluster.new_database()
    made = open_store(cluster.url(name))
    with made.begin() as connection:
        create_tables(connection)
    yield made
    made.dispose()
    cluster.drop(name)


@pytest.fixture
def store(engine: Engine) -> AuditStore:
    """Return an empty log."""
    return AuditStore(engine, origin=ORIGIN)


@pytest.fixture
def log_key() -> LogKey:
    """Return a key to sign checkpoints with."""
    return LogKey.generate()


@pytest.fixture
def history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return histories that go on where the real ones end."""
    copy = tmp_path / "migrations"
    shutil.copytree(app.migrations.HERE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(app.migrations, "HERE", copy)
    return copy
