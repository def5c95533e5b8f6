"""The passphrase again: unlocking one's keys, and locking them."""

from flask import redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.access.policy import Action
from app.accounts import preparing, presence, service
from app.accounts.forms import UnlockForm
from app.web import sessions
from app.web.faces import staff_blueprint
from app.web.guard import current_actor, needs
from app.web.limits import limited_as
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("keys", __name__)
BLUEPRINTS = (bp,)

ONE_TRY_LEFT = "The passphrase is not right. You have one try left; after that you will be signed out."
TRIES_LEFT = "The passphrase is not right. You have {left} tries left. Type it exactly as it was given to you."


@bp.route("/unlock", methods=["GET", "POST"])
@limited_as("sign-in")
@needs(Action.SESSION_OWN)
def unlock() -> ResponseReturnValue:
    """Ask for the passphrase and unlock the person's keys for this session."""
    form = UnlockForm()
    if not form.validate_on_submit():
        return page("sessions/unlock.html", form=form)
    with work(writes=False) as uow:
        passphrase = preparing.stretch(uow, form.passphrase.data)
    before, renewed = current_actor().session_digest, presence.renewed()
    with presence.work_as(renewed.actor) as uow:
        checked = service.unlock(uow, passphrase, session_before=before)
    if not checked.is_right:
        form.add_problems({"passphrase": wrong(checked.tries_left)})
        return page("sessions/unlock.html", form=form) if checked.tries_left else signed_out()
    response = redirect(sessions.way_back(request.args.get("next")))
    sessions.keep_session(response, renewed.token)
    sessions.keep_unlock(response, checked.cookie_half)
    return response


@bp.post("/lock")
@needs(Action.SESSION_OWN)
def lock() -> ResponseReturnValue:
    """Lock the person's keys."""
    with work() as uow:
        service.lock(uow)
    response = redirect(sessions.board_url())
    sessions.drop_unlock(response)
    return response


def wrong(tries_left: int) -> str:
    """Return what to say of a wrong passphrase."""
    return ONE_TRY_LEFT if tries_left == 1 else TRIES_LEFT.format(left=tries_left)


def signed_out() -> Response:
    """Lead to the door, which says why the session ended; its cookie tells which it was."""
    response = redirect(sessions.door_url())
    sessions.drop_unlock(response)
    return response
