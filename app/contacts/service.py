"""How an officer comes to call a source: ask, be allowed by somebody else, open, call, and write down the attempt."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.access.facts import Nothing
from app.access.policy import Action, require
from app.allegations import queries as allegations
from app.allegations.models import Allegation
from app.contacts import queries
from app.contacts.models import APPROVED, ENDED, PENDING, REFUSED, REVOKED, Attempt, ContactRequest
from app.contacts.outcomes import (
    OUTCOME_BY_CODE,
    PURPOSE_BY_CODE,
    TELL_SOURCE_UNIT,
    Consequence,
    ContactOutcome,
    follows,
)
from app.errors import Conflict, Invalid, NotFound, Refused
from app.organisations import queries as organisations
from app.organisations.settings import SettingCode, held
from app.risk.listeners import CONTACT_FAILED, CONTACT_UNSAFE, DURESS, REVIEW_ASKED, THIRD_PARTY_ANSWERED
from app.sources import queries as sources
from app.sources.models import SINGLE, Source
from app.sources.plans import LONDON, ContactPlan
from app.unit_of_work import UnitOfWork
from audit.events import Event


@dataclass(frozen=True, slots=True)
class Called:
    """One attempt as the officer writes it down. ``said`` goes to the vault and nowhere else."""

    channel: str
    outcome: str
    duration_minutes: int
    next_step: str
    said: str = field(repr=False)
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach the source, for as long as the page is open: the plan, and whether this is a safe moment."""

    request: ContactRequest
    plan: ContactPlan = field(repr=False)
    safe_now: bool


def before_asking(uow: UnitOfWork, allegation_ref: str) -> None:
    """
    Let an officer say what for: only about an allegation of their own, so that the form tells nothing.

    :raises NotFound: no such allegation, or not theirs to know.
    :raises Refused: policy says no.
    """
    with uow.trail.consulting(Event.ALLEGATION_READ, allegation_ref):
        allegation = allegations.find(uow, allegation_ref)
        require(uow.actor, Action.CONTACT_ASK, allegation.facts(), uow.now)


def ask(uow: UnitOfWork, allegation_ref: str, *, purpose: str, reason: str) -> str:
    """
    Ask to be told how the person behind an allegation may be reached; return the reference of the request.

    :raises NotFound: no such allegation, or not theirs to know.
    :raises Refused: policy says no, or there is nobody who can be asked for.
    :raises Conflict: a request of theirs for it is open already.
    """
    with uow.trail.recording(Event.CONTACT_REQUEST, allegation_ref, purpose=purpose, reason=reason) as note:
        allegation = allegations.find(uow, allegation_ref)
        require(uow.actor, Action.CONTACT_ASK, allegation.facts(), uow.now)
        without_plan = PURPOSE_BY_CODE[purpose].without_plan
        if not sources.contact_can_be_asked(uow, allegation.link, without_plan=without_plan):
            raise Refused("contact_can_be_asked", "Contact cannot be asked for on this allegation.")
        if any(_is_open(row, uow) for row in queries.of_allegation(uow, allegation_ref)):
            raise Conflict("You have asked for this already. Open your request to see where it stands.")
        row = ContactRequest(
            link=allegation.link,
            allegation_ref=allegation_ref,
            purpose=purpose,
            reason=reason,
            requester_ref=uow.actor.person_ref,
            asked_at=uow.now,
            custody=sources.must_be_held(uow, allegation.link),
        )
        uow.case.add(row)
        uow.case.flush()
        note.grant_ref = row.grant_ref
        return row.grant_ref


def to_decide(uow: UnitOfWork, after: tuple[datetime, str] | None = None) -> Sequence[ContactRequest]:
    """Return a page of requests this custodian may decide, oldest first. Recorded with the references shown."""
    with uow.trail.consulting(Event.CONTACT_LIST) as note:
        rows = queries.pending(uow, after)
        note.detail["listed"] = [row.grant_ref for row in rows]
        return rows


