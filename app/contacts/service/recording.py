"""Writing down an attempt: its fact for everybody who may know of it, what was said for the source unit alone."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from app.access.policy import Action, Permit, require
from app.contacts import queries
from app.contacts.finding import Known, behind
from app.contacts.following import follow
from app.contacts.models import Attempt
from app.contacts.outcomes import ENDINGS_OF_INCOMING, Direction
from app.errors import Invalid
from app.register.watching import note_contact
from app.sources import queries as sources
from app.sources.plans import LONGEST_PLAN
from app.trail import Note
from app.unit_of_work import UnitOfWork
from audit.events import Event

FURTHEST_PROMISE = LONGEST_PLAN


@dataclass(frozen=True, slots=True)
class Called:
    """
    One attempt as the officer writes it down. ``said`` goes to the vault and nowhere else.

    ``call_back_at`` is when the officer promised to call again, if they did. ``purpose`` is the permission's where it
    is empty. ``tasked`` says that a task was spoken of, ``risk_change`` how the risk to them seems now.
    """

    channel: str
    outcome: str
    duration_minutes: int
    next_step: str
    said: str = field(repr=False)
    made_at: datetime
    call_back_at: datetime | None = None
    direction: str = Direction.OUTGOING
    purpose: str = ""
    risk_change: str = "SAME"
    tasked: bool = False


def before_attempt(uow: UnitOfWork, grant_ref: str) -> str:
    """
    Let somebody write down an attempt, only under a request of their own that was approved; return its purpose.

    :raises NotFound: no such request, or not theirs to know.
    :raises Refused: contact was never allowed under it.
    """
    with uow.trail.consulting(Event.CONTACT_READ_REQUEST, grant_ref):
        row = queries.find(uow, grant_ref)
        require(uow.actor, Action.CONTACT_ATTEMPT, row.facts(), uow.now)
        return row.purpose


def record_attempt(uow: UnitOfWork, grant_ref: str, called: Called) -> str:
    """
    Write down an attempt: its fact in the case store, what was said in the source's log compartment.

    It may be written down after the permission has ended: an attempt that was made must not go unrecorded.

    :raises Refused: contact was never allowed under this request, or it is somebody else's.
    :raises Invalid: the attempt lies before the permission or in the future.
    """
    found = behind(uow, grant_ref)
    row, source = found.request, found.source
    with uow.trail.recording(Event.CONTACT_ATTEMPT, source.source_ref, purpose=called.purpose or row.purpose) as note:
        note.grant_ref = grant_ref
        permit = require(uow.actor, Action.CONTACT_ATTEMPT, found.facts, uow.now)
        _check_times(row.decided_at, called, uow.now)
        attempt = Attempt(grant_ref=grant_ref, link=row.link, purpose=called.purpose or row.purpose)
        return _write_down(found, permit, called, attempt, note)


def before_receiving(uow: UnitOfWork, source_ref: str) -> None:
    """
    Let somebody write down that a source came to them: only one that they look after.

    :raises NotFound: no such source, or not theirs to know.
    :raises Refused: policy says no.
    """
    with uow.trail.consulting(Event.SOURCE_READ, source_ref):
        require(uow.actor, Action.CONTACT_RECEIVE, sources.find(uow, source_ref).facts("log"), uow.now)


def record_received(uow: UnitOfWork, source_ref: str, called: Called) -> str:
    """
    Write down that a source came to us, as whoever looks after them: nobody was called, so there is no permission.

    :raises NotFound: no such source, or not theirs to know.
    :raises Refused: policy says no.
    :raises Invalid: it lies before they were registered or in the future.
    """
    with uow.trail.recording(Event.CONTACT_ATTEMPT, source_ref, purpose=called.purpose) as note:
        found = Known(uow, *sources.known_with_plan(uow, source_ref))
        permit = require(uow.actor, Action.CONTACT_RECEIVE, found.source.facts("log"), uow.now)
        came = replace(called, direction=Direction.INCOMING)
        _check_times(found.source.registered_at, came, uow.now)
        return _write_down(found, permit, came, Attempt(link=source_ref, purpose=came.purpose), note)


def _write_down(found: Known, permit: Permit, called: Called, attempt: Attempt, note: Note) -> str:
    """Seal what was said, keep the fact, and carry out what follows; return the reference of the attempt."""
    uow, source_ref = found.uow, found.source.source_ref
    note.detail |= {"outcome": called.outcome, "channel": called.channel, "direction": str(called.direction)}
    record = {
        "said": called.said,
        "outcome": called.outcome,
        "direction": str(called.direction),
        "tasked": called.tasked,
        "risk_change": called.risk_change,
        "by": uow.actor.person_ref,
        "grant": attempt.grant_ref or "",
    }
    written = uow.vault.write(permit, source_ref, "log", record)
    note.digest = attempt.digest = written.digest
    attempt.entry_version, attempt.by_ref, attempt.at = written.version, uow.actor.person_ref, called.made_at
    attempt.direction, attempt.channel, attempt.outcome = called.direction, called.channel, called.outcome
    attempt.duration_minutes, attempt.next_step = called.duration_minutes, called.next_step
    attempt.call_back_at = called.call_back_at
    uow.case.add(attempt)
    uow.case.flush()
    ours = called.direction == Direction.OUTGOING
    note_contact(uow, source_ref, called.said, ours=ours, tasked=called.tasked)
    follow(uow, found, attempt, riskier=called.risk_change == "HIGHER")
    return attempt.attempt_ref


def _check_times(since: datetime | None, called: Called, now: datetime) -> None:
    """Refuse an attempt that cannot have been made then or ended so, and a promise that lies behind."""
    if called.direction == Direction.INCOMING and called.outcome not in ENDINGS_OF_INCOMING:
        raise Invalid({"outcome": "They came to you: choose how that ended, or say that you called them."})
    if since is None or not since <= called.made_at <= now:
        since_when = "the permission was given" if called.direction == Direction.OUTGOING else "you knew them"
        raise Invalid({"made_at": f"It must lie after {since_when}, and not in the future."})
    if called.call_back_at is not None and not now < called.call_back_at <= now + FURTHEST_PROMISE:
        raise Invalid({"call_back_on": "The promised call must lie ahead, and within 180 days."})
