"""What a person sees and does about themselves: what they hold, where they are signed in, and their passphrase."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.accounts import preparing, presence, queries, service
from app.accounts.forms import ButtonForm, PassphraseForm
from app.accounts.rules.sessions import digest_of
from app.accounts.views.unlocking import signed_out, wrong
from app.errors import Invalid
from app.unit_of_work import UnitOfWork
from app.web import boards, sessions
from app.web.faces import Face, current_face, partner_blueprint, staff_blueprint
from app.web.guard import current_actor, needs
from app.web.limits import limited_as
from app.web.rendering import page
from app.web.work import work
from crypto import passphrases

bp = staff_blueprint("account", __name__)
partner_bp = partner_blueprint("partner_account", __name__)
BLUEPRINTS = (bp, partner_bp)

# Under this name other features add what they know of a person to their own page.
ACCOUNT_PAGE = "account"


@needs(Action.SESSION_OWN)
def account() -> ResponseReturnValue:
    """Show the person what they hold and until when, and where they are signed in."""
    with work() as uow:
        standing = queries.own_standing(uow.case, uow.actor, uow.now)
        devices = queries.own_devices(uow.case, uow.actor, uow.now)
        sections = boards.load_sections(uow, ACCOUNT_PAGE)
    changed = request.args.get("changed") == "passphrase"
    shown = boards.drawn(sections)
    values: dict[str, Any] = {"standing": standing, "devices": devices, "sections": shown, "changed": changed}
    return page("accounts/account.html", button=ButtonForm(), this=digest_of(sessions.device_token()), **values)


@needs(Action.SESSION_OWN)
def end_session(session_ref: str) -> ResponseReturnValue:
    """End one of the person's sessions."""
    with work() as uow:
        service.end_session(uow, session_ref)
    return redirect(url_for(".account"))


@needs(Action.SESSION_OWN)
def forget_device(known_ref: str) -> ResponseReturnValue:
    """Forget one of the person's browsers."""
    with work() as uow:
        service.forget_device(uow, known_ref)
    return redirect(url_for(".account"))


@needs(Action.SESSION_OWN)
def put_notice_away() -> ResponseReturnValue:
    """Note that the person has read what happened before they signed in."""
    with work() as uow:
        service.put_notice_away(uow)
    return redirect(sessions.board_url())


@limited_as("sign-in")
@needs(Action.SESSION_OWN)
def change_passphrase() -> ResponseReturnValue:
    """Ask for the present passphrase and a new one, and put it in its place."""
    form = PassphraseForm()
    if not form.validate_on_submit():
        return _ask(form)
    try:
        with work(writes=False) as uow:
            new = preparing.stretch_new(uow, form.new.data)
            old = preparing.stretch(uow, form.old.data)
    except Invalid as invalid:
        form.add_problems(invalid.problems)
        return _ask(form)
    before, renewed = current_actor().session_digest, presence.renewed()
    with presence.work_as(renewed.actor) as uow:
        checked = service.change_passphrase(uow, old, new, session_before=before)
    if not checked.is_right:
        form.add_problems({"old": wrong(checked.tries_left)})
        return _ask(form) if checked.tries_left else signed_out()
    response = redirect(url_for(".account", changed="passphrase"))
    sessions.keep_session(response, renewed.token)
    sessions.drop_unlock(response)
    return response


def notice(uow: UnitOfWork) -> dict[str, Any] | None:
    """Return what happened before this session, with where to say that it was read; ``None`` when there is nothing."""
    found = queries.notice(uow)
    endpoint = "partner_account.put_notice_away" if current_face() is Face.PARTNER else "account.put_notice_away"
    return found and found | {"action": url_for(endpoint)}


def _ask(form: PassphraseForm) -> ResponseReturnValue:
    """Return the page that asks, with a passphrase of random words to take or leave."""
    words_needed = bool(current_actor().groups)
    return page("accounts/passphrase.html", form=form, words_needed=words_needed, suggestion=passphrases.generate())


for _blueprint in BLUEPRINTS:
    _blueprint.add_url_rule("/account", "account", account)
    _blueprint.add_url_rule("/account/notice", "put_notice_away", put_notice_away, methods=["POST"])
    _blueprint.add_url_rule("/account/passphrase", "change_passphrase", change_passphrase, methods=["GET", "POST"])
    _blueprint.add_url_rule("/account/devices/<known_ref>/forget", "forget_device", forget_device, methods=["POST"])
    _blueprint.add_url_rule("/account/sessions/<session_ref>/end", "end_session", end_session, methods=["POST"])
