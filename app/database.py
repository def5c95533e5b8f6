"""The four stores, which share nothing: how each is opened, and the types every table uses."""

import secrets
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import DateTime, Engine, MetaData, create_engine, event
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

BUSY_MILLISECONDS = 5_000

# What a session in PostgreSQL begins with. A commit waits for the disk whatever the server was set to; who waits for a
# turn gives up after the time that SQLite gives up after; a process that hangs with a turn in hand loses it.
POSTGRESQL_OPTIONS = (
    f"-c timezone=UTC -c synchronous_commit=on -c lock_timeout={BUSY_MILLISECONDS} "
    "-c idle_in_transaction_session_timeout=60000"
)

# The number of the lock that stands for a store's turn to write. Each store is a database, and locks are each's own.
TURN = 7_566_437


class GatewayBase(DeclarativeBase):
    """All that the public face can reach: submissions in, sealed replies out."""

    metadata = MetaData(naming_convention=NAMING)


class CaseBase(DeclarativeBase):
    """What was said, the work on it, the people who do the work, and what was released."""

    metadata = MetaData(naming_convention=NAMING)


class VaultBase(DeclarativeBase):
    """Wraps, grants, sealed entries, and the map from a link to a source."""

    metadata = MetaData(naming_convention=NAMING)


class UTCDateTime(TypeDecorator[datetime]):
    """A time in UTC with its zone; refuses a time without one. SQLite keeps it without, in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store as UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone is not stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return in UTC, with its zone."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def new_id() -> str:
    """Return a random reference of 128 bits in hexadecimal: chosen before sealing, so that a blob can name its row."""
    return secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class Stores:
    """The engines this process may use. One that its face has no business with is ``None``."""

    gateway: Engine | None = None
    case: Engine | None = None
    vault: Engine | None = None
    audit: Engine | None = None

    def each(self) -> Mapping[str, Engine]:
        """Return the stores this process has, by name."""
        named = {"gateway": self.gateway, "case": self.case, "vault": self.vault, "audit": self.audit}
        return {name: engine for name, engine in named.items() if engine is not None}


def open_store(url: str) -> Engine:
    """
    Return an engine for one store. Nothing is connected yet.

    Parameters are never printed in errors: they may be the content of a report.
    """
    if not url.startswith("sqlite"):
        return _open_postgresql(url)
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_MILLISECONDS / 1000})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def open_existing(url: str) -> Engine:
    """
    Return an engine for a store that was founded. Nothing is connected yet.

    SQLite would make an empty file where there is none, and work would go on in it: here that is an error like any
    other of a store that does not answer.
    """
    engine = open_store(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "do_connect", _refuse_to_make_a_file)
    return engine


def forget_deleted(engine: Engine) -> bool:
    """
    Let go of the pages that deleted rows stood on, and return whether that is done; if not, somebody reads just now.

    SQLite overwrites deleted rows as it deletes them, but its write-ahead log keeps them until it is cut. PostgreSQL
    gives pages back when it vacuums, which is its owner's to order.
    """
    if engine.dialect.name != "sqlite":
        return True
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy: tuple[int, int, int] | None = cursor.fetchone()
        return busy is not None and not busy[0]
    finally:
        connection.close()


def _refuse_to_make_a_file(_dialect: Dialect, _record: object, arguments: list[Any], _more: object) -> None:
    """Refuse to connect to a file that is not there."""
    if arguments and not Path(arguments[0]).is_file():
        raise sqlite3.OperationalError("unable to open database file")


def _prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    """Make SQLite durable, strict and forgetful, and leave transactions to us."""
    raw: Any = connection
    raw.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "trusted_schema=OFF",
        f"busy_timeout={BUSY_MILLISECONDS}",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    """
    Begin for writing when the caller says so, else for reading.

    A transaction that reads first and writes later would fail at once when another writer came between; one that
    is known to write takes the lock at the start and waits its turn.
    """
    immediate = connection.get_execution_options().get("writes", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _open_postgresql(url: str) -> Engine:
    """Return an engine that keeps PostgreSQL durable, in UTC, and to the waits that SQLite is given."""
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        connect_args={"connect_timeout": BUSY_MILLISECONDS // 1000, "options": POSTGRESQL_OPTIONS},
    )
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _begin_postgresql(connection: Any) -> None:
    """
    Begin as SQLite begins: one writer at a time, and every reader sees one state.

    Who writes takes its turn first and sees what the one before committed, so that what was checked still holds when it
    is written. The public face only inserts, and takes no turn: nobody there can make the steward wait.
    """
    known = connection.get_execution_options()
    if not known.get("writes", True):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    elif known.get("takes_turn", True):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({TURN})")
