"""Reports as the unit reads them: on the page of an allegation, on the list, and each as its agency would see it."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action, allowed
from app.accounts import queries as accounts
from app.allegations.models import Allegation
from app.dissemination import queries, service
from app.dissemination.forms import ButtonForm
from app.dissemination.models import Report
from app.dissemination.results import RESULT_BY_CODE
from app.errors import NotFound
from app.organisations.models import Organisation
from app.unit_of_work import UnitOfWork
from app.web.faces import staff_blueprint
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("reports", __name__, url_prefix="/reports")

STATES = {
    "DRAFT": "Being written",
    "SUBMITTED": "Waits for the second person",
    "REFUSED": "Sent back",
    "RELEASED": "Released",
    "RECALLED": "Recalled",
}
FIELDS = {"title": "Title", "text": "Text", "conditions": "Conditions", "usage": "Open use"}
WORDS = {
    "states": STATES,
    "colours": {"DRAFT": "blue", "SUBMITTED": "yellow", "REFUSED": "red", "RELEASED": "green", "RECALLED": "grey"},
    "fields": FIELDS,
    "results": {code: row.label for code, row in RESULT_BY_CODE.items()},
}
# What may be done from the page of a report, where each leads, and what its button says.
ACTS = (
    (Action.REPORT_WRITE, "reports.write", "Write"),
    (Action.REPORT_WRITE, "reports.submit", "Hand to the second person"),
    (Action.REPORT_CHECK_WORDS, "reports.words", "Check the words"),
    (Action.REPORT_DECIDE, "reports.decide", "Decide"),
    (Action.REPORT_RECALL, "reports.recall", "Recall"),
)


def panel(uow: UnitOfWork, allegation: Allegation) -> Mapping[str, Any] | None:
    """Return what the page of an allegation shows: its reports, and a button to start one."""
    rows = queries.of_allegation(uow, allegation.ref)
    may_start = allowed(uow.actor, Action.REPORT_START, allegation.facts(), uow.now)
    if not rows and not may_start:
        return None
    form = ButtonForm(formdata=None) if may_start else None
    return {"rows": rows, "form": form, "allegation_ref": allegation.ref, "words": WORDS}


@bp.get("")
@needs(Action.REPORT_LIST)
def listing() -> ResponseReturnValue:
    """Show the reports this person may know of, newest change first."""
    with work() as uow:
        rows = service.list_reports(uow, _place(request.args.get("before", "")))
        agencies = agency_names(uow, rows)
    older = ""
    if len(rows) == queries.PAGE:
        older = url_for(".listing", before=f"{rows[-1].changed_at.timestamp():.6f}_{rows[-1].ref}")
    return page("dissemination/reports.html", rows=rows, agencies=agencies, older=older, words=WORDS)


@bp.get("/<ref>")
@needs(Action.REPORT_LIST)
def report(ref: str) -> ResponseReturnValue:
    """Show a report as its agency would see it, with what stands in its way or came of it."""
    with work() as uow:
        preview = service.read(uow, ref)
        values = surroundings(uow, preview)
        facts = preview.report.facts()
        acts = [(url_for(to, ref=ref), says) for action, to, says in ACTS if allowed(uow.actor, action, facts, uow.now)]
    return page("dissemination/report.html", acts=acts, **values)


def surroundings(uow: UnitOfWork, preview: service.Preview) -> dict[str, Any]:
    """Return what every page that shows a report as a whole needs."""
    row = preview.report
    people = {row.author_ref, row.decided_by or "", *(one.person_ref for one in preview.accepted)}
    return {
        "preview": preview,
        "row": row,
        "names": accounts.names(uow.case, people | {one.by_ref for one in preview.results}),
        "agency": agency_names(uow, [row]).get(row.organisation_ref, ""),
        "words": WORDS,
    }


def agency_names(uow: UnitOfWork, rows: Collection[Report]) -> dict[str, str]:
    """Return the names of the agencies that these reports are for."""
    found = {ref: uow.case.get(Organisation, ref) for ref in {row.organisation_ref for row in rows} if ref}
    return {ref: one.name for ref, one in found.items() if one is not None}


def _place(text: str) -> tuple[datetime, str] | None:
    """Return the row that a list goes on behind; what cannot be read as one is no such page."""
    if not text:
        return None
    seconds, _, ref = text.partition("_")
    try:
        return datetime.fromtimestamp(float(seconds), UTC), ref
    except (ValueError, OverflowError, OSError):
        raise NotFound from None
