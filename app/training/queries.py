"""Reads of training: what is live now, what one person has, and what runs out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.accounts.models import ACTIVE, Account, Person
from app.markings.vetting import last_day
from app.training.courses import COURSE_BY_CODE, EXPIRING_WITHIN, TrainingState, state_of
from app.training.models import CourseRecord

# The administrator looks at the most urgent; booking them is the training lead's.
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one course of one person stands."""

    person_ref: str
    name: str
    course: str
    title: str
    last_day: date
    is_provisional: bool
    state: TrainingState


def live_courses(person_ref: str, now: datetime) -> Select[*tuple[Any, ...]]:
    """Return a query for the codes of the courses a person has that are valid at this time, provisional ones too."""
    return select(CourseRecord.course).where(CourseRecord.person_ref == person_ref, CourseRecord.ends_at > now)


def of_person(case: Session, person_ref: str, now: datetime) -> list[Standing]:
    """Return where each course of a person stands, the soonest to end first."""
    rows = case.scalars(
        select(CourseRecord).where(CourseRecord.person_ref == person_ref).order_by(CourseRecord.ends_at)
    )
    newest = {row.course: row for row in rows}
    return [_standing(row, "", now) for row in sorted(newest.values(), key=lambda row: row.ends_at)]


def running_out(case: Session, now: datetime) -> Sequence[Standing]:
    """Return the courses of people at work that have run out or will within 30 days, the soonest first."""
    newest = (
        select(CourseRecord.person_ref, CourseRecord.course, func.max(CourseRecord.ends_at).label("ends_at"))
        .group_by(CourseRecord.person_ref, CourseRecord.course)
        .having(func.max(CourseRecord.ends_at) <= now + EXPIRING_WITHIN)
        .subquery()
    )
    rows = case.execute(
        select(CourseRecord, Person.name)
        .join(
            newest,
            (newest.c.person_ref == CourseRecord.person_ref)
            & (newest.c.course == CourseRecord.course)
            & (newest.c.ends_at == CourseRecord.ends_at),
        )
        .join(Person, Person.person_ref == CourseRecord.person_ref)
        .where(Person.person_ref.in_(select(Account.person_ref).where(Account.state == ACTIVE)))
        .order_by(CourseRecord.ends_at, CourseRecord.record_ref)
        .limit(MOST_SHOWN)
    )
    return [_standing(row, name, now) for row, name in rows]


def _standing(row: CourseRecord, name: str, now: datetime) -> Standing:
    return Standing(
        person_ref=row.person_ref,
        name=name,
        course=row.course,
        title=COURSE_BY_CODE[row.course].title,
        last_day=last_day(row.ends_at),
        is_provisional=row.passed_on is None,
        state=state_of(row.ends_at, now),
    )
