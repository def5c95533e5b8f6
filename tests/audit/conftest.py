"""A log on a real store, and the key that signs it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from audit.store import AuditStore
from crypto.signing import LogKey
from tests.audit.made_up import ORIGIN, new_engine


@pytest.fixture(scope="session")
def log_key() -> LogKey:
    """Return the key of the log."""
    return LogKey.generate()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """Return an engine for an empty log."""
    made = new_engine(tmp_path / "audit.db")
    yield made
    made.dispose()


@pytest.fixture
def store(engine: Engine) -> AuditStore:
    """Return an empty log."""
    return AuditStore(engine, origin=ORIGIN)
