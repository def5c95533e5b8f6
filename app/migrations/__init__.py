"""Numbered, forward-only migrations: one history for each store, none of which knows the others."""

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

HERE = Path(__file__).resolve().parent
STORES = ("gateway", "case", "vault", "audit")


def settings_for(store: str) -> AlembicConfig:
    """Return Alembic's settings for one store's history."""
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(HERE / "environment"))
    settings.set_main_option("version_locations", str(HERE / store / "versions"))
    settings.set_main_option("path_separator", "newline")
    settings.attributes["store"] = store
    return settings


def upgrade(store: str, engine: Engine) -> None:
    """Bring a store to the newest revision; an empty one is made."""
    settings = settings_for(store)
    with engine.begin() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")


def is_current(store: str, engine: Engine) -> bool:
    """Return whether a store is at the newest revision this program knows."""
    newest = ScriptDirectory.from_config(settings_for(store)).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest
