"""What becomes of an allegation after its assessment: a report released from it, and the result that comes back."""

from datetime import datetime

from sqlalchemy import select

from app.access.policy import Action, require, visible
from app.allegations import queries
from app.allegations.models import Allegation, Sending, fact_columns
from app.allegations.states import AWAITING_RESULT, State
from app.allegations.steps import move
from app.allegations.types import PRIORITY_BY_CODE
from app.organisations import queries as organisations
from app.organisations import rules as working_days
from app.organisations.settings import SettingCode, held
from app.unit_of_work import UnitOfWork
from audit.events import Event

MOST_AT_ONCE = 100
# Where it is kept after a result, and sent from again.
_AGAIN = {State.RESULTED: (State.IN_DEVELOPMENT, State.DISSEMINATED)}
_FIRST = (State.DISSEMINATED,)
_SENDABLE = frozenset({State.ASSESSED, State.IN_DEVELOPMENT, State.RESULTED})


def mark_disseminated(uow: UnitOfWork, ref: str, report_ref: str) -> None:
    """
    Enter that a report was released from an allegation; a result is due from then on.

    :raises NotFound: there is none that this person may know of.
    :raises Refused: they may not release anything from it, or it has not been assessed.
    """
    with uow.trail.recording(Event.ALLEGATION_SEND, ref, detail={"report": report_ref}):
        row = queries.find(uow, ref, Action.ALLEGATION_SEND)
        require(uow.actor, Action.ALLEGATION_SEND, row.facts(), uow.now)
        if uow.case.get(Sending, (ref, report_ref)) is None:
            uow.case.add(Sending(allegation_ref=ref, report_ref=report_ref, at=uow.now))
        if row.status in _SENDABLE:
            due = _result_due(uow, row)
            for step in _AGAIN.get(State(row.status), _FIRST):
                move(uow, row, step, result_due_at=due)


def mark_result(uow: UnitOfWork, ref: str) -> None:
    """
    Enter that a receiving team recorded a result. Whoever calls has made sure that it was sent to that team.

    :raises NotFound: there is none of which a result can come.
    :raises Refused: this person receives nothing.
    """
    with uow.trail.recording(Event.ALLEGATION_RESULT, ref):
        row = queries.find(uow, ref, Action.ALLEGATION_RESULT)
        require(uow.actor, Action.ALLEGATION_RESULT, row.facts(), uow.now)
        if row.status in AWAITING_RESULT:
            move(uow, row, State.RESULTED, result_due_at=None)


def chase_results(uow: UnitOfWork) -> int:
    """
    Mark what is owed a result and has none by its day; return how many. May be done again and again.

    :raises Refused: only the steward chases.
    """
    late = (
        select(Allegation)
        .where(
            Allegation.status == State.DISSEMINATED.value,
            Allegation.result_due_at <= uow.now,
            visible(uow.actor, Action.ALLEGATION_RESULT, fact_columns(), uow.now),
        )
        .order_by(Allegation.result_due_at)
        .limit(MOST_AT_ONCE)
    )
    rows = uow.case.scalars(late).all()
    for row in rows:
        with uow.trail.recording(Event.ALLEGATION_CHASE, row.ref):
            require(uow.actor, Action.ALLEGATION_RESULT, row.facts(), uow.now)
            move(uow, row, State.RESULT_DUE)
    return len(rows)


def _result_due(uow: UnitOfWork, row: Allegation) -> datetime:
    """Return the end of the working day by which the receiving team owes a result."""
    unit = organisations.unit(uow.case, row.unit_ref)
    days_off = organisations.holidays(uow.case, unit.division)
    days = PRIORITY_BY_CODE[row.priority].result_working_days
    days = min(days, held(unit.tightened, SettingCode.RESULT_WORKING_DAYS))
    return working_days.due_at(uow.now, days_off, days)
