"""Write the next revision of a store from what its models have that its history does not."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
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
            command.revision(
                settings, message=message, autogenerate=True, rev_id=number, version_path=str(HERE / store / "versions")
            )


if __name__ == "__main__":
    write(*sys.argv[1:4])
