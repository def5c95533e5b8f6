"""What the second person sees: what waits for them, the report with what is cut marked in it, and a recall."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.dissemination import queries, service
from app.dissemination.drafts import with_marks
from app.dissemination.forms import ReasonForm, ReleaseForm, version_of
from app.dissemination.views.reports import bp, surroundings
from app.errors import Conflict, Invalid
from app.unit_of_work import UnitOfWork
from app.web import boards
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

BOARD_ROWS = 5


def board(uow: UnitOfWork) -> Mapping[str, Any]:
    """Return what the board of a manager or controller shows: reports that wait longest for them."""
    rows = queries.to_decide(uow, BOARD_ROWS)
    return {"rows": rows, boards.LISTED: [row.ref for row, _writer in rows]}


@bp.get("/<ref>/decide")
@needs(Action.REPORT_DECIDE)
def decide(ref: str) -> ResponseReturnValue:
    """Show a report to release or send back."""
    return _decide_page(ref, ReleaseForm(formdata=None), ReasonForm(formdata=None))


@bp.post("/<ref>/release")
@needs(Action.REPORT_RELEASE)
def release(ref: str) -> ResponseReturnValue:
    """Release a report to its agency."""
    form = ReleaseForm()
    if not form.validate_on_submit():
        return _decide_page(ref, form, ReasonForm(formdata=None))
    try:
        with work() as uow:
            service.release(uow, ref, version=version_of(form))
    except Invalid:
        form.add_problems({"": "It cannot be released as it stands. What must be mended is listed below."})
        return _decide_page(ref, form, ReasonForm(formdata=None))
    except Conflict as conflict:
        form.add_problems({"": str(conflict)})
        return _decide_page(ref, form, ReasonForm(formdata=None), status=409)
    return redirect(url_for(".report", ref=ref))


@bp.post("/<ref>/refuse")
@needs(Action.REPORT_DECIDE)
def refuse(ref: str) -> ResponseReturnValue:
    """Send a report back to its writer."""
    form = ReasonForm()
    if not form.validate_on_submit():
        return _decide_page(ref, ReleaseForm(formdata=None), form)
    with work() as uow:
        service.refuse(uow, ref, reason=form.reason.data)
    return redirect(url_for(".report", ref=ref))


@bp.route("/<ref>/recall", methods=["GET", "POST"])
@needs(Action.REPORT_RECALL)
def recall(ref: str) -> ResponseReturnValue:
    """Recall what was released."""
    form = ReasonForm()
    if not form.validate_on_submit():
        with work(writes=False) as uow:
            values = surroundings(uow, service.look(uow, ref, Action.REPORT_RECALL))
        return page("dissemination/recall.html", form=form, **values)
    with work() as uow:
        service.recall(uow, ref, reason=form.reason.data)
    return redirect(url_for(".report", ref=ref))


def _decide_page(ref: str, form: ReleaseForm, reason: ReasonForm, *, status: int | None = None) -> ResponseReturnValue:
    """Return the page on which a report is decided; its button carries the version that the page shows."""
    with work(writes=False) as uow:
        values = surroundings(uow, service.look(uow, ref, Action.REPORT_DECIDE))
    row = values["row"]
    form.version.data = str(row.version)
    marked = with_marks(row.body, row.spans)
    return page("dissemination/decide.html", form=form, reason=reason, marked=marked, status=status, **values)
