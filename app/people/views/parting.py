"""Seeing somebody off: what they hold, given away piece by piece, and then the end of their account."""

from datetime import date

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.errors import Invalid
from app.people import service
from app.people.forms import ButtonForm, GiveForm, LastDayForm, day_of
from app.web.faces import staff_blueprint
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("parting", __name__, url_prefix="/people")


@bp.get("/<person_ref>/leaving")
@needs(Action.HOLDING_MOVE)
def leaving(person_ref: str) -> ResponseReturnValue:
    """Show what somebody holds, by reference, and who may take it."""
    return _page(person_ref, LastDayForm(formdata=None), GiveForm(formdata=None))


@bp.post("/<person_ref>/leaving")
@needs(Action.PERSON_MANAGE)
def plan(person_ref: str) -> ResponseReturnValue:
    """Enter somebody's last day."""
    form = LastDayForm()
    if form.validate_on_submit():
        try:
            with work() as uow:
                service.plan_leaving(uow, person_ref, date.fromisoformat(day_of(form.last_day)))
            return redirect(url_for(".leaving", person_ref=person_ref))
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return _page(person_ref, form, GiveForm(formdata=None))


@bp.post("/<person_ref>/leaving/<kind>/<held_ref>")
@needs(Action.HOLDING_MOVE)
def give(person_ref: str, kind: str, held_ref: str) -> ResponseReturnValue:
    """Give one thing to a colleague."""
    with work(writes=False) as uow:
        parting = service.parting(uow, person_ref)
    form = GiveForm()
    form.to.choices = [taker for one in parting.held if one.kind.code == kind for taker in one.takers]
    if not form.validate_on_submit():
        return _page(person_ref, LastDayForm(formdata=None), form)
    with work() as uow:
        service.give(uow, person_ref, kind, held_ref, to_ref=form.to.data)
    return redirect(url_for(".leaving", person_ref=person_ref))


@bp.post("/<person_ref>/end")
@needs(Action.PERSON_MANAGE)
def end(person_ref: str) -> ResponseReturnValue:
    """End an account for good."""
    with work() as uow:
        service.end(uow, person_ref)
    return redirect(url_for("persons.person", person_ref=person_ref))


def _page(person_ref: str, last_day: LastDayForm, give_form: GiveForm) -> ResponseReturnValue:
    """Return the page of what somebody holds."""
    with work(writes=False) as uow:
        parting = service.parting(uow, person_ref)
    return page("people/leaving.html", parting=parting, form=last_day, give=give_form, button=ButtonForm(formdata=None))
