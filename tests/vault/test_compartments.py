"""What is known of a source: each part under its own key, opened one at a time and never unrecorded."""

from contextlib import suppress
from hashlib import sha256

import pytest

from app.access.facts import Nothing
from app.access.policy import Action, require
from app.database import new_id
from app.errors import Conflict, Frozen, Locked, NotFound, Refused
from app.vault.compartments import Compartment
from audit.events import Decision, Event
from audit.store import Filters
from tests.vault.small_unit import (
    ADMINISTRATOR,
    CALL,
    CONTACT,
    CONTROLLER,
    HANDLER,
    NAME,
    OFFICER,
    SECOND_HANDLER,
    STORY,
    SmallUnit,
)


def test_a_custodian_opens_each_part_by_itself(working: SmallUnit) -> None:
    source_ref = working.register()
    assert working.consult(source_ref, "contact") == CONTACT
    assert working.consult(source_ref, "identity") == {"name": NAME}
    assert working.consult(source_ref, "circumstances") == {"how": "a neighbour"}
    assert working.consult(source_ref, "log") == {"entries": []}
    [original] = working.consult(source_ref, "original")["entries"]
    assert STORY in original["original"]["story"]


def test_any_custodian_opens_what_another_registered(working: SmallUnit) -> None:
    source_ref = working.register(HANDLER)
    assert working.consult(source_ref, "contact", by=CONTROLLER) == CONTACT


def test_every_source_has_all_its_parts_from_the_first_day(working: SmallUnit) -> None:
    source_ref = working.register()
    parts = {row["compartment"] for row in working.rows("compartments") if row["source_ref"] == source_ref}
    assert parts == {compartment.value for compartment in Compartment}


def test_a_locked_custodian_opens_nothing(working: SmallUnit) -> None:
    source_ref = working.register()
    with pytest.raises(Locked):
        working.consult(source_ref, "contact", by=SECOND_HANDLER)
    working.tick(minutes=16)
    with pytest.raises(Locked):
        working.consult(source_ref, "contact")


def test_a_new_version_replaces_the_old_which_stays(working: SmallUnit) -> None:
    source_ref = working.register()
    assert working.write(source_ref, "contact", {"phone": "another"}) == 2
    assert working.consult(source_ref, "contact") == {"phone": "another"}
    stored = [row for row in working.rows("entries") if row["version"] == 1]
    assert len(stored) == 4


def test_entries_of_the_log_are_kept_one_after_the_other(working: SmallUnit) -> None:
    source_ref = working.register()
    grant_ref = working.approve(source_ref)
    working.record_call(grant_ref, source_ref)
    working.record_call(grant_ref, source_ref)
    assert working.consult(source_ref, "log") == {"entries": [{"said": CALL}, {"said": CALL}]}


def test_writing_needs_nobodys_keys(working: SmallUnit) -> None:
    source_ref = working.register()
    grant_ref = working.approve(source_ref)
    working.halves.clear()
    working.record_call(grant_ref, source_ref)
    assert working.write(source_ref, "contact", {"phone": "another"}) == 2


def test_each_write_is_in_the_log_with_its_digest_before_and_after(working: SmallUnit) -> None:
    source_ref = working.register()
    working.write(source_ref, "contact", {"phone": "another"})
    blobs = {row["digest"]: row["blob"] for row in working.rows("entries")}
    for digest, blob in blobs.items():
        assert sha256(blob).hexdigest() == digest
        entries = working.log.entries(Filters(digest=digest))
        assert [entry.entry.decision for entry in entries] == [Decision.DONE, Decision.ATTEMPTED]


def test_what_is_written_and_rolled_back_takes_its_number_along(working: SmallUnit) -> None:
    source_ref = working.register()
    with suppress(RuntimeError), working.work(HANDLER) as uow, uow.trail.recording(Event.SOURCE_WRITE, source_ref):
        permit = require(uow.actor, Action.SOURCE_WRITE, working.source_facts(uow, source_ref, "contact"), uow.now)
        assert uow.vault.write(permit, source_ref, "contact", {"phone": "lost"}).version == 2
        raise RuntimeError
    assert working.consult(source_ref, "contact") == CONTACT
    assert working.write(source_ref, "contact", {"phone": "another"}) == 3
    assert working.consult(source_ref, "contact") == {"phone": "another"}


