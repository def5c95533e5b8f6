"""Reads of what custodians ask of authorisers, narrowed by policy in SQL."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, and_, or_, select

from app.access.policy import Action, visible
from app.custody.kinds import Kind
from app.custody.models import APPROVED, PENDING, CustodyRequest, request_columns
from app.duties.kinds import DutyCode
from app.duties.models import DutyHeld
from app.duties.queries import own
from app.errors import NotFound
from app.unit_of_work import UnitOfWork

PAGE = 50
BROKEN = and_(
    CustodyRequest.kind == Kind.GLASS.value,
    CustodyRequest.reviewer_ref.is_(None),
    CustodyRequest.state.in_((APPROVED, "ENDED", "REVOKED")),
)


def find(uow: UnitOfWork, request_ref: str) -> CustodyRequest:
    """
    Return a request that this person may know of.

    :raises NotFound: there is none, or it is not theirs to know.
    """
    known = visible(uow.actor, Action.CUSTODY_LIST, request_columns(), uow.now)
    row = uow.case.scalar(select(CustodyRequest).where(CustodyRequest.request_ref == request_ref, known))
    if row is None:
        raise NotFound
    return row


def any_own_duty(uow: UnitOfWork) -> Select[DutyHeld, str, str]:
    """Return the query for whether this person is the duty custodian now, who may ask for the glass to be broken."""
    return own(uow.actor.person_ref, DutyCode.DUTY_CUSTODIAN, uow.now)


def any_standing(uow: UnitOfWork) -> Select[CustodyRequest]:
    """Return the query for what waits, lasts, or was broken and not reviewed, as far as this person may know."""
    known = visible(uow.actor, Action.CUSTODY_LIST, request_columns(), uow.now)
    lasts = and_(CustodyRequest.state == APPROVED, CustodyRequest.ends_at > uow.now)
    return select(CustodyRequest).where(known, or_(CustodyRequest.state == PENDING, lasts, BROKEN))


def standing(uow: UnitOfWork, limit: int = PAGE) -> Sequence[CustodyRequest]:
    """Return what waits, lasts, or was broken and not reviewed, as far as this person may know, oldest first."""
    asked = any_standing(uow).order_by(CustodyRequest.asked_at, CustodyRequest.request_ref)
    return uow.case.scalars(asked.limit(limit)).all()


def broken_between(uow: UnitOfWork, since: datetime, until: datetime) -> Sequence[CustodyRequest]:
    """Return every time that the glass was broken between two moments, as far as this person may know, oldest first."""
    known = visible(uow.actor, Action.GLASS_LIST, request_columns(), uow.now)
    asked = select(CustodyRequest).where(known, CustodyRequest.decided_at >= since, CustodyRequest.decided_at < until)
    return uow.case.scalars(asked.order_by(CustodyRequest.decided_at, CustodyRequest.request_ref)).all()


def over(uow: UnitOfWork, limit: int = 200) -> Sequence[CustodyRequest]:
    """Return what was approved and whose time is over, for the steward to end."""
    asked = select(CustodyRequest).where(CustodyRequest.state == APPROVED, CustodyRequest.ends_at <= uow.now)
    return uow.case.scalars(asked.order_by(CustodyRequest.ends_at).limit(limit)).all()


def open_of(uow: UnitOfWork, *, source_ref: str = "", person_ref: str = "") -> Sequence[CustodyRequest]:
    """Return what waits or lasts of one source or of one person, whoever asked: for what the keys themselves end."""
    one = CustodyRequest.source_ref == source_ref if source_ref else CustodyRequest.requester_ref == person_ref
    asked = select(CustodyRequest).where(one, CustodyRequest.state.in_((PENDING, APPROVED)))
    return uow.case.scalars(asked.order_by(CustodyRequest.request_ref)).all()
