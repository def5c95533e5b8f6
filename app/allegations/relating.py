"""Linking two allegations. Each keeps its own link to whoever told it: repeated tellers are never merged away."""

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from app.allegations.models import Allegation, Relation
from app.unit_of_work import UnitOfWork


def relate(uow: UnitOfWork, one: str, other: str, kind: str) -> None:
    """Link two allegations as SAME or LINKED; whoever calls has asked policy about both and records it."""
    first, second = sorted((one, other))
    row = uow.case.get(Relation, (first, second))
    if row is None:
        row = Relation(one_ref=first, other_ref=second, kind=kind, by_ref=uow.actor.person_ref, at=uow.now)
        uow.case.add(row)
    elif row.kind != kind:
        row.kind, row.by_ref, row.at = kind, uow.actor.person_ref, uow.now
    _count(uow.case, one, other)


def unrelate(uow: UnitOfWork, one: str, other: str) -> None:
    """Take a link between two allegations back."""
    first, second = sorted((one, other))
    uow.case.execute(delete(Relation).where(Relation.one_ref == first, Relation.other_ref == second))
    _count(uow.case, one, other)


def _count(case: Session, *refs: str) -> None:
    """Write how many others each is linked with."""
    case.flush()
    linked = (
        select(func.count())
        .select_from(Relation)
        .where(or_(Relation.one_ref == Allegation.ref, Relation.other_ref == Allegation.ref))
        .scalar_subquery()
    )
    case.execute(update(Allegation).where(Allegation.ref.in_(refs)).values(relations=linked))
