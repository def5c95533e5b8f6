"""Writing down an attempt: its fact for everybody who may know of it, what was said for the source unit alone."""

from dataclasses import dataclass, field
from datetime import datetime

from app.access.policy import Action, require
from app.contacts import queries
from app.contacts.finding import behind
from app.contacts.following import follow
from app.contacts.models import Attempt, ContactRequest
from app.errors import Invalid
from app.register.watching import note_contact
from app.sources.plans import LONGEST_PLAN
from app.unit_of_work import UnitOfWork
from audit.events import Event

FURTHEST_PROMISE = LONGEST_PLAN


@dataclass(frozen=True, slots=True)
class Called:
    """
    One attempt as the officer writes it down. ``said`` goes to the vault and nowhere else.

    ``call_back_at`` is when the officer promised to call again, if they did.
    """

    channel: str
    outcome: str
    duration_minutes: int
    next_step: str
    said: str = field(repr=False)
    made_at: datetime
    call_back_at: datetime | None = None


def before_attempt(uow: UnitOfWork, grant_ref: str) -> None:
    """
    Let an officer write down an attempt: only under a request of their own that was approved once.

    :raises NotFound: no such request, or not theirs to know.
    :raises Refused: contact was never allowed under it.
    """
    with uow.trail.consulting(Event.CONTACT_READ_REQUEST, grant_ref):
        row = queries.find(uow, grant_ref)
        require(uow.actor, Action.CONTACT_ATTEMPT, row.facts(), uow.now)


def record_attempt(uow: UnitOfWork, grant_ref: str, called: Called) -> str:
    """
    Write down an attempt: its fact in the case store, what was said in the source's log compartment.

    It may be written down after the permission has ended: an attempt that was made must not go unrecorded.

    :raises Refused: contact was never allowed under this request, or it is somebody else's.
    :raises Invalid: the attempt lies before the permission or in the future.
    """
    found = behind(uow, grant_ref)
    row, source = found.request, found.source
    with uow.trail.recording(Event.CONTACT_ATTEMPT, source.source_ref, purpose=row.purpose) as note:
        note.grant_ref = grant_ref
        note.detail |= {"outcome": called.outcome, "channel": called.channel}
        permit = require(uow.actor, Action.CONTACT_ATTEMPT, found.facts, uow.now)
        _check_times(row, called, uow.now)
        record = {"said": called.said, "outcome": called.outcome, "by": uow.actor.person_ref, "grant": grant_ref}
        written = uow.vault.write(permit, source.source_ref, "log", record)
        note.digest = written.digest
        attempt = Attempt(
            grant_ref=grant_ref,
            link=row.link,
            at=called.made_at,
            by_ref=uow.actor.person_ref,
            channel=called.channel,
            outcome=called.outcome,
            duration_minutes=called.duration_minutes,
            next_step=called.next_step,
            call_back_at=called.call_back_at,
            entry_version=written.version,
            digest=written.digest,
        )
        uow.case.add(attempt)
        uow.case.flush()
        note_contact(uow, source.source_ref, called.said)
        follow(uow, found, attempt)
        return attempt.attempt_ref


def _check_times(row: ContactRequest, called: Called, now: datetime) -> None:
    """Refuse an attempt that cannot have been made then, and a promise that lies behind."""
    if row.decided_at is None or not row.decided_at <= called.made_at <= now:
        raise Invalid({"made_at": "The attempt must lie after the permission was given, and not in the future."})
    if called.call_back_at is not None and not now < called.call_back_at <= now + FURTHEST_PROMISE:
        raise Invalid({"call_back_on": "The promised call must lie ahead, and within 180 days."})
