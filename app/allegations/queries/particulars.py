"""What hangs on an allegation: people, places, what was told later, what it is linked with, and its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.allegations.models import Addition, Allegation, Move, Place, Relation, Subject
from app.allegations.queries.finding import known
from app.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the history."""

    from_status: str
    to_status: str
    by_name: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Related:
    """Another allegation that this one is linked with: its reference only."""

    ref: str
    kind: str
    status: str


def particulars(case: Session, ref: str) -> tuple[Sequence[Subject], Sequence[Place]]:
    """Return the people and the places of an allegation, in their order."""
    people = case.scalars(select(Subject).where(Subject.allegation_ref == ref).order_by(Subject.position)).all()
    places = case.scalars(select(Place).where(Place.allegation_ref == ref).order_by(Place.position)).all()
    return people, places


def additions(case: Session, row: Allegation) -> Sequence[Addition]:
    """Return what was told later and is not held, oldest first; no statement where nothing was."""
    if not row.additions:
        return ()
    shown = select(Addition).where(Addition.allegation_ref == row.ref, Addition.is_held.is_(False))
    return case.scalars(shown.order_by(Addition.at, Addition.intake_ref)).all()


def related(uow: UnitOfWork, row: Allegation) -> list[Related]:
    """Return the allegations it is linked with that this person may know of; no statement where there are none."""
    if not row.relations:
        return []
    other = or_(
        and_(Relation.one_ref == row.ref, Relation.other_ref == Allegation.ref),
        and_(Relation.other_ref == row.ref, Relation.one_ref == Allegation.ref),
    )
    found = uow.case.execute(
        select(Allegation.ref, Relation.kind, Allegation.status)
        .join(Relation, other)
        .where(known(uow.actor, uow.now))
        .order_by(Allegation.ref)
    )
    return [Related(*line) for line in found]


def history(case: Session, ref: str) -> list[Step]:
    """Return every step an allegation made, newest first."""
    found = case.execute(
        select(Move.from_status, Move.to_status, Person.name, Move.at, Move.reason)
        .outerjoin(Person, Person.person_ref == Move.by_ref)
        .where(Move.allegation_ref == ref)
        .order_by(Move.id.desc())
    )
    return [Step(came_from, to, name or "the steward", at, reason) for came_from, to, name, at, reason in found]
