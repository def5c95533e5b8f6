"""Reads of an assessment: its file, its hits, and what it may be compared with."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.access.policy import Action
from app.allegations.keys import Key
from app.allegations.models import Allegation, MatchKey, Sending
from app.allegations.queries import known, particulars
from app.assessment.file import File
from app.assessment.models import AssessmentRow, Check, GradeRow, OutcomeRow, Search, SearchHit
from app.errors import NotFound
from app.organisations.models import Organisation, Unit
from app.unit_of_work import UnitOfWork

# So many rows of keys are read for one search, newest allegations first, and so many allegations are shown.
MOST_KEYS = 400
MOST_HITS = 50


@dataclass(frozen=True, slots=True)
class Hit:
    """One allegation that a search found."""

    id: str
    ref: str
    matched: list[str]
    decision: str
    status: str
    types: list[str]
    received_at: datetime
    outcome_code: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What an assessment has come to so far."""

    assessment: AssessmentRow | None = None
    grade: GradeRow | None = None
    outcome: OutcomeRow | None = None
    checks: Sequence[Check] = ()


def _count_of(model: type[Search] | type[SearchHit], *more: ColumnElement[bool]) -> Select[Any]:
    here = (model.allegation_ref == Allegation.ref, model.round == Allegation.round)
    return select(func.count()).select_from(model).where(*here, *more).correlate(Allegation)


def load(uow: UnitOfWork, ref: str, action: Action = Action.ALLEGATION_READ) -> File:
    """
    Return the file of an allegation that this person may know of, in four statements.

    :raises NotFound: there is none, or none that this person may know of.
    """
    # What a colleague's search found and this person may not know of is not to be judged by them, nor counted.
    other = aliased(Allegation)
    theirs = exists().where(other.ref == SearchHit.other_ref, known(uow.actor, uow.now, of=other))
    sent = select(func.count()).select_from(Sending).where(Sending.allegation_ref == Allegation.ref)
    found = uow.case.execute(
        select(
            Allegation,
            AssessmentRow,
            GradeRow,
            OutcomeRow,
            _count_of(Search).scalar_subquery(),
            _count_of(SearchHit, theirs).scalar_subquery(),
            _count_of(SearchHit, theirs, SearchHit.decision == "").scalar_subquery(),
            sent.correlate(Allegation).scalar_subquery(),
        )
        .outerjoin(
            AssessmentRow, and_(AssessmentRow.allegation_ref == Allegation.ref, AssessmentRow.round == Allegation.round)
        )
        .outerjoin(GradeRow, and_(GradeRow.allegation_ref == Allegation.ref, GradeRow.round == Allegation.round))
        .outerjoin(OutcomeRow, and_(OutcomeRow.allegation_ref == Allegation.ref, OutcomeRow.round == Allegation.round))
        .where(Allegation.ref == ref, known(uow.actor, uow.now, action))
    ).one_or_none()
    if found is None:
        raise NotFound
    row, assessment, grade, outcome, searches, hits, undecided, sendings = found
    people, places = particulars(uow.case, ref)
    checks = uow.case.scalars(select(Check).where(Check.allegation_ref == ref).order_by(Check.at, Check.id)).all()
    return File(row, assessment, grade, outcome, people, places, checks, searches, hits, undecided, sendings)


def hits(uow: UnitOfWork, file: File) -> list[Hit]:
    """Return what the searches found, of what this person may know of: undecided, and nearest, first."""
    found = uow.case.execute(
        select(SearchHit, Allegation)
        .join(Allegation, Allegation.ref == SearchHit.other_ref)
        .where(
            SearchHit.allegation_ref == file.ref,
            SearchHit.round == file.allegation.round,
            known(uow.actor, uow.now),
        )
        .order_by(Allegation.ref.desc())
    )
    listed = [
        Hit(
            id=hit.id,
            ref=other.ref,
            matched=hit.matched,
            decision=hit.decision,
            status=other.status,
            types=other.types,
            received_at=other.received_at,
            outcome_code=other.outcome_code,
        )
        for hit, other in found
    ]
    return sorted(listed, key=lambda hit: (hit.decision != "", -len(hit.matched)))


def matches(uow: UnitOfWork, ref: str, keys: Collection[Key]) -> dict[str, list[str]]:
    """Return the other allegations that share these keys, of those this person may know of, with the kinds shared."""
    if not keys:
        return {}
    wanted = or_(*(and_(MatchKey.kind == key.kind.value, MatchKey.value == key.value) for key in sorted(keys)))
    found = uow.case.execute(
        select(MatchKey.allegation_ref, MatchKey.kind)
        .join(Allegation, Allegation.ref == MatchKey.allegation_ref)
        .where(wanted, MatchKey.allegation_ref != ref, known(uow.actor, uow.now))
        .order_by(MatchKey.allegation_ref.desc())
        .limit(MOST_KEYS)
    )
    shared: dict[str, set[str]] = {}
    for other, kind in found:
        shared.setdefault(other, set()).add(kind)
    nearest = sorted(shared, key=lambda other: (len(shared[other]), other), reverse=True)
    return {other: sorted(shared[other]) for other in nearest[:MOST_HITS]}


def summary(case: Session, row: Allegation) -> Summary:
    """Return what an assessment of an allegation that was opened already has come to, in two statements."""
    found = case.execute(
        select(AssessmentRow, GradeRow, OutcomeRow)
        .select_from(AssessmentRow)
        .outerjoin(GradeRow, and_(GradeRow.allegation_ref == row.ref, GradeRow.round == row.round))
        .outerjoin(OutcomeRow, and_(OutcomeRow.allegation_ref == row.ref, OutcomeRow.round == row.round))
        .where(AssessmentRow.allegation_ref == row.ref, AssessmentRow.round == row.round)
    ).one_or_none()
    if found is None:
        return Summary()
    checks = case.scalars(select(Check).where(Check.allegation_ref == row.ref).order_by(Check.at, Check.id)).all()
    return Summary(found[0], found[1], found[2], checks)


def units(case: Session) -> list[tuple[str, str]]:
    """Return every unit that assesses, by name: few by nature."""
    ours = select(Unit.ref, Unit.name).join(Organisation, Organisation.ref == Unit.organisation_ref)
    found = case.execute(ours.where(Organisation.is_partner.is_(False)).order_by(Unit.name, Unit.ref))
    return [(ref, name) for ref, name in found]
