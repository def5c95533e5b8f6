"""Asking the source unit: for contact, as a handler to call one's own source, and for a permission to last longer."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.contacts import service
from app.contacts.forms import AskForm, LongerForm
from app.contacts.views.officers import WORDS, bp
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work


@bp.route("/ask/<allegation_ref>", methods=["GET", "POST"])
@needs(Action.CONTACT_ASK)
def ask(allegation_ref: str) -> ResponseReturnValue:
    """Ask to be told how the person behind an allegation may be reached."""
    form = AskForm()
    if not form.validate_on_submit():
        with work(writes=False) as uow:
            service.before_asking(uow, allegation_ref)
        return page("contacts/ask.html", form=form, allegation_ref=allegation_ref)
    with work() as uow:
        grant_ref = service.ask(uow, allegation_ref, purpose=form.purpose.data, reason=form.reason.data)
    return redirect(url_for(".contact_request", grant_ref=grant_ref))


@bp.route("/source/<source_ref>", methods=["GET", "POST"])
@needs(Action.CONTACT_ASK_STANDING)
def ask_standing(source_ref: str) -> ResponseReturnValue:
    """Ask to call one's own source, or go on to the permission that one holds or has asked for."""
    form = AskForm()
    if not form.validate_on_submit():
        with work(writes=False) as uow:
            grant_ref = service.before_asking_standing(uow, source_ref)
        if grant_ref:
            return redirect(url_for(".contact_request", grant_ref=grant_ref))
        return page("contacts/ask_standing.html", form=form, source_ref=source_ref)
    with work() as uow:
        grant_ref = service.ask_standing(uow, source_ref, purpose=form.purpose.data, reason=form.reason.data)
    return redirect(url_for(".contact_request", grant_ref=grant_ref))


@bp.route("/<grant_ref>/longer", methods=["GET", "POST"])
@needs(Action.CONTACT_EXTEND)
def ask_longer(grant_ref: str) -> ResponseReturnValue:
    """Ask for a permission that lasts to be extended."""
    form = LongerForm()
    if not form.validate_on_submit():
        with work(writes=False) as uow:
            row = service.read_own(uow, grant_ref)
        return page("contacts/longer.html", form=form, row=row, words=WORDS)
    with work() as uow:
        longer_ref = service.ask_longer(uow, grant_ref, reason=form.why.data)
    return redirect(url_for(".contact_request", grant_ref=longer_ref))
