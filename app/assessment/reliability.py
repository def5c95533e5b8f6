"""How what a source told us was graded, report by report: months and grades, and nothing that leads to a report."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.allegations.models import Allegation
from app.assessment.models import GradeRow
from app.unit_of_work import UnitOfWork

# So many grades are shown, newest first.
SHOWN = 24


@dataclass(frozen=True, slots=True)
class Graded:
    """One report's grade: how far its source could be relied on, how they knew, and when it came in."""

    received_at: datetime
    source: str
    assessment: str


def history(uow: UnitOfWork, links: Sequence[str]) -> list[Graded]:
    """Return the last grade of each report under these links, newest report first. The caller has found the source."""
    if not links:
        return []
    latest = (
        select(func.max(GradeRow.round))
        .where(GradeRow.allegation_ref == Allegation.ref)
        .correlate(Allegation)
        .scalar_subquery()
    )
    asked = (
        select(Allegation.received_at, GradeRow.source, GradeRow.assessment)
        .join(GradeRow, GradeRow.allegation_ref == Allegation.ref)
        .where(Allegation.link.in_(links), GradeRow.round == latest)
        .order_by(Allegation.received_at.desc(), Allegation.ref)
        .limit(SHOWN)
    )
    return [Graded(row.received_at, row.source, row.assessment) for row in uow.case.execute(asked)]


def counted(grades: Sequence[Graded]) -> list[tuple[str, int]]:
    """Return how often a source was held to be reliable, untested or not, in the order of the grade."""
    return sorted(Counter(one.source for one in grades).items())
