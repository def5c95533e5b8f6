"""On PostgreSQL, too, each store's history ends where its models stand, and can be gone through twice."""

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

from app.database import open_store
from app.migrations import STORES, is_current, upgrade
from app.migrations.metadata import metadata_by_store
from tests.postgresql.cluster import Cluster
from tests.postgresql.unit import OWNER


@pytest.fixture
def empty(cluster: Cluster) -> Iterator[Engine]:
    """Return the owner's engine for a database with nothing in it."""
    name = cluster.new_database(owner=OWNER)
    made = open_store(cluster.url(name, OWNER))
    yield made
    made.dispose()
    cluster.drop(name)


def differences(store: str, engine: Engine) -> list[object]:
    """Return what the models of a store have that its tables have not, and the other way round."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata_by_store()[store]))


@pytest.mark.parametrize("store", STORES)
def test_a_history_ends_where_the_models_stand(store: str, empty: Engine) -> None:
    assert not is_current(store, empty)
    upgrade(store, empty)
    upgrade(store, empty)
    assert is_current(store, empty)
    assert differences(store, empty) == []


CHANGES = ("DROP TABLE jobs", "ALTER TABLE jobs DROP COLUMN failure", "ALTER TABLE jobs ALTER COLUMN kind TYPE text")


@pytest.mark.parametrize("change", CHANGES)
def test_a_table_that_is_not_as_its_model_is_noticed(change: str, empty: Engine) -> None:
    upgrade("case", empty)
    with empty.begin() as connection:
        connection.execute(text(change))
    assert differences("case", empty) != []
