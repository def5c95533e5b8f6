"""The lock's keys change: everything comes under the new one, a kill costs nothing, then the old one is destroyed."""

import json
import os
import signal
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from sqlalchemy import inspect

from app.database import VaultBase
from app.errors import Conflict, Unavailable
from app.oversight.commands import operator
from app.unit_of_work import UnitOfWork
from app.upkeep.lock_commands import add_lock_commands, run_new, run_relock, run_retire
from app.vault.fence import newest_key
from app.vault.key_provider import FileProvider
from app.vault.recovery import recover_lock
from app.vault.relocking import PLACES, left
from app.vault.rosters import AUDITORS, AUTHORISERS, CUSTODIANS
from app.vault.verification import verify
from audit.events import Event
from audit.store import Filters
from crypto.errors import Tampered
from crypto.sealing import describe
from tests.vault.small_unit import CONTACT, HANDLER, OFFICER, START, SmallUnit, passphrase_of
from tests.vault.two_groups import held_by_two

ROOT = Path(__file__).resolve().parents[2]


def working_of(unit: SmallUnit) -> AbstractContextManager[UnitOfWork]:
    return unit.house.work(operator())


def command(unit: SmallUnit, *told: str, typed: str = "") -> tuple[int, str]:
    """Run a command on the unit; returns its exit code and what it said."""
    group = click.Group("vault")
    add_lock_commands(group, lambda: working_of(unit))
    result = CliRunner().invoke(group, told, input=typed)
    return result.exit_code, result.output


def ids(unit: SmallUnit) -> set[bytes]:
    """Return how everything that is under the lock names its key."""
    found = set()
    for place in PLACES:
        rows = unit.rows(place.key.class_.__tablename__)
        assert rows, place.name
        found |= {describe(row[place.blob.key]).key_id for row in rows}
    return found


@pytest.fixture
def lived_in(working: SmallUnit) -> tuple[SmallUnit, str, str]:
    """Return a unit with something in every place, a source of one group and a grant for it."""
    source_ref = working.register()
    grant_ref = working.approve(source_ref)
    held_by_two(working)
    with working.stewarding() as uow:
        uow.vault.members.new_totp_secret(HANDLER)
    return working, source_ref, grant_ref


def test_every_column_that_is_locked_is_a_place() -> None:
    """A column whose comment says Lock( and that is no place would be lost with the old key."""
    said = {
        (table.name, column.name)
        for table in VaultBase.metadata.tables.values()
        for column in table.columns
        if (column.comment or "").startswith("Lock(")
    }
    assert said == {
        (place.key.class_.__tablename__, inspect(place.blob.class_).c[place.blob.key].name) for place in PLACES
    }


def test_everything_comes_under_the_new_key_and_all_of_it_still_opens(lived_in: tuple[SmallUnit, str, str]) -> None:
    unit, source_ref, grant_ref = lived_in
    old = unit.provider.key_ids[1]
    assert ids(unit) == {old}
    assert run_new(lambda: working_of(unit)) == 2
    said: list[str] = []
    done = run_relock(lambda: working_of(unit), 4, said.append)
    assert not done.faults
    assert ids(unit) == {unit.provider.key_ids[2]}
    assert said[-1].split()[0] == said[-1].split()[2]
    assert sum(run_relock(lambda: working_of(unit), 4, said.append).done.values()) == 0
    with pytest.raises(Conflict, match="Wait until"):
        run_retire(lambda: working_of(unit))
    unit.tick(minutes=11)
    assert run_retire(lambda: working_of(unit)) == [1]
    assert list(FileProvider.open(unit.folder / "lock.json").key_ids) == [2]
    assert unit.consult(source_ref, "contact") == CONTACT
    assert unit.open_granted(grant_ref, source_ref) == CONTACT
    with unit.stewarding() as uow:
        assert uow.vault.members.verify(HANDLER, passphrase_of(HANDLER))
        assert not verify(uow.vault).faults
    acts = [one.entry.action for one in unit.log.entries(Filters(), limit=50)]
    for event in (Event.LOCK_KEY_NEW, Event.LOCK_RELOCK, Event.LOCK_RETIRE):
        assert acts.count(event.action) >= 2


def test_shares_bring_back_the_new_lock_and_no_longer_the_old_one(lived_in: tuple[SmallUnit, str, str]) -> None:
    unit, *_ = lived_in
    run_new(lambda: working_of(unit))
    run_relock(lambda: working_of(unit), 500, lambda _: None)
    for expected in ({1, 2}, {2}):
        for group in (CUSTODIANS, AUTHORISERS, AUDITORS):
            with unit.stewarding() as uow:
                keys = recover_lock(uow.vault.session, unit.house.deployment, group, unit.ceremony.shares[group][:3])
            assert {int(number) for number in json.loads(keys)["keys"]} == expected
        unit.tick(minutes=11)
        if expected == {1, 2}:
            run_retire(lambda: working_of(unit))


def test_a_copy_of_the_stores_from_before_opens_nothing_afterwards(lived_in: tuple[SmallUnit, str, str]) -> None:
    unit, *_ = lived_in
    tables = {place.key.class_.__tablename__ for place in PLACES}
    before = {table: unit.rows(table) for table in tables}
    run_new(lambda: working_of(unit))
    run_relock(lambda: working_of(unit), 500, lambda _: None)
    unit.tick(minutes=11)
    run_retire(lambda: working_of(unit))
    lock = FileProvider.open(unit.folder / "lock.json")
    for place in PLACES:
        for row in before[place.key.class_.__tablename__]:
            with pytest.raises(Tampered):
                lock.unlock([(unit.house.deployment.context("any", "where"), row[place.blob.key])])
        if place.name in {"wraps", "grants"}:
            with (
                unit.holding(place.key.class_.__tablename__, before[place.key.class_.__tablename__]),
                unit.stewarding() as uow,
            ):
                assert verify(uow.vault).faults


