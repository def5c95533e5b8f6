"""What the steward could not read and set aside: custodians see that it is there, and a controller clears it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, func, or_, select
from sqlalchemy.exc import SQLAlchemyError

from app.access.facts import SubmissionFacts
from app.access.policy import Action, require
from app.errors import Conflict, NotFound
from app.intake.models import Submission
from app.unit_of_work import UnitOfWork
from audit.events import Event

PAGE = 25


@dataclass(frozen=True, slots=True)
class SetAside:
    """One submission that could not be read: that it is there, and from when. Nothing of what is in it."""

    submission_ref: str
    urgent: bool
    received_hour: datetime


_COLUMNS = (Submission.submission_ref, Submission.urgent, Submission.received_hour)


def count(uow: UnitOfWork) -> int | None:
    """
    Return how many submissions are set aside. One statement.

    ``None`` where the gateway does not answer: what the public face writes to keeps nobody inside from their work.
    """
    asked = select(func.count()).select_from(Submission).where(Submission.set_aside.is_(True))
    try:
        return uow.gateway.scalar(asked) or 0
    except SQLAlchemyError:
        uow.gateway.rollback()
        return None


def set_aside(uow: UnitOfWork, after: tuple[datetime, str] | None = None) -> Sequence[SetAside]:
    """Return a page of what is set aside, oldest first. Recorded with the references shown."""
    with uow.trail.consulting(Event.SUBMISSION_LIST) as note:
        require(uow.actor, Action.SUBMISSION_LIST, SubmissionFacts("", waiting=True), uow.now)
        asked = select(*_COLUMNS).where(Submission.set_aside.is_(True))
        if after is not None:
            at, ref = after
            later = and_(Submission.received_hour == at, Submission.submission_ref > ref)
            asked = asked.where(or_(Submission.received_hour > at, later))
        order = (Submission.received_hour, Submission.submission_ref)
        rows = [SetAside(*row) for row in uow.gateway.execute(asked.order_by(*order).limit(PAGE))]
        note.detail["listed"] = [row.submission_ref for row in rows]
        return rows


def read(uow: UnitOfWork, submission_ref: str) -> SetAside:
    """
    Return one that is set aside.

    :raises NotFound: none of this reference is.
    """
    with uow.trail.consulting(Event.SUBMISSION_LIST, submission_ref):
        row = _find(uow, submission_ref)
        require(uow.actor, Action.SUBMISSION_CLEAR, SubmissionFacts(submission_ref, waiting=True), uow.now)
        return row


def clear(uow: UnitOfWork, submission_ref: str, *, reason: str) -> None:
    """
    Delete one that is set aside, for a reason: nobody can read it, and nobody ever will.

    :raises NotFound: none of this reference is set aside.
    :raises Refused: policy says no.
    :raises Conflict: a part of it has come in; the steward finishes that.
    """
    with uow.trail.recording(Event.SUBMISSION_CLEAR, submission_ref, reason=reason):
        _find(uow, submission_ref)
        require(uow.actor, Action.SUBMISSION_CLEAR, SubmissionFacts(submission_ref, waiting=True), uow.now)
        if uow.vault.submission_waits(submission_ref):
            raise Conflict("A part of it has come in already. It is finished within the hour, or stays here.")
        uow.gateway.execute(
            delete(Submission).where(Submission.submission_ref == submission_ref, Submission.set_aside.is_(True))
        )


def _find(uow: UnitOfWork, submission_ref: str) -> SetAside:
    """Return one that is set aside; NotFound where none of this reference is."""
    asked = select(*_COLUMNS).where(Submission.submission_ref == submission_ref, Submission.set_aside.is_(True))
    row = uow.gateway.execute(asked).one_or_none()
    if row is None:
        raise NotFound
    return SetAside(*row)
