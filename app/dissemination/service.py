"""What is passed on: a report is written, released by a second person to one agency, and its result comes back."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from app.access.facts import ReleaseFacts
from app.access.policy import Action, require
from app.allegations import queries as allegation_queries
from app.allegations import service as allegations
from app.database import new_id
from app.dissemination import queries
from app.dissemination.checking import problems
from app.dissemination.drafts import Draft, Unbalanced, parse_marks, stored
from app.dissemination.making import make_release
from app.dissemination.models import (
    DRAFT,
    RECALLED,
    REFUSED,
    RELEASED,
    SUBMITTED,
    Acceptance,
    NamedReader,
    Release,
    Report,
    Result,
)
from app.dissemination.results import RESULT_BY_CODE
from app.errors import Conflict, Invalid
from app.unit_of_work import UnitOfWork
from app.withholding.patterns import Finding, look
from audit.events import Event

# No vowels and nothing that reads like a digit, as for every reference that is read out.
ALPHABET = "BCDFGHJKMNPQRSTVWXZ23456789"


@dataclass(frozen=True, slots=True)
class Preview:
    """A report for its writer or its releaser: what an agency would read, what hints remain, and who could read it."""

    report: Report
    burned: str = field(repr=False)
    findings: tuple[Finding, ...] = field(repr=False)
    problems: dict[str, str]
    readers: tuple[queries.Reader, ...]
    release: Release | None


@dataclass(frozen=True, slots=True)
class Received:
    """A release as its reader sees it, with the results recorded so far."""

    release: Release
    results: Sequence[Result]


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
            ref=_reference("REP"),
            allegation_ref=allegation_ref,
            unit_ref=allegation.unit_ref,
            author_ref=uow.actor.person_ref,
            changed_at=uow.now,
            tier=allegation.tier,
        )
        uow.case.add(report)
        note.detail["report"] = report.ref
        return report.ref


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
        _touch(uow, report)


def read(uow: UnitOfWork, ref: str) -> Preview:
    """
    Return a report with what an agency would read of it, for those who may know of it.

    :raises NotFound: no such report, or not theirs to know.
    """
    with uow.trail.consulting(Event.REPORT_READ, ref):
        return _preview(uow, queries.find_report(uow, ref))


def list_reports(uow: UnitOfWork, before: tuple[datetime, str] | None = None) -> Sequence[Report]:
    """Return a page of reports, newest change first. Recorded with the references shown."""
    with uow.trail.consulting(Event.REPORT_LIST) as note:
        rows = queries.reports(uow, before)
        note.detail["listed"] = [row.ref for row in rows]
        return rows


def submit(uow: UnitOfWork, ref: str, *, cleared_because: str) -> None:
    """
    Hand a report to the second person.

    :raises Invalid: with everything that must be mended first: grade, marking, conditions, hints, nobody to read it.
    """
    with uow.trail.recording(Event.REPORT_SUBMIT, ref, reason=cleared_because):
        report = queries.find_report(uow, ref)
        require(uow.actor, Action.REPORT_WRITE, report.facts(), uow.now)
        report.cleared_because = cleared_because
        _require_sendable(uow, report)
        report.state = SUBMITTED
        _touch(uow, report)


def release(uow: UnitOfWork, ref: str, *, version: int) -> str:
    """
    Release a report, as the second person: a separate text, burned, for one agency. Returns the release's reference.

    :raises Refused: policy says no; the writer never releases; with conditions, a controller decides.
    :raises Conflict: it is not the version that was looked at.
    :raises Invalid: something in it, or in who may read it, has changed since it was submitted.
    """
    with uow.trail.recording(Event.REPORT_RELEASE, ref) as note:
        report = queries.find_report(uow, ref)
        require(uow.actor, Action.REPORT_RELEASE, report.facts(), uow.now)
        if report.version != version:
            raise Conflict("This report has changed since you opened it. Read it again before you decide.")
        _require_sendable(uow, report)
        made = make_release(uow, report, _reference("REL"))
        uow.case.add(made)
        uow.case.flush()
        uow.case.add_all(NamedReader(release_ref=made.ref, person_ref=person) for person in report.named)
        report.state = RELEASED
        _decide(uow, report)
        note.detail |= {"release": made.ref, "recipient": made.organisation_ref}
    allegations.mark_disseminated(uow, report.allegation_ref, report.ref)
    return made.ref


def refuse(uow: UnitOfWork, ref: str, *, reason: str) -> None:
    """Send a report back to its writer, with the reason."""
    with uow.trail.recording(Event.REPORT_REFUSE, ref, reason=reason):
        report = queries.find_report(uow, ref)
        require(uow.actor, Action.REPORT_RELEASE, report.facts(), uow.now)
        report.state, report.decision_reason = REFUSED, reason
        _decide(uow, report)


def recall(uow: UnitOfWork, ref: str, *, reason: str) -> None:
    """Recall what was released: from the next request nobody at the agency can open it."""
    with uow.trail.recording(Event.REPORT_RECALL, ref, reason=reason):
        report = queries.find_report(uow, ref)
        require(uow.actor, Action.REPORT_RECALL, report.facts(), uow.now)
        report.state, report.decision_reason = RECALLED, reason
        made = queries.release_of(uow, ref)
        if made is not None:
            made.state = RECALLED
        _touch(uow, report)


def list_releases(uow: UnitOfWork, before: tuple[date, str] | None = None) -> Sequence[Release]:
    """Return a page of what was sent to this person's organisation and they may know of, newest first."""
    with uow.trail.consulting(Event.RELEASE_LIST) as note:
        rows = queries.releases(uow, before)
        note.detail["listed"] = [row.ref for row in rows]
        return rows