def own(uow: UnitOfWork, before: tuple[datetime, str] | None = None) -> Sequence[ContactRequest]:
    """Return a page of the officer's own requests, newest first. Recorded with the references shown."""
    with uow.trail.consulting(Event.CONTACT_LIST) as note:
        rows = queries.own(uow, before)
        note.detail["listed"] = [row.grant_ref for row in rows]
        return rows


def read(uow: UnitOfWork, grant_ref: str) -> ContactRequest:
    """
    Return a request: to its officer, or to a custodian.

    :raises NotFound: no such request, or not theirs to know.
    """
    with uow.trail.consulting(Event.CONTACT_READ_REQUEST, grant_ref):
        return queries.find(uow, grant_ref)


def approve(uow: UnitOfWork, grant_ref: str, *, until: datetime) -> None:
    """
    Approve a request, which is to re-seal the compartment's key to the officer's own key, until a time.

    Where two groups hold the source, the first approval gives one half and says until when, and the second, by
    somebody of the other group, lets the officer in.

    :raises Refused: policy says no; nobody decides their own request.
    :raises Conflict: it has been decided already.
    :raises Invalid: the end is past, or more than a day ahead.
    :raises Locked: the custodian has not unlocked.
    """
    row, source = _behind(uow, grant_ref)
    with uow.trail.recording(Event.CONTACT_APPROVE, source.source_ref, purpose=row.purpose) as note:
        note.grant_ref = grant_ref
        note.detail |= {"recipient": row.requester_ref, "compartment": row.compartment}
        facts = row.facts(source.source_ref, source.must_be_held)
        permit = require(uow.actor, Action.CONTACT_DECIDE, facts, uow.now)
        row.ends_at, hours = row.ends_at or until, _most_hours(uow, row)
        if not uow.now < row.ends_at <= uow.now + timedelta(hours=hours):
            raise Invalid({"until": f"The permission must end in the future, and within {hours} hours."})
        whole = uow.vault.grant(permit, row.requester_ref, row.ends_at)
        row.custody = facts.custody
        note.detail["half"] = "" if facts.custody == SINGLE else row.give_half(uow.actor)
        if whole:
            _decide(uow, row, APPROVED)


def _most_hours(uow: UnitOfWork, row: ContactRequest) -> int:
    """Return how long a permission may last: a day at most, or what the allegation's unit has made of it."""
    allegation = uow.case.get(Allegation, row.allegation_ref)
    if allegation is None:
        raise NotFound
    return held(organisations.unit(uow.case, allegation.unit_ref).tightened, SettingCode.CONTACT_HOURS)


def refuse(uow: UnitOfWork, grant_ref: str, *, reason: str) -> None:
    """
    Refuse a request, with a reason that the officer sees.

    :raises Refused: policy says no; nobody decides their own request.
    """
    with uow.trail.recording(Event.CONTACT_REFUSE, grant_ref, reason=reason) as note:
        note.grant_ref = grant_ref
        row = queries.find(uow, grant_ref)
        require(uow.actor, Action.CONTACT_DECIDE, row.facts(), uow.now)
        uow.vault.revoke(grant_ref)
        _decide(uow, row, REFUSED)
        row.decision_reason = reason


def revoke(uow: UnitOfWork, grant_ref: str, *, reason: str) -> None:
    """End a permission now. It takes effect at the officer's next request, on every worker."""
    with uow.trail.recording(Event.CONTACT_REVOKE, grant_ref, reason=reason) as note:
        note.grant_ref = grant_ref
        row = queries.find(uow, grant_ref)
        require(uow.actor, Action.CONTACT_REVOKE, row.facts(), uow.now)
        uow.vault.revoke(grant_ref)
        row.state, row.decision_reason, row.ends_at = REVOKED, reason, uow.now


