"""Which way a store is copied and restored, by the database that its URL names."""

from collections.abc import Iterable
from typing import Protocol

from app.upkeep.instant import Copy
from app.upkeep.manifest import Manifest
from app.upkeep.postgresql_copies import PostgresCopy, PostgresTarget
from app.upkeep.sqlite_copies import SqliteCopy, SqliteTarget
from app.upkeep.trouble import NOTHING_CHANGED, Trouble

POSTGRESQL = "postgresql+psycopg://"


class Target(Protocol):
    """Where a store is restored to."""

    url: str

    @property
    def database(self) -> str:
        """Which database it is in: ``sqlite`` or ``postgresql``."""

    def require_empty(self) -> None:
        """Return quietly when nothing is there; Trouble otherwise."""

    def write(self, pieces: Iterable[bytes]) -> None:
        """Write the store where nobody gets into it yet, durable when this returns."""

    def finish(self) -> None:
        """Let everybody in. Nothing must have it open."""

    def set_apart(self) -> None:
        """Leave it to be read by whoever brings the lock back, and by nobody else."""

    def discard(self) -> None:
        """Take away what an interrupted restore left."""


def copy_of(store: str, url: str) -> Copy:
    """
    Return one store, ready to be copied.

    :raises Trouble: it is not there, or lives in a database that is not known here.
    """
    if url.startswith("sqlite"):
        return SqliteCopy(url)
    if url.startswith(POSTGRESQL):
        return PostgresCopy(store, url)
    raise _unknown(url)


def target_of(store: str, url: str, manifest: Manifest) -> Target:
    """Return where a store of a backup is restored to; Trouble also where it came out of another kind of database."""
    made: Target
    if url.startswith("sqlite"):
        made = SqliteTarget(url)
    elif url.startswith(POSTGRESQL):
        made = PostgresTarget(store, url)
    else:
        raise _unknown(url)
    copied_from = manifest.stores[store].database
    if made.database != copied_from:
        raise Trouble(
            f"the {store} store was copied out of {copied_from} and cannot be put into {made.database}.",
            NOTHING_CHANGED,
            "name in the settings the kind of database that it came out of.",
        )
    return made


def _unknown(url: str) -> Trouble:
    kind = url.partition(":")[0]
    return Trouble(
        f"stores in {kind!r} are not known.", NOTHING_CHANGED, "use sqlite:/// or postgresql+psycopg:// URLs."
    )
