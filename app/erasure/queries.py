"""Reads of requests and holds, narrowed by policy in SQL, and of what stands in the way of erasing."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, exists, select

from app.access.about_register import is_not_kept_from
from app.access.policy import Action, visible
from app.access.terms import as_sql
from app.accounts.models import Person
from app.custody.models import CustodyRequest
from app.custody.queries import BROKEN
from app.erasure.models import ERASED, PENDING, Erasure, LegalHold, erasure_columns
from app.errors import NotFound
from app.risk.models import Threat
from app.sources.models import Source
from app.unit_of_work import UnitOfWork

PAGE = 50


def find(uow: UnitOfWork, erasure_ref: str) -> Erasure:
    """
    Return a request that this person may know of.

    :raises NotFound: there is none, or it is not theirs to know.
    """
    known = visible(uow.actor, Action.ERASURE_LIST, erasure_columns(), uow.now)
    row = uow.case.scalar(select(Erasure).where(Erasure.erasure_ref == erasure_ref, known))
    if row is None:
        raise NotFound
    return row


def known(uow: UnitOfWork) -> Select[Erasure]:
    """Return the query for every request that this person may know of."""
    return select(Erasure).where(visible(uow.actor, Action.ERASURE_LIST, erasure_columns(), uow.now))


def any_open(uow: UnitOfWork) -> Select[Erasure]:
    """Return the query for what waits for a second person, or is not finished."""
    unfinished = Erasure.state.in_((PENDING, ERASED)) & Erasure.finished_at.is_(None)
    return known(uow).where(unfinished)


def listed(uow: UnitOfWork, limit: int = PAGE) -> Sequence[Erasure]:
    """Return what waits first, then what is not finished, then certificates, the newest at the top."""
    asked = known(uow).order_by(Erasure.finished_at.is_not(None), Erasure.asked_at.desc(), Erasure.erasure_ref)
    return uow.case.scalars(asked.limit(limit)).all()


def open_requests(uow: UnitOfWork, limit: int = PAGE) -> list[tuple[Erasure, str]]:
    """Return what waits for a second person, or is not finished, oldest first, with the name of who asked."""
    asked = any_open(uow).outerjoin(Person, Person.person_ref == Erasure.requester_ref).add_columns(Person.name)
    rows = uow.case.execute(asked.order_by(Erasure.asked_at, Erasure.erasure_ref).limit(limit))
    return [(row, name or "") for row, name in rows]


def holds(uow: UnitOfWork, limit: int = PAGE) -> Sequence[LegalHold]:
    """Return every hold that stands, oldest first. Whoever calls has asked policy."""
    asked = select(LegalHold).where(LegalHold.lifted_at.is_(None), _hold_may_be_known(uow))
    return uow.case.scalars(asked.order_by(LegalHold.set_at, LegalHold.hold_ref).limit(limit)).all()


def find_hold(uow: UnitOfWork, hold_ref: str) -> LegalHold:
    """
    Return a hold, over a source that this person is not kept from.

    :raises NotFound: there is none.
    """
    row = uow.case.scalar(select(LegalHold).where(LegalHold.hold_ref == hold_ref, _hold_may_be_known(uow)))
    if row is None:
        raise NotFound
    return row


def _hold_may_be_known(uow: UnitOfWork) -> ColumnElement[bool]:
    """Return the condition that a hold is over a source that this person is not kept from."""
    return as_sql(is_not_kept_from.claim(uow.actor, LegalHold, uow.now))


def of_source(uow: UnitOfWork, source_ref: str) -> tuple[Sequence[LegalHold], Erasure | None]:
    """Return the holds that stand over a source, and the newest request to erase it: one statement."""
    newest = (
        select(Erasure.erasure_ref)
        .where(Erasure.source_ref == source_ref)
        .order_by(Erasure.asked_at.desc(), Erasure.erasure_ref)
        .limit(1)
        .scalar_subquery()
    )
    stands = (LegalHold.source_ref == Source.source_ref) & LegalHold.lifted_at.is_(None)
    asked = (
        select(LegalHold, Erasure)
        .select_from(Source)
        .outerjoin(LegalHold, stands)
        .outerjoin(Erasure, Erasure.erasure_ref == newest)
        .where(Source.source_ref == source_ref)
        .order_by(LegalHold.set_at)
    )
    rows = uow.case.execute(asked).all()
    return [hold for hold, _ in rows if hold is not None], rows[0][1] if rows else None


def kept_by(uow: UnitOfWork, source_ref: str) -> tuple[str, ...]:
    """Return what stands in the way of erasing a source, by code. One statement, and the vault's."""
    hold = exists().where(LegalHold.source_ref == source_ref, LegalHold.lifted_at.is_(None))
    threat = exists().where(Threat.source_ref == source_ref, Threat.state == "OPEN")
    glass = exists(select(CustodyRequest.request_ref).where(CustodyRequest.source_ref == source_ref, BROKEN))
    found = uow.case.execute(select(hold, threat, glass)).one()
    shut = source_ref in uow.vault.held_shut()
    return tuple(code for code, is_so in zip(("HOLD", "THREAT", "GLASS", "SHUT"), (*found, shut), strict=True) if is_so)


def unfinished(uow: UnitOfWork, limit: int = PAGE) -> Sequence[Erasure]:
    """Return what was erased and is not finished, for the steward, oldest first."""
    asked = select(Erasure).where(Erasure.state == ERASED, Erasure.finished_at.is_(None))
    return uow.case.scalars(asked.order_by(Erasure.decided_at, Erasure.erasure_ref).limit(limit)).all()


def in_the_index(uow: UnitOfWork) -> Select[Erasure]:
    """Return the query for what was erased and still stands in the search index."""
    known_now = visible(uow.actor, Action.REGISTER_LEAVE, erasure_columns(), uow.now)
    return select(Erasure).where(Erasure.state == ERASED, Erasure.left_index_at.is_(None), known_now)
