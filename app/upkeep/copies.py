"""Which way a store is copied and restored, by the database that its URL names."""

from app.upkeep.instant import Copy
from app.upkeep.sqlite_copies import SqliteCopy, SqliteTarget
from app.upkeep.trouble import NOTHING_CHANGED, Trouble


def copy_of(url: str) -> Copy:
    """
    Return a store on its way into a backup.

    :raises Trouble: it is not there, or in a database that is not known.
    """
    if url.startswith("sqlite"):
        return SqliteCopy(url)
    raise _unknown(url)


def target_of(url: str) -> SqliteTarget:
    """Return where a store is restored to; Trouble as for ``copy_of``."""
    if url.startswith("sqlite"):
        return SqliteTarget(url)
    raise _unknown(url)


def _unknown(url: str) -> Trouble:
    kind = url.partition(":")[0]
    return Trouble(f"stores in {kind!r} are not known.", NOTHING_CHANGED, "use sqlite:/// URLs.")
