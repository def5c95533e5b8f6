"""Inviting somebody to join, and to make anew what they lost. The words are shown once, to be handed over on paper."""

from flask import current_app, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.errors import Invalid
from app.organisations import queries as organisations
from app.people import service
from app.people.forms import ButtonForm, InviteForm, RenewForm
from app.people.models import Visit
from app.people.service import Invited, Newcomer
from app.people.views.visiting import partner_bp
from app.people.words import WORDS
from app.web.faces import staff_blueprint
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("inviting", __name__, url_prefix="/people")


@bp.route("/invite", methods=["GET", "POST"])
@needs(Action.PERSON_INVITE)
def invite() -> ResponseReturnValue:
    """Ask who is to join, and show the words of their invitation once."""
    form = InviteForm()
    with work(writes=False) as uow:
        form.unit_ref.choices = organisations.units_to_choose(uow.case)
    if not form.validate_on_submit():
        return page("people/invite.html", form=form)
    new = Newcomer(
        name=form.name.data,
        sign_in_name=form.sign_in_name.data,
        unit_ref=form.unit_ref.data,
        roles=form.roles.data,
        nationality=form.nationality_code.data.upper(),
    )
    try:
        with work() as uow:
            invited = service.invite(uow, new)
    except Invalid as invalid:
        form.add_problems(invalid.problems)
        return page("people/invite.html", form=form)
    return _words(invited, Visit.JOIN)


@bp.post("/<person_ref>/invite-again")
@needs(Action.PERSON_INVITE)
def invite_again(person_ref: str) -> ResponseReturnValue:
    """Make another invitation for somebody who has not come in."""
    with work() as uow:
        invited = service.invite_again(uow, person_ref)
    return _words(invited, Visit.JOIN)


@bp.route("/<person_ref>/renew", methods=["GET", "POST"])
@needs(Action.PERSON_MANAGE)
def renew(person_ref: str) -> ResponseReturnValue:
    """Stop an account and invite its owner to make anew what they lost."""
    form = RenewForm()
    if not form.validate_on_submit():
        with work(writes=False) as uow:
            looked = service.look(uow, person_ref)
        return page("people/renew.html", form=form, person=looked.person)
    kind = Visit(form.lost.data)
    with work() as uow:
        invited = service.renew(uow, person_ref, kind)
    return _words(invited, kind)


def _words(invited: Invited, kind: Visit) -> ResponseReturnValue:
    """Return the page that shows an invitation's words once."""
    with work(writes=False) as uow:
        looked = service.look(uow, invited.person_ref)
    return page(
        "people/invited.html",
        person=looked.person,
        invitation=looked.invitation,
        words=invited.words,
        door=_door(looked.person.face),
        kind=WORDS.visits[kind],
        button=ButtonForm(formdata=None),
    )


def _door(face: str) -> str:
    """Return where somebody of a face comes to; of another face this process knows what the settings say."""
    if face != partner_bp.face.value:
        return url_for("visits.visit", _external=True)
    if f"{partner_bp.name}.visit" in current_app.view_functions:
        return url_for(f"{partner_bp.name}.visit", _external=True)
    host = current_app.extensions["sourcekeeper"].config.partner_url
    if host:
        return f"{host}{partner_bp.url_prefix}"
    return f"{partner_bp.url_prefix}, after the address of the agencies' own pages. Ask whoever runs the server for it."
