"""Reads of requests and attempts, narrowed by policy in SQL."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session

from app.access.policy import Action, visible
from app.access.terms import as_sql, stands_on
from app.accounts.models import Person
from app.contacts.models import APPROVED, PENDING, Attempt, ContactRequest, request_columns
from app.errors import NotFound
from app.sources.models import Source
from app.unit_of_work import UnitOfWork

PAGE = 25
SHOWN_ATTEMPTS = 20
# So many of the newest attempts decide whether there may be another.
COUNTED_ATTEMPTS = 4


def ways_to(uow: UnitOfWork, source_ref: str) -> Sequence[str]:
    """Return everything that requests and attempts name a source by: each of its links, and the source itself."""
    return [*uow.vault.links_of(source_ref), source_ref]


def _known(uow: UnitOfWork, action: Action) -> ColumnElement[bool]:
    """Return the condition that a request is this person's to know; a handler's is not, to whom its source is none."""
    source = Source.source_ref == ContactRequest.link
    unknown = exists().where(source, as_sql(stands_on(Source.kept_from, Source.kept_number, uow.actor.marks)))
    return and_(visible(uow.actor, action, request_columns(), uow.now), ~unknown)


def find(uow: UnitOfWork, grant_ref: str, action: Action = Action.CONTACT_LIST) -> ContactRequest:
    """
    Return a request that this person may know of: their own, or any for a custodian.

    :raises NotFound: there is none, or it is not theirs to know.
    """
    known = _known(uow, action)
    row = uow.case.scalar(select(ContactRequest).where(ContactRequest.grant_ref == grant_ref, known))
    if row is None:
        raise NotFound
    return row


def any_pending(uow: UnitOfWork) -> Select[ContactRequest]:
    """Return the query for requests that this person may decide."""
    known = _known(uow, Action.CONTACT_DECIDE)
    return select(ContactRequest).where(ContactRequest.state == PENDING, known)


def pending(
    uow: UnitOfWork, after: tuple[datetime, str] | None = None, limit: int = PAGE
) -> list[tuple[ContactRequest, str]]:
    """Return requests this person may decide, oldest first, each with the name of who asks."""
    asked = any_pending(uow).outerjoin(Person, Person.person_ref == ContactRequest.requester_ref)
    if after is not None:
        at, ref = after
        asked = asked.where(
            or_(ContactRequest.asked_at > at, and_(ContactRequest.asked_at == at, ContactRequest.grant_ref > ref))
        )
    ordered = asked.add_columns(Person.name).order_by(ContactRequest.asked_at, ContactRequest.grant_ref)
    return [(row, name or "") for row, name in uow.case.execute(ordered.limit(limit))]


def own(uow: UnitOfWork, before: tuple[datetime, str] | None = None, limit: int = PAGE) -> Sequence[ContactRequest]:
    """Return the person's own requests, newest first, whatever became of them."""
    known = _known(uow, Action.CONTACT_OWN)
    asked = select(ContactRequest).where(ContactRequest.requester_ref == uow.actor.person_ref, known)
    if before is not None:
        at, ref = before
        asked = asked.where(
            or_(ContactRequest.asked_at < at, and_(ContactRequest.asked_at == at, ContactRequest.grant_ref < ref))
        )
    order = (ContactRequest.asked_at.desc(), ContactRequest.grant_ref.desc())
    return uow.case.scalars(asked.order_by(*order).limit(limit)).all()


def live_of(case: Session, person_ref: str, now: datetime) -> Sequence[ContactRequest]:
    """Return the permissions that a person holds at this moment, the soonest end first."""
    live = select(ContactRequest).where(
        ContactRequest.requester_ref == person_ref, ContactRequest.state == APPROVED, ContactRequest.ends_at > now
    )
    return case.scalars(live.order_by(ContactRequest.ends_at, ContactRequest.grant_ref).limit(PAGE)).all()


def of_allegation(uow: UnitOfWork, allegation_ref: str) -> Sequence[ContactRequest]:
    """Return the requests made for one allegation that this person may know of, newest first."""
    known = _known(uow, Action.CONTACT_LIST)
    asked = select(ContactRequest).where(ContactRequest.allegation_ref == allegation_ref, known)
    return uow.case.scalars(asked.order_by(ContactRequest.asked_at.desc()).limit(PAGE)).all()


def attempts(uow: UnitOfWork, ways: Sequence[str], limit: int = SHOWN_ATTEMPTS) -> Sequence[Attempt]:
    """Return the newest attempts under these links, or at this source."""
    asked = select(Attempt).where(Attempt.link.in_(ways)).order_by(Attempt.at.desc()).limit(limit)
    return uow.case.scalars(asked).all()


def attempts_under(uow: UnitOfWork, grant_ref: str, limit: int = SHOWN_ATTEMPTS) -> Sequence[Attempt]:
    """Return the newest attempts under one permission. The caller has found the request first."""
    asked = select(Attempt).where(Attempt.grant_ref == grant_ref).order_by(Attempt.at.desc()).limit(limit)
    return uow.case.scalars(asked).all()


def over(uow: UnitOfWork, limit: int = 200) -> Sequence[ContactRequest]:
    """Return requests that were approved, or by one of two, and whose time is over, for the steward to end."""
    asked = select(ContactRequest).where(
        ContactRequest.state.in_((APPROVED, PENDING)), ContactRequest.ends_at <= uow.now
    )
    return uow.case.scalars(asked.order_by(ContactRequest.ends_at).limit(limit)).all()


def open_under(uow: UnitOfWork, ways: Sequence[str]) -> Sequence[ContactRequest]:
    """Return what waits or lasts under any of these, whoever asked: for what the keys themselves end."""
    asked = select(ContactRequest).where(ContactRequest.link.in_(ways), ContactRequest.state.in_((APPROVED, PENDING)))
    return uow.case.scalars(asked.order_by(ContactRequest.grant_ref)).all()


def extension_of(uow: UnitOfWork, grant_ref: str) -> ContactRequest | None:
    """Return the request by which a permission is, or was, to be extended, unless it was refused or has ended."""
    asked = select(ContactRequest).where(ContactRequest.extends_ref == grant_ref)
    return uow.case.scalar(asked.where(ContactRequest.state.in_((PENDING, APPROVED))).limit(1))
