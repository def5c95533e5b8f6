"""Giving an unfinished report to another writer, because the one it had leaves or moves on."""

from app.access.facts import PersonFacts
from app.access.policy import Action, require
from app.dissemination.models import DRAFT, REFUSED, SUBMITTED, Report
from app.dissemination.steps import forget_words_checked
from app.errors import NOT_THEIRS, Conflict, NotFound
from app.unit_of_work import UnitOfWork
from audit.events import Event

UNFINISHED = (DRAFT, SUBMITTED, REFUSED)


def hand_over(uow: UnitOfWork, ref: str, holder: PersonFacts, to_ref: str) -> None:
    """
    Give a report that is not released yet to another writer, who may then not release it.

    :raises NotFound: there is no such report of theirs.
    :raises Conflict: whoever it is to go to is kept from it.
    :raises Refused: policy says no.
    """
    with uow.trail.recording(Event.HOLDING_MOVE, ref, detail={"from": holder.ref, "to": to_ref}):
        require(uow.actor, Action.HOLDING_MOVE, holder, uow.now)
        row = uow.case.get(Report, ref)
        if row is None or row.author_ref != holder.ref or row.state not in UNFINISHED:
            raise NotFound
        if uow.kept_among([to_ref], row):
            raise Conflict(NOT_THEIRS)
        row.author_ref = to_ref
        # Whoever let its words go may be its writer from now on.
        forget_words_checked(row)
