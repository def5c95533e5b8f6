"""Organisations and what is agreed with each."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action, could
from app.errors import Conflict, Invalid
from app.markings.tiers import TIER_BY_RANK
from app.organisations import queries, service
from app.organisations.applying import terms_of
from app.organisations.rules import local_day
from app.organisations.types import ORGANISATION_TYPE_BY_CODE
from app.setting_up.forms import AgencyForm, ReasonForm, TermsForm
from app.setting_up.views.blueprint import bp
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work
from audit.events import Event


@bp.get("/organisations")
@needs(Action.SETUP_READ)
def organisations() -> ResponseReturnValue:
    """Show every organisation, and when what is agreed with it ends."""
    with work(writes=False) as uow, uow.trail.consulting(Event.SETUP_READ, "organisations"):
        rows = queries.every(uow.case)
        may_write = could(uow.actor, Action.ORGANISATION_WRITE, uow.now)
    return page(
        "setting_up/organisations.html",
        rows=rows,
        kinds=ORGANISATION_TYPE_BY_CODE,
        today=local_day(uow.now),
        may_write=may_write,
    )


@bp.route("/organisations/add", methods=["GET", "POST"])
@needs(Action.ORGANISATION_WRITE)
def add_agency() -> ResponseReturnValue:
    """Propose an agency: a second person agrees before anything can be sent to it."""
    form = AgencyForm()
    if form.validate_on_submit():
        try:
            with work() as uow:
                service.propose_agency(uow, form.organisation())
            return redirect(url_for(".changes"))
        except Invalid as invalid:
            form.add_problems(_by_field(invalid))
    return page("setting_up/add_agency.html", form=form)


@bp.get("/organisations/<ref>")
@needs(Action.SETUP_READ)
def organisation(ref: str) -> ResponseReturnValue:
    """Show one organisation: what is agreed with it, and its units."""
    return _organisation(ref, ReasonForm(formdata=None))


@bp.route("/organisations/<ref>/agreement", methods=["GET", "POST"])
@needs(Action.ORGANISATION_WRITE)
def agreement(ref: str) -> ResponseReturnValue:
    """Change what is agreed: less holds at once, more waits for a second person."""
    with work(writes=False) as uow, uow.trail.consulting(Event.SETUP_READ, ref):
        row = queries.organisation(uow.case, ref)
        known = terms_of(row)
    shown = {name: getattr(known, name) for name in ("agreement_ref", "ends_on", "vetting_floor", "keeps_months")}
    form = TermsForm(**shown, highest_tier=str(known.highest_tier))
    if form.validate_on_submit():
        try:
            with work() as uow:
                waits = service.change_agreement(uow, ref, form.terms())
            return redirect(url_for(".changes") if waits else url_for(".organisation", ref=ref))
        except Invalid as invalid:
            form.add_problems(_by_field(invalid))
        except Conflict as conflict:
            form.add_problems({"": str(conflict)})
    return page("setting_up/agreement.html", form=form, row=row)


@bp.post("/organisations/<ref>/end")
@needs(Action.AGREEMENT_END)
def end_agreement(ref: str) -> ResponseReturnValue:
    """End an agreement now."""
    form = ReasonForm()
    if not form.validate_on_submit():
        return _organisation(ref, form)
    with work() as uow:
        service.end_agreement(uow, ref, reason=form.reason.data)
    return redirect(url_for(".organisation", ref=ref))


def _organisation(ref: str, form: ReasonForm) -> ResponseReturnValue:
    with work(writes=False) as uow, uow.trail.consulting(Event.SETUP_READ, ref):
        row = queries.organisation(uow.case, ref)
        units = queries.units_of(uow.case, ref)
        may_write = could(uow.actor, Action.ORGANISATION_WRITE, uow.now)
    ended = row.agreement_ends_on is not None and row.agreement_ends_on < local_day(uow.now)
    return page(
        "setting_up/organisation.html",
        row=row,
        units=units,
        kinds=ORGANISATION_TYPE_BY_CODE,
        tiers=TIER_BY_RANK,
        ended=ended,
        form=form,
        may_write=may_write,
    )


def _by_field(invalid: Invalid) -> dict[str, str]:
    """Return what is wrong under the names that the form has for it."""
    names = {"agreement_ends_on": "ends_on"}
    return {names.get(name, name): told for name, told in invalid.problems.items()}
