"""Sealed parts that wait: kept as they came, opened by a custodian alone, and gone when they have been dealt with."""

import pytest

from app.access.facts import SubmissionFacts
from app.access.policy import Action, require
from app.database import new_id
from app.errors import Conflict, Frozen, Locked, NotFound, Refused
from audit.events import Event
from crypto.bundle import seal_submission
from crypto.errors import Tampered
from tests.vault.small_unit import CONTACT, CONTROLLER, HANDLER, NAME, OFFICER, PHONE, STORY, SmallUnit


def open_submission(unit: SmallUnit, submission_ref: str, *, by: str = HANDLER) -> dict[str, object]:
    with unit.work(by, writes=False) as uow, uow.trail.recording(Event.SUBMISSION_OPEN, submission_ref):
        permit = require(uow.actor, Action.SUBMISSION_OPEN, SubmissionFacts(submission_ref, waiting=True), uow.now)
        return uow.vault.open_submission(permit)


def test_a_custodian_reads_who_it_was_and_the_story_as_typed(working: SmallUnit) -> None:
    submission_ref, _ = working.submit()
    opened = open_submission(working, submission_ref)
    assert opened == {"details": {"name": NAME, "phone": PHONE}, "original": {"story": f"{STORY}: I am {NAME}"}}


def test_opening_leaves_it_waiting(working: SmallUnit) -> None:
    submission_ref, _ = working.submit()
    open_submission(working, submission_ref)
    with working.stewarding() as uow:
        assert uow.vault.submission_waits(submission_ref)
        assert uow.vault.waiting_submissions() == [submission_ref]


def test_locked_keys_open_nothing(working: SmallUnit) -> None:
    submission_ref, _ = working.submit()
    working.tick(minutes=16)
    with pytest.raises(Locked):
        open_submission(working, submission_ref)


def test_nothing_opens_that_was_not_recorded_first(working: SmallUnit) -> None:
    submission_ref, link = working.submit()
    facts = SubmissionFacts(submission_ref, waiting=True)
    with working.work(HANDLER) as uow:
        reading = require(uow.actor, Action.SUBMISSION_OPEN, facts, uow.now)
        registering = require(uow.actor, Action.SOURCE_REGISTER, facts, uow.now)
        for act in (
            lambda: uow.vault.open_submission(reading),
            lambda: uow.vault.register(registering, new_id(), link, {}),
            lambda: uow.vault.link(registering, new_id(), link),
            lambda: uow.vault.dismiss(registering, link),
        ):
            with pytest.raises(Refused) as refused:
                act()
            assert refused.value.rule == "attempt_is_recorded"
    with working.stewarding() as uow:
        assert uow.vault.submission_waits(submission_ref)


def test_the_permit_of_one_submission_opens_no_other(working: SmallUnit) -> None:
    (mine, _), (_, other_link) = working.submit(), working.submit()
    with working.registering(mine) as (uow, permit):
        for act in (
            lambda: uow.vault.register(permit, new_id(), other_link, {}),
            lambda: uow.vault.link(permit, new_id(), other_link),
            lambda: uow.vault.dismiss(permit, other_link),
        ):
            with pytest.raises(NotFound):
                act()
        assert len(uow.vault.waiting_submissions()) == 2


def test_registering_moves_the_story_and_deletes_the_sealed_part(working: SmallUnit) -> None:
    submission_ref, link = working.submit()
    source_ref = new_id()
    with working.registering(submission_ref) as (uow, permit):
        uow.vault.register(permit, source_ref, link, {"contact": CONTACT})
    assert not working.rows("submissions")
    with working.stewarding() as uow:
        assert uow.vault.source_of(link) == source_ref
        assert uow.vault.links_of(source_ref) == [link]
    [original] = working.consult(source_ref, "original")["entries"]
    assert original == {"link": link, "original": {"story": f"{STORY}: I am {NAME}"}}
    with pytest.raises(NotFound):
        open_submission(working, submission_ref)


def test_a_registration_that_fails_leaves_it_waiting_and_no_source(working: SmallUnit) -> None:
    submission_ref, link = working.submit()
    with pytest.raises(ValueError, match="float"), working.registering(submission_ref) as (uow, permit):
        uow.vault.register(permit, new_id(), link, {"contact": {"bad": 0.5}})
    assert [row["submission_ref"] for row in working.rows("submissions")] == [submission_ref]
    for table in ("compartments", "wraps", "entries", "links"):
        assert not working.rows(table)


def test_a_part_that_no_source_has_is_not_registered(working: SmallUnit) -> None:
    submission_ref, link = working.submit()
    with pytest.raises(ValueError, match="bank"), working.registering(submission_ref) as (uow, permit):
        uow.vault.register(permit, new_id(), link, {"bank": {}})
    assert not working.rows("compartments")


