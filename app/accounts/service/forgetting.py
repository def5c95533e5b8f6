"""Forgetting what is over: ended sessions, refusals of another day, browsers not used for half a year."""

from sqlalchemy import ColumnElement, delete, or_

from app.access.facts import Nothing
from app.access.policy import Action, require
from app.accounts.models import KnownDevice, SignedIn, SignInFailures
from app.accounts.rules.sessions import KEPT_AFTER_END
from app.accounts.rules.waiting import FORGOTTEN_AFTER
from app.database import CaseBase
from app.unit_of_work import UnitOfWork
from audit.events import Event


def forget_what_is_over(uow: UnitOfWork) -> int:
    """Delete what nobody needs any more, and return how many rows that were. The steward only."""
    with uow.trail.recording(Event.SWEEP, "accounts") as note:
        require(uow.actor, Action.STEWARD, Nothing(), uow.now)
        ended = uow.now - KEPT_AFTER_END
        note.detail["count"] = gone = sum(
            (
                _delete(uow, SignedIn, or_(SignedIn.ended_at <= ended, SignedIn.ends_at <= ended)),
                _delete(uow, SignInFailures, SignInFailures.last_at <= uow.now - FORGOTTEN_AFTER),
                _delete(uow, KnownDevice, KnownDevice.ends_at <= uow.now),
            )
        )
    return gone


def _delete(uow: UnitOfWork, table: type[CaseBase], over: ColumnElement[bool]) -> int:
    """Delete the rows for which this holds, and return how many."""
    return int(uow.case.execute(delete(table).where(over)).rowcount)  # type: ignore[attr-defined]
