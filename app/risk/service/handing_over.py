"""Giving a risk or a task against it to a colleague, because whoever had it leaves or moves on."""

from app.access.facts import PersonFacts
from app.access.policy import Action, require
from app.errors import NOT_THEIRS, Conflict, NotFound
from app.risk.models import Mitigation, Risk
from app.risk.models.risks import OPEN
from app.sources.models import Source
from app.unit_of_work import UnitOfWork
from audit.events import Event


def hand_over_risk(uow: UnitOfWork, risk_ref: str, holder: PersonFacts, to_ref: str) -> None:
    """
    Give an open risk to a colleague. What it is about stays sealed.

    :raises NotFound: there is no such risk of theirs.
    :raises Conflict: the colleague is kept from the source.
    :raises Refused: policy says no.
    """
    with uow.trail.recording(Event.HOLDING_MOVE, risk_ref, detail={"from": holder.ref, "to": to_ref}):
        require(uow.actor, Action.HOLDING_MOVE, holder, uow.now)
        row = uow.case.get(Risk, risk_ref)
        if row is None or row.owner_ref != holder.ref or row.state != OPEN:
            raise NotFound
        _require_theirs(uow, row.source_ref, to_ref)
        row.owner_ref = to_ref


def hand_over_task(uow: UnitOfWork, mitigation_ref: str, holder: PersonFacts, to_ref: str) -> None:
    """
    Give something that is to be done about a risk to a colleague. What it is stays sealed.

    :raises NotFound: there is no such thing of theirs to be done.
    :raises Conflict: the colleague is kept from the source.
    :raises Refused: policy says no.
    """
    with uow.trail.recording(Event.HOLDING_MOVE, mitigation_ref, detail={"from": holder.ref, "to": to_ref}):
        require(uow.actor, Action.HOLDING_MOVE, holder, uow.now)
        row = uow.case.get(Mitigation, mitigation_ref)
        if row is None or row.owner_ref != holder.ref or row.done_on is not None:
            raise NotFound
        _require_theirs(uow, row.source_ref, to_ref)
        row.owner_ref = to_ref


def _require_theirs(uow: UnitOfWork, source_ref: str, to_ref: str) -> None:
    """Refuse to give something to a colleague who is kept from the source, and so would never see it."""
    if uow.kept_among([to_ref], uow.case.get_one(Source, source_ref)):
        raise Conflict(NOT_THEIRS)
