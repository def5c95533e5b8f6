"""What those who write, decide and follow reports read, narrowed by policy in SQL."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, and_, or_, select, union

from app.access.policy import Action, visible
from app.accounts.models import Person
from app.allegations.models import Allegation
from app.dissemination.models import (
    Acceptance,
    Release,
    Report,
    Result,
    report_columns,
)
from app.errors import NotFound
from app.sources.models import WAITING, Waiting
from app.unit_of_work import UnitOfWork

PAGE = 25


def find_report(uow: UnitOfWork, ref: str, action: Action = Action.REPORT_LIST) -> Report:
    """
    Return a report that this person may know of, by way of this action.

    :raises NotFound: there is none, or it is not theirs to know.
    """
    known = visible(uow.actor, action, report_columns(), uow.now)
    row = uow.case.scalar(select(Report).where(Report.ref == ref, known))
    if row is None:
        raise NotFound
    return row


def reports(uow: UnitOfWork, before: tuple[datetime, str] | None = None, *, state: str = "") -> Sequence[Report]:
    """Return reports this person may know of, newest change first."""
    asked = select(Report).where(visible(uow.actor, Action.REPORT_LIST, report_columns(), uow.now))
    if state:
        asked = asked.where(Report.state == state)
    if before is not None:
        at, ref = before
        asked = asked.where(or_(Report.changed_at < at, and_(Report.changed_at == at, Report.ref < ref)))
    return uow.case.scalars(asked.order_by(Report.changed_at.desc(), Report.ref.desc()).limit(PAGE)).all()


def to_decide(uow: UnitOfWork, limit: int = PAGE) -> list[tuple[Report, str]]:
    """Return reports that wait for this person's decision with the writer's name, longest waiting first."""
    asked = (
        select(Report, Person.name)
        .join(Person, Person.person_ref == Report.author_ref)
        .where(visible(uow.actor, Action.REPORT_DECIDE, report_columns(), uow.now))
        .order_by(Report.changed_at, Report.ref)
        .limit(limit)
    )
    return [(report, name) for report, name in uow.case.execute(asked)]


def any_to_decide(uow: UnitOfWork) -> Select[Report]:
    """Return the query for reports that wait for this person's decision."""
    return select(Report).where(visible(uow.actor, Action.REPORT_DECIDE, report_columns(), uow.now))


def words_to_check(uow: UnitOfWork) -> Select[Report]:
    """Return the query for reports whose words this person may check, longest waiting first."""
    asked = select(Report).where(visible(uow.actor, Action.REPORT_CHECK_WORDS, report_columns(), uow.now))
    return asked.order_by(Report.changed_at, Report.ref)


def rests_on(uow: UnitOfWork, report: Report) -> Sequence[str]:
    """Return the links of everything that was told and that a report rests on: what it says it was borne out by too."""
    refs = (report.allegation_ref, report.corroboration_ref)
    told = select(Allegation.link).where(Allegation.ref.in_(refs))
    # Whoever told more later sent it under a link of its own.
    added = select(Waiting.link).where(Waiting.allegation_ref.in_(refs))
    return sorted(uow.case.scalars(union(told, added)))


def waiting_behind(uow: UnitOfWork, links: Sequence[str]) -> Sequence[Waiting]:
    """Return the sealed parts that still wait under these links."""
    asked = select(Waiting).where(Waiting.link.in_(links), Waiting.state == WAITING)
    return uow.case.scalars(asked.order_by(Waiting.submission_ref)).all()


def to_write(uow: UnitOfWork, limit: int) -> Sequence[Report]:
    """Return what this writer has in hand: what was sent back first, then what they are writing, newest first."""
    asked = select(Report).where(visible(uow.actor, Action.REPORT_WRITE, report_columns(), uow.now))
    return uow.case.scalars(
        asked.order_by(Report.state.desc(), Report.changed_at.desc(), Report.ref.desc()).limit(limit)
    ).all()


def of_allegation(uow: UnitOfWork, allegation_ref: str) -> Sequence[Report]:
    """Return the reports written from one allegation that this person may know of."""
    known = visible(uow.actor, Action.REPORT_LIST, report_columns(), uow.now)
    asked = select(Report).where(Report.allegation_ref == allegation_ref, known)
    return uow.case.scalars(asked.order_by(Report.changed_at.desc()).limit(PAGE)).all()


def release_of(uow: UnitOfWork, report_ref: str) -> Release | None:
    """Return what was released of a report."""
    return uow.case.scalar(select(Release).where(Release.report_ref == report_ref))


def acceptances(uow: UnitOfWork, release_ref: str) -> Sequence[Acceptance]:
    """Return who accepted the conditions of a release, newest first."""
    asked = select(Acceptance).where(Acceptance.release_ref == release_ref).order_by(Acceptance.at.desc()).limit(PAGE)
    return uow.case.scalars(asked).all()


def results(uow: UnitOfWork, release_ref: str) -> Sequence[Result]:
    """Return what was recorded of one release, newest first."""
    asked = select(Result).where(Result.release_ref == release_ref).order_by(Result.at.desc()).limit(PAGE)
    return uow.case.scalars(asked).all()
