"""Deciding on a contact plan: a controller who did not write it reads it, approves it, or sends it back."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.accounts import queries as accounts
from app.sources import queries, service
from app.sources.plan_forms import CallsForm, PlanApproveForm, PlanReturnForm
from app.sources.views.showing import shown
from app.sources.words import BAND_COLOURS, BAND_LABELS, PLAN_COLOURS, PLAN_LABELS
from app.unit_of_work import UnitOfWork
from app.web import boards
from app.web.faces import staff_blueprint
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("planning", __name__, url_prefix="/sources")

BOARD_ROWS = 5
BANDS = (BAND_LABELS, BAND_COLOURS)
WORDS = {"states": PLAN_LABELS, "colours": PLAN_COLOURS}


def board(uow: UnitOfWork) -> Mapping[str, Any]:
    """Return what a controller's board shows: contact plans that wait for somebody other than their writer."""
    rows = uow.case.scalars(queries.plans_to_approve(uow).limit(BOARD_ROWS)).all()
    names = accounts.names(uow.case, [row.written_by for row in rows])
    return {"rows": rows, "names": names, boards.LISTED: [row.source_ref for row in rows]}


def board_anew(uow: UnitOfWork) -> Mapping[str, Any]:
    """Return what a custodian's board shows: contact plans that were sent back, or that a call showed not to hold."""
    rows = uow.case.scalars(queries.plans_to_write_anew(uow).limit(BOARD_ROWS)).all()
    return {"rows": rows, "words": WORDS, boards.LISTED: [row.source_ref for row in rows]}


def board_calls(uow: UnitOfWork) -> Mapping[str, Any]:
    """Return what a controller's board shows: sources at high risk whose first calls nobody has decided on."""
    rows = uow.case.scalars(queries.calls_to_decide(uow).limit(BOARD_ROWS)).all()
    return {"rows": rows, "bands": BANDS, boards.LISTED: [row.source_ref for row in rows]}


@bp.route("/<source_ref>/plan/calls", methods=["GET", "POST"])
@needs(Action.PLAN_LET_CALL)
def calls(source_ref: str) -> ResponseReturnValue:
    """Decide whether officers may ask to call a source at high risk."""
    form = CallsForm()
    if not form.validate_on_submit():
        with work(writes=False) as uow:
            view = service.look_at_plan(uow, source_ref)
        return page("sources/plan_calls.html", form=form, view=view, bands=BANDS)
    with work() as uow:
        service.decide_calls(uow, source_ref, let=form.let.data == "yes", reason=form.weighed.data)
    return redirect(url_for("sources.source", source_ref=source_ref))


@bp.get("/<source_ref>/plan/decide")
@needs(Action.PLAN_APPROVE)
def decide(source_ref: str) -> ResponseReturnValue:
    """Show where a contact plan stands, with the way to read it and the two decisions."""
    return _page(source_ref)


@bp.post("/<source_ref>/plan/read")
@needs(Action.PLAN_APPROVE)
def read_plan(source_ref: str) -> ResponseReturnValue:
    """Open a contact plan, which is recorded, beside the two decisions."""
    with work() as uow:
        view, held = service.read_plan(uow, source_ref)
    return _decision(view, {}, PlanApproveForm(formdata=None), PlanReturnForm(formdata=None), entries=shown(held))


@bp.post("/<source_ref>/plan/approve")
@needs(Action.PLAN_APPROVE)
def approve(source_ref: str) -> ResponseReturnValue:
    """Approve a contact plan."""
    form = PlanApproveForm()
    if not form.validate_on_submit():
        return _page(source_ref, form)
    with work() as uow:
        service.approve_plan(uow, source_ref, version=form.number)
    return redirect(url_for("sources.source", source_ref=source_ref))


@bp.post("/<source_ref>/plan/return")
@needs(Action.PLAN_APPROVE)
def send_back(source_ref: str) -> ResponseReturnValue:
    """Send a contact plan back to whoever wrote it."""
    form = PlanReturnForm()
    if not form.validate_on_submit():
        return _page(source_ref, back=form)
    with work() as uow:
        service.return_plan(uow, source_ref, version=form.number, reason=form.because.data)
    return redirect(url_for("sources.source", source_ref=source_ref))


def _page(
    source_ref: str, form: PlanApproveForm | None = None, back: PlanReturnForm | None = None
) -> ResponseReturnValue:
    """Return the page on which a plan is decided on, without opening it."""
    with work(writes=False) as uow:
        view = service.look_at_plan(uow, source_ref)
        names = accounts.names(uow.case, [view.plan.written_by])
    return _decision(view, names, form or PlanApproveForm(formdata=None), back or PlanReturnForm(formdata=None))


def _decision(
    view: service.PlanView,
    names: Mapping[str, str],
    form: PlanApproveForm,
    back: PlanReturnForm,
    *,
    entries: list[list[tuple[str, str]]] | None = None,
) -> ResponseReturnValue:
    """Return the page with both decisions. What is decided on is the version that the page was made of."""
    form.version.data = back.version.data = str(view.plan.version)
    return page("sources/plan_decide.html", view=view, names=names, entries=entries, form=form, back=back, words=WORDS)
