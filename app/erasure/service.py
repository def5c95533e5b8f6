"""What people do to erase a source or to keep it: two for each, and a reason for all of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.access.facts import ErasureFacts
from app.access.policy import Action, Permit, allowed, require, visible
from app.erasure import queries
from app.erasure.clearing import Known, bury, clear, known_of
from app.erasure.models import ERASED, PENDING, REFUSED, Erasure, LegalHold
from app.errors import Conflict, Locked, NotFound
from app.sources.models import ERASED as BURIED
from app.sources.models import Source, source_columns
from app.unit_of_work import UnitOfWork
from audit.events import Event


@dataclass(frozen=True, slots=True)
class ErasureView:
    """One request as its page shows it: what stands in its way, the holds among that, and what may be done."""

    row: Erasure
    source: Source
    kept_by: tuple[str, ...]
    holds: Sequence[LegalHold]
    may: frozenset[Action]


def listing(uow: UnitOfWork) -> tuple[Sequence[Erasure], Sequence[LegalHold]]:
    """Return requests and certificates, and the holds that stand. Recorded with the references shown."""
    with uow.trail.consulting(Event.ERASURE_LIST) as note:
        rows = queries.listed(uow)
        holds = queries.holds(uow) if _oversees(uow) else ()
        note.detail["listed"] = [*(row.source_ref for row in rows), *(hold.source_ref for hold in holds)]
        return rows, holds


def read(uow: UnitOfWork, erasure_ref: str) -> ErasureView:
    """
    Return one request or certificate.

    :raises NotFound: there is none, or it is not theirs to know.
    """
    with uow.trail.consulting(Event.ERASURE_READ, erasure_ref):
        row = queries.find(uow, erasure_ref)
        source = uow.case.get_one(Source, row.source_ref)
        waits = row.state == PENDING
        kept_by = queries.kept_by(uow, row.source_ref) if waits else ()
        holds = queries.of_source(uow, row.source_ref)[0] if "HOLD" in kept_by else ()
        facts = row.facts(is_kept=bool(kept_by))
        may = {one for one in (Action.ERASURE_DECIDE,) if allowed(uow.actor, one, facts, uow.now)}
        may |= {Action.HOLD_SET} if waits and allowed(uow.actor, Action.HOLD_SET, source.facts(), uow.now) else set()
        return ErasureView(row, source, kept_by, holds, frozenset(may))


def before(uow: UnitOfWork, source_ref: str, action: Action) -> Source:
    """
    Return a source that somebody is about to ask about, so that the form tells nothing.

    :raises NotFound: no such source, or not theirs to know.
    """
    with uow.trail.consulting(Event.SOURCE_READ, source_ref):
        return _find_source(uow, source_ref, action)


def set_hold(uow: UnitOfWork, source_ref: str, *, ground: str, reason: str) -> None:
    """
    Say that a source must be kept. From then on nobody erases it, whatever was asked before.

    :raises NotFound: no such source, or not theirs to know.
    """
    with uow.trail.recording(Event.HOLD_SET, source_ref, reason=reason, detail={"ground": ground}) as note:
        source = _find_source(uow, source_ref, Action.HOLD_SET)
        require(uow.actor, Action.HOLD_SET, source.facts(), uow.now)
        row = LegalHold(source_ref=source_ref, ground=ground, reason=reason, set_by=uow.actor.person_ref)
        row.set_at = uow.now
        uow.case.add(row)
        uow.case.flush()
        note.detail["hold"] = row.hold_ref


def before_lifting(uow: UnitOfWork, hold_ref: str) -> LegalHold:
    """
    Return a hold that somebody may be asked about.

    :raises NotFound: there is none.
    :raises Refused: it is theirs, or was lifted already.
    """
    with uow.trail.consulting(Event.ERASURE_READ, hold_ref):
        row = queries.find_hold(uow, hold_ref)
        require(uow.actor, Action.HOLD_LIFT, row.facts(), uow.now)
        return row


def lift_hold(uow: UnitOfWork, hold_ref: str, *, reason: str) -> None:
    """
    Take a hold back. Whoever set it does not.

    :raises NotFound: there is none.
    :raises Refused: policy says no, or it was lifted already.
    """
    with uow.trail.recording(Event.HOLD_LIFT, hold_ref, reason=reason) as note:
        row = queries.find_hold(uow, hold_ref)
        note.detail["source"] = row.source_ref
        require(uow.actor, Action.HOLD_LIFT, row.facts(), uow.now)
        row.lifted_by, row.lifted_at, row.lifted_reason = uow.actor.person_ref, uow.now, reason


def ask(uow: UnitOfWork, source_ref: str, *, ground: str, reason: str) -> str:
    """
    Ask for a source to be erased, and return the reference of the request. Nothing is deleted yet.

    :raises NotFound: no such source, or not theirs to know.
    :raises Refused: policy says no, or it must be kept.
    :raises Conflict: it was asked for already.
    """
    with uow.trail.recording(Event.ERASURE_ASK, source_ref, reason=reason, detail={"ground": ground}) as note:
        source = _find_source(uow, source_ref, Action.SOURCE_LIST)
        is_kept = bool(queries.kept_by(uow, source_ref))
        facts = ErasureFacts(source_ref, source_ref, source.handler_ref, is_kept=is_kept)
        require(uow.actor, Action.ERASURE_ASK, facts, uow.now)
        _, newest = queries.of_source(uow, source_ref)
        if newest is not None and newest.state == PENDING:
            raise Conflict("A colleague has asked for this already. It waits for a second person.")
        row = Erasure(source_ref=source_ref, ground=ground, reason=reason, requester_ref=uow.actor.person_ref)
        row.asked_at = uow.now
        uow.case.add(row)
        uow.case.flush()
        note.detail["request"] = row.erasure_ref
        return row.erasure_ref


def refuse(uow: UnitOfWork, erasure_ref: str, *, reason: str) -> None:
    """
    Refuse a request, with a reason that whoever asked sees.

    :raises Refused: policy says no; nobody decides their own request.
    """
    with uow.trail.recording(Event.ERASURE_REFUSE, erasure_ref, reason=reason):
        row = queries.find(uow, erasure_ref)
        # What keeps a source keeps nobody from refusing.
        require(uow.actor, Action.ERASURE_DECIDE, row.facts(), uow.now)
        row.state, row.decider_ref, row.decided_at = REFUSED, uow.actor.person_ref, uow.now
        row.decision_reason = reason


def erase(uow: UnitOfWork, erasure_ref: str) -> None:
    """
    Erase a source for good, as the second of two people.

    The case store lets go first and the vault next; a kill between the two leaves a tombstone, and the steward erases
    the rest. What stands in the gateway and in the files' ends is the steward's to clear.

    :raises Refused: policy says no, nobody decides their own request, or it must be kept.
    :raises Locked: their keys are not unlocked.
    """
    row = _find(uow, erasure_ref)
    with uow.trail.recording(Event.SOURCE_ERASE, row.source_ref, detail={"request": erasure_ref}):
        facts = row.facts(is_kept=bool(queries.kept_by(uow, row.source_ref)))
        permit = require(uow.actor, Action.ERASURE_DECIDE, facts, uow.now)
        if not uow.vault.is_unlocked:
            raise Locked
        uow.erasing()
        _let_go(uow, permit, row, known_of(uow, uow.vault.links_of(row.source_ref)))
        row.decider_ref = uow.actor.person_ref


def leave_index(uow: UnitOfWork) -> int:
    """
    Take everything that was erased out of the search index, and return how much. A custodian's keys open the index.

    :raises Refused: policy says no.
    :raises Locked: the custodian has not unlocked.
    """
    rows = uow.case.scalars(queries.in_the_index(uow)).all()
    for row in rows:
        with uow.trail.recording(Event.REGISTER_LEAVE, row.source_ref):
            permit = require(uow.actor, Action.REGISTER_LEAVE, row.facts(), uow.now)
            uow.vault.index.leave(permit, row.source_ref)
            row.left_index_at = uow.now
    return len(rows)


def erase_again(uow: UnitOfWork, source_ref: str) -> None:
    """
    Erase a source that came back with an older backup. Who had it erased stands in the record that was lost.

    It opens nothing, so what did not open then is no reason to keep it now.
    """
    with uow.trail.recording(Event.SOURCE_ERASE, source_ref, detail={"again": "yes"}):
        permit = require(uow.actor, Action.ERASURE_FINISH, ErasureFacts(source_ref, source_ref, None), uow.now)
        source = uow.case.get(Source, source_ref)
        if source is None or source.status == BURIED:
            uow.vault.erasing.erase(permit)
            return
        row = Erasure(source_ref=source_ref, ground="ORDERED", requester_ref="", asked_at=uow.now, again=True)
        uow.case.add(row)
        uow.case.flush()
        _let_go(uow, permit, row, known_of(uow, uow.vault.erasing.links(source_ref)))


def _let_go(uow: UnitOfWork, permit: Permit, row: Erasure, known: Known) -> None:
    """Delete a source from the case store and from the vault, and write on the request what is left to do."""
    source_ref = row.source_ref
    grants = uow.vault.erasing.grants(source_ref)
    clear(uow, source_ref, known.links)
    bury(uow, uow.case.get_one(Source, source_ref))
    uow.vault.erasing.erase(permit, known.submissions)
    row.state, row.decided_at, row.lock_number = ERASED, uow.now, uow.vault.erasing.lock_number
    row.parts_left, row.grants_left, row.boxes_left = known.submissions, grants, known.locators


def _find(uow: UnitOfWork, erasure_ref: str) -> Erasure:
    """Return a request before its act is recorded; a look-up that finds nothing is recorded too."""
    try:
        return queries.find(uow, erasure_ref)
    except NotFound:
        with uow.trail.recording(Event.ERASURE_READ, erasure_ref):
            raise


def _find_source(uow: UnitOfWork, source_ref: str, action: Action) -> Source:
    """Return a source that was not erased and that this person may know of, for an act."""
    known = visible(uow.actor, action, source_columns(), uow.now)
    row = uow.case.scalar(select(Source).where(Source.source_ref == source_ref, Source.status != BURIED, known))
    if row is None:
        raise NotFound
    return row


def _oversees(uow: UnitOfWork) -> bool:
    """Return whether this person may see every hold: those who could lift one."""
    nobodys = ErasureFacts("", "", None, state="STANDS")
    return allowed(uow.actor, Action.HOLD_LIFT, nobodys, uow.now)
