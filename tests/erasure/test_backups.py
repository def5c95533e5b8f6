"""What was erased stays erased: after a restore, and in a backup whose lock has lost its key."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import open_store
from app.erasure.finishing import finish
from app.oversight.commands import operator
from app.sources.models import LinkingTask, Source
from app.upkeep import erasures
from app.upkeep.lock_commands import run_new, run_relock, run_retire
from app.vault.models import StoredCompartment, Wrap
from app.vault.verification import verify
from app.vault.wraps import without_lock
from audit.events import Event
from crypto.errors import Tampered
from tests.erasure.office import asked, decided
from tests.factories import Unit
from tests.pages import proofread
from tests.sources.test_raising import press
from tests.sources.test_registering import REGISTRATION, register
from tests.upkeep.keeping import Kept, keep

# Entries that are lost with the stores: more than it takes to go on.
LOST = 400
AT_A_TIME = 500
SEARCH = {"name": REGISTRATION["name"], "phone": REGISTRATION["phone"], "purpose": "WELFARE", "reason": "A call came"}


@pytest.fixture
def kept(whole_unit: Unit, tmp_path: Path) -> Iterator[Kept]:
    """Return a unit with a backup key, and nothing in it yet."""
    made = keep(whole_unit, tmp_path / "away")
    yield made
    made.close()
    made.forget()


def brought_back(kept: Kept) -> Kept:
    """Lose everything, and get it back with the list of erasures."""
    new = kept.lose()
    said = new.done("restore", kept.backup, "--key", kept.key, "--erasures", kept.list)
    assert "Erased again: 1." in said
    assert "The record and the vault hold." in said
    return new.again()


def test_a_source_that_was_erased_does_not_come_back_with_an_older_backup(kept: Kept) -> None:
    _, source_ref = register(kept.unit)
    page = asked(kept.unit, source_ref)
    kept.back_up()
    with kept.unit.steward() as uow:
        for _ in range(LOST):
            uow.trail.happened(Event.HEARTBEAT)
    decided(kept.unit, page)
    finish(kept.unit.steward_house)
    assert erasures.note_erasures(kept.unit.house, kept.list) == 1
    new = brought_back(kept)
    with new.unit.steward() as uow:
        assert uow.case.get_one(Source, source_ref).is_erased
        assert not uow.vault.erasing.keeps(source_ref)
        assert not verify(uow.vault).faults
    # The search index opens to custodians only: until one of them takes it out, nobody finds it there.
    _, other_ref = register(new.unit)
    with new.unit.steward() as uow:
        assert not uow.case.scalars(select(LinkingTask)).all()
    cleo = new.unit.sign_in("cleo", unlock=True)
    found = proofread(cleo.post("/sources/find", SEARCH).text).text
    assert other_ref in found
    assert source_ref not in found
    assert press(cleo, "/erasures/index/leave", "/erasures") == 302
    assert finish(new.unit.steward_house) == 1
    certificate = proofread(cleo.get(certificate_on(cleo.get(f"/sources/{source_ref}").text)).text).text
    assert "an older backup was restored" in certificate
    assert "no backup can bring this source back" in certificate
    # The record goes on from the backup and gives numbers again that the list has of what was lost.
    lost = json.loads(kept.list.read_text())["index"]
    decided(new.unit, asked(new.unit, other_ref))
    assert new.unit.log.head().size < lost
    assert erasures.note_erasures(new.unit.house, kept.list) == 2
    assert other_ref in kept.list.read_text()
    new.close()


def certificate_on(tombstone: str) -> str:
    """Return the address of the certificate that the page of a tombstone leads to."""
    addresses = {str(link.get("href")) for link in proofread(tombstone).all("a")}
    return next(address for address in addresses if address.endswith("/certificate"))


def test_a_backup_older_than_the_key_that_was_destroyed_opens_nothing(whole_unit: Unit, tmp_path: Path) -> None:
    _, source_ref = register(whole_unit)
    page = asked(whole_unit, source_ref)
    older = tmp_path / "older.db"
    for store in whole_unit.house.stores.each().values():
        store.dispose()
    shutil.copy(whole_unit.folder / "vault.db", older)
    decided(whole_unit, page)
    finish(whole_unit.house)
    assert opened(whole_unit, older) == {True}
    assert "Number 1, to be destroyed by that day" in certified(whole_unit, page)
    run_new(lambda: whole_unit.house.work(operator()))
    run_relock(lambda: whole_unit.house.work(operator()), AT_A_TIME, lambda _said: None)
    whole_unit.clock.tick(minutes=11)
    run_retire(lambda: whole_unit.house.work(operator()))
    assert opened(whole_unit, older) == {False}
    assert "Number 1, destroyed on 2 March 2026" in certified(whole_unit, page)


def certified(unit: Unit, page: str) -> str:
    """Return the words of a certificate."""
    return str(proofread(unit.sign_in("cleo").get(f"{page}/certificate").text).text)


def opened(unit: Unit, older: Path) -> set[bool]:
    """Return whether the server's lock comes off the secrets of an older vault: all of them, none, or some."""
    engine, found = open_store(f"sqlite:///{older}"), set()
    kept = select(StoredCompartment, Wrap).join(Wrap, Wrap.compartment_ref == StoredCompartment.compartment_ref)
    with unit.steward() as uow, Session(engine) as session:
        for row, wrap in session.execute(kept):
            try:
                found.add(bool(without_lock(uow.vault, row, wrap)))
            except Tampered:
                found.add(False)
    engine.dispose()
    return found
