"""What did not open is held shut: one error, one event, and two people to release it."""

import pytest

from app.access.facts import FreezeFacts
from app.access.policy import Action, require
from app.errors import Conflict, Frozen, Locked, Refused
from audit.events import Decision, Event
from audit.store import Filters
from tests.vault.small_unit import CONTACT, CONTROLLER, HANDLER, SECOND_HANDLER, SmallUnit


def spoil(unit: SmallUnit, source_ref: str) -> bytes:
    """Flip a bit of the source's contact record; returns the blob as it was."""
    [row] = [
        entry
        for entry in unit.rows("entries")
        for part in unit.rows("compartments")
        if part["compartment_ref"] == entry["compartment_ref"]
        and (part["source_ref"], part["compartment"]) == (source_ref, "contact")
    ]
    changed = row["blob"][:-1] + bytes((row["blob"][-1] ^ 1,))
    unit.edit("UPDATE entries SET blob = :blob WHERE entry_ref = :ref", blob=changed, ref=row["entry_ref"])
    return bytes(row["blob"])


def mend(unit: SmallUnit, blob: bytes) -> None:
    unit.edit("UPDATE entries SET blob = :blob WHERE substr(blob, 1, 200) = substr(:blob, 1, 200)", blob=blob)


def release(unit: SmallUnit, source_ref: str, *, by: str, event: Event = Event.FROZEN_RELEASE) -> bool:
    with unit.work(by) as uow, uow.trail.recording(event, source_ref):
        # What policy says of the first releaser is proved where policy is: the vault must hold by itself.
        return uow.vault.release(require(uow.actor, Action.FROZEN_RELEASE, FreezeFacts(source_ref), uow.now))


def test_a_failure_freezes_the_source_and_all_its_parts(working: SmallUnit) -> None:
    source_ref, other = working.register(), working.register()
    spoil(working, source_ref)
    with pytest.raises(Frozen) as first:
        working.consult(source_ref, "contact")
    for compartment in ("contact", "identity", "original"):
        with pytest.raises(Frozen) as again:
            working.consult(source_ref, compartment)
        assert str(again.value) == str(first.value) == ""
    with pytest.raises(Frozen):
        working.write(source_ref, "contact", CONTACT)
    with pytest.raises(Frozen):
        working.approve(source_ref)
    assert working.consult(other, "contact") == CONTACT


def test_the_freeze_outlives_the_rollback_and_is_in_the_log_once(working: SmallUnit) -> None:
    source_ref = working.register()
    spoil(working, source_ref)
    for _ in range(3):
        with pytest.raises(Frozen):
            working.consult(source_ref, "contact")
    assert [row["record_ref"] for row in working.rows("freezes")] == [source_ref]
    [event] = working.log.entries(Filters(action=Event.INTEGRITY_FAILED.action))
    assert (event.entry.object_ref, event.entry.decision) == (source_ref, Decision.FAILED)
    newest = working.log.entries(Filters(object_refs=(source_ref,)), limit=1)[0].entry
    assert (newest.decision, newest.rule) == (Decision.FAILED, "Frozen")


def test_two_people_release_it_and_one_alone_does_not(working: SmallUnit) -> None:
    working.unlock(SECOND_HANDLER)
    source_ref = working.register()
    blob = spoil(working, source_ref)
    with pytest.raises(Frozen):
        working.consult(source_ref, "contact")
    mend(working, blob)
    assert not release(working, source_ref, by=HANDLER)
    with pytest.raises(Conflict, match="second person"):
        release(working, source_ref, by=HANDLER)
    with pytest.raises(Frozen):
        working.consult(source_ref, "contact")
    assert release(working, source_ref, by=CONTROLLER)
    assert working.consult(source_ref, "contact") == CONTACT
    with pytest.raises(Conflict):
        release(working, source_ref, by=SECOND_HANDLER)


def test_it_is_released_only_by_somebody_unlocked_under_a_record_of_it(working: SmallUnit) -> None:
    source_ref = working.register()
    spoil(working, source_ref)
    with pytest.raises(Frozen):
        working.consult(source_ref, "contact")
    with pytest.raises(Refused, match="attempt_is_recorded"):
        release(working, source_ref, by=HANDLER, event=Event.SOURCE_READ)
    with pytest.raises(Locked):
        release(working, source_ref, by=SECOND_HANDLER)
    with pytest.raises(Refused, match="permit_fits"), working.work(HANDLER) as uow:
        uow.vault.release(working.consult_permit(uow, source_ref, "contact"))
    with working.stewarding() as uow:
        assert [(one.record_ref, one.first_releaser) for one in uow.vault.failures()] == [(source_ref, None)]


def test_releasing_what_is_still_wrong_freezes_it_again(working: SmallUnit) -> None:
    source_ref = working.register()
    spoil(working, source_ref)
    with pytest.raises(Frozen):
        working.consult(source_ref, "contact")
    release(working, source_ref, by=HANDLER)
    release(working, source_ref, by=CONTROLLER)
    with pytest.raises(Frozen):
        working.consult(source_ref, "contact")
    assert len(working.rows("freezes")) == 2
    assert len(working.log.entries(Filters(action=Event.INTEGRITY_FAILED.action))) == 2


def test_it_is_held_even_when_the_log_cannot_take_the_event(
    working: SmallUnit, monkeypatch: pytest.MonkeyPatch
) -> None:
    source_ref = working.register()
    spoil(working, source_ref)
    with monkeypatch.context() as patch:
        patch.setattr("app.trail.Trail.happened", lambda *_, **__: (_ for _ in ()).throw(RuntimeError))
        with pytest.raises(RuntimeError):
            working.consult(source_ref, "contact")
    with working.stewarding() as uow:
        assert source_ref in uow.vault.held_shut()


def test_nothing_in_the_error_tells_what_was_wrong(working: SmallUnit) -> None:
    source_ref = working.register()
    spoil(working, source_ref)
    with pytest.raises(Frozen) as caught:
        working.consult(source_ref, "contact")
    assert caught.value.args == ()
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
