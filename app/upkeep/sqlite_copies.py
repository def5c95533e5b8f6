"""Copying a SQLite store out of one instant of it while it is used, and writing one anew."""

import errno
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import make_url

from app.upkeep.trouble import NOTHING_CHANGED, Trouble

OWNER_ONLY = 0o600
PIECE_BYTES = 1024 * 1024
# Pages copied in one go. Other connections are never kept waiting: the copy reads its own instant of the store.
PAGES_AT_ONCE = 2_000
COPYING = ".copying"
RESTORING = ".restoring"


class Busy(Exception):
    """Somebody else is writing to the store right now."""


class SqliteCopy:
    """One SQLite store, on its way into a backup."""

    database = "sqlite"

    def __init__(self, url: str) -> None:
        self.path = path_of(url)
        if not self.path.is_file():
            raise Trouble(
                f"there is no store at {self.path}.",
                NOTHING_CHANGED,
                "see that the URL in the settings is the store's; a backup never makes an empty one in its place.",
            )
        self._writer = self._connect()
        self._reader = self._connect()

    def hold(self, patience_seconds: float) -> None:
        """Keep everybody from writing; Busy when somebody writes for longer than this."""
        self._writer.execute(f"PRAGMA busy_timeout={int(patience_seconds * 1000)}")
        try:
            self._writer.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise Busy from error

    def begin(self) -> None:
        """Fix the instant that is copied: what is committed now, and nothing that comes later."""
        self._reader.execute("BEGIN")
        self._reader.execute("SELECT count(*) FROM sqlite_master").fetchone()

    def let_go(self) -> None:
        """Let everybody write again."""
        with suppress(sqlite3.Error):
            self._writer.execute("ROLLBACK")

    def ask(self, statement: str) -> tuple[object, ...]:
        """Return the first row of an answer, as it was at that instant."""
        row: tuple[object, ...] = self._reader.execute(statement).fetchone()
        return row

    def content(self) -> Iterator[bytes]:
        """
        Give the bytes of the store as it was at that instant.

        SQLite copies it into a file beside the store, where the store itself lies in clear; that file loses its name
        before anything is read from it and is gone with this process, however it ends.
        """
        copy = self.path.with_name(self.path.name + COPYING)
        copy.unlink(missing_ok=True)
        handle = os.open(copy, os.O_RDWR | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
        with os.fdopen(handle, "rb") as file:
            try:
                target = sqlite3.connect(copy, isolation_level=None)
                target.execute("PRAGMA journal_mode=OFF")
                target.execute("PRAGMA synchronous=OFF")
                try:
                    self._reader.backup(target, pages=PAGES_AT_ONCE, sleep=0)
                finally:
                    target.close()
            except sqlite3.Error as error:
                raise OSError(errno.ENOSPC, f"{error}, beside {self.path}") from error
            finally:
                copy.unlink(missing_ok=True)
            while piece := file.read(PIECE_BYTES):
                yield piece

    def close(self) -> None:
        """Let go of everything."""
        for connection in (self._writer, self._reader):
            connection.close()

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)


class SqliteTarget:
    """Where a SQLite store is restored to: a file that is not there yet. It has another name until all is done."""

    database = "sqlite"

    def __init__(self, url: str) -> None:
        self.path = path_of(url)
        self._unfinished = self.path.with_name(self.path.name + RESTORING)
        self.url = f"sqlite:///{self._unfinished}"

    def require_empty(self) -> None:
        """
        Return quietly when nothing is there.

        :raises Trouble: there is a store already.
        """
        for beside in ("", "-wal", "-shm"):
            found = self.path.with_name(self.path.name + beside)
            if found.exists():
                raise Trouble(
                    f"there is a store already: {found}.",
                    NOTHING_CHANGED,
                    "stop all processes and move the files of all four stores away (keep them: they are evidence, and "
                    "may hold more than the backup), or name other places in the settings.",
                )

    def write(self, pieces: Iterable[bytes]) -> None:
        """Write the store under its name for the time being, durable when this returns."""
        self.discard()
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self._unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())

    def finish(self) -> None:
        """Give the store its own name. Nothing must have it open."""
        with sqlite_file(self._unfinished) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._unfinished.rename(self.path)
        self._beside_unfinished()

    def set_apart(self) -> None:
        """Give it its own name: nothing that serves anybody reads it there."""
        self.finish()

    def discard(self) -> None:
        """Take away what an interrupted restore left."""
        self._unfinished.unlink(missing_ok=True)
        self._beside_unfinished()

    def _beside_unfinished(self) -> None:
        for beside in ("-wal", "-shm"):
            self._unfinished.with_name(self._unfinished.name + beside).unlink(missing_ok=True)


@contextmanager
def sqlite_file(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection of its own to a file that is there."""
    connection = sqlite3.connect(f"file:{path}?mode=rw", uri=True, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


def path_of(url: str) -> Path:
    """Return the file that a SQLite URL names."""
    return Path(make_url(url).database or "")
