"""The one way in which an allegation moves: a step of the table, made once, and kept in its history."""

from typing import Any

from sqlalchemy import update

from app.allegations.models import Allegation, Move
from app.allegations.models.allegation import STAGE_OF
from app.allegations.states import State, advance
from app.errors import Conflict
from app.unit_of_work import UnitOfWork

MOVED_ON = "Somebody else was quicker. Open this allegation again to see where it stands."


def move(uow: UnitOfWork, row: Allegation, to: State, *, reason: str = "", **changes: Any) -> None:
    """
    Move an allegation one step, with whatever else changes by it. Whoever calls has asked policy and records the act.

    Of two people who take the same step at the same time exactly one succeeds: the row is changed only if it still
    stands where it was read.

    :raises Conflict: the step is not in the table, or somebody else was quicker.
    """
    before = row.status
    state = advance(before, to)
    same_owner = Allegation.owner_ref.is_(None) if row.owner_ref is None else Allegation.owner_ref == row.owner_ref
    uow.case.flush()
    moved = uow.case.execute(
        update(Allegation)
        .where(Allegation.ref == row.ref, Allegation.status == before, same_owner)
        .values(status=state.value, stage=STAGE_OF[state].value, **changes)
        .execution_options(synchronize_session=False)
    )
    if moved.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict(MOVED_ON)
    uow.case.refresh(row)
    enter(uow, row.ref, before, state, reason=reason)


def enter(uow: UnitOfWork, ref: str, before: str, state: State, *, reason: str = "") -> None:
    """Enter one step in the history of an allegation."""
    uow.case.add(
        Move(
            allegation_ref=ref,
            from_status=before,
            to_status=state.value,
            by_ref=uow.actor.person_ref,
            at=uow.now,
            reason=reason,
        )
    )
