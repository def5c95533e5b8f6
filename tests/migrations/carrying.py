"""Old rows carried over: for each revision after the first, rows as they were before it, and what they become."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from app.migrations import STORES, settings_for


@dataclass(frozen=True)
class Carried:
    """``fill`` writes rows as they were before a revision; ``holds`` asserts what has become of them."""

    fill: Callable[[Connection], None]
    holds: Callable[[Connection], None]


# One for each (store, revision) after the first. A revision without one fails a test.
CARRIED: dict[tuple[str, str], Carried] = {}


def revisions(store: str) -> list[str]:
    """Return a store's revisions, first to newest."""
    walked = ScriptDirectory.from_config(settings_for(store)).walk_revisions()
    return [script.revision for script in walked][::-1]


def later_revisions() -> set[tuple[str, str]]:
    """Return every revision that some store may have to be carried over."""
    return {(store, revision) for store in STORES for revision in revisions(store)[1:]}


def upgrade_to(store: str, engine: Engine, revision: str) -> None:
    """Bring a store to one revision."""
    settings = settings_for(store)
    with engine.begin() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, revision)


def carry(store: str, revision: str, carried: Carried, engine: Engine) -> None:
    """Make a store as it was before a revision, fill it, upgrade it, and see that everything holds."""
    known = revisions(store)
    upgrade_to(store, engine, known[known.index(revision) - 1])
    with engine.begin() as connection:
        carried.fill(connection)
    upgrade_to(store, engine, revision)
    with engine.begin() as connection:
        carried.holds(connection)


def write_revision(folder: Path, number: str, after: str, body: str) -> None:
    """Write a revision of a made-up history."""
    (folder / f"{number}_made_up.py").write_text(
        f'"""Made up."""\nimport sqlalchemy as sa\nfrom alembic import op\n\nrevision = "{number}"\n'
        f'down_revision = "{after}"\nbranch_labels = None\ndepends_on = None\n\n\ndef upgrade() -> None:\n    {body}\n',
        encoding="utf-8",
    )
