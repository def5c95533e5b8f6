"""What custodians decide: who may reach a source and until when, and whether outside the safe window."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.access.facts import Nothing
from app.access.policy import Action, allowed, require
from app.allegations.models import Allegation
from app.contacts import queries
from app.contacts.finding import behind, promised
from app.contacts.models import APPROVED, ENDED, REFUSED, REVOKED, ContactRequest
from app.errors import Conflict, Invalid, NotFound, Refused
from app.organisations import queries as organisations
from app.organisations.settings import SettingCode, held
from app.sources.models import SINGLE, Source
from app.unit_of_work import UnitOfWork
from audit.events import Event

HOUR, LONGEST_STANDING = timedelta(hours=1), timedelta(days=30)  # product rule: what a source's own handler may hold

KEPT_FROM_IT = "Whoever asks is kept from this source. Refuse it."


@dataclass(frozen=True, slots=True)
class ToDecide:
    """
    A request before somebody who decides.

    :ivar band: how great the risk is to whoever would be called; empty to whoever asked.
    :ivar why_not: why this person cannot approve it, though it is theirs to decide; empty where they can.
    """

    request: ContactRequest
    band: str = ""
    why_not: str = ""


def read_to_decide(uow: UnitOfWork, grant_ref: str) -> ToDecide:
    """
    Return a request with what those who decide must weigh, and what stands against approving it.

    :raises NotFound: no such request, or not theirs to know.
    """
    with uow.trail.consulting(Event.CONTACT_READ_REQUEST, grant_ref):
        row = queries.find(uow, grant_ref)
        if row.requester_ref == uow.actor.person_ref:
            return ToDecide(row)
        source_ref = row.link if row.is_handlers else uow.vault.source_of(row.link)
        source = uow.case.get(Source, source_ref) if source_ref else None
        return ToDecide(row, source.band if source else "", _why_not(uow, row, source))


def _why_not(uow: UnitOfWork, row: ContactRequest, source: Source | None) -> str:
    """Return why whoever may decide a request cannot approve it; nothing where they can, or where it is not theirs."""
    if not allowed(uow.actor, Action.CONTACT_DECIDE, row.facts(), uow.now):
        return ""
    if source is not None and uow.kept_among([row.requester_ref], source):
        return KEPT_FROM_IT
    try:
        require(uow.actor, Action.CONTACT_DECIDE, row.facts(promise=promised(row, source)), uow.now)
    except Refused as refused:
        return refused.advice
    return ""


def approve(uow: UnitOfWork, grant_ref: str, *, until: datetime) -> None:
    """
    Approve a request, which is to re-seal the compartment's key to the officer's own key, until a time.

    Where two groups hold the source, the first approval gives one half and says until when, and the second, by
    somebody of the other group, lets the officer in.

    :raises Refused: policy says no; nobody decides their own request.
    :raises Conflict: it has been decided already, or whoever asks is kept from the source.
    :raises Invalid: the end is past, or more than a day ahead.
    :raises Locked: the custodian has not unlocked.
    """
    found = behind(uow, grant_ref)
    row, source = found.request, found.source
    with uow.trail.recording(Event.CONTACT_APPROVE, source.source_ref, purpose=row.purpose) as note:
        note.grant_ref = grant_ref
        note.detail |= {"recipient": row.requester_ref, "compartment": row.compartment}
        if uow.kept_among([row.requester_ref], source):
            raise Conflict(KEPT_FROM_IT)
        facts = found.facts
        permit = require(uow.actor, Action.CONTACT_DECIDE, facts, uow.now)
        row.ends_at, hours = row.ends_at or until, _most_hours(uow, row)
        if not uow.now < row.ends_at <= uow.now + timedelta(hours=hours):
            raise Invalid({"until": f"The permission must end in the future, and within {_length(hours)}."})
        whole = uow.vault.grant(permit, row.requester_ref, row.ends_at)
        row.custody = facts.custody
        note.detail["half"] = "" if facts.custody == SINGLE else row.give_half(uow.actor)
        if whole:
            _decide(uow, row, APPROVED)
            _end_former(uow, row)


def _end_former(uow: UnitOfWork, row: ContactRequest) -> None:
    """End the permission that one which was just sealed takes over from: nobody holds two."""
    former = uow.case.get(ContactRequest, row.extends_ref) if row.extends_ref else None
    if former is not None and former.state == APPROVED:
        with uow.trail.recording(Event.CONTACT_EXPIRE, former.grant_ref) as note:
            note.grant_ref = former.grant_ref
            uow.vault.revoke(former.grant_ref)
            former.state, former.ends_at = ENDED, uow.now


def _most_hours(uow: UnitOfWork, row: ContactRequest) -> int:
    """Return how long a permission may last: a handler's 30 days; an officer's a day, or what their unit made of it."""
    if row.is_handlers:
        return LONGEST_STANDING // HOUR
    allegation = uow.case.get(Allegation, row.allegation_ref)
    if allegation is None:
        raise NotFound
    return held(organisations.unit(uow.case, allegation.unit_ref).tightened, SettingCode.CONTACT_HOURS)


def _length(hours: int) -> str:
    """Return a length of time in words."""
    return f"{hours // 24} days" if hours > 24 else f"{hours} hours"


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


def let_call(uow: UnitOfWork, grant_ref: str, *, until: datetime, reason: str) -> None:
    """
    Let an officer call all the same, outside the safe window or sooner than is usual, until a time.

    :raises NotFound: no such request, or not theirs to know.
    :raises Refused: policy says no: only a controller does this, for a permission of somebody else's that lasts.
    """
    with uow.trail.recording(Event.CONTACT_OVERRIDE, grant_ref, reason=reason) as note:
        note.grant_ref = grant_ref
        row = queries.find(uow, grant_ref)
        require(uow.actor, Action.CONTACT_OVERRIDE, row.facts(), uow.now)
        row.outside_until, row.outside_by = min(until, row.ends_at or until), uow.actor.person_ref


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


def _decide(uow: UnitOfWork, row: ContactRequest, state: str) -> None:
    """Write who decided, and when."""
    row.state, row.approver_ref, row.decided_at = state, uow.actor.person_ref, uow.now
