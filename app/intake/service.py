"""The steward's part: bring in what the gateway holds, once, losing nothing however often it is interrupted."""

import logging
import secrets
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import steward
from app.access.facts import Nothing
from app.access.policy import Action, require
from app.allegations import service as allegations
from app.allegations.models import Addition, Allegation, Mailbox
from app.database import new_id
from app.errors import NotFound, Unavailable
from app.intake import replies
from app.intake.collecting import addition, collected
from app.intake.models import Submission
from app.intake.story import Kind, Story, read_story
from app.sources.waiting import Arrival, put_in_queue
from app.unit_of_work import House, UnitOfWork
from audit.events import Decision, Event
from crypto.errors import Tampered

log = logging.getLogger("sourcekeeper.steward")

RULE_READABLE = "submission_can_be_read"
RULE_STORY = "story_is_there"


def drain(house: House, unit_ref: str) -> int:
    """
    Bring in everything that waits in the gateway, in no telling order, and return how much was brought in.

    Each goes to the vault, then to the case store, and only then out of the gateway. What is added with a receipt that
    nobody gave is entered last, as an allegation of its own: it may belong to something that came in the same round.
    """
    refs = waiting(house)
    unknown = [ref for ref in refs if not _attempt(house, ref, unit_ref)]
    for ref in unknown:
        _attempt(house, ref, unit_ref, as_new=True)
    replies.deliver(house)
    return len(refs) - len(waiting(house, among=refs))


def drain_urgent(house: House, unit_ref: str) -> int:
    """Bring in at once what is marked urgent; everything, when something urgent was added to what still waits."""
    refs = waiting(house, urgent=True)
    known = [_attempt(house, ref, unit_ref) for ref in refs]
    if not all(known):
        return drain(house, unit_ref)
    if refs:
        replies.deliver(house)
    return len(refs) - len(waiting(house, among=refs))


def waiting(house: House, *, urgent: bool = False, among: Iterable[str] = ()) -> list[str]:
    """Return the references of what waits and was not set aside, shuffled."""
    wanted = select(Submission.submission_ref).where(Submission.set_aside.is_(False))
    if urgent:
        wanted = wanted.where(Submission.urgent.is_(True))
    with house.work(steward(new_id()), writes=False) as uow:
        refs = list(uow.gateway.scalars(wanted))
    if among:
        refs = sorted(set(refs) & set(among))
    secrets.SystemRandom().shuffle(refs)
    return refs


def sweep(house: House, unit_ref: str) -> int:
    """
    Finish what was interrupted and try again what was set aside; return how much was mended.

    A sealed part in the vault whose allegation is missing is brought in from the gateway. Where the gateway no longer
    has its story, that is written to the record each time: somebody has taken it away.
    """
    mended = sum(_mend(house, ref, unit_ref) for ref in _orphans(house))
    mended += sum(_readable(house, ref) and _attempt(house, ref, unit_ref, as_new=True) for ref in _set_aside(house))
    return mended + replies.deliver(house)


def _attempt(house: House, ref: str, unit_ref: str, *, as_new: bool = False) -> bool:
    """
    Bring one in; one that cannot be read is set aside, and never keeps the others.

    Returns ``False`` only where it was added with a receipt that is not known, or not yet.
    """
    try:
        return _bring_in(house, ref, unit_ref, as_new=as_new)
    except Unavailable:
        log.error("a submission waits: a store did not answer")
    except NotFound:
        log.error("a submission waits: there is no unit to give it to")
    except Exception as error:
        log.error("a submission is set aside: %s", type(error).__name__)
        _put_aside(house, ref)
    return True


