"""How the audit store is reached: one kind of error, one state for all reads, never a file that has gone away."""

import os
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, PoolProxiedConnection, event
from sqlalchemy.exc import SQLAlchemyError

from audit.errors import Altered, ClockBehind, LogUnavailable

# Codes of errors that `postgresql.sql` raises.
CLOCK_BEHIND = "SK001"
ENTRY_MISSING = "SK002"


class Connections:
    """The connections of one engine: to append with and to read with."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # An engine that begins its own transactions learns from this option not to take the write lock.
        self._reader = engine.execution_options(writes=False)
        self._is_file = engine.dialect.name == "sqlite"
        self._file = engine.url.database
        self._kept: list[PoolProxiedConnection] = []
        event.listen(engine, "engine_disposed", self._let_go)

    @contextmanager
    def driver(self) -> Iterator[Any]:
        """
        Give the driver's own connection, outside any transaction; what is begun on it and not committed is rolled back.

        An append waits for the disk once and otherwise spends its time in between statements, so it goes without
        the layers that make statements portable, and a file's connection is kept for the next.

        :raises LogUnavailable: the store cannot be reached, locked, written or committed.
        """
        try:
            pooled = self._taken()
            try:
                self._refuse_another_file(pooled.info, pooled.invalidate)
                yield pooled.driver_connection
            except BaseException:
                pooled.close()  # The pool rolls back what was not committed.
                raise
            self._give_back(pooled)
        except (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error) as error:
            raise refusal_of(error) from error

    def _taken(self) -> PoolProxiedConnection:
        """Return a connection that was kept, or one of the pool's."""
        try:
            return self._kept.pop()
        except IndexError:
            return self._engine.raw_connection()

    def _give_back(self, pooled: PoolProxiedConnection) -> None:
        """Keep a file's connection on which nothing is begun; give any other back to the pool, which rolls back."""
        driver: Any = pooled.driver_connection
        if self._is_file and not driver.in_transaction:
            self._kept.append(pooled)
        else:
            pooled.close()

    def _let_go(self, _engine: Engine) -> None:
        """Close what is kept, when the engine is told to close what it has."""
        while self._kept:
            pooled = self._kept.pop()
            pooled.detach()  # Its pool is no more, and would only hold it.
            pooled.close()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """
        Give a connection on which all reads see one state of the store.

        :raises LogUnavailable: the store cannot be reached or read.
        """
        with self._answered(), self._reader.connect() as connection:
            self._refuse_another_file(connection.info, connection.invalidate)
            with connection.begin():
                self._see_one_state(connection)
                yield connection

    def _see_one_state(self, connection: Connection) -> None:
        """Begin what the engine has not begun: SQLite's driver would let each statement see a state of its own."""
        driver: Any = connection.connection.driver_connection
        if self._is_file and not driver.in_transaction:
            connection.exec_driver_sql("BEGIN")

    @contextmanager
    def _answered(self) -> Iterator[None]:
        """Turn whatever the store fails with into the one error that callers know, without the content of an entry."""
        try:
            yield
        except (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error) as error:
            raise refusal_of(error) from error

    def _refuse_another_file(self, known: MutableMapping[Any, Any], forget: Callable[[], None]) -> None:
        """
        Refuse a connection whose file was deleted or replaced since it was opened.

        SQLite goes on writing into a file that has lost its name: those entries would be durable nowhere.
        """
        if not self._is_file or not self._file or self._file == ":memory:":
            return
        try:
            stat = os.stat(self._file)
            found = (stat.st_dev, stat.st_ino)
        except OSError:
            found = (0, 0)
        if known.setdefault("file", found) != found or found == (0, 0):
            forget()
            raise LogUnavailable("the file of the audit store is gone or was replaced")


def refusal_of(error: Exception) -> LogUnavailable:
    """Return what an error of the driver means. The store's own functions name theirs by these codes."""
    code = getattr(getattr(error, "orig", error), "sqlstate", "")
    if code == CLOCK_BEHIND:
        return ClockBehind("the clock is behind the last entry")
    if code == ENTRY_MISSING:
        return Altered("an entry is missing")
    return LogUnavailable(type(error).__name__)
