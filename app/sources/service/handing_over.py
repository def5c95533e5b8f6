"""Giving a source to another handler or controller, because the one it had leaves or moves on."""

from app.access.facts import PersonFacts
from app.access.policy import Action, require
from app.errors import NOT_THEIRS, Conflict, NotFound
from app.sources.happenings import OFFICER_MOVED
from app.sources.models import Source
from app.unit_of_work import UnitOfWork
from audit.events import Event

HANDLER, CONTROLLER, KEEPER = "handler_ref", "controller_ref", "keeper_ref"


def hand_over(uow: UnitOfWork, source_ref: str, holder: PersonFacts, to_ref: str, *, part: str = HANDLER) -> None:
    """
    Give one of a source's three parts to a colleague. Nothing of the source is opened, and no key changes hands.

    :param part: ``handler_ref``, ``controller_ref`` or ``keeper_ref``.
    :raises NotFound: there is no such source in this part of theirs.
    :raises Conflict: the colleague has the other part of this source, or is kept from it.
    :raises Refused: policy says no.
    """
    with uow.trail.recording(Event.HOLDING_MOVE, source_ref, detail={"from": holder.ref, "to": to_ref, "part": part}):
        require(uow.actor, Action.HOLDING_MOVE, holder, uow.now)
        row = uow.case.get(Source, source_ref)
        if row is None or getattr(row, part) != holder.ref:
            raise NotFound
        if part != KEEPER and to_ref in {row.handler_ref, row.controller_ref}:
            raise Conflict("Nobody is handler and controller of the same source. Choose somebody else.")
        if uow.kept_among([to_ref], row):
            raise Conflict(NOT_THEIRS)
        setattr(row, part, to_ref)
        uow.tell(OFFICER_MOVED, source_ref)
