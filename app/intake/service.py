"""The steward's part: bring in what the gateway holds, once, losing nothing however often it is interrupted."""

import logging
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import Enum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.access.actor import steward
from app.access.facts import Nothing
from app.access.marks import KeptFrom
from app.access.policy import Action, require
from app.allegations import service as allegations
from app.allegations.models import Addition, Allegation, Mailbox
from app.database import new_id
from app.errors import NotFound, Unavailable
from app.intake import replies
from app.intake.collecting import addition, collected
from app.intake.models import Submission
from app.intake.placing import placed
from app.intake.rules import to_the_hour
from app.intake.story import Kind, Story, read_story
from app.intake.vouching import proof
from app.markings.promises import CONFIDENCE, PROMISE_BY_CODE
from app.sources.waiting import Arrival, put_in_queue
from app.unit_of_work import House, UnitOfWork
from audit.events import Decision, Event
from crypto.errors import Tampered
from crypto.macs import equal

log = logging.getLogger("sourcekeeper.steward")

RULE_READABLE = "submission_can_be_read"
RULE_STORY = "story_is_there"


class Came(Enum):
    """What became of one submission in one round."""

    IN = "it is where it belongs"
    LATER = "it waits: a store did not answer, or its hour is not over"
    ASIDE = "it cannot be read"
    UNKNOWN = "it was added with a receipt that is not known, or not yet"


def drain(house: House, unit_ref: str) -> int:
    """
    Bring in everything that waits in the gateway, in no telling order, and return how much was brought in.

    Each goes to the vault, then to the case store, and only then out of the gateway. What is added with a receipt that
    nobody gave is entered last, as an allegation of its own: it may belong to something that came in the same round.
    """
    return _round(house, waiting(house), unit_ref)


def drain_urgent(house: House, unit_ref: str) -> int:
    """Bring in at once what is marked urgent; everything, when something urgent was added to what still waits."""
    urgent = waiting(house, urgent=True)
    if not urgent:
        return 0
    came = [_attempt(house, ref, unit_ref) for ref in urgent]
    if Came.UNKNOWN in came:
        return came.count(Came.IN) + drain(house, unit_ref)
    replies.deliver(house)
    return came.count(Came.IN)


def waiting(house: House, *, urgent: bool = False) -> list[str]:
    """Return the references of what waits and was not set aside, shuffled."""
    wanted = select(Submission.submission_ref).where(Submission.set_aside.is_(False))
    with house.work(steward(new_id()), writes=False) as uow:
        refs = list(uow.gateway.scalars(wanted.where(Submission.urgent.is_(True)) if urgent else wanted))
    secrets.SystemRandom().shuffle(refs)
    return refs


def sweep(house: House, unit_ref: str) -> int:
    """
    Finish what was interrupted and try again what was set aside; return how much was mended.

    A sealed part in the vault whose allegation is missing is brought in from the gateway. Where the gateway no longer
    has its story, that is written to the record each time: somebody has taken it away.
    """
    orphans = _orphans(house)
    _report_missing(house, [ref for ref in orphans if _read(house, ref) is None])
    again = [ref for ref in _set_aside(house) if _is_readable(house, ref)]
    return _round(house, sorted({*orphans, *again}), unit_ref)


def _round(house: House, refs: Sequence[str], unit_ref: str) -> int:
    """Bring these in, fill the mailboxes, and return how many came in."""
    came = {ref: _attempt(house, ref, unit_ref) for ref in refs}
    unknown = [ref for ref, how in came.items() if how is Came.UNKNOWN]
    came.update({ref: _attempt(house, ref, unit_ref, as_new=True) for ref in unknown})
    replies.deliver(house)
    return list(came.values()).count(Came.IN)


def _attempt(house: House, ref: str, unit_ref: str, *, as_new: bool = False) -> Came:
    """Bring one in; one that cannot be read is set aside, and never keeps the others."""
    try:
        return _bring_in(house, ref, unit_ref, as_new=as_new)
    except (Unavailable, NotFound) as error:
        # NotFound: the unit that it should be given to is not there. Both are mended elsewhere, and it is tried again.
        log.error("a submission waits: %s", type(error).__name__)
        return Came.LATER
    except Exception as error:
        log.error("a submission is set aside: %s", type(error).__name__)
        _put_aside(house, ref)
        return Came.ASIDE


