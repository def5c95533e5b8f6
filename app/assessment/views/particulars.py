"""The pages of the form: what happened, who and where it is about."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.allegations import particulars as labels
from app.assessment import service
from app.assessment.forms import ButtonForm, PersonForm, PlaceForm, WhatForm
from app.assessment.views.blueprint import bp, task_page, to_tasks
from app.errors import Invalid, NotFound
from app.web.guard import needs
from app.web.work import work


@bp.route("/<ref>/what", methods=["GET", "POST"])
@needs(Action.ALLEGATION_WORK)
def what(ref: str) -> ResponseReturnValue:
    """Record what happened."""
    form = WhatForm()
    if form.validate_on_submit():
        try:
            with work() as uow:
                service.record_what(uow, ref, form.what())
        except Invalid as invalid:
            form.add_problems(invalid.problems)
        else:
            return to_tasks(ref)
    with work(writes=False) as uow:
        file = service.look(uow, ref)
    if not form.is_submitted():
        form = WhatForm(**WhatForm.shown(file.allegation))
    return task_page("what", file, form=form)


@bp.route("/<ref>/who", methods=["GET", "POST"])
@needs(Action.ALLEGATION_WORK)
def who(ref: str) -> ResponseReturnValue:
    """Show who is in the form; record that nobody is named."""
    form = ButtonForm()
    if form.validate_on_submit():
        with work() as uow:
            service.confirm_nobody(uow, ref, nobody=True)
        return to_tasks(ref)
    with work(writes=False) as uow:
        file = service.look(uow, ref)
    return task_page("who", file, form=form, labels=labels)


@bp.route("/<ref>/who/new", methods=["GET", "POST"], defaults={"person_id": ""})
@bp.route("/<ref>/who/<person_id>", methods=["GET", "POST"])
@needs(Action.ALLEGATION_WORK)
def person(ref: str, person_id: str) -> ResponseReturnValue:
    """Record somebody the allegation is about."""
    form = PersonForm()
    if form.validate_on_submit():
        try:
            with work() as uow:
                service.record_person(uow, ref, form.person(), person_id=person_id)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
        else:
            return redirect(url_for(".who", ref=ref))
    with work(writes=False) as uow:
        file = service.look(uow, ref)
    row = next((one for one in file.people if one.id == person_id), None)
    if person_id and row is None:
        raise NotFound
    if not form.is_submitted():
        form = PersonForm(**PersonForm.shown(row))
    return task_page("person", file, form=form, person=row, button=ButtonForm(formdata=None))


@bp.post("/<ref>/who/<person_id>/remove")
@needs(Action.ALLEGATION_WORK)
def remove_person(ref: str, person_id: str) -> ResponseReturnValue:
    """Remove somebody who was entered by mistake."""
    with work() as uow:
        service.remove_person(uow, ref, person_id)
    return redirect(url_for(".who", ref=ref))


@bp.route("/<ref>/where", methods=["GET", "POST"])
@needs(Action.ALLEGATION_WORK)
def where(ref: str) -> ResponseReturnValue:
    """Show the places in the form; record that none is given."""
    form = ButtonForm()
    if form.validate_on_submit():
        with work() as uow:
            service.confirm_no_place(uow, ref, nowhere=True)
        return to_tasks(ref)
    with work(writes=False) as uow:
        file = service.look(uow, ref)
    return task_page("where", file, form=form)


@bp.route("/<ref>/where/new", methods=["GET", "POST"], defaults={"place_id": ""})
@bp.route("/<ref>/where/<place_id>", methods=["GET", "POST"])
@needs(Action.ALLEGATION_WORK)
def place(ref: str, place_id: str) -> ResponseReturnValue:
    """Record a place or business."""
    form = PlaceForm()
    if form.validate_on_submit():
        try:
            with work() as uow:
                service.record_place(uow, ref, form.where(), place_id=place_id)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
        else:
            return redirect(url_for(".where", ref=ref))
    with work(writes=False) as uow:
        file = service.look(uow, ref)
    row = next((one for one in file.places if one.id == place_id), None)
    if place_id and row is None:
        raise NotFound
    if not form.is_submitted():
        form = PlaceForm(**PlaceForm.shown(row))
    return task_page("place", file, form=form, place=row, button=ButtonForm(formdata=None))


@bp.post("/<ref>/where/<place_id>/remove")
@needs(Action.ALLEGATION_WORK)
def remove_place(ref: str, place_id: str) -> ResponseReturnValue:
    """Remove a place that was entered by mistake."""
    with work() as uow:
        service.remove_place(uow, ref, place_id)
    return redirect(url_for(".where", ref=ref))
