"""Reading reports within the unit: as an agency would see them, with what stands in their way or came of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.access.policy import Action, require
from app.dissemination import queries
from app.dissemination.checking import Hint
from app.dissemination.models import RECALLED, RELEASED, Acceptance, Release, Report, Result
from app.dissemination.redaction import redact
from app.dissemination.sendable import check
from app.unit_of_work import UnitOfWork
from audit.events import Event


@dataclass(frozen=True, slots=True)
class Preview:
    """
    A report for the unit's own people.

    ``burned`` is the text an agency reads and ``made`` all that it reads with it: what left, or else what would leave
    now, ``None`` while its marking cannot be written. Once released, ``results`` and ``accepted`` say what came of it
    and nothing waits to be mended.
    """

    report: Report
    burned: str = field(repr=False)
    made: Release | None = field(default=None, repr=False)
    release: Release | None = None
    hints: tuple[Hint, ...] = field(default=(), repr=False)
    problems: dict[str, str] = field(default_factory=dict)
    readers: tuple[queries.Reader, ...] = ()
    results: Sequence[Result] = ()
    accepted: Sequence[Acceptance] = ()


def read(uow: UnitOfWork, ref: str) -> Preview:
    """
    Return a report with what an agency would read of it, for those who may know of it.

    :raises NotFound: no such report, or not theirs to know.
    """
    return look(uow, ref, Action.REPORT_LIST)


def look(uow: UnitOfWork, ref: str, action: Action) -> Preview:
    """
    Return the same for somebody who is about to act on it.

    :raises NotFound: no such report, or not theirs to know.
    :raises Refused: the act is not theirs, or does not follow from where it stands.
    """
    with uow.trail.consulting(Event.REPORT_READ, ref):
        report = queries.find_report(uow, ref)
        require(uow.actor, action, report.facts(), uow.now)
        return _preview(uow, report)


def list_reports(uow: UnitOfWork, before: tuple[datetime, str] | None = None) -> Sequence[Report]:
    """Return a page of reports, newest change first. Recorded with the references shown."""
    with uow.trail.consulting(Event.REPORT_LIST) as note:
        rows = queries.reports(uow, before)
        note.detail["listed"] = [row.ref for row in rows]
        return rows


def _preview(uow: UnitOfWork, report: Report) -> Preview:
    """Return what was released of a report and came of it, or what would be and what stands in its way."""
    released = queries.release_of(uow, report.ref) if report.state in {RELEASED, RECALLED} else None
    if released is not None:
        return Preview(
            report,
            released.body,
            made=released,
            release=released,
            results=queries.results(uow, released.ref),
            accepted=queries.acceptances(uow, released.ref),
        )
    found = check(uow, report)
    burned = redact(report.body, [(start, end) for start, end in report.spans]).text
    return Preview(report, burned, made=found.made, hints=found.hints, problems=found.problems, readers=found.readers)
