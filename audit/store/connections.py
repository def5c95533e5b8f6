"""How the audit store is reached: real write locks, one kind of error, and never a file that has gone away."""

import os
import sqlite3
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from audit.errors import LogUnavailable


class Connections:
    """The connections of one engine: to append with and to read with."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # An engine that begins its own transactions learns from this option not to take the write lock.
        self._reader = engine.execution_options(writes=False)
        self._file = engine.url.database

    @contextmanager
    def appending(self) -> Iterator[sqlite3.Connection]:
        """
        Give the driver's own connection, holding the write lock; commit at the end, roll back on any error.

        An append waits for the disk once and otherwise spends its time in between statements, so it goes without
        the layers that make statements portable.

        :raises LogUnavailable: the store cannot be reached, locked, written or committed.
        """
        with _answered():
            pooled = self._engine.raw_connection()
            try:
                self._refuse_another_file(pooled.info, pooled.invalidate)
                driver: Any = pooled.driver_connection
                driver.execute("BEGIN IMMEDIATE")
                yield driver
                driver.execute("COMMIT")
            finally:
                pooled.close()  # The pool rolls back what was not committed.

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """
        Give a connection on which all reads see one state of the store.

        :raises LogUnavailable: the store cannot be reached or read.
        """
        with _answered(), self._reader.connect() as connection:
            self._refuse_another_file(connection.info, connection.invalidate)
            with connection.begin():
                driver: Any = connection.connection.driver_connection
                if not driver.in_transaction:
                    connection.exec_driver_sql("BEGIN")
                yield connection

    def _refuse_another_file(self, known: MutableMapping[Any, Any], forget: Callable[[], None]) -> None:
        """
        Refuse a connection whose file was deleted or replaced since it was opened.

        SQLite goes on writing into a file that has lost its name: those entries would be durable nowhere.
        """
        if not self._file or self._file == ":memory:":
            return
        try:
            stat = os.stat(self._file)
            found = (stat.st_dev, stat.st_ino)
        except OSError:
            found = (0, 0)
        if known.setdefault("file", found) != found or found == (0, 0):
            forget()
            raise LogUnavailable("the file of the audit store is gone or was replaced")


@contextmanager
def _answered() -> Iterator[None]:
    """Turn whatever the store fails with into the one error that callers know, without the content of an entry."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise LogUnavailable(type(error).__name__) from error
