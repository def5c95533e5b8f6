"""Each revision carries old rows over, wholly or not at all; a store that does not fit is told apart and explained."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event, text

import app.migrations
from app.database import open_store
from app.migrations import upgrade
from app.upkeep.standing import Standing, bring_up_to_date, require_current, standing
from app.upkeep.trouble import Trouble
from tests.migrations.carrying import CARRIED, Carried, carry, later_revisions, upgrade_to, write_revision


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    (tmp_path / "case.db").touch()
    made = open_store(f"sqlite:///{tmp_path / 'case'}.db")
    yield made
    made.dispose()


@pytest.fixture
def history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a case store's history that goes on where the real one ends."""
    copy = tmp_path / "migrations"
    shutil.copytree(app.migrations.HERE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(app.migrations, "HERE", copy)
    return copy / "case" / "versions"


def two_rows(connection: Connection) -> None:
    connection.execute(text("CREATE TABLE old_rows (name VARCHAR(20) PRIMARY KEY)"))
    connection.execute(text("INSERT INTO old_rows VALUES ('one'), ('two')"))


def both_have_a_colour(connection: Connection) -> None:
    rows = connection.execute(text("SELECT name, colour FROM old_rows ORDER BY name")).all()
    assert rows == [("one", "grey"), ("two", "grey")]


COLOUR = "op.add_column('old_rows', sa.Column('colour', sa.String(9), nullable=False, server_default='grey'))"


def told(engine: Engine, what: object = require_current) -> str:
    """Return what an operator is told."""
    with pytest.raises(Trouble) as stopped:
        what("case", engine)  # type: ignore[operator]
    said = str(stopped.value)
    assert [line.split(":")[0] for line in said.splitlines()] == ["What happened", "What is safe", "What to do"]
    return said


def test_every_revision_after_the_first_is_tried_with_old_rows() -> None:
    assert set(CARRIED) == later_revisions()


def test_old_rows_are_carried_over(tmp_path: Path) -> None:
    for (store, revision), carried in CARRIED.items():
        engine = open_store(f"sqlite:///{tmp_path / store}-{revision}.db")
        carry(store, revision, carried, engine)
        engine.dispose()


def test_a_revision_carries_the_rows_of_the_one_before(history: Path, engine: Engine) -> None:
    write_revision(history, "0002", "0001", COLOUR)
    carry("case", "0002", Carried(two_rows, both_have_a_colour), engine)
    assert ("case", "0002") in later_revisions()


def test_rows_that_were_not_carried_over_are_noticed(history: Path, engine: Engine) -> None:
    write_revision(history, "0002", "0001", COLOUR.replace("grey", "blue"))
    with pytest.raises(AssertionError):
        carry("case", "0002", Carried(two_rows, both_have_a_colour), engine)


@pytest.mark.parametrize("then", ["raise RuntimeError", "op.execute('no such statement')"])
def test_an_upgrade_that_fails_half_way_leaves_everything_as_it_was(history: Path, engine: Engine, then: str) -> None:
    write_revision(history, "0002", "0001", f"{COLOUR}; op.drop_table('jobs'); {then}")
    upgrade_to("case", engine, "0001")
    with engine.begin() as connection:
        two_rows(connection)
        before = connection.execute(text("SELECT sql FROM sqlite_master ORDER BY name")).all()
    with pytest.raises((RuntimeError, Trouble)):
        bring_up_to_date("case", engine)
    with engine.begin() as connection:
        assert connection.execute(text("SELECT sql FROM sqlite_master ORDER BY name")).all() == before
        assert connection.execute(text("SELECT count(*) FROM old_rows")).scalar() == 2
    assert standing("case", engine) is Standing.BEHIND


def test_a_full_disk_stops_an_upgrade_and_nothing_of_it_is_left(history: Path, engine: Engine) -> None:
    write_revision(history, "0002", "0001", 'op.execute("CREATE TABLE wide AS SELECT randomblob(9000000) AS wide")')
    upgrade_to("case", engine, "0001")
    engine.dispose()
    event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA max_page_count=600"))
    said = told(engine, bring_up_to_date)
    assert "full" in said
    assert "it is as it was before" in said
    assert standing("case", engine) is Standing.BEHIND


def test_an_empty_store_is_never_taken_for_one_to_be_upgraded(engine: Engine) -> None:
    assert "Only the ceremony fills an empty store" in told(engine)
    told(engine, bring_up_to_date)
    assert standing("case", engine) is Standing.EMPTY


def test_a_store_that_is_behind_says_so_and_is_brought_up(history: Path, engine: Engine) -> None:
    upgrade("case", engine)
    write_revision(history, "0002", "0001", "op.create_table('more', sa.Column('one', sa.Integer, primary_key=True))")
    assert "store upgrade" in told(engine)
    assert bring_up_to_date("case", engine)
    assert standing("case", engine) is Standing.CURRENT
    assert not bring_up_to_date("case", engine)


def test_a_store_of_a_newer_release_is_left_alone(engine: Engine) -> None:
    upgrade("case", engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert "a newer release has upgraded it" in told(engine)
    told(engine, bring_up_to_date)


@pytest.mark.parametrize(
    "broken", ["DROP TABLE jobs", "ALTER TABLE jobs DROP COLUMN failure", "DELETE FROM alembic_version"]
)
def test_a_half_upgraded_store_is_recognised(engine: Engine, broken: str) -> None:
    upgrade("case", engine)
    with engine.begin() as connection:
        connection.execute(text(broken))
    assert "an upgrade was broken off" in told(engine)
    told(engine, bring_up_to_date)


def test_a_wrong_address_makes_no_empty_store(tmp_path: Path) -> None:
    wrong = open_store(f"sqlite:///{tmp_path / 'cases'}.db")
    assert "correct CASE_URL" in told(wrong)
    assert not (tmp_path / "cases.db").exists()


def test_what_is_no_database_is_told_without_a_trace(tmp_path: Path) -> None:
    (tmp_path / "case.db").write_bytes(b"no database at all, but long enough to look like one" * 100)
    assert "cannot be reached" in told(open_store(f"sqlite:///{tmp_path / 'case'}.db"))
