"""Made-up entries and logs for the tests of the record: valid by default, one override for each test."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from app.database import open_store
from audit.entry import Entry
from audit.store import Appended, AuditStore
from audit.store.tables import create_tables
from crypto.signing import LogKey

ORIGIN = "log.example/tests"
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def entry(**parts: Any) -> Entry:
    """Return an entry as the application writes it."""
    usual: dict[str, Any] = {
        "actor_ref": "person-1",
        "roles": ("ASSESSOR",),
        "clearance": "SC",
        "session": "5e" * 32,
        "verb": "consultation",
        "action": "allegation:read",
        "object_ref": "object-1",
        "decision": "done",
        "request_id": "request-1",
    }
    return Entry(**{**usual, **parts})


def new_engine(path: Path) -> Engine:
    """Return an engine for an empty log, opened as the application opens it."""
    engine = open_store(f"sqlite:///{path}")
    with engine.begin() as connection:
        create_tables(connection)
    return engine


def fill(store: AuditStore, key: LogKey, count: int, *, signed_at: Sequence[int] = ()) -> list[Appended]:
    """Append entries one second apart, and sign when the log has each of these sizes."""
    added = []
    for number in range(count):
        now = NOON + number * SECOND
        added.append(store.append(entry(object_ref=f"object-{number}"), now=now))
        if number + 1 in signed_at:
            store.checkpoint(key, now=now)
    return added