def test_a_second_report_is_linked_and_its_story_kept_beside_the_first(working: SmallUnit) -> None:
    source_ref = working.register()
    submission_ref, link = working.submit()
    with working.registering(submission_ref, by=CONTROLLER) as (uow, permit):
        assert uow.vault.link(permit, source_ref, link).version == 2
    assert len(working.consult(source_ref, "original")["entries"]) == 2
    assert not working.rows("submissions")
    with working.stewarding() as uow:
        assert link in uow.vault.links_of(source_ref)
        assert len(uow.vault.links_of(source_ref)) == 2


def test_linking_to_a_source_that_is_not_there_keeps_it_waiting(working: SmallUnit) -> None:
    submission_ref, link = working.submit()
    with pytest.raises(NotFound), working.registering(submission_ref) as (uow, permit):
        uow.vault.link(permit, new_id(), link)
    assert working.rows("submissions")
    assert not working.rows("links")


def test_a_dismissed_submission_leaves_nothing(working: SmallUnit) -> None:
    submission_ref, link = working.submit(details={})
    with working.registering(submission_ref) as (uow, permit):
        uow.vault.dismiss(permit, link)
    assert not working.rows("submissions")
    with working.stewarding() as uow:
        assert uow.vault.source_of(link) is None


def test_handing_over_twice_is_handing_over_once(working: SmallUnit) -> None:
    submission_ref, link = working.submit()
    before = working.rows("submissions")
    with working.stewarding() as uow:
        assert uow.vault.keep_submission(submission_ref, new_id(), b"something else", 1) == link
    assert working.rows("submissions") == before


def test_a_link_belongs_to_one_source(working: SmallUnit) -> None:
    source_ref = working.register()
    submission_ref, link = working.submit()
    with working.stewarding() as uow:
        taken = uow.vault.links_of(source_ref)[0]
    working.edit("UPDATE submissions SET link = :link WHERE submission_ref = :ref", link=taken, ref=submission_ref)
    with pytest.raises((Conflict, Frozen)), working.registering(submission_ref) as (uow, permit):
        uow.vault.register(permit, new_id(), taken, {})
    assert link != taken


def test_whoever_exchanges_the_sealed_part_or_its_link_is_seen(working: SmallUnit) -> None:
    """The database's owner knows the custodians' public key, and can seal a story of their own to it."""
    submission_ref, _ = working.submit()
    recipients = working.ceremony.bundle.verify(working.house.deployment.root, working.house.deployment.ref)
    forged = seal_submission(recipients, submission_ref, details={"name": "Mallory"}, original={}, story={})
    for exchanged in ({"blob": forged.identity}, {"link": new_id()}, {"epoch": 2}):
        with working.edited("submissions", "submission_ref", submission_ref, **exchanged), pytest.raises(Frozen):
            open_submission(working, submission_ref)
    assert open_submission(working, submission_ref)["details"] == {"name": NAME, "phone": PHONE}


def test_what_the_public_face_spoiled_freezes_only_itself(working: SmallUnit) -> None:
    spoiled, fine = new_id(), working.submit()[0]
    with working.stewarding() as uow:
        uow.vault.keep_submission(spoiled, new_id(), b"not sealed at all", 1)
    with pytest.raises(Frozen):
        open_submission(working, spoiled)
    assert [row["record_ref"] for row in working.rows("freezes")] == [spoiled]
    assert open_submission(working, fine)


def test_an_officer_opens_no_submission(working: SmallUnit) -> None:
    submission_ref, _ = working.submit()
    with pytest.raises(Refused):
        open_submission(working, submission_ref, by=OFFICER)


# The story, which the steward brings to the case store


def test_the_steward_opens_the_story_and_not_the_identity(working: SmallUnit) -> None:
    submission_ref = new_id()
    deployment = working.house.deployment
    recipients = working.ceremony.bundle.verify(deployment.root, deployment.ref)
    sealed = seal_submission(
        recipients, submission_ref, details={"name": NAME}, original={"story": STORY}, story={"text": "cut"}
    )
    with working.stewarding() as uow:
        permit = working.steward_permit(uow)
        assert uow.vault.open_story(permit, submission_ref, sealed.story, sealed.intake_epoch) == {
            "story": {"text": "cut"}
        }
        for ref, blob, epoch in (
            (submission_ref, sealed.identity, 1),
            (new_id(), sealed.story, 1),
            (submission_ref, sealed.story, 2),
            (submission_ref, sealed.story[:-1], 1),
            (submission_ref, b"", 1),
        ):
            with pytest.raises(Tampered):
                uow.vault.open_story(permit, ref, blob, epoch)
    assert not working.rows("freezes")


def test_nobody_but_the_steward_opens_a_story(working: SmallUnit) -> None:
    with working.work(HANDLER) as uow, pytest.raises(Refused):
        working.steward_permit(uow)
