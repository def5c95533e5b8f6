"""Whether a store is at the revision that this program knows, and what to do when it is not."""

from enum import Enum
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import SQLAlchemyError

from app.database import Stores
from app.migrations import settings_for, upgrade
from app.migrations.metadata import metadata_by_store
from app.upkeep.trouble import NOTHING_CHANGED, Trouble


class Standing(Enum):
    """How far a store has come."""

    CURRENT = "at the newest revision"
    EMPTY = "empty"
    BEHIND = "at an older revision"
    AHEAD = "at a revision that this program does not know"
    HALF = "half upgraded: its tables are not those of the revision that it says it is at"


ADVICE = {
    Standing.EMPTY: "if a deployment should be there, the URL in the settings is wrong or the store is lost: correct "
    "the URL, or restore a backup. Only the ceremony fills an empty store.",
    Standing.BEHIND: "make a backup, stop all processes, and run `flask --app wsgi store upgrade`.",
    Standing.AHEAD: "a newer release has upgraded it. Run that release again; stores are not taken back.",
    Standing.HALF: "an upgrade was broken off, or tables were changed by hand. Stop all processes, keep the store as "
    "it is, and restore the backup that was made before the upgrade.",
}


def standing(store: str, engine: Engine) -> Standing:
    """
    Return how far a store has come.

    :raises Trouble: it cannot be reached.
    """
    require_file(store, engine)
    history = ScriptDirectory.from_config(settings_for(store))
    try:
        with engine.execution_options(writes=False).connect() as connection:
            revision = MigrationContext.configure(connection).get_current_revision()
            tables = set(inspect(connection).get_table_names()) - {"alembic_version"}
            if revision is None:
                return Standing.HALF if tables else Standing.EMPTY
            if revision not in {script.revision for script in history.walk_revisions()}:
                return Standing.AHEAD
            if revision != history.get_current_head():
                return Standing.BEHIND
            return Standing.CURRENT if _has_its_tables(store, connection) else Standing.HALF
    except SQLAlchemyError as error:
        raise unreachable(store, error) from None


def require_file(store: str, engine: Engine) -> None:
    """
    Return quietly when a SQLite store's file is there: asked for any other, SQLite would make an empty one.

    :raises Trouble: it is not.
    """
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").is_file():
        raise Trouble(
            f"there is no {store} store at {engine.url.database}.",
            f"{NOTHING_CHANGED} No empty store was made in its place.",
            f"correct {store.upper()}_URL in the settings; if the store is lost, restore a backup.",
        )


def require_current(store: str, engine: Engine) -> None:
    """
    Return quietly when a store is at the newest revision.

    :raises Trouble: it is not, or cannot be reached.
    """
    found = standing(store, engine)
    if found is not Standing.CURRENT:
        raise Trouble(f"the {store} store is {found.value}.", NOTHING_CHANGED, ADVICE[found])


def require_fit(stores: Stores) -> None:
    """
    Return quietly when every store in a file is there and at the newest revision; looked at before anything is served.

    What a role may see of a PostgreSQL store is not for the start to find out.

    :raises Trouble: one is not.
    """
    for name, engine in stores.each().items():
        if engine.dialect.name == "sqlite":
            require_current(name, engine)
            engine.dispose()


def bring_up_to_date(store: str, engine: Engine) -> bool:
    """
    Upgrade a store that is behind, wholly or not at all; return whether it was.

    :raises Trouble: it is empty, ahead or half upgraded, or the upgrade failed.
    """
    found = standing(store, engine)
    if found is Standing.CURRENT:
        return False
    if found is not Standing.BEHIND:
        raise Trouble(f"the {store} store is {found.value}.", NOTHING_CHANGED, ADVICE[found])
    try:
        upgrade(store, engine)
    except SQLAlchemyError as error:
        raise Trouble(
            f"the {store} store could not be upgraded ({_kind(error)}).",
            f"it is as it was before: an upgrade is one transaction. {found.value.capitalize()}, it fits the release "
            "before.",
            "run the release before; make room or mend the rights if that was the cause, and upgrade again.",
        ) from None
    return True


def unreachable(store: str, error: SQLAlchemyError) -> Trouble:
    """Return what is told of a store that does not answer. The URL may hold a password, so it is not repeated."""
    return Trouble(
        f"the {store} store cannot be reached ({_kind(error)}).",
        NOTHING_CHANGED,
        f"see that {store.upper()}_URL in the settings is right, that the file or the database is there, that this "
        "account may use it, and that the disk is not full.",
    )


def _has_its_tables(store: str, connection: object) -> bool:
    """Return whether every table and column that the models have is there."""
    found = inspect(connection)
    there = set(found.get_table_names())
    for table in metadata_by_store()[store].tables.values():
        if table.name not in there:
            return False
        if not set(table.columns.keys()) <= {column["name"] for column in found.get_columns(table.name)}:
            return False
    return True


def _kind(error: SQLAlchemyError) -> str:
    """Return what the database said, which names no values: parameters are hidden and never part of it."""
    original = getattr(error, "orig", None)
    return str(original or type(error).__name__).strip().splitlines()[0]