def conditions_of(uow: UnitOfWork, ref: str) -> Release:
    """
    Return a release for its conditions to be read and accepted; the page that shows it shows nothing of its text.

    :raises NotFound: no such release, or not theirs to know.
    """
    with uow.trail.consulting(Event.RELEASE_LIST, ref):
        return queries.find_release(uow, ref)


def accept(uow: UnitOfWork, ref: str) -> None:
    """
    Accept the conditions of a release, which is what opens it to this person.

    :raises Refused: it is under embargo, has ended, or vetting does not reach it.
    """
    with uow.trail.recording(Event.RELEASE_ACCEPT, ref):
        made = queries.find_release(uow, ref)
        require(uow.actor, Action.RELEASE_ACCEPT, _facts(uow, made), uow.now)
        if uow.case.get(Acceptance, (ref, uow.actor.person_ref)) is None:
            uow.case.add(Acceptance(release_ref=ref, person_ref=uow.actor.person_ref, at=uow.now))


def read_release(uow: UnitOfWork, ref: str) -> Received:
    """
    Return a release to somebody who has accepted its conditions.

    :raises NotFound: no such release, or not theirs to know.
    :raises Refused: the conditions are not accepted; it is under embargo or has ended.
    """
    with uow.trail.consulting(Event.RELEASE_READ, ref):
        made = queries.find_release(uow, ref)
        require(uow.actor, Action.RELEASE_READ, _facts(uow, made), uow.now)
        return Received(made, queries.results(uow, ref))


def record_result(uow: UnitOfWork, ref: str, *, code: str, reason: str) -> None:
    """
    Record what became of a release.

    :raises Invalid: no such result, or it needs a reason.
    :raises Refused: the conditions are not accepted; it is under embargo or has ended.
    """
    with uow.trail.recording(Event.RELEASE_RESULT, ref, reason=reason, detail={"result": code}):
        made = queries.find_release(uow, ref)
        require(uow.actor, Action.RELEASE_READ, _facts(uow, made), uow.now)
        row = RESULT_BY_CODE.get(code)
        if row is None or not row.by_reader:
            raise Invalid({"code": "Choose a result from the list."})
        if row.needs_reason and not reason.strip():
            raise Invalid({"reason": "Give the reason, so that the unit can learn from it."})
        uow.case.add(
            Result(id=new_id(), release_ref=ref, code=code, reason=reason, by_ref=uow.actor.person_ref, at=uow.now)
        )
        made.resulted = made.resulted or row.is_final
    report = uow.case.get(Report, made.report_ref)
    if report is not None and row.is_final:
        allegations.mark_result(uow, report.allegation_ref)


def _preview(uow: UnitOfWork, report: Report) -> Preview:
    """Return a report as it would leave, and all that stands in its way."""
    readers = tuple(queries.readers(uow, report))
    account = _account(uow, report)
    findings = tuple(look(report.body, account))
    return Preview(
        report=report,
        burned=make_release(uow, report, "").body,
        findings=findings,
        problems=problems(report, findings, readers),
        readers=readers,
        release=queries.release_of(uow, report.ref),
    )


def _require_sendable(uow: UnitOfWork, report: Report) -> None:
    """Refuse a report with anything left to mend."""
    found = problems(report, look(report.body, _account(uow, report)), queries.readers(uow, report))
    if found:
        raise Invalid(found)


def _account(uow: UnitOfWork, report: Report) -> str:
    """Return the account a report was written from, to find what was taken over word for word."""
    return allegation_queries.account_of(uow.case, report.allegation_ref)


def _facts(uow: UnitOfWork, made: Release) -> ReleaseFacts:
    """Return what policy may know of a release, and how the person who asks stands to it."""
    person_ref = uow.actor.person_ref
    return made.facts(person_ref, accepted=uow.case.get(Acceptance, (made.ref, person_ref)) is not None)


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


def _touch(uow: UnitOfWork, report: Report) -> None:
    """Note that a report changed: whoever holds an older version is told."""
    report.version += 1
    report.changed_at = uow.now


def _decide(uow: UnitOfWork, report: Report) -> None:
    """Write who decided, and when."""
    report.decided_by, report.decided_at = uow.actor.person_ref, uow.now
    _touch(uow, report)


def _reference(prefix: str) -> str:
    """Return a new reference, random, so that it tells nothing of how many there are."""
    return f"{prefix}-" + "".join(secrets.choice(ALPHABET) for _ in range(10))