def open_contact(uow: UnitOfWork, grant_ref: str) -> Contact:
    """
    Return how to reach the source, for the officer who holds a live grant.

    :raises NotFound: no such request, or not theirs to know.
    :raises Refused: policy says no; the trail keeps which rule.
    :raises Locked: the officer has not unlocked.
    """
    row, source = _behind(uow, grant_ref)
    with uow.trail.recording(
        Event.CONTACT_OPEN, source.source_ref, purpose=row.purpose, detail={"compartment": row.compartment}
    ) as note:
        note.grant_ref = grant_ref
        facts = row.facts(source.source_ref, source.must_be_held)
        plan = ContactPlan.parse(uow.vault.open(require(uow.actor, Action.CONTACT_OPEN, facts, uow.now)))
        if plan.do_not_contact or plan.has_ended(uow.now.astimezone(LONDON).date()):
            raise Refused("plan_allows_contact", "The contact plan does not allow this now. Ask the source unit.")
        return Contact(row, plan, plan.is_safe_at(uow.now))


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
    row, source = _behind(uow, grant_ref)
    with uow.trail.recording(Event.CONTACT_ATTEMPT, source.source_ref, purpose=row.purpose) as note:
        note.grant_ref = grant_ref
        note.detail |= {"outcome": called.outcome, "channel": called.channel}
        permit = require(uow.actor, Action.CONTACT_ATTEMPT, row.facts(source.source_ref, source.must_be_held), uow.now)
        if row.decided_at is None or not row.decided_at <= called.made_at <= uow.now:
            raise Invalid({"made_at": "The attempt must lie after the permission was given, and not in the future."})
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
            entry_version=written.version,
            digest=written.digest,
        )
        uow.case.add(attempt)
        uow.case.flush()
        _tell_of(uow, source.source_ref, attempt)
        return attempt.attempt_ref


def end_expired(uow: UnitOfWork) -> int:
    """End permissions whose time is over, in the vault and here; the steward does this, and may do it twice."""
    require(uow.actor, Action.STEWARD, Nothing(), uow.now)
    rows = {row.grant_ref: row for row in queries.over(uow)}
    for grant_ref in {*rows, *uow.vault.ended_grants(uow.now)}:
        with uow.trail.recording(Event.CONTACT_EXPIRE, grant_ref) as note:
            note.grant_ref = grant_ref
            uow.vault.revoke(grant_ref)
            row = rows.get(grant_ref)
            if row is not None:
                row.state = ENDED
    return len(rows)


def _behind(uow: UnitOfWork, grant_ref: str) -> tuple[ContactRequest, Source]:
    """
    Return a request and the source behind its link, which only the vault knows.

    What is looked up before the trail begins is who the act is about; a look-up that finds nothing is recorded too.
    """
    try:
        row = queries.find(uow, grant_ref)
        source_ref = uow.vault.source_of(row.link)
        source = uow.case.get(Source, source_ref) if source_ref else None
    except NotFound:
        source = None
    if source is None:
        with uow.trail.recording(Event.CONTACT_OPEN, grant_ref):
            raise NotFound
    return row, source


def _tell_of(uow: UnitOfWork, source_ref: str, attempt: Attempt) -> None:
    """Tell those who see to the risk what an attempt may mean for it."""
    own = OUTCOME_BY_CODE[attempt.outcome].consequences
    followed = follows(attempt.outcome, queries.failures_before(uow, uow.vault.links_of(source_ref), attempt))
    told = {
        DURESS: Consequence.RISK_IS_CRITICAL in followed,
        THIRD_PARTY_ANSWERED: Consequence.COMPROMISE_RISES in followed,
        CONTACT_UNSAFE: attempt.outcome == ContactOutcome.UNSAFE_ABORTED,
        CONTACT_FAILED: Consequence.REVIEW_RISK in followed - own,
        REVIEW_ASKED: attempt.next_step == TELL_SOURCE_UNIT,
    }
    for what in [what for what, is_so in told.items() if is_so]:
        uow.tell(what, source_ref)


def _decide(uow: UnitOfWork, row: ContactRequest, state: str) -> None:
    """Write who decided, and when."""
    row.state, row.approver_ref, row.decided_at = state, uow.actor.person_ref, uow.now


def _is_open(row: ContactRequest, uow: UnitOfWork) -> bool:
    """Return whether a request of this person still waits or still lasts."""
    own = row.requester_ref == uow.actor.person_ref
    lasts = row.state == APPROVED and row.ends_at is not None and row.ends_at > uow.now
    return own and (row.state == PENDING or lasts)