# A process of its own that brings everything under the newest key, a row at a time, until it is killed.
RELOCKING = """
import sys
from pathlib import Path
from app.oversight.commands import operator
from app.unit_of_work import House
from app.upkeep.lock_commands import run_relock
from app.vault.deployment import Deployment
from app.vault.key_provider import FileProvider
from audit.store import AuditStore
from crypto.signing import VerifyKey
from datetime import datetime
from tests.vault.small_unit import ORIGIN, open_stores
folder, ref, root, now = Path(sys.argv[1]), sys.argv[2], bytes.fromhex(sys.argv[3]), datetime.fromisoformat(sys.argv[4])
stores = open_stores(folder)
lock = FileProvider.open(folder / "lock.json")
log = AuditStore(stores.audit, origin=ORIGIN)
house = House(stores, lambda: now, Deployment(ref, VerifyKey.decode(root)), lock, log)
run_relock(lambda: house.work(operator()), 1, lambda text: print(text, flush=True))
"""


def test_killed_in_the_middle_it_goes_on_where_it_stopped(lived_in: tuple[SmallUnit, str, str]) -> None:
    unit, source_ref, grant_ref = lived_in
    run_new(lambda: working_of(unit))
    deployment = unit.house.deployment
    told = [str(unit.folder), deployment.ref, deployment.root.encode().hex(), unit.now.isoformat()]
    with subprocess.Popen(
        [sys.executable, "-c", RELOCKING, *told], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if "wraps" in line:
                break
        os.kill(child.pid, signal.SIGKILL)
    assert child.returncode == -signal.SIGKILL
    assert len(ids(unit)) == 2
    assert unit.consult(source_ref, "contact") == CONTACT
    assert Event.LOCK_RELOCK.action in {one.entry.action for one in unit.log.unfinished()}
    unit.tick(minutes=11)
    code, said = command(unit, "retire-lock-key", "--yes")
    assert (code, "vault relock" in said) == (1, True)
    assert list(unit.provider.key_ids) == [1, 2]
    code, said = command(unit, "relock")
    assert (code, "Everything is under the newest key" in said) == (0, True)
    assert len(ids(unit)) == 1
    assert command(unit, "retire-lock-key", typed="n\n")[0] == 1
    assert list(unit.provider.key_ids) == [1, 2]
    assert command(unit, "retire-lock-key", typed="y\n")[0] == 0
    assert list(unit.provider.key_ids) == [2]
    assert unit.open_granted(grant_ref, source_ref) == CONTACT


def test_a_process_with_an_old_copy_of_the_lock_locks_nothing_and_holds_nothing_to_be_false(
    lived_in: tuple[SmallUnit, str, str],
) -> None:
    """It would lose what it writes, and would freeze what it cannot read; so it does neither and says so."""
    unit, source_ref, _ = lived_in
    old_copy = unit.folder / "old-copy.json"
    old_copy.write_bytes((unit.folder / "lock.json").read_bytes())
    old_copy.chmod(0o600)
    run_new(lambda: working_of(unit))
    unit.house.provider, new = FileProvider.open(old_copy), unit.house.provider
    with pytest.raises(Unavailable, match="old copy"):
        unit.unlock(OFFICER)
    with pytest.raises(Unavailable):
        run_relock(lambda: working_of(unit), 500, lambda _: None)
    unit.house.provider = new
    run_relock(lambda: working_of(unit), 500, lambda _: None)
    unit.house.provider = FileProvider.open(old_copy)
    for act in (lambda: unit.consult(source_ref, "contact"), lambda: unit.unlock(HANDLER)):
        with pytest.raises(Unavailable):
            act()
    assert not unit.rows("freezes")
    old_copy.write_bytes((unit.folder / "lock.json").read_bytes())
    unit.halves.clear()
    unit.unlock(HANDLER)
    assert unit.consult(source_ref, "contact") == CONTACT


def test_what_does_not_open_is_named_and_keeps_the_old_key(lived_in: tuple[SmallUnit, str, str]) -> None:
    unit, *_ = lived_in
    [wrap, *_] = unit.rows("wraps")
    spoilt = wrap["blob"][:-1] + bytes((wrap["blob"][-1] ^ 1,))
    unit.edit("UPDATE wraps SET blob = :blob WHERE wrap_ref = :ref", blob=spoilt, ref=wrap["wrap_ref"])
    assert command(unit, "new-lock-key")[0] == 0
    code, said = command(unit, "relock")
    assert (code, f"DOES NOT OPEN: wraps {wrap['wrap_ref']}" in said) == (1, True)
    unit.tick(minutes=11)
    with pytest.raises(Conflict, match="1 wraps"):
        run_retire(lambda: working_of(unit))


def test_a_new_key_that_was_cut_off_is_finished_and_not_made_twice(unit: SmallUnit) -> None:
    """Killed after the device made it and before the vault knew."""
    unit.provider.add_key()
    assert run_new(lambda: working_of(unit)) == 2
    assert run_new(lambda: working_of(unit)) == 3
    with unit.stewarding() as uow:
        newest = newest_key(uow.vault.session)
        assert newest is not None
        assert (newest.number, newest.made_at) == (3, START)
        assert left(uow.vault)


def test_a_single_key_is_never_destroyed(unit: SmallUnit) -> None:
    code, said = command(unit, "retire-lock-key", "--yes")
    assert (code, "one key" in said) == (1, True)
    assert list(unit.provider.key_ids) == [1]
