"""Units and their settings."""

from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action, could
from app.errors import Conflict, Invalid, NotFound
from app.organisations import queries, service
from app.organisations.models import Unit
from app.organisations.settings import SETTINGS, held
from app.organisations.terms import HUB
from app.setting_up.forms import EVERY_DIVISION, NO_HUB, SettingForm, UnitForm, asked
from app.setting_up.views.blueprint import bp
from app.unit_of_work import UnitOfWork
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work
from audit.events import Event


@bp.get("/units/<ref>")
@needs(Action.SETUP_READ)
def unit(ref: str) -> ResponseReturnValue:
    """Show one unit, and what it has set for itself beside the bound of each."""
    with work(writes=False) as uow, uow.trail.consulting(Event.SETUP_READ, ref):
        row = queries.unit(uow.case, ref)
        organisation = queries.organisation(uow.case, row.organisation_ref)
        hub = queries.unit(uow.case, row.hub_ref) if row.hub_ref else None
        may_write = could(uow.actor, Action.ORGANISATION_WRITE, uow.now)
        may_set = could(uow.actor, Action.SETTING_WRITE, uow.now) and not organisation.is_partner
    values = [(setting, held(row.tightened, setting.code)) for setting in SETTINGS]
    return page(
        "setting_up/unit.html",
        row=row,
        organisation=organisation,
        hub=hub,
        values=values,
        divisions=EVERY_DIVISION,
        may_write=may_write,
        may_set=may_set,
    )


@bp.route("/organisations/<organisation_ref>/units/add", methods=["GET", "POST"])
@needs(Action.ORGANISATION_WRITE)
def add_unit(organisation_ref: str) -> ResponseReturnValue:
    """Enter a unit of an organisation."""
    with work(writes=False) as uow, uow.trail.consulting(Event.SETUP_READ, organisation_ref):
        organisation = queries.organisation(uow.case, organisation_ref)
        form = _with_hubs(uow, UnitForm(kind="TEAM", hub_ref=NO_HUB), organisation_ref)
    if form.validate_on_submit():
        try:
            with work() as uow:
                ref = service.add_unit(uow, organisation_ref, form.unit())
            return redirect(url_for(".unit", ref=ref))
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return page("setting_up/unit_form.html", form=form, organisation=organisation, row=None)


@bp.route("/units/<ref>/edit", methods=["GET", "POST"])
@needs(Action.ORGANISATION_WRITE)
def edit_unit(ref: str) -> ResponseReturnValue:
    """Change what a unit is called, and where it belongs."""
    with work(writes=False) as uow, uow.trail.consulting(Event.SETUP_READ, ref):
        row = queries.unit(uow.case, ref)
        organisation = queries.organisation(uow.case, row.organisation_ref)
        form = _with_hubs(uow, UnitForm(**_shown(row)), row.organisation_ref, but=ref)
    if form.validate_on_submit():
        try:
            with work() as uow:
                service.edit_unit(uow, ref, form.unit())
            return redirect(url_for(".unit", ref=ref))
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return page("setting_up/unit_form.html", form=form, organisation=organisation, row=row)


@bp.route("/units/<ref>/settings/<name>", methods=["GET", "POST"])
@needs(Action.SETTING_WRITE)
def setting(ref: str, name: str) -> ResponseReturnValue:
    """Change one setting: stricter holds at once, back towards the bound waits for a second person."""
    with work(writes=False) as uow, uow.trail.consulting(Event.SETUP_READ, ref):
        row = queries.unit(uow.case, ref)
        known = next((one for one in SETTINGS if one.name == name), None)
        if known is None:
            raise NotFound
    now = held(row.tightened, known.code)
    form = SettingForm(value=now)
    if form.validate_on_submit():
        try:
            with work() as uow:
                waits = service.change_setting(uow, ref, known.code, asked(form.value.data))
            return redirect(url_for(".changes") if waits else url_for(".unit", ref=ref))
        except Invalid as invalid:
            form.add_problems(invalid.problems)
        except Conflict as conflict:
            form.add_problems({"": str(conflict)})
    return page("setting_up/setting.html", form=form, row=row, setting=known, now=now)


def _with_hubs(uow: UnitOfWork, form: UnitForm, organisation_ref: str, *, but: str = "") -> UnitForm:
    """Let the form choose among the hubs of the organisation."""
    hubs = [one for one in queries.units_of(uow.case, organisation_ref) if one.kind == HUB and one.ref != but]
    form.hub_ref.choices = [(NO_HUB, "None"), *((one.ref, one.name) for one in hubs)]
    return form


def _shown(row: Unit) -> dict[str, Any]:
    known = {name: getattr(row, name) for name in ("name", "division", "kind", "governance")}
    return known | {"hub_ref": row.hub_ref or NO_HUB}
