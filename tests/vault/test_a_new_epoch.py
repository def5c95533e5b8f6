"""Whoever left holds a key that opens nothing any more: what waits, the index and the wraps are all under the next."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.access.facts import Nothing, RegisterFacts, SubmissionFacts
from app.access.policy import Action, require
from app.custody.sealing import seal_some
from app.errors import Frozen, Locked, Refused
from app.vault.recovery import HOLDER, recover_group
from app.vault.register_index import REGISTER
from app.vault.rosters import AUTHORISERS, CUSTODIANS
from app.vault.verification import verify
from audit.events import Decision, Event
from audit.store import Filters
from crypto.bundle import identity_context
from crypto.errors import Tampered
from crypto.keys import PrivateKey
from crypto.sealing import seal, unseal
from tests.vault.small_unit import AUTHORISER, CONTACT, CONTROLLER, HANDLER, NAME, SECOND_HANDLER, SmallUnit
from tests.vault.test_resealing import left, step
from tests.vault.two_groups import held_by_two

ROOT = Path(__file__).resolve().parents[2]
KNOWN_AS = "SRC-2026-0001"
TERM = ("PHONE", "+447700900123")


def stolen_key(unit: SmallUnit, group: str = CUSTODIANS) -> PrivateKey:
    """Return the group's key as somebody takes it along who is about to leave."""
    unit.unlock(SECOND_HANDLER)
    with unit.work(SECOND_HANDLER) as uow:
        return uow.vault.groups.private_key_of(uow.vault.groups.current(group))


def open_waiting(unit: SmallUnit, submission_ref: str, *, by: str = HANDLER) -> dict[str, object]:
    with unit.work(by) as uow, uow.trail.recording(Event.SUBMISSION_OPEN, submission_ref):
        facts = SubmissionFacts(submission_ref, waiting=True)
        return uow.vault.open_submission(require(uow.actor, Action.SUBMISSION_OPEN, facts, uow.now))


def indexed(unit: SmallUnit) -> str:
    """Return a source that the index knows by a telephone number."""
    submission_ref, link = unit.submit()
    source_ref = unit.register()
    with unit.registering(submission_ref) as (uow, permit):
        uow.vault.index.enter(permit, KNOWN_AS, {"identity": [TERM]}, is_new=True)
    return source_ref


def find(unit: SmallUnit) -> set[str]:
    with unit.work(HANDLER) as uow, uow.trail.recording(Event.REGISTER_SEARCH, REGISTER):
        return set(uow.vault.index.find(require(uow.actor, Action.REGISTER_SEARCH, RegisterFacts(), uow.now), [TERM]))


def drop(unit: SmallUnit, *in_flight: int, by: str = HANDLER, group: str = CUSTODIANS) -> list[int]:
    with unit.work(by) as uow, uow.trail.recording(Event.GROUP_RESEAL, group):
        permit = require(uow.actor, Action.GROUP_RESEAL, Nothing(group), uow.now)
        return uow.vault.resealing.drop_old_keys(permit, in_flight)


def epochs(unit: SmallUnit, group: str = CUSTODIANS) -> set[int]:
    return {row["epoch"] for row in unit.rows("group_keys") if row["group_name"] == group}


def opens(unit: SmallUnit, key: PrivateKey, epoch: int) -> int:
    """Return how many of the submissions that wait a stolen key opens."""
    opened = 0
    for row in unit.rows("submissions"):
        context = identity_context(unit.house.deployment.ref, row["submission_ref"], epoch)
        try:
            unseal(key, context, row["blob"])
        except Tampered:
            continue
        opened += 1
    return opened


def test_what_waits_is_sealed_anew_and_the_key_of_who_left_opens_nothing(working: SmallUnit) -> None:
    refs = [working.submit()[0] for _ in range(3)]
    key, sizes = stolen_key(working), [len(row["blob"]) for row in working.rows("submissions")]
    assert opens(working, key, 1) == 3
    left(working)
    assert step(working, HANDLER, CUSTODIANS, limit=2) == 2
    assert opens(working, key, 1) == 1
    assert step(working, CONTROLLER, CUSTODIANS) == 1
    assert step(working, HANDLER, CUSTODIANS) == 0
    assert opens(working, key, 1) == opens(working, key, 2) == 0
    assert {row["epoch"] for row in working.rows("submissions")} == {2}
    assert [len(row["blob"]) for row in working.rows("submissions")] == sizes
    assert all(open_waiting(working, ref)["details"]["name"] == NAME for ref in refs)  # type: ignore[index]
    with working.stewarding() as uow:
        assert not verify(uow.vault).faults


def test_the_index_comes_under_the_new_key_and_still_finds(working: SmallUnit) -> None:
    indexed(working)
    assert find(working) == {KNOWN_AS}
    left(working)
    with working.stewarding() as uow:
        [progress] = uow.vault.resealing.progress(CUSTODIANS)
    assert (progress.boxes, progress.submissions, progress.old_keys) == (1, 1, 1)
    while step(working, HANDLER, CUSTODIANS):
        pass
    assert {row["epoch"] for row in working.rows("index_boxes")} == {2}
    assert find(working) == {KNOWN_AS}
    with working.stewarding() as uow:
        assert not verify(uow.vault).faults
        [progress] = uow.vault.resealing.progress(CUSTODIANS)
    assert (progress.boxes, progress.submissions, progress.old_keys) == (0, 0, 1)


