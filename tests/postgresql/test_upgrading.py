"""On PostgreSQL, too, an upgrade is whole or not at all, goes on where it stopped, and says what it met."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text

from app.database import open_store
from app.upkeep.standing import Standing, bring_up_to_date, standing
from app.upkeep.trouble import Trouble
from audit.events import Event
from tests.factories import Unit
from tests.migrations.carrying import CARRIED, Carried, carry, write_revision
from tests.migrations.test_carrying_over import COLOUR, both_have_a_colour, told, two_rows
from tests.postgresql.cluster import Cluster
from tests.postgresql.unit import OWNER, Template
from tests.upkeep.keeping import Kept, keep

MORE = "op.create_table('more', sa.Column('one', sa.Integer, primary_key=True))"


@pytest.fixture
def engine(cluster: Cluster, template: Template) -> Iterator[Engine]:
    """Return the owner's engine for a case store at the first revision."""
    name = cluster.new_database(owner=OWNER, template=template.databases["case"])
    made = open_store(cluster.url(name, OWNER))
    yield made
    made.dispose()
    cluster.drop(name)


def write(history: Path, store: str, body: str) -> None:
    write_revision(history / store / "versions", "0002", "0001", body)


def empty(cluster: Cluster) -> Engine:
    return open_store(cluster.url(cluster.new_database(owner=OWNER), OWNER))


def tables(engine: Engine) -> dict[str, list[str]]:
    """Return every table and its columns."""
    found = inspect(engine)
    return {name: [column["name"] for column in found.get_columns(name)] for name in found.get_table_names()}


def test_a_revision_carries_old_rows_over(history: Path, cluster: Cluster) -> None:
    for (store, revision), carried in CARRIED.items():
        engine = empty(cluster)
        carry(store, revision, carried, engine)
        engine.dispose()
    write(history, "case", COLOUR)
    engine = empty(cluster)
    carry("case", "0002", Carried(two_rows, both_have_a_colour), engine)
    engine.dispose()


@pytest.mark.parametrize("then", ["raise RuntimeError", "op.execute('no such statement')"])
def test_one_that_fails_half_way_leaves_everything_as_it_was(history: Path, engine: Engine, then: str) -> None:
    write(history, "case", f"{MORE}; op.drop_table('jobs'); {then}")
    before = tables(engine)
    with pytest.raises((RuntimeError, Trouble)):
        bring_up_to_date("case", engine)
    assert tables(engine) == before
    assert standing("case", engine) is Standing.BEHIND


def test_one_that_is_killed_leaves_everything_as_it_was_and_is_done_the_next_time(
    history: Path, engine: Engine
) -> None:
    write(history, "case", f"{MORE}; __import__('os')._exit(9) if __import__('os').getpid() != {os.getpid()} else 0")
    before = tables(engine)
    engine.dispose()
    if (child := os.fork()) == 0:
        bring_up_to_date("case", engine)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert (tables(engine), standing("case", engine)) == (before, Standing.BEHIND)
    assert bring_up_to_date("case", engine)
    assert standing("case", engine) is Standing.CURRENT


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("DROP TABLE jobs", "an upgrade was broken off"),
        ("ALTER TABLE jobs DROP COLUMN failure", "an upgrade was broken off"),
        ("DELETE FROM alembic_version", "an upgrade was broken off"),
        ("UPDATE alembic_version SET version_num = '9999'", "a newer release has upgraded it"),
    ],
)
def test_a_store_that_does_not_fit_is_told_and_left_alone(engine: Engine, broken: str, said: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(broken))
    before = tables(engine)
    assert said in told(engine)
    assert said in told(engine, bring_up_to_date)
    assert tables(engine) == before


def test_a_process_that_still_works_in_it_makes_the_upgrade_give_up(
    history: Path, engine: Engine, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.database.POSTGRESQL_OPTIONS", "-c lock_timeout=100")
    write(history, "case", "op.drop_table('jobs')")
    hurried = open_store(engine.url.render_as_string(hide_password=False))
    with cluster.as_role(OWNER, engine.url.database or "") as at_work:
        at_work.execute("BEGIN")
        at_work.execute("SELECT count(*) FROM jobs")
        said = told(hurried, bring_up_to_date)
    assert "lock timeout" in said
    assert "see that no process runs that uses it" in said
    assert standing("case", engine) is Standing.BEHIND
    hurried.dispose()


@pytest.fixture
def kept(whole_unit: Unit, tmp_path: Path) -> Kept:
    return keep(whole_unit, tmp_path / "away")


def test_stopped_at_one_store_it_says_which_are_done_and_goes_on_from_there(kept: Kept, history: Path) -> None:
    write(history, "gateway", MORE)
    write(history, "case", "op.execute('no such statement')")
    write(history, "vault", MORE)
    said = kept.refused("upgrade")
    assert "the case store could not be upgraded" in said
    assert "Before it, gateway was upgraded" in said
    assert "goes on with the stores that are left" in said
    assert stands(kept) == ["0002", "0001", "0001", "0001"]
    assert recorded(kept) == ["gateway"]
    write(history, "case", MORE)
    assert "Upgraded: case, vault." in kept.done("upgrade")
    assert stands(kept) == ["0002", "0002", "0002", "0001"]
    assert recorded(kept) == ["case+vault", "gateway"]
    assert "Every store is at the newest revision." in kept.done("upgrade")


def stands(kept: Kept) -> list[str]:
    """Return the revision of each store."""
    found = []
    for engine in kept.whole_house.stores.each().values():
        with engine.connect() as connection:
            found.append(str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()))
    return found


def recorded(kept: Kept) -> list[str]:
    """Return of which stores the record says that they were upgraded, newest first."""
    done = [one.entry for one in kept.unit.entries(action=Event.STORE_UPGRADE.action)]
    return [entry.object_ref for entry in done if entry.decision == "done"]
