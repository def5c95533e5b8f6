"""Each face sees with its own role whether its stores are ready, and the steward can do all of its chores."""

import json

import pytest
from sqlalchemy import text

from app.chores import chores
from app.upkeep.watching import Watch
from app.web.measures import Tally
from tests.factories import HOME_UNIT
from tests.postgresql.unit import EXTENSION, FACES, OWNER, PostgresUnit

PARTS = {
    "public": {"gateway"},
    "partner": {"case", "vault", "audit", "lock"},
    "staff": {"gateway", "case", "vault", "audit", "lock"},
    "steward": {"gateway", "case", "vault", "audit", "lock"},
}


def watching(unit: PostgresUnit, face: str) -> Watch:
    """Return a watch of one face, which reaches the stores as that face does."""
    ours = unit.face_app(face).extensions[EXTENSION]
    return Watch(ours.config, ours.house, Tally())


def parts(watch: Watch) -> tuple[int, dict[str, str]]:
    """Return the status of `/readyz`, and how each part is said to be."""
    status, _, body = watch.reply("/readyz")
    return status, json.loads(body)["parts"]


@pytest.mark.parametrize("face", FACES)
def test_a_face_is_ready_and_says_which_store_is_not(whole_unit: PostgresUnit, face: str) -> None:
    watch = watching(whole_unit, face)
    assert parts(watch) == (200, dict.fromkeys(PARTS[face], "ok"))
    behind = "gateway" if face == "public" else "case"
    owner = getattr(whole_unit.face_app(OWNER).extensions[EXTENSION].house.stores, behind)
    with owner.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert parts(watch) == (503, dict.fromkeys(PARTS[face], "ok") | {behind: "failing"})
    assert f'sourcekeeper_store_up{{store="{behind}"}} 0.0'.encode() in watch.reply("/metrics")[2]


def test_the_steward_may_do_every_chore(whole_unit: PostgresUnit) -> None:
    """Twice, and the second time long after: what is over, late or idle by then is there to be ended."""
    whole_unit.sign_in("cleo", unlock=True)
    whole_unit.tell()
    listed = str(whole_unit.folder / "erased.list")
    for days in (0, 60):
        whole_unit.clock.tick(days=days)
        for chore in chores(whole_unit.units[HOME_UNIT], erased_list=listed):
            chore.do(whole_unit.steward_house)