def _bring_in(house: House, ref: str, unit_ref: str, *, as_new: bool) -> bool:
    """Bring one submission from the gateway into the vault and the case store, and take it out of the gateway."""
    row = _read(house, ref)
    if row is None:
        return True
    with house.work(steward(new_id())) as uow:
        permit = require(uow.actor, Action.STEWARD, Nothing(ref), uow.now)
        story = read_story(uow.vault.open_story(permit, ref, row.story, row.intake_epoch), uow.now)
        # Whether it went through before must be asked first: a custodian may have dealt with the sealed part since.
        is_new = not _is_in(uow.case, ref)
        if is_new and story.kind is Kind.MORE and not as_new and not _has_receipt(uow.case, story):
            return False
        if is_new:
            uow.vault.keep_submission(ref, story.link, row.identity, row.epoch)
        _enter(uow, row, story, unit_ref)
        uow.gateway.delete(uow.gateway.merge(row, load=False))
    return True


def _enter(uow: UnitOfWork, row: Submission, story: Story, unit_ref: str) -> None:
    """Enter the story where it belongs, queue the sealed part for custodians, and tell the holder of the receipt."""
    ref, known = row.submission_ref, _has_receipt(uow.case, story)
    if story.kind is Kind.MORE and known:
        allegation_ref = allegations.add_more(uow, story.locator, addition(story), intake_ref=ref)
    else:
        given = collected(story, ref, unit_ref, with_mailbox=not known)
        allegation_ref = allegations.collect(uow, given)
    uow.case.flush()
    put_in_queue(uow.case, Arrival(ref, story.link, allegation_ref, row.urgent, story.received_hour))
    replies.acknowledge(uow, story)


def _read(house: House, ref: str) -> Submission | None:
    """Return the row, read in a short transaction of its own, so that the public face never waits for the rest."""
    with house.work(steward(new_id()), writes=False) as uow:
        return uow.gateway.get(Submission, ref)


def _is_in(case: Session, ref: str) -> bool:
    """Return whether a submission has come through to the case store before."""
    entered = select(Allegation.ref).where(Allegation.intake_ref == ref)
    return case.scalar(entered) is not None or case.get(Addition, ref) is not None


def _has_receipt(case: Session, story: Story) -> bool:
    """Return whether somebody was given the receipt that this story carries."""
    return case.scalar(select(Mailbox.link).where(Mailbox.locator == story.locator)) is not None


def _put_aside(house: House, ref: str) -> None:
    """Set aside what cannot be read: it stays where it is, the record says so, and it is tried again later."""
    with house.work(steward(new_id())) as uow:
        row = uow.gateway.get(Submission, ref)
        if row is not None and not row.set_aside:
            uow.trail.happened(Event.INTEGRITY_FAILED, ref, decision=Decision.FAILED, rule=RULE_READABLE)
            row.set_aside = True


def _set_aside(house: House) -> list[str]:
    with house.work(steward(new_id()), writes=False) as uow:
        return list(uow.gateway.scalars(select(Submission.submission_ref).where(Submission.set_aside.is_(True))))


def _readable(house: House, ref: str) -> bool:
    """Return whether what was set aside can be read now."""
    row = _read(house, ref)
    try:
        with house.work(steward(new_id()), writes=False) as uow:
            permit = require(uow.actor, Action.STEWARD, Nothing(ref), uow.now)
            return row is not None and bool(
                read_story(uow.vault.open_story(permit, ref, row.story, row.intake_epoch), uow.now)
            )
    except Tampered:
        return False


def _orphans(house: House) -> list[str]:
    """Return the sealed parts in the vault that no allegation and no addition goes with."""
    with house.work(steward(new_id()), writes=False) as uow:
        return [ref for ref in uow.vault.waiting_submissions() if not _is_in(uow.case, ref)]


def _mend(house: House, ref: str, unit_ref: str) -> int:
    """Bring in the other half of a sealed part, or write that it is gone."""
    if _read(house, ref) is not None:
        return int(_attempt(house, ref, unit_ref, as_new=True) and _read(house, ref) is None)
    with house.work(steward(new_id())) as uow:
        uow.trail.happened(Event.SWEEP, ref, decision=Decision.FAILED, rule=RULE_STORY)
    return 0
