"""The second person: agrees to a change that would allow more, or refuses it."""

from app.access.policy import Action, require
from app.errors import NotFound
from app.organisations.applying import apply
from app.organisations.models import Proposal
from app.unit_of_work import UnitOfWork
from audit.events import Event


def agree(uow: UnitOfWork, ref: str) -> None:
    """
    Agree to a change: it holds from now.

    :raises NotFound: there is no such change.
    :raises Refused: policy says no; nobody agrees to their own.
    :raises Conflict: it does not follow from where things stand any more.
    """
    with uow.trail.recording(Event.PROPOSAL_AGREE, ref) as note:
        row = _waiting(uow, ref)
        note.detail["changes"] = row.subject_ref
        row.state, row.decided_by, row.decided_at = "AGREED", uow.actor.person_ref, uow.now
        apply(uow, row)


def refuse(uow: UnitOfWork, ref: str, *, reason: str) -> None:
    """
    Refuse a change, with a reason that whoever proposed it sees.

    :raises NotFound: there is no such change.
    :raises Refused: policy says no; nobody decides their own.
    """
    with uow.trail.recording(Event.PROPOSAL_REFUSE, ref, reason=reason):
        row = _waiting(uow, ref)
        row.state, row.decided_by, row.decided_at, row.reason = "REFUSED", uow.actor.person_ref, uow.now, reason
        uow.case.flush()


def _waiting(uow: UnitOfWork, ref: str) -> Proposal:
    row = uow.case.get(Proposal, ref)
    if row is None:
        raise NotFound
    require(uow.actor, Action.PROPOSAL_DECIDE, row.facts(), uow.now)
    return row