def _bring_in(house: House, ref: str, unit_ref: str, *, as_new: bool) -> Came:
    """Bring one submission from the gateway into the vault and the case store, and take it out of the gateway."""
    row = _read(house, ref)
    if row is None:
        return Came.LATER
    with house.work(steward(new_id())) as uow:
        story = _open(uow, row)
        if _came_just_now(story, row, uow.now):
            return Came.LATER
        # Whether it went through before must be asked first: a custodian may have dealt with the sealed part since.
        is_new = not _is_in(uow.case, ref)
        if is_new and story.kind is Kind.MORE and not as_new and not _has_receipt(uow.case, story):
            return Came.UNKNOWN
        promise = _promise(uow.case, story)
        if is_new and PROMISE_BY_CODE[promise].may_be_known:
            uow.vault.keep_submission(ref, story.link, row.identity, row.epoch)
        _enter(uow, row, replace(story, promise=promise), unit_ref)
        uow.gateway.execute(delete(Submission).where(Submission.submission_ref == ref))
    return Came.IN


def _came_just_now(story: Story, row: Submission, now: datetime) -> bool:
    """
    Return whether a colleague's own referral is to wait until its hour is over.

    Brought in at once, the record of that would say at which minutes somebody who works here was at a screen.
    """
    is_own = story.entered is not None and story.entered.is_own
    return is_own and not row.urgent and story.received_hour == to_the_hour(now)


def _open(uow: UnitOfWork, row: Submission) -> Story:
    """Return the story of a row; Tampered when it does not open, or is no story."""
    permit = require(uow.actor, Action.STEWARD, Nothing(row.submission_ref), uow.now)
    story = read_story(uow.vault.open_story(permit, row.submission_ref, row.story, row.intake_epoch), uow.now)
    entered = story.entered
    if entered is not None and not equal(entered.proof.encode(), proof(uow, row.submission_ref, story).encode()):
        raise Tampered
    return story


def _enter(uow: UnitOfWork, row: Submission, story: Story, unit_ref: str) -> None:
    """Enter the story where it belongs, queue the sealed part for custodians, and tell the holder of the receipt."""
    ref, known = row.submission_ref, _has_receipt(uow.case, story)
    if story.kind is Kind.MORE and known:
        allegation_ref = allegations.add_more(uow, story.locator, addition(story), intake_ref=ref)
    else:
        given = placed(uow, collected(story, ref, unit_ref, with_mailbox=not known))
        allegation_ref = allegations.collect(uow, given)
    uow.case.flush()
    told = uow.case.get_one(Allegation, allegation_ref)
    hour, kept = story.received_hour, KeptFrom(told.kept_from, told.kept_number)
    arrival = Arrival(ref, story.link, allegation_ref, row.urgent, hour, story.promise, story.needs_care, kept)
    put_in_queue(uow.case, arrival)
    replies.acknowledge(uow, story)


def _read(house: House, ref: str) -> Submission | None:
    """Return the row, read in a short transaction of its own, so that the public face never waits for the rest."""
    with house.work(steward(new_id()), writes=False) as uow:
        return uow.gateway.get(Submission, ref)


def _is_in(case: Session, ref: str) -> bool:
    """Return whether a submission has come through to the case store before."""
    entered = select(Allegation.ref).where(Allegation.intake_ref == ref)
    return case.scalar(entered) is not None or case.get(Addition, ref) is not None


def _promise(case: Session, story: Story) -> str:
    """
    Return what holds for what came: what was promised first, unless whoever was to stay unknown gives details now.

    :returns: the code of a promise.
    """
    before = select(Allegation.promise).join(Mailbox, Mailbox.link == Allegation.link)
    first = case.scalar(before.where(Mailbox.locator == story.locator)) if story.kind is Kind.MORE else None
    if first and (PROMISE_BY_CODE[first].may_be_known or not story.promise):
        return first
    return story.promise or CONFIDENCE


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


def _is_readable(house: House, ref: str) -> bool:
    """Return whether what was set aside can be read now."""
    row = _read(house, ref)
    try:
        with house.work(steward(new_id()), writes=False) as uow:
            return row is not None and bool(_open(uow, row))
    except Tampered:
        return False


def _orphans(house: House) -> list[str]:
    """Return the sealed parts in the vault that no allegation and no addition goes with."""
    with house.work(steward(new_id()), writes=False) as uow:
        return [ref for ref in uow.vault.waiting_submissions() if not _is_in(uow.case, ref)]


def _report_missing(house: House, refs: Sequence[str]) -> None:
    """Write to the record that the story of a sealed part is gone from the gateway."""
    with house.work(steward(new_id())) as uow:
        for ref in refs:
            uow.trail.happened(Event.SWEEP, ref, decision=Decision.FAILED, rule=RULE_STORY)
