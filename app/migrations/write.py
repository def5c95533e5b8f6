"""Write the next revision of a store from what its models have that its history does not."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.script import Script
from sqlalchemy import create_engine

from app.migrations import HERE, settings_for, upgrade
from app.migrations.metadata import metadata_by_store


def write(store: str, number: str, message: str) -> None:
    """Compare an upgraded, empty store with the models, and write the revision that closes the gap."""
    with TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder) / 'empty.db'}")
        upgrade(store, engine)
        settings = settings_for(store)
        with engine.begin() as connection:
            settings.attributes["connection"] = connection
            settings.attributes["metadata"] = metadata_by_store()[store]
            versions = HERE / store / "versions"
            made = command.revision(
                settings, message=message, autogenerate=True, rev_id=number, version_path=str(versions)
            )
        if not isinstance(made, Script):
            raise LookupError(store)
        tidy(Path(made.path))


def tidy(path: Path) -> None:
    """Leave nothing in a revision that could change after it is released: no type of ours, no remark of the tool."""
    text = path.read_text(encoding="utf-8").replace("app.database.UTCDateTime(", "sa.DateTime(")
    path.write_text("".join(line + "\n" for line in text.splitlines() if "# ###" not in line), encoding="utf-8")


if __name__ == "__main__":
    write(*sys.argv[1:4])
