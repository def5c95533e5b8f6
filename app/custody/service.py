"""How a source that two groups hold is opened: a custodian asks, an authoriser gives the other half, and it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.access.facts import Nothing
from app.access.policy import Action, require
from app.custody import queries
from app.custody.ending import stop
from app.custody.kinds import EVERY, KIND_BY_CODE, Kind
from app.custody.models import APPROVED, ENDED, REFUSED, CustodyRequest
from app.duties.kinds import DutyCode
from app.duties.queries import on_duty
from app.errors import Conflict, Invalid, NotFound
from app.organisations import queries as organisations
from app.organisations.rules import LONDON, due_on
from app.sources import queries as sources
from app.sources.happenings import CUSTODY_CHANGED, GLASS_BROKEN
from app.sources.models import DUAL, SINGLE, Source
from app.sources.reading import was_asked_for, was_read
from app.sources.standings import Standing
from app.unit_of_work import UnitOfWork
from audit.events import Event

DIVISION = "england-and-wales"
LONGEST_MONTH = timedelta(days=31)
REVIEW_WORKING_DAYS = 1  # product rule: breaking the glass is reviewed within one working day


@dataclass(frozen=True, slots=True)
class Asked:
    """What a custodian asks for, and why."""

    kind: Kind
    compartment: str
    purpose: str
    reason: str


def ask(uow: UnitOfWork, source_ref: str, asked: Asked) -> str:
    """
    Ask an authoriser for the other half, and return the reference of the request.

    Breaking the glass is asked for any source, by the duty custodian, and is for every part of it.

    :raises NotFound: no such source, or not theirs to know.
    :raises Refused: policy says no.
    """
    with uow.trail.recording(Event.CUSTODY_ASK, source_ref, purpose=asked.purpose, reason=asked.reason) as note:
        source = _find_source(uow, source_ref, asked.kind)
        duty = uow.actor.person_ref in on_duty(uow.case, DutyCode.DUTY_CUSTODIAN, uow.now)
        require(uow.actor, KIND_BY_CODE[asked.kind].ask, source.facts(on_duty=duty), uow.now)
        whole = asked.kind in {Kind.LOWER, Kind.GLASS}
        row = CustodyRequest(
            kind=asked.kind.value,
            source_ref=source_ref,
            compartment=EVERY if whole else asked.compartment,
            purpose=asked.purpose,
            reason=asked.reason,
            custody=source.custody,
            requester_ref=uow.actor.person_ref,
            handler_ref=source.handler_ref,
            asked_at=uow.now,
        )
        uow.case.add(row)
        uow.case.flush()
        note.grant_ref, note.detail["kind"] = row.request_ref, row.kind
        return row.request_ref


def before_asking(uow: UnitOfWork, source_ref: str) -> Source:
    """Return a source that a custodian is about to ask for; NotFound when it is not theirs to know."""
    with uow.trail.consulting(Event.SOURCE_READ, source_ref):
        return sources.find(uow, source_ref)


def standing(uow: UnitOfWork) -> Sequence[CustodyRequest]:
    """Return what waits, lasts or is to be reviewed. Recorded with the references shown."""
    with uow.trail.consulting(Event.CUSTODY_LIST) as note:
        rows = queries.standing(uow)
        note.detail["listed"] = [row.request_ref for row in rows]
        return rows


def read(uow: UnitOfWork, request_ref: str) -> tuple[CustodyRequest, str]:
    """Return a request and how great the risk to its source is; NotFound when it is not theirs to know."""
    with uow.trail.consulting(Event.CUSTODY_READ, request_ref):
        row = queries.find(uow, request_ref)
        source = uow.case.get(Source, row.source_ref)
        return row, source.band if source else ""


def approve(uow: UnitOfWork, request_ref: str, *, lasts: timedelta) -> None:
    """
    Give the authorisers' half to the custodian who asked, until a time. Breaking the glass lasts an hour.

    :raises Refused: policy says no; nobody decides their own request.
    :raises Invalid: it would last too long.
    :raises Locked: the authoriser has not unlocked.
    """
    row = _find(uow, request_ref)
    event = Event.GLASS_BREAK if row.kind == Kind.GLASS else Event.CUSTODY_APPROVE
    with uow.trail.recording(event, row.source_ref, purpose=row.purpose) as note:
        note.grant_ref, note.detail["recipient"] = request_ref, row.requester_ref
        source = _source(uow, row)
        permit = require(uow.actor, Action.CUSTODY_DECIDE, row.facts(custody=source.custody), uow.now)
        longest = KIND_BY_CODE[row.kind].longest
        until = uow.now + (longest if row.kind == Kind.GLASS else lasts)
        if not uow.now < until <= uow.now + longest:
            raise Invalid({"hours": "It would last too long. Choose a shorter time."})
        if source.custody == DUAL:
            uow.vault.grant(permit, row.requester_ref, until)
        row.custody, row.ends_at = source.custody, until
        row.state, row.approver_ref, row.decided_at = APPROVED, uow.actor.person_ref, uow.now
        if row.kind == Kind.GLASS:
            holidays = organisations.holidays(uow.case, DIVISION)
            row.review_due_on = due_on(uow.now, holidays, REVIEW_WORKING_DAYS)
            uow.tell(GLASS_BROKEN, row.source_ref)


def refuse(uow: UnitOfWork, request_ref: str, *, reason: str) -> None:
    """Refuse a request, with a reason that the custodian sees."""
    with uow.trail.recording(Event.CUSTODY_REFUSE, request_ref, reason=reason):
        row = queries.find(uow, request_ref)
        require(uow.actor, Action.CUSTODY_DECIDE, row.facts(), uow.now)
        row.state, row.approver_ref, row.decided_at = REFUSED, uow.actor.person_ref, uow.now
        row.decision_reason = reason


def end(uow: UnitOfWork, request_ref: str, *, reason: str) -> None:
    """End a permission now. It takes effect at the next request, on every worker, and the half is deleted."""
    with uow.trail.recording(Event.CUSTODY_END, request_ref, reason=reason):
        row = queries.find(uow, request_ref)
        require(uow.actor, Action.CUSTODY_END, row.facts(), uow.now)
        stop(uow, row, reason)


def open_part(uow: UnitOfWork, request_ref: str, compartment: str) -> dict[str, object]:
    """
    Return one part of a source, for the custodian to whom an authoriser gave the other half.

    :raises NotFound: no such request, or no such part in it.
    :raises Refused: it was never given, or has ended.
    :raises Locked: the custodian has not unlocked.
    """
    row = _find(uow, request_ref)
    detail = {"compartment": compartment, "kind": row.kind}
    with uow.trail.recording(Event.SOURCE_OPEN, row.source_ref, purpose=row.purpose, detail=detail) as note:
        note.grant_ref = request_ref
        if compartment != row.compartment and row.compartment != EVERY:
            raise NotFound
        source = _source(uow, row)
        facts = row.facts(compartment, custody=source.custody)
        held = uow.vault.open(require(uow.actor, Action.CUSTODY_OPEN, facts, uow.now))
        was_read(uow, source, compartment, by_glass=row.kind == Kind.GLASS)
        was_asked_for(uow, row.source_ref, row.purpose)
        return held


def lower(uow: UnitOfWork, request_ref: str) -> None:
    """
    Have custodians alone hold a source again, as an authoriser has agreed with this controller.

    :raises Refused: policy says no, or the risk has risen since.
    :raises Locked: the controller has not unlocked.
    """
    row = _find(uow, request_ref)
    with uow.trail.recording(Event.CUSTODY_LOWER, row.source_ref, purpose=row.purpose) as note:
        note.grant_ref = request_ref
        source = _source(uow, row)
        require(uow.actor, Action.CUSTODY_ASK_LOWER, source.facts(), uow.now)
        uow.vault.lower_custody(require(uow.actor, Action.CUSTODY_LOWER, row.facts(), uow.now))
        source.custody, row.state, row.ends_at = SINGLE, ENDED, uow.now
        uow.tell(CUSTODY_CHANGED, row.source_ref)


def review(uow: UnitOfWork, request_ref: str, *, was_needed: bool, finding: str) -> None:
    """Write down what the review of a broken glass found. It is done once, by somebody who took no part."""
    with uow.trail.recording(Event.GLASS_REVIEW, request_ref, reason=finding) as note:
        row = queries.find(uow, request_ref)
        require(uow.actor, Action.GLASS_REVIEW, row.facts(), uow.now)
        note.detail["needed"] = "yes" if was_needed else "no"
        row.reviewer_ref, row.reviewed_at = uow.actor.person_ref, uow.now
        row.was_needed, row.finding = was_needed, finding


def broken_in(uow: UnitOfWork, month: date) -> Sequence[CustodyRequest]:
    """Return every time that the glass was broken in a month, given by its first day. Recorded with the references."""
    with uow.trail.consulting(Event.CUSTODY_LIST) as note:
        after = (month + LONGEST_MONTH).replace(day=1)
        rows = queries.broken_between(uow, *(datetime.combine(day, time.min, LONDON) for day in (month, after)))
        note.detail["listed"] = [row.request_ref for row in rows]
        return rows


def end_expired(uow: UnitOfWork) -> int:
    """End what is over, in the vault and here; the steward does this, and may do it twice."""
    require(uow.actor, Action.STEWARD, Nothing(), uow.now)
    rows = queries.over(uow)
    for row in rows:
        with uow.trail.recording(Event.CUSTODY_EXPIRE, row.request_ref):
            uow.vault.revoke(row.request_ref)
            row.state = ENDED
    return len(rows)


def _find_source(uow: UnitOfWork, source_ref: str, kind: Kind) -> Source:
    """Return the source that is asked for: any at all for whoever breaks the glass, whom the rule looks at next."""
    if kind is not Kind.GLASS:
        return sources.find(uow, source_ref)
    source = uow.case.get(Source, source_ref)
    if source is None or source.is_erased:
        raise NotFound
    return source


def _find(uow: UnitOfWork, request_ref: str) -> CustodyRequest:
    """Return a request before its act is recorded; a look-up that finds nothing is recorded too."""
    try:
        return queries.find(uow, request_ref)
    except NotFound:
        with uow.trail.recording(Event.CUSTODY_READ, request_ref):
            raise


def _source(uow: UnitOfWork, row: CustodyRequest) -> Source:
    """Return the source of a request."""
    source = uow.case.get(Source, row.source_ref)
    if source is None or (source.status == Standing.CLOSED and row.kind != Kind.GLASS):
        raise Conflict("This source is closed and its file is sealed. A controller opens it again first.")
    return source
