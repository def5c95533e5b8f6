"""Writing a report: it is begun from an assessed allegation, changed, and handed to the second person."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.access.policy import Action, require
from app.allegations import queries as allegation_queries
from app.dissemination import queries
from app.dissemination.drafts import Draft, Unbalanced, parse_marks, stored
from app.dissemination.models import DRAFT, SUBMITTED, Report
from app.dissemination.sendable import require_sendable
from app.dissemination.steps import forget_words_checked, reference, touch
from app.errors import Conflict, Invalid
from app.organisations import queries as organisations
from app.organisations.models import Organisation
from app.unit_of_work import UnitOfWork
from audit.events import Event


@dataclass(frozen=True, slots=True)
class Opened:
    """A report to write on, the agencies it may be for, and readers of the chosen ones as (reference, name, agency)."""

    report: Report
    agencies: Sequence[Organisation]
    people: Sequence[tuple[str, str, str]]


def start(uow: UnitOfWork, allegation_ref: str) -> str:
    """
    Begin a report from an assessed allegation, and return its reference.

    :raises NotFound: no such allegation, or not theirs to know.
    :raises Refused: policy says no, or it has not been assessed.
    """
    with uow.trail.recording(Event.REPORT_WRITE, allegation_ref) as note:
        allegation = allegation_queries.find(uow, allegation_ref)
        require(uow.actor, Action.REPORT_START, allegation.facts(), uow.now)
        report = Report(
            ref=reference("REP"),
            allegation_ref=allegation_ref,
            unit_ref=allegation.unit_ref,
            author_ref=uow.actor.person_ref,
            changed_at=uow.now,
            tier=allegation.tier,
        )
        uow.case.add(report)
        note.detail["report"] = report.ref
        return report.ref


def edit(uow: UnitOfWork, ref: str, *, also_at: str = "") -> Opened:
    """
    Return a report for its writer to change, with what there is to choose from.

    :param also_at: an agency that was chosen but not yet kept, whose readers may be named too.
    :raises NotFound: no such report, or not theirs to know.
    :raises Refused: somebody else writes it, or it has been handed on.
    """
    with uow.trail.consulting(Event.REPORT_READ, ref):
        report = queries.find_report(uow, ref)
        require(uow.actor, Action.REPORT_WRITE, report.facts(), uow.now)
        agencies = organisations.agencies(uow.case)
        chosen = {report.organisation_ref, also_at} & {agency.ref for agency in agencies}
        return Opened(report, agencies, queries.people_at(uow, sorted(chosen)) if chosen else ())


def write(uow: UnitOfWork, ref: str, draft: Draft, *, version: int) -> None:
    """
    Keep what the writer typed, whether it could be sent or not.

    :raises Conflict: it was changed in another window since ``version``.
    :raises Invalid: the marks of what is withheld do not pair.
    """
    with uow.trail.recording(Event.REPORT_WRITE, ref):
        report = queries.find_report(uow, ref)
        require(uow.actor, Action.REPORT_WRITE, report.facts(), uow.now)
        if report.version != version:
            raise Conflict("This report was changed in another window. Open it again, and put your changes in there.")
        _fill(report, draft)
        report.state = DRAFT
        forget_words_checked(report)
        touch(uow, report)


def submit(uow: UnitOfWork, ref: str, *, cleared_because: str) -> None:
    """
    Hand a report to the second person.

    :raises Invalid: with everything that must be mended first: grade, marking, conditions, hints, nobody to read it.
    """
    with uow.trail.recording(Event.REPORT_SUBMIT, ref, reason=cleared_because):
        report = queries.find_report(uow, ref)
        require(uow.actor, Action.REPORT_WRITE, report.facts(), uow.now)
        report.cleared_because = cleared_because
        require_sendable(uow, report)
        report.state = SUBMITTED
        forget_words_checked(report)
        touch(uow, report)


def _fill(report: Report, draft: Draft) -> None:
    """Put what was typed into the row."""
    try:
        body, spans = parse_marks(draft.text)
    except Unbalanced as error:
        raise Invalid({"text": str(error)}) from error
    grade = draft.grade
    report.title, report.body, report.spans = draft.title, body, [list(span) for span in spans]
    report.source, report.assessment, report.handling = grade.source, grade.assessment, grade.handling
    report.action, report.sanitisation = grade.action or "", grade.sanitisation or ""
    report.conditions, report.usage, report.corroboration_ref = grade.conditions, grade.usage, grade.corroboration_ref
    report.risk, report.tier, report.organisation_ref = draft.risk, draft.tier, draft.organisation_ref
    report.review_by, report.named = draft.review_by, list(draft.named)
    report.instructions = stored(draft.instructions)
