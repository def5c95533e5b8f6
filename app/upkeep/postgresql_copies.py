"""Copying a PostgreSQL store out of one instant of it while it is used, and writing one anew, as its owner."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from typing import Final

import psycopg
from sqlalchemy import make_url

from app.database import TURN
from app.upkeep.filling import Filling
from app.upkeep.programs import address, read_from, require_as_new, write_to
from app.upkeep.sqlite_copies import Busy
from app.upkeep.standing import advice_on, first_line, not_done
from app.upkeep.trouble import STORES_UNTOUCHED, Trouble

MARK: Final = "sourcekeeper: a restore that has not come to its end"
# The copy waits for other stores' copies with a transaction open, for as long as it takes.
OPTIONS: Final = "-c timezone=UTC -c idle_in_transaction_session_timeout=0 -c statement_timeout=0"
NOT_THERE: Final = "see that PostgreSQL runs, that the database is there, and that its owner may sign in from here."
CONNECT_SECONDS: Final = 5
# libpq says 150018 of 15.18.
VERSIONS_PER_MAJOR: Final = 10_000
# Whoever writes takes the store's turn first. The log has none: an append holds its head. The public face takes none
# either: it writes one row that belongs to nothing in another store, so an instant may fall before it or after it.
HELD_BY: Final = {"audit": "SELECT size FROM public.head FOR UPDATE"}
TAKES_TURN: Final = f"SELECT pg_advisory_xact_lock({TURN})"


class PostgresCopy:
    """One store in PostgreSQL, on its way into a backup."""

    database = "postgresql"

    def __init__(self, store: str, url: str) -> None:
        self._store = store
        self._url = url
        self._held_by = HELD_BY.get(store, TAKES_TURN)
        self._snapshot = ""
        with ExitStack() as unless_it_can_be_copied:
            self._writer = unless_it_can_be_copied.enter_context(closing(_connect(store, url)))
            self._reader = unless_it_can_be_copied.enter_context(closing(_connect(store, url)))
            require_as_new("pg_dump", _major(self._reader))
            unless_it_can_be_copied.pop_all()

    def hold(self, patience_seconds: float) -> None:
        """Keep everybody from writing; Busy when somebody writes for longer than this."""
        # Everybody waits for as long as this takes, so it is one message to the server.
        asked = f"BEGIN; SET LOCAL lock_timeout = {int(patience_seconds * 1000)}; {self._held_by}"
        with self._asking():
            self._writer.execute(asked.encode())

    def begin(self) -> None:
        """Fix the instant that is copied: what is committed now, and nothing that comes later."""
        with self._asking():
            if self._snapshot:
                self._reader.execute("ROLLBACK")
            began = self._reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT pg_export_snapshot()")
            began.nextset()
            [self._snapshot] = began.fetchone() or ("",)

    def let_go(self) -> None:
        """Let everybody write again."""
        with suppress(psycopg.Error):
            self._writer.execute("ROLLBACK")

    def ask(self, statement: str) -> tuple[object, ...]:
        """Return the first row of an answer, as it was at that instant."""
        with self._asking():
            row: tuple[object, ...] = self._reader.execute(statement.encode()).fetchone() or ()
        return row

    def content(self) -> Iterator[bytes]:
        """Give the store as it was at that instant, as `pg_dump` writes it; nothing of it touches a disk in clear."""
        asked = ("--format=custom", "--compress=0", "--no-owner", "--no-privileges", f"--snapshot={self._snapshot}")
        yield from read_from("pg_dump", self._url, *asked)

    def close(self) -> None:
        """Let go of everything."""
        for connection in (self._writer, self._reader):
            connection.close()

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Turn what the server fails with into what callers know: Busy, or Trouble for whoever runs this."""
        try:
            yield
        except psycopg.errors.LockNotAvailable as error:
            raise Busy from error
        except psycopg.Error as error:
            raise not_done(self._store, error, STORES_UNTOUCHED) from None


class PostgresTarget:
    """
    Where a store is restored to: an empty database, as its owner.

    No face has a right there until all is done, so nobody gets into a store that is half restored.
    """

    database = "postgresql"

    def __init__(self, store: str, url: str) -> None:
        self.url = url
        self._store = store
        self._filling = Filling(store, url, MARK)

    def require_empty(self) -> None:
        """Return quietly when nothing is there but what a restore left that was broken off; Trouble otherwise."""
        with closing(_connect(self._store, self.url)) as connection:
            require_as_new("pg_restore", _major(connection))
        self._filling.require_empty()

    def write(self, pieces: Iterable[bytes]) -> None:
        """Write the store, wholly or not at all, durable when this returns."""
        self._filling.begin()
        asked = ("--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
        write_to("pg_restore", self.url, pieces, *asked)

    def finish(self) -> None:
        """Give the faces their rights, which lets them in."""
        self._filling.open()

    def set_apart(self) -> None:
        """Leave it for its owner alone; a restore into the same database begins anew."""

    def discard(self) -> None:
        """Take away what a restore that did not come to its end left."""
        self._filling.clear()


def _major(connection: psycopg.Connection) -> int:
    """Return which PostgreSQL answers, such as 15."""
    return connection.info.server_version // VERSIONS_PER_MAJOR


def _connect(store: str, url: str) -> psycopg.Connection:
    """Return a connection on which each statement stands on its own; Trouble where nobody answers."""
    try:
        return psycopg.connect(
            address(url),
            password=make_url(url).password,
            autocommit=True,
            connect_timeout=CONNECT_SECONDS,
            options=OPTIONS,
        )
    except psycopg.OperationalError as error:
        said = first_line(error)
        raise Trouble(
            f"the {store} store cannot be reached ({said}).", STORES_UNTOUCHED, advice_on(store, said, NOT_THERE)
        ) from None
