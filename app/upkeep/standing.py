"""Whether a store is at the revision that this program knows, and what to do when it is not."""

import re
from enum import Enum
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect
from sqlalchemy.exc import SQLAlchemyError

from app.database import Stores
from app.migrations import STORES, settings_for, upgrade
from app.migrations.metadata import metadata_by_store
from app.upkeep.trouble import NOTHING_CHANGED, Trouble


class Standing(Enum):
    """How far a store has come."""

    CURRENT = "at the newest revision"
    EMPTY = "empty"
    BEHIND = "at an older revision"
    AHEAD = "at a revision that this program does not know"
    HALF = "half upgraded: its tables are not those of the revision that it says it is at"
    ANOTHER = "another of the four: its tables are not this store's"


ADVICE = {
    Standing.EMPTY: "if a deployment should be there, the URL in the settings is wrong or the store is lost: correct "
    "the URL, or restore a backup. Only the ceremony fills an empty store.",
    Standing.BEHIND: "make a backup, stop all processes, and run `flask --app wsgi store upgrade`.",
    Standing.AHEAD: "a newer release has upgraded it. Run that release again; stores are not taken back.",
    Standing.HALF: "an upgrade was broken off, or tables were changed by hand. Stop all processes, keep the store as "
    "it is, and restore the backup that was made before the upgrade.",
    Standing.ANOTHER: "two URLs in the settings were mistaken for each other. Correct them; stop nothing that works.",
}
# What a PostgreSQL server answers, and what to do about it. Where it answers in another language, all of it is told.
ANSWERS = (
    (
        r'role ".*" does not exist|authentication failed|no pg_hba\.conf entry|not permitted to log in',
        "the role in the URL is not there, or may not sign in so. `flask --app app.cli store roles` prints what makes "
        "it, for a superuser; pg_hba.conf and pg_ident.conf, or its password, let this account be it.",
    ),
    (
        r'database ".*" does not exist',
        "{setting} names a database that this server does not have: correct it. If the database is lost, restore a "
        "backup.",
    ),
    (
        "permission denied",
        "the role in the URL has not been given its rights in this store, or is the role of another face. Run `flask "
        "--app app.cli store roles --apply` as the owner, or correct {setting}.",
    ),
    (
        "is in recovery mode|is starting up|is shutting down|is not yet accepting",
        "PostgreSQL is stopping or starting: wait a minute and try again. If it does not come up, its own log says "
        "why; a full disk is the first thing to look for.",
    ),
    (
        r"No space left|disk is full|could not (extend|write)",
        "make room on the disk of the store and try again; nothing needs repair afterwards.",
    ),
)
ELSE = (
    "see that {setting} in the settings is right, that the file or the database is there, that this account may use "
    "it, and that the disk is not full."
)


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
            if _has_its_tables(store, connection):
                return Standing.CURRENT
            others = (name for name in STORES if name != store)
            return Standing.ANOTHER if any(_has_its_tables(name, connection) for name in others) else Standing.HALF
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
    Return quietly when every store is there, lets us in and is at the newest revision; looked at before anything is
    served.

    :raises Trouble: one is not.
    """
    engines = stores.each()
    try:
        for name, engine in engines.items():
            require_current(name, engine)
    finally:
        for engine in engines.values():
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
            f"the {store} store could not be upgraded ({first_line(error)}).",
            f"it is as it was before: an upgrade is one transaction. {found.value.capitalize()}, it fits the release "
            "before.",
            "see that no process runs that uses it; make room or mend the rights if that was the cause, and upgrade "
            "again. Until then, run the release before.",
        ) from None
    return True


def unreachable(store: str, error: SQLAlchemyError) -> Trouble:
    """Return what is told of a store that does not answer. The URL may hold a password, so it is not repeated."""
    said = first_line(error)
    return Trouble(f"the {store} store cannot be reached ({said}).", NOTHING_CHANGED, advice_on(store, said))


def not_done(store: str, error: Exception, safe: str) -> Trouble:
    """Return what is told of a store that answers and does not do what it was asked, such as one without room."""
    said = first_line(error)
    return Trouble(f"the {store} store did not do what it was asked ({said}).", safe, advice_on(store, said))


def advice_on(store: str, said: str, otherwise: str = ELSE) -> str:
    """Return what to do about what a database said."""
    advice = next((advice for answer, advice in ANSWERS if re.search(answer, said)), otherwise)
    return advice.format(setting=f"{store.upper()}_URL")


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


def first_line(error: Exception) -> str:
    """Return what the database said, which names no values: parameters are hidden and never part of it."""
    original = getattr(error, "orig", None) if isinstance(error, SQLAlchemyError) else error
    return str(original or type(error).__name__).strip().splitlines()[0]
