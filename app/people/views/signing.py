"""Keys to sign for: a member of a group hears a colleague's words and signs; a second one does the same."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.accounts import queries as accounts
from app.errors import Invalid
from app.people import service
from app.people.forms import ButtonForm, WordsForm
from app.people.words import WORDS
from app.web.faces import staff_blueprint
from app.web.guard import current_actor, needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("cosigning", __name__, url_prefix="/keys-to-sign")


@bp.get("")
@needs(Action.ROSTER_LIST)
def queue() -> ResponseReturnValue:
    """Show what this person's group is to sign."""
    with work() as uow:
        wants = service.to_sign(uow)
        names = accounts.names(uow.case, [want.first_signer or "" for want in wants])
        colleagues = accounts.colleagues_in(uow.case, uow.actor, uow.now)
    done = request.args.get("done", "")
    return page("people/to_sign.html", wants=wants, names=names, words=WORDS, done=done, colleagues=colleagues)


@bp.get("/<group>/<person_ref>")
@needs(Action.ROSTER_LIST)
def want(group: str, person_ref: str) -> ResponseReturnValue:
    """Show one change to a group."""
    return _page(group, person_ref, WordsForm(formdata=None))


@bp.post("/<group>/<person_ref>/sign")
@needs(Action.ROSTER_SIGN)
def sign(group: str, person_ref: str) -> ResponseReturnValue:
    """Sign one change to a group."""
    with work(writes=False) as uow:
        found = service.before_signing(uow, group, person_ref)
    form = WordsForm() if found.public is not None else ButtonForm()
    if not form.validate_on_submit():
        return _page(group, person_ref, form)
    try:
        with work() as uow:
            words = form.words.data if isinstance(form, WordsForm) else ""
            in_force = service.sign(uow, group, person_ref, words=words)
    except Invalid as invalid:
        form.add_problems(invalid.problems)
        return _page(group, person_ref, form)
    return redirect(url_for(".queue", done="whole" if in_force else "half"))


@bp.post("/<group>/<person_ref>/take-back")
@needs(Action.ROSTER_SIGN)
def take_back(group: str, person_ref: str) -> ResponseReturnValue:
    """Drop a change that one member has signed."""
    with work() as uow:
        service.take_back(uow, group, person_ref)
    return redirect(url_for(".queue"))


def _page(group: str, person_ref: str, form: WordsForm | ButtonForm) -> ResponseReturnValue:
    """Return the page of one change to a group."""
    with work(writes=False) as uow:
        found = service.before_signing(uow, group, person_ref)
        person = accounts.somebody(uow.case, person_ref, uow.now)
        names = accounts.names(uow.case, [found.first_signer or ""])
    return page(
        "people/sign.html",
        want=found,
        person=person,
        names=names,
        words=WORDS,
        form=form,
        button=ButtonForm(formdata=None),
        own=current_actor().person_ref in {person_ref, found.first_signer},
    )
