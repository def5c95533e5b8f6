"""Each face sees with its own role whether its stores are ready, and the steward can do all of its chores."""

import json

import pytest
from sqlalchemy import text, update

from app.access.actor import nobody
from app.chores import chores
from app.database import new_id
from app.people import service as people
from app.people.service import Asked, Brought
from app.people.telling import Told, tell
from app.sources.models import Source, StandingPlan
from app.upkeep import consistency
from app.upkeep.watching import Watch
from app.web.measures import Tally
from crypto.totp import SECRET_BYTES, code_at, step_at
from tests.factories import HOME_UNIT
from tests.people.office import invite
from tests.postgresql.unit import EXTENSION, FACES, OWNER, PostgresUnit
from tests.sources.test_registering import register

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


def test_the_steward_lets_register_and_record_follow_what_the_vault_alone_kept(
    whole_unit: PostgresUnit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its own role: how a source is held, and a plan that another has replaced."""
    monkeypatch.setattr(consistency, "PAUSE_SECONDS", 0.0)
    _, source_ref = register(whole_unit)
    assert consistency.follow(whole_unit.steward_house) == 0
    with whole_unit.behind() as uow:
        uow.case.execute(update(Source).values(custody="DUAL"))
        uow.case.execute(update(StandingPlan).values(version=StandingPlan.version - 1))
    assert consistency.follow(whole_unit.steward_house) == 2
    with whole_unit.behind() as uow:
        assert uow.case.get_one(Source, source_ref).custody == "SINGLE"
        assert uow.case.get_one(StandingPlan, source_ref).state == "STOPPED"
    assert consistency.follow(whole_unit.steward_house) == 0


def test_an_agency_reader_makes_their_keys_and_changes_their_passphrase_as_the_partners_face(
    whole_unit: PostgresUnit,
) -> None:
    agency = whole_unit.units["Harbour Police Intelligence"]
    guest = invite(whole_unit.sign_in("sid"), "Pat Reed", ("AGENCY_READER",), unit_ref=agency)
    house, secret = whole_unit.face_app("partner").extensions[EXTENSION].house, bytes(range(SECRET_BYTES))
    asked = Asked("pat.reed", guest.paper, "partner")
    for code, is_right in (("000000", False), (code_at(secret, step_at(whole_unit.clock.now)), True)):
        with house.work(nobody(new_id())) as uow:
            assert people.take(uow, asked, Brought("my heron eats wet clay", code, secret)).is_right is is_right
    with house.work(nobody(new_id())) as uow:
        members = uow.vault.members
        old = members.stretch(guest.person_ref, "my heron eats wet clay")
        members.change_passphrase(guest.person_ref, old, members.stretch_new("after nine it rests"))
    with house.work(nobody(new_id())) as uow:
        assert uow.vault.members.verify(guest.person_ref, "after nine it rests")


def test_an_agency_reader_puts_away_what_they_were_told(whole_unit: PostgresUnit) -> None:
    with whole_unit.behind() as uow:
        tell(uow, whole_unit.ref("pia"), Told.TRAINING)
    reader = whole_unit.sign_in("pia")
    assert Told.TRAINING.sentence in reader.get("/partner/board").text
    assert reader.post("/partner/told/read", on="/partner/board").status_code == 302
    assert Told.TRAINING.sentence not in reader.get("/partner/board").text
