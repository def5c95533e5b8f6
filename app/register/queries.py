"""Reads of the register's own tables, narrowed by policy in SQL."""

from collections.abc import Sequence

from sqlalchemy import Select, exists, func, or_, select

from app.access.policy import Action, visible
from app.accounts import queries as accounts
from app.errors import NotFound
from app.organisations.rules import local_day
from app.register.drifting import NOT_CHIS
from app.register.models import Aftercare, Closing, DriftDecision, Particular, Period
from app.register.rules import SHOWN_BEFORE
from app.sources.models import BANDS, Source, source_columns
from app.sources.queries import known_sources
from app.sources.service.handing_over import CONTROLLER, HANDLER, KEEPER
from app.sources.standings import Standing
from app.unit_of_work import UnitOfWork

PAGE = 25
# Who may have each part in looking after a source.
ROLES = {HANDLER: ("NSU_HANDLER",), CONTROLLER: ("NSU_CONTROLLER",), KEEPER: ("NSU_HANDLER", "NSU_CONTROLLER")}


def closed(uow: UnitOfWork, after: str = "", limit: int = PAGE) -> Sequence[Source]:
    """Return closed sources that this person may know of, by reference."""
    known = visible(uow.actor, Action.SOURCE_LIST, source_columns(), uow.now)
    asked = select(Source).where(Source.status == Standing.CLOSED, known)
    return uow.case.scalars(asked.where(Source.source_ref > after).order_by(Source.source_ref).limit(limit)).all()


def closing_with_looks(uow: UnitOfWork, source_ref: str) -> tuple[Closing | None, list[Aftercare]]:
    """Return the last closing of a source, and every look after one, first due first. One statement."""
    last = select(func.max(Closing.closed_at)).where(Closing.source_ref == source_ref).scalar_subquery()
    asked = select(Closing, Aftercare).outerjoin(Aftercare, Aftercare.source_ref == Closing.source_ref)
    asked = asked.where(Closing.source_ref == source_ref, Closing.closed_at == last, Closing.reopened_at.is_(None))
    rows = uow.case.execute(asked.order_by(Aftercare.due_on, Aftercare.look_ref)).all()
    return (rows[0][0] if rows else None), [look for _closing, look in rows if look is not None]


def find_look(uow: UnitOfWork, source_ref: str, look_ref: str) -> Aftercare:
    """Return a look after closing of this very source; NotFound when it is another's."""
    row = uow.case.get(Aftercare, look_ref)
    if row is None or row.source_ref != source_ref:
        raise NotFound
    return row


def find_to_lift(uow: UnitOfWork, source_ref: str) -> Source:
    """Return a source that an authoriser may know of, to take its mark off; NotFound where there is none."""
    asked = select(Source).where(Source.source_ref == source_ref, known_sources(uow, Action.CARE_LIFT))
    row = uow.case.scalar(asked)
    if row is None:
        raise NotFound
    return row


def any_in_care(uow: UnitOfWork) -> Select[Source]:
    """Return the query for open sources who are under 18 or vulnerable, as far as this person may know of them."""
    known = or_(known_sources(uow, Action.CARE_MARK), known_sources(uow, Action.CARE_LIFT))
    return select(Source).where(Source.is_in_care.is_(True), known)


def in_care(uow: UnitOfWork, limit: int = PAGE) -> Sequence[Source]:
    """Return those sources, those in the greatest danger first."""
    rows = uow.case.scalars(any_in_care(uow).order_by(Source.care, Source.source_ref).limit(limit)).all()
    return sorted(rows, key=lambda row: (-BANDS.index(row.band), row.source_ref))


def any_aftercare(uow: UnitOfWork) -> Select[Aftercare]:
    """Return the query for looks after closing that are due or soon will be, at sources that this person may know."""
    theirs = exists().where(Source.source_ref == Aftercare.source_ref, known_sources(uow, Action.AFTERCARE))
    soon = local_day(uow.now) + SHOWN_BEFORE
    return select(Aftercare).where(Aftercare.done_at.is_(None), Aftercare.due_on <= soon, theirs)


def aftercare_due(uow: UnitOfWork, limit: int = PAGE) -> Sequence[Aftercare]:
    """Return looks after closing that are due or soon will be, the first one due at the top."""
    asked = any_aftercare(uow).order_by(Aftercare.due_on, Aftercare.look_ref)
    return uow.case.scalars(asked.limit(limit)).all()


def any_drift(uow: UnitOfWork) -> Select[Source]:
    """Return the query for sources that nobody contacts before this person has decided on status drift."""
    known = visible(uow.actor, Action.DRIFT_DECIDE, source_columns(), uow.now)
    newest = select(func.max(DriftDecision.decided_at)).where(DriftDecision.source_ref == Source.source_ref)
    settled = exists().where(
        DriftDecision.source_ref == Source.source_ref,
        DriftDecision.decision != NOT_CHIS,
        DriftDecision.decided_at == newest.correlate(Source).scalar_subquery(),
    )
    return select(Source).where(Source.held_from <= local_day(uow.now), known, ~settled)


def drift_to_decide(uow: UnitOfWork, limit: int = PAGE) -> Sequence[Source]:
    """Return sources whose drift waits for a decision, those held longest first."""
    return uow.case.scalars(any_drift(uow).order_by(Source.held_from, Source.source_ref).limit(limit)).all()


def particulars(uow: UnitOfWork, source_ref: str) -> Sequence[Particular]:
    """Return which particulars of a source were written. The caller has found the source first."""
    return uow.case.scalars(select(Particular).where(Particular.source_ref == source_ref)).all()


def periods(uow: UnitOfWork, source_ref: str) -> Sequence[Period]:
    """Return who had which part in looking after a source, newest first. The caller has found the source first."""
    asked = select(Period).where(Period.source_ref == source_ref)
    return uow.case.scalars(asked.order_by(Period.since.desc(), Period.part)).all()


def may_take(uow: UnitOfWork) -> dict[str, list[tuple[str, str]]]:
    """Return who may have each part, by reference and name."""
    by_role = accounts.holders_of(uow.case, ("NSU_HANDLER", "NSU_CONTROLLER"), uow.now)
    return {
        part: sorted({one for role in roles for one in by_role[role]}, key=lambda one: one[1])
        for part, roles in ROLES.items()
    }
