"""One person's page for whoever looks after them, and what is entered from there for a second person to confirm."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.accounts import queries as accounts
from app.errors import Invalid
from app.organisations import queries as organisations
from app.people import service
from app.people.forms import ButtonForm, ManagerForm, ReasonForm, RolesForm, VettingForm, day_of
from app.people.models import ChangeKind
from app.people.words import WORDS
from app.web.faces import staff_blueprint
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("persons", __name__, url_prefix="/people")
NOBODY = "nobody"


@bp.get("/<person_ref>")
@needs(Action.PERSON_READ)
def person(person_ref: str) -> ResponseReturnValue:
    """Show what a person holds and what waits about them."""
    with work() as uow:
        looked = service.look(uow, person_ref)
    entered = "entered" in request.args
    return page("people/person.html", looked=looked, words=WORDS, button=ButtonForm(formdata=None), entered=entered)


@bp.route("/<person_ref>/vetting", methods=["GET", "POST"])
@needs(Action.PERSON_MANAGE)
def vetting(person_ref: str) -> ResponseReturnValue:
    """Enter a clearance; a second person confirms it."""
    form = VettingForm()
    if not form.validate_on_submit():
        return _form("people/vetting.html", person_ref, form)
    entered = {"level": form.level.data, "status": form.status.data}
    days = {"granted_on": day_of(form.granted_on), "ends_on": day_of(form.ends_on)}
    return _enter("people/vetting.html", person_ref, form, (ChangeKind.VETTING, entered | days))


@bp.route("/<person_ref>/roles", methods=["GET", "POST"])
@needs(Action.PERSON_MANAGE)
def roles(person_ref: str) -> ResponseReturnValue:
    """Enter other roles or another unit; a second person confirms it."""
    with work(writes=False) as uow:
        looked = service.look(uow, person_ref)
        units = organisations.units_to_choose(uow.case)
    form = RolesForm(data={"roles": list(looked.person.roles), "unit_ref": looked.person.unit_ref})
    form.unit_ref.choices = units
    if not form.validate_on_submit():
        return page("people/roles.html", form=form, person=looked.person)
    entered = {"roles": sorted(form.roles.data), "unit_ref": form.unit_ref.data}
    return _enter("people/roles.html", person_ref, form, (ChangeKind.ROLES, entered))


@bp.route("/<person_ref>/line-manager", methods=["GET", "POST"])
@needs(Action.PERSON_MANAGE)
def manager(person_ref: str) -> ResponseReturnValue:
    """Enter whom a person works to; a second person confirms it."""
    with work(writes=False) as uow:
        staff = accounts.staff(uow.case)
    form = ManagerForm()
    others = [(ref, name) for ref, name in staff.items() if ref != person_ref]
    form.manager_ref.choices = form.manager_ref._choices_from_input(
        [("", "Choose a colleague"), *others, (NOBODY, "Nobody: they stand at the top")]
    )
    if not form.validate_on_submit():
        return _form("people/manager.html", person_ref, form)
    chosen = "" if form.manager_ref.data == NOBODY else form.manager_ref.data
    entered = {"manager_ref": chosen, "from_on": day_of(form.from_on)}
    return _enter("people/manager.html", person_ref, form, (ChangeKind.MANAGER, entered))


@bp.route("/<person_ref>/stop", methods=["GET", "POST"])
@needs(Action.PERSON_MANAGE)
def stop(person_ref: str) -> ResponseReturnValue:
    """Stop an account now."""
    form = ReasonForm()
    if not form.validate_on_submit():
        return _form("people/stop.html", person_ref, form)
    with work() as uow:
        service.suspend(uow, person_ref, reason=form.reason.data)
    return redirect(url_for(".person", person_ref=person_ref))


@bp.post("/<person_ref>/open-again")
@needs(Action.PERSON_MANAGE)
def open_again(person_ref: str) -> ResponseReturnValue:
    """Ask for an account to be opened again; a second person confirms it."""
    with work() as uow:
        service.enter(uow, person_ref, ChangeKind.RESTORE, {})
    return redirect(url_for(".person", person_ref=person_ref, entered="yes"))


@bp.post("/<person_ref>/withdraw")
@needs(Action.PERSON_READ)
def withdraw(person_ref: str) -> ResponseReturnValue:
    """Take an invitation back."""
    with work() as uow:
        service.withdraw(uow, person_ref)
    return redirect(url_for(".person", person_ref=person_ref))


def _enter(template: str, person_ref: str, form: Any, change: tuple[ChangeKind, dict[str, Any]]) -> ResponseReturnValue:
    """Enter a change, or show the form again with what is wrong."""
    kind, entered = change
    try:
        with work() as uow:
            service.enter(uow, person_ref, kind, entered)
    except Invalid as invalid:
        form.add_problems(invalid.problems)
        return _form(template, person_ref, form)
    return redirect(url_for(".person", person_ref=person_ref, entered="yes"))


def _form(template: str, person_ref: str, form: Any) -> ResponseReturnValue:
    """Return a page with one form about a person."""
    with work(writes=False) as uow:
        looked = service.look(uow, person_ref)
    return page(template, form=form, person=looked.person)
