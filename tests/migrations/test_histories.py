"""Each store's history ends where its models stand, and can be gone through twice."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from app.database import open_store
from app.migrations import STORES, is_current, upgrade
from app.migrations.metadata import metadata_by_store


@pytest.mark.parametrize("store", STORES)
def test_a_history_ends_where_the_models_stand(store: str, tmp_path: Path) -> None:
    engine = open_store(f"sqlite:///{tmp_path / store}.db")
    assert not is_current(store, engine)
    upgrade(store, engine)
    upgrade(store, engine)
    assert is_current(store, engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata_by_store()[store]) == []
    engine.dispose()


def test_the_log_is_made_with_its_guards(tmp_path: Path) -> None:
    engine = open_store(f"sqlite:///{tmp_path / 'audit'}.db")
    upgrade("audit", engine)
    with engine.connect() as connection:
        guards = connection.execute(text("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'")).scalar()
    assert guards
    assert guards >= 8
    engine.dispose()