def test_one_that_was_exchanged_is_frozen_and_the_others_go_on(working: SmallUnit) -> None:
    """Anybody can seal to the custodians; only what this server took in is sealed anew."""
    refs = sorted(working.submit()[0] for _ in range(2))
    with working.stewarding() as uow:
        public = uow.vault.groups.current(CUSTODIANS).group_public
    other = seal(public, identity_context(working.house.deployment.ref, refs[0], 1), b"another story")
    left(working)
    working.edit("UPDATE submissions SET blob = :blob WHERE submission_ref = :ref", ref=refs[0], blob=other)
    with pytest.raises(Frozen):
        step(working, HANDLER, CUSTODIANS)
    assert step(working, HANDLER, CUSTODIANS) == 1
    assert open_waiting(working, refs[1])["details"]
    assert drop(working) == []


def seals(unit: SmallUnit) -> Callable[[], set[int]]:
    """Return what tells the epochs of everything that is sealed to custodians."""
    tables = ("wraps", "submissions", "index_boxes")
    return lambda: {row["epoch"] for table in tables for row in unit.rows(table)}


# A process of its own that seals one thing after the other anew, until it is killed.
SEALING = """
import sys
from datetime import datetime
from pathlib import Path
from app.unit_of_work import House
from app.vault.deployment import Deployment
from app.vault.key_provider import FileProvider
from app.vault.rosters import CUSTODIANS
from audit.store import AuditStore
from crypto.signing import VerifyKey
from tests.vault.small_unit import CHEAP, HANDLER, ORIGIN, SmallUnit, open_stores
from tests.vault.test_resealing import step
folder, ref, root, now, half = sys.argv[1:]
stores, log = open_stores(Path(folder)), None
house = House(
    stores,
    lambda: datetime.fromisoformat(now),
    Deployment(ref, VerifyKey.decode(bytes.fromhex(root)), cost=CHEAP),
    FileProvider.open(Path(folder) / "lock.json"),
    AuditStore(stores.audit, origin=ORIGIN),
)
unit = SmallUnit(Path(folder), house, None, halves={HANDLER: bytes.fromhex(half)})
while step(unit, HANDLER, CUSTODIANS, limit=1):
    print("sealed", flush=True)
"""


def test_killed_in_the_middle_of_it_everything_opens_and_it_goes_on(working: SmallUnit) -> None:
    source_ref = indexed(working)
    waiting = [working.submit()[0] for _ in range(3)]
    left(working)
    deployment, told = working.house.deployment, [sys.executable, "-c", SEALING, str(working.folder)]
    told += [deployment.ref, deployment.root.encode().hex(), working.now.isoformat(), working.halves[HANDLER].hex()]
    with subprocess.Popen(told, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "sealed\n"
        os.kill(child.pid, signal.SIGKILL)
    assert child.returncode == -signal.SIGKILL
    assert seals(working)() == {1, 2}
    assert working.consult(source_ref, "contact") == CONTACT
    assert all(open_waiting(working, ref)["details"] for ref in waiting)
    assert find(working) == {KNOWN_AS}
    assert drop(working) == []
    while step(working, CONTROLLER, CUSTODIANS):
        pass
    assert seals(working)() == {2}
    assert working.consult(source_ref, "contact") == CONTACT
    assert all(open_waiting(working, ref)["details"] for ref in waiting)
    with working.stewarding() as uow:
        assert not verify(uow.vault).faults


def test_old_keys_go_with_every_copy_when_nothing_names_them(working: SmallUnit) -> None:
    source_ref = working.register()
    left(working)
    assert drop(working) == []
    while step(working, HANDLER, CUSTODIANS):
        pass
    assert drop(working, 1) == []
    assert epochs(working) == {1, 2}
    assert drop(working) == [1]
    assert epochs(working) == {2}
    assert {row["holder"] for row in working.rows("group_keys") if row["group_name"] == CUSTODIANS} >= {HOLDER, HANDLER}
    assert working.consult(source_ref, "contact") == CONTACT
    with working.stewarding() as uow:
        assert not verify(uow.vault).faults
        shares = working.ceremony.shares[CUSTODIANS][:3]
        assert set(recover_group(uow.vault.session, working.house.deployment, CUSTODIANS, shares)) == {2}


def test_what_is_sealed_to_a_key_that_is_gone_is_not_taken_in(working: SmallUnit) -> None:
    left(working)
    working.submit()
    while step(working, HANDLER, CUSTODIANS):
        pass
    drop(working)
    before = working.rows("submissions")
    with pytest.raises(Tampered):
        working.submit()
    assert working.rows("submissions") == before


def test_a_half_that_waits_for_the_other_group_keeps_its_key(working: SmallUnit) -> None:
    source_ref = held_by_two(working)
    working.approve(source_ref, custody="DUAL", by=AUTHORISER)
    left(working)
    for by, group in ((HANDLER, CUSTODIANS), (AUTHORISER, AUTHORISERS), (HANDLER, CUSTODIANS)):
        while step(working, by, group):
            pass
    assert drop(working) == []
    working.edit("DELETE FROM grant_parts")
    assert drop(working) == [1]


def test_only_an_unlocked_member_deletes_old_keys_and_only_a_day_after(working: SmallUnit) -> None:
    working.register()
    left(working)
    working.unlock(AUTHORISER)
    with pytest.raises(Refused):
        drop(working, by=AUTHORISER)

    def press() -> int:
        with working.work(HANDLER) as uow:
            return seal_some(uow, CUSTODIANS)

    while press():
        pass
    assert epochs(working) == {1, 2}
    working.tick(hours=25)
    with pytest.raises(Locked):
        press()
    working.unlock(HANDLER)
    assert press() == 0
    assert epochs(working) == {2}
    [entry, *_] = working.log.entries(Filters(action=Event.GROUP_RESEAL.action, decision=Decision.DONE), limit=1)
    assert entry.entry.detail["old_keys_deleted"] == ["1"]
