"""The register: sources by reference, one source, its parts, and its contact plan."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action, allowed, could
from app.accounts import queries as accounts
from app.errors import Invalid, NotFound
from app.sources import queries, service
from app.sources.forms import ButtonForm, OpenForm, SensitiveForm
from app.sources.panels import panels
from app.sources.plan_forms import PlanChangeForm, filled_from
from app.sources.plans import ContactPlan
from app.sources.standings import COLOURS, LABELS
from app.sources.views.showing import shown
from app.sources.windows import LONDON
from app.sources.words import BAND_COLOURS, BAND_LABELS, COMPARTMENT_LABELS, PLAN_COLOURS, PLAN_LABELS
from app.unit_of_work import UnitOfWork
from app.web import boards
from app.web.faces import staff_blueprint
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("sources", __name__, url_prefix="/sources")

BOARD_ROWS = 5
TO_CHANGE = "To change the contact plan"
WORDS = {
    "bands": BAND_LABELS,
    "colours": BAND_COLOURS,
    "compartments": COMPARTMENT_LABELS,
    "standings": LABELS,
    "standing_colours": COLOURS,
    "plans": PLAN_LABELS,
    "plan_colours": PLAN_COLOURS,
}


def board(uow: UnitOfWork) -> Mapping[str, Any]:
    """Return what a custodian's board shows of the register: plans that end soonest."""
    rows = queries.register(uow, limit=BOARD_ROWS)
    return {"rows": rows, "today": _today(uow), "words": WORDS, boards.LISTED: [row.source_ref for row in rows]}


@bp.get("")
@needs(Action.SOURCE_LIST)
def register() -> ResponseReturnValue:
    """Show the sources this person looks after, those whose plan ends first at the top."""
    with work() as uow:
        rows = service.list_sources(uow, _place(request.args.get("after", "")))
        names = accounts.names(uow.case, [ref for row in rows for ref in (row.handler_ref, row.controller_ref) if ref])
        controls = could(uow.actor, Action.SOURCE_CLOSE, uow.now)
        brings = could(uow.actor, Action.REGISTER_BRING, uow.now)
    after = f"{rows[-1].plan_ends_on.isoformat()}_{rows[-1].source_ref}" if len(rows) == queries.PAGE else ""
    return page(
        "sources/register.html",
        rows=rows,
        names=names,
        after=after,
        today=_today(uow),
        words=WORDS,
        controls=controls,
        brings=brings,
    )


@bp.get("/<source_ref>")
@needs(Action.SOURCE_LIST)
def source(source_ref: str) -> ResponseReturnValue:
    """Show one source by reference, with what hangs on it; nothing of who they are."""
    with work() as uow:
        view = service.read(uow, source_ref)
        plan = view.plan
        known = (
            view.source.handler_ref,
            view.source.controller_ref,
            *((plan.written_by, plan.approved_by) if plan else ()),
        )
        names = accounts.names(uow.case, [ref for ref in known if ref])
        drawn = [(one.template, one.load(uow, view)) for one in panels(erased=view.source.is_erased)]
    if view.source.is_erased:
        return page("sources/erased.html", source=view.source, panels=boards.drawn(drawn), words=WORDS)
    return page(
        "sources/source.html",
        view=view,
        may_decide=plan is not None and allowed(uow.actor, Action.PLAN_APPROVE, plan.facts(), uow.now),
        may_let=plan is not None and allowed(uow.actor, Action.PLAN_LET_CALL, view.source.facts(), uow.now),
        names=names,
        form=OpenForm(formdata=None),
        button=ButtonForm(),
        sensitive=SensitiveForm(formdata=None),
        today=_today(uow),
        words=WORDS,
        panels=boards.drawn(drawn),
        registered="registered" in request.args,
        linked="linked" in request.args,
    )


@bp.route("/<source_ref>/open", methods=["GET", "POST"])
@needs(Action.SOURCE_OPEN)
def open_compartment(source_ref: str) -> ResponseReturnValue:
    """Ask what for, then open one part of what is known of a source."""
    form = OpenForm()
    if not form.validate_on_submit():
        with work(writes=False) as uow:
            service.before_opening(uow, source_ref)
        return page("sources/open.html", form=form, source_ref=source_ref)
    with work() as uow:
        held = service.open_compartment(
            uow, source_ref, form.compartment.data, purpose=form.purpose.data, reason=form.reason.data
        )
    return page(
        "sources/compartment.html",
        source_ref=source_ref,
        title=COMPARTMENT_LABELS[form.compartment.data],
        compartment=form.compartment.data,
        entries=shown(held),
    )


@bp.post("/<source_ref>/plan/open")
@needs(Action.SOURCE_WRITE)
def open_plan(source_ref: str) -> ResponseReturnValue:
    """Open the present contact plan, which is recorded, in the form that changes it."""
    with work() as uow:
        held = service.open_compartment(uow, source_ref, "contact", purpose="SOURCE_CONTACT", reason=TO_CHANGE)
    form = PlanChangeForm(formdata=None, data=_typed(ContactPlan.parse(held)))
    return page("sources/plan.html", form=form, source_ref=source_ref)


@bp.post("/<source_ref>/plan/new")
@needs(Action.SOURCE_WRITE)
def new_plan(source_ref: str) -> ResponseReturnValue:
    """Show the empty form of a contact plan: the present one is held by two groups and stays shut."""
    with work(writes=False) as uow:
        service.before_writing(uow, source_ref)
    return page("sources/plan.html", form=PlanChangeForm(formdata=None), source_ref=source_ref)


@bp.post("/<source_ref>/plan")
@needs(Action.SOURCE_WRITE)
def plan(source_ref: str) -> ResponseReturnValue:
    """Replace the contact plan."""
    form = PlanChangeForm()
    if not form.validate_on_submit():
        return page("sources/plan.html", form=form, source_ref=source_ref)
    try:
        with work() as uow:
            plan = form.plan(uow.deployment.cost)
            service.write_plan(uow, source_ref, plan, reason=form.reason.data, moved=form.moved.data)
    except Invalid as invalid:
        form.add_problems(invalid.problems)
        return page("sources/plan.html", form=form, source_ref=source_ref)
    return redirect(url_for(".source", source_ref=source_ref))


def _typed(plan: ContactPlan) -> dict[str, Any]:
    """Return what the form starts from: the plan as it was typed."""
    hours = {name: time.fromisoformat(value) if value else None for name, value in _hours(plan).items()}
    again = date.fromisoformat(plan.next_contact_on) if plan.next_contact_on else None
    return {**filled_from(plan), **hours, "ends_on": date.fromisoformat(plan.ends_on), "next_contact_on": again}


def _hours(plan: ContactPlan) -> dict[str, str]:
    """Return the safe hours as the plan keeps them."""
    return {"safe_from": plan.safe_from, "safe_to": plan.safe_to}


def _place(text: str) -> tuple[date, str] | None:
    """Return the row that a list continues behind; what cannot be read as one is no such page."""
    if not text:
        return None
    day, _, ref = text.partition("_")
    try:
        return date.fromisoformat(day), ref
    except ValueError:
        raise NotFound from None


def _today(uow: UnitOfWork) -> date:
    """Return the day it is here."""
    return uow.now.astimezone(LONDON).date()