def test_a_kill_between_the_commit_and_the_last_entry_loses_nothing(
    working: SmallUnit, monkeypatch: pytest.MonkeyPatch
) -> None:
    source_ref = working.register()

    class Killed(BaseException):
        pass

    def killed(_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("app.trail.Trail.finish", killed)
        with pytest.raises(Killed):
            working.write(source_ref, "contact", {"phone": "another"})
    assert working.consult(source_ref, "contact") == {"phone": "another"}


def test_a_kill_between_the_entry_and_the_commit_loses_only_what_was_not_committed(
    working: SmallUnit, monkeypatch: pytest.MonkeyPatch
) -> None:
    source_ref = working.register()

    class Killed(BaseException):
        pass

    def killed(_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("app.unit_of_work.UnitOfWork._commit", killed)
        with pytest.raises(Killed):
            working.write(source_ref, "contact", {"phone": "lost"})
    assert working.consult(source_ref, "contact") == CONTACT
    assert working.write(source_ref, "contact", {"phone": "another"}) == 3


# Refused


def test_nothing_opens_that_was_not_recorded_first(working: SmallUnit) -> None:
    source_ref = working.register()
    with pytest.raises(Refused) as refused, working.work(HANDLER) as uow:
        uow.vault.open(working.consult_permit(uow, source_ref, "contact"))
    assert refused.value.rule == "attempt_is_recorded"


@pytest.mark.parametrize("event", [Event.SOURCE_READ, Event.SOURCE_WRITE])
def test_an_entry_that_no_checkpoint_covers_opens_nothing(working: SmallUnit, event: Event) -> None:
    source_ref = working.register()
    with pytest.raises(Refused) as refused, working.work(HANDLER) as uow, uow.trail.recording(event, source_ref):
        uow.vault.open(working.consult_permit(uow, source_ref, "contact"))
    assert refused.value.rule == "attempt_is_recorded"


def test_an_entry_about_another_source_opens_nothing(working: SmallUnit) -> None:
    source_ref, other = working.register(), working.register()
    with pytest.raises(Refused), working.work(HANDLER) as uow, uow.trail.recording(Event.SOURCE_OPEN, other):
        uow.vault.open(working.consult_permit(uow, source_ref, "contact"))


def test_an_entry_that_was_written_by_an_earlier_act_opens_nothing(working: SmallUnit) -> None:
    source_ref = working.register()
    with working.work(HANDLER) as uow:
        with uow.trail.recording(Event.SOURCE_OPEN, source_ref):
            pass
        with pytest.raises(Refused):
            uow.vault.open(working.consult_permit(uow, source_ref, "contact"))


def test_a_permit_for_another_act_opens_nothing(working: SmallUnit) -> None:
    source_ref = working.register()
    with working.work(HANDLER) as uow, uow.trail.recording(Event.SOURCE_OPEN, source_ref):
        facts = working.source_facts(uow, source_ref, "contact")
        write = require(uow.actor, Action.SOURCE_WRITE, facts, uow.now)
        read = require(uow.actor, Action.SOURCE_LIST, facts, uow.now)
        for permit in (write, read):
            with pytest.raises(Refused) as refused:
                uow.vault.open(permit)
            assert refused.value.rule == "permit_fits"
        opening = require(uow.actor, Action.SOURCE_OPEN, facts, uow.now)
        for act in (
            lambda: uow.vault.write(opening, source_ref, "contact", {}),
            lambda: uow.vault.grant(opening, OFFICER, uow.now),
            lambda: uow.vault.open_submission(opening),
            lambda: uow.vault.register(opening, new_id(), new_id(), {}),
            lambda: uow.vault.link(opening, source_ref, new_id()),
            lambda: uow.vault.dismiss(opening, new_id()),
            lambda: uow.vault.open_story(opening, new_id(), b"", 1),
            lambda: uow.vault.groups.open_note(opening, b""),
        ):
            with pytest.raises(Refused) as refused:
                act()
            assert refused.value.rule == "permit_fits"


def test_a_permit_of_another_person_opens_nothing(working: SmallUnit) -> None:
    source_ref = working.register()
    with working.work(CONTROLLER, writes=False) as uow:
        theirs = working.consult_permit(uow, source_ref, "contact")
    assert theirs.at == working.now
    with working.work(HANDLER) as uow, uow.trail.recording(Event.SOURCE_OPEN, source_ref):
        with pytest.raises(Refused) as refused:
            uow.vault.open(theirs)
        assert refused.value.rule == "permit_fits"


def test_a_permit_of_an_earlier_moment_opens_nothing(working: SmallUnit) -> None:
    source_ref = working.register()
    with working.work(HANDLER, writes=False) as uow:
        earlier = working.consult_permit(uow, source_ref, "contact")
    working.tick(seconds=1)
    with working.work(HANDLER) as uow, uow.trail.recording(Event.SOURCE_OPEN, source_ref):
        assert earlier.at < uow.now
        with pytest.raises(Refused) as refused:
            uow.vault.open(earlier)
        assert refused.value.rule == "permit_fits"


def test_a_permit_for_one_part_writes_no_other_and_to_no_other_source(working: SmallUnit) -> None:
    source_ref, other = working.register(), working.register()
    before = len(working.rows("entries"))
    with working.work(HANDLER) as uow, uow.trail.recording(Event.SOURCE_WRITE, source_ref):
        permit = require(uow.actor, Action.SOURCE_WRITE, working.source_facts(uow, source_ref, "contact"), uow.now)
        for where, part in ((source_ref, "identity"), (other, "contact"), (source_ref, "log")):
            with pytest.raises(Refused):
                uow.vault.write(permit, where, part, {})
    assert len(working.rows("entries")) == before


def test_an_officer_writes_to_the_log_and_nowhere_else(working: SmallUnit) -> None:
    source_ref = working.register()
    grant_ref = working.approve(source_ref)
    with working.work(OFFICER) as uow, uow.trail.recording(Event.CONTACT_ATTEMPT, source_ref):
        facts = working.request_facts(grant_ref, source_ref, requester=OFFICER, state="APPROVED")
        permit = require(uow.actor, Action.CONTACT_ATTEMPT, facts, uow.now)
        for part in ("contact", "identity", "original"):
            with pytest.raises(Refused):
                uow.vault.write(permit, source_ref, part, {})


def test_an_officer_with_a_custodians_permit_still_lacks_the_groups_key(working: SmallUnit) -> None:
    """Were policy wrong for once, the key would still say no."""
    source_ref = working.register()
    with working.work(HANDLER, writes=False) as handlers:
        permit = working.consult_permit(handlers, source_ref, "contact")
    with working.work(OFFICER) as uow, uow.trail.recording(Event.SOURCE_OPEN, source_ref):
        forged = type(permit)(permit.action, OFFICER, permit.object_ref, permit.compartment, "", uow.now, permit.facts)
        with pytest.raises(Refused) as refused:
            uow.vault.open(forged)
    assert refused.value.rule == "belongs_to_group"


def test_being_administrator_opens_nothing(working: SmallUnit) -> None:
    source_ref = working.register()
    working.unlock(ADMINISTRATOR)
    with working.work(ADMINISTRATOR) as uow:
        for action in (Action.SOURCE_OPEN, Action.SOURCE_WRITE):
            with pytest.raises(Refused):
                require(uow.actor, action, working.source_facts(uow, source_ref, "contact"), uow.now)
        with pytest.raises(Refused) as refused:
            uow.vault.groups.require_own_membership("custodians")
    assert refused.value.rule == "belongs_to_group"


@pytest.mark.parametrize("compartment", ["", "everything", "CONTACT", "contact "])
def test_there_is_no_part_by_that_name(working: SmallUnit, compartment: str) -> None:
    source_ref = working.register()
    with pytest.raises(NotFound):
        working.consult(source_ref, compartment)


def test_a_source_that_is_not_there_is_not_found(working: SmallUnit) -> None:
    with pytest.raises(NotFound):
        working.consult(new_id(), "contact")


def test_a_refusal_is_in_the_log(working: SmallUnit) -> None:
    source_ref = working.register()
    working.tick(minutes=16)
    with pytest.raises(Locked):
        working.consult(source_ref, "contact")
    newest = working.log.entries(Filters(object_refs=(source_ref,)), limit=2)
    assert [(one.entry.decision, one.entry.rule) for one in newest] == [
        (Decision.REFUSED, "keys_are_locked"),
        (Decision.ATTEMPTED, ""),
    ]


def test_a_source_held_by_two_groups_is_not_opened_by_one(working: SmallUnit) -> None:
    """Its custody is signed, so it cannot be edited into the lower one either."""
    source_ref = working.register()
    working.edit("UPDATE compartments SET custody = 'DUAL'")
    with pytest.raises(Refused) as refused:
        working.consult(source_ref, "contact")
    assert refused.value.rule == "held_by_one"
    with pytest.raises(Frozen):
        working.write(source_ref, "contact", {})


def test_nobody_registers_a_source_twice(working: SmallUnit) -> None:
    source_ref = working.register()
    submission_ref, link = working.submit()
    with pytest.raises(Conflict), working.registering(submission_ref) as (uow, permit):
        uow.vault.register(permit, source_ref, link, {})


def test_the_steward_cannot_open(working: SmallUnit) -> None:
    source_ref = working.register()
    with working.stewarding() as uow:
        for action in (Action.SOURCE_OPEN, Action.SUBMISSION_OPEN, Action.CONTACT_OPEN):
            with pytest.raises(Refused):
                require(uow.actor, action, Nothing(source_ref), uow.now)
        assert not uow.vault.is_unlocked
