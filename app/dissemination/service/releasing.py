"""What the second person decides: to release a report to its agency, to send it back, or to recall what was sent."""

from datetime import datetime

from app.access.policy import Action, require
from app.allegations import service as allegations
from app.allegations.models import Allegation
from app.dissemination import queries, results
from app.dissemination.making import make_release
from app.dissemination.models import RECALLED, REFUSED, RELEASED, NamedReader, Report
from app.dissemination.sendable import is_stopped, require_sendable
from app.dissemination.steps import decide, forget_words_checked, reference, touch
from app.errors import Conflict, NotFound
from app.organisations import queries as organisations
from app.organisations.settings import SettingCode, held
from app.risk.listeners import SENT
from app.unit_of_work import UnitOfWork
from audit.events import Event

CHANGED = "This report has changed since you opened it. Read it again before you decide."


def release(uow: UnitOfWork, ref: str, *, version: int) -> str:
    """
    Release a report, as the second person: a separate text, burned, for one agency. Returns the release's reference.

    :raises Refused: policy says no; the writer never releases; with conditions, a controller decides; the source unit
        has not looked at its words.
    :raises Conflict: it is not the version that was looked at.
    :raises Invalid: something in it, or in who may read it, has changed since it was submitted.
    """
    with uow.trail.recording(Event.REPORT_RELEASE, ref) as note:
        report = queries.find_report(uow, ref)
        require(uow.actor, Action.REPORT_RELEASE, report.facts(is_stopped=is_stopped(uow, report)), uow.now)
        if report.version != version:
            raise Conflict(CHANGED)
        require_sendable(uow, report)
        made = make_release(uow, report, reference("REL"), due_at=_result_due(uow, report))
        uow.case.add(made)
        uow.case.flush()
        uow.case.add_all(NamedReader(release_ref=made.ref, person_ref=person) for person in report.named)
        report.state = RELEASED
        decide(uow, report)
        note.detail |= {"release": made.ref, "recipient": made.organisation_ref}
    allegations.mark_disseminated(uow, report.allegation_ref, report.ref)
    uow.tell(SENT, report.allegation_ref)
    return made.ref


def refuse(uow: UnitOfWork, ref: str, *, reason: str) -> None:
    """
    Send a report back to its writer, with the reason.

    :raises Refused: policy says no, or it does not wait for a decision.
    """
    with uow.trail.recording(Event.REPORT_REFUSE, ref, reason=reason):
        report = queries.find_report(uow, ref)
        require(uow.actor, Action.REPORT_DECIDE, report.facts(), uow.now)
        send_back(uow, report, reason)


def recall(uow: UnitOfWork, ref: str, *, reason: str) -> None:
    """
    Recall what was released: from the next request nobody at the agency can open it.

    :raises Refused: policy says no, or it is not out.
    """
    with uow.trail.recording(Event.REPORT_RECALL, ref, reason=reason):
        report = queries.find_report(uow, ref)
        require(uow.actor, Action.REPORT_RECALL, report.facts(), uow.now)
        report.state, report.decision_reason = RECALLED, reason
        made = queries.release_of(uow, ref)
        if made is not None:
            made.state = RECALLED
        touch(uow, report)


def send_back(uow: UnitOfWork, report: Report, reason: str) -> None:
    """Give a report back to its writer, who reads the reason."""
    report.state, report.decision_reason = REFUSED, reason
    forget_words_checked(report)
    decide(uow, report)


def _result_due(uow: UnitOfWork, report: Report) -> datetime:
    """Return when the agency owes a result, which is when the allegation waits for one."""
    allegation = uow.case.get(Allegation, report.allegation_ref)
    if allegation is None:
        raise NotFound
    unit = organisations.unit(uow.case, report.unit_ref)
    most = held(unit.tightened, SettingCode.RESULT_WORKING_DAYS)
    return results.due_at(allegation.priority, uow.now, organisations.holidays(uow.case, unit.division), most=most)
