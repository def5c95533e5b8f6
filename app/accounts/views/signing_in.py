"""The door: signing in and out, on the staff's face and on the partners'."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.accounts import preparing, queries, service
from app.accounts.forms import SignInForm
from app.accounts.preparing import as_sign_in_name
from app.accounts.rules.sessions import Ending, digest_of
from app.web import boards, sessions
from app.web.faces import current_face, partner_blueprint, staff_blueprint
from app.web.guard import current_actor, needs, open_to_anyone
from app.web.limits import limited_as
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("sessions", __name__)
partner_bp = partner_blueprint("partner_sessions", __name__)
BLUEPRINTS = (bp, partner_bp)

# Under this name the demonstration puts its people beside the form.
SIGN_IN_PAGE = "sign-in"

# One answer to everything, whether the name, the passphrase or the code was wrong or it is too early to try again.
FAILED = (
    "You could not be signed in. Check your name, your passphrase and the code. A code works only once. "
    "After several failures wait a few minutes before you try again."
)


@limited_as("sign-in")
@open_to_anyone("this is where people say who they are")
def sign_in() -> ResponseReturnValue:
    """Ask for name, passphrase and code, and begin a session when all are right."""
    form = SignInForm()
    if not form.validate_on_submit():
        return _door(form)
    face = current_face().value
    with work(writes=False) as uow:
        recognised = preparing.recognise(uow, form.name.data, form.passphrase.data, face)
    with work() as uow:
        begun = service.sign_in(uow, _attempt(form, face), recognised)
    if begun is None:
        form.code.data = ""
        form.add_problems({"": FAILED})
        return _door(form)
    response = redirect(sessions.way_back(request.args.get("next")))
    sessions.begin(response, begun.session_token, begun.device_token)
    return response


@needs(Action.SESSION_OWN)
def sign_out() -> ResponseReturnValue:
    """End this session."""
    with work() as uow:
        service.sign_out(uow)
    return _to_the_door()


@needs(Action.SESSION_OWN)
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session of this person and forget their browsers."""
    with work() as uow:
        service.sign_out_everywhere(uow)
    return _to_the_door()


def _attempt(form: SignInForm, face: str) -> service.Attempt:
    """Return what came with the form that is not the name and the passphrase."""
    name_digest = sessions.keyed_digest("name", f"{face} {as_sign_in_name(form.name.data)}")
    caller = service.Caller(name_digest, sessions.caller_digest())
    return service.Attempt(face, caller, code=form.code.data, device_token=sessions.device_token())


def _door(form: SignInForm) -> ResponseReturnValue:
    """Return the sign-in page; somebody who is signed in already goes on to their board."""
    if request.method == "GET" and current_actor().person_ref != "nobody":
        return redirect(sessions.way_back(request.args.get("next")))
    with work(writes=False) as uow:
        ended = queries.why_ended(uow.case, digest_of(sessions.session_token()), uow.now)
        beside = boards.load_sections(uow, SIGN_IN_PAGE)
    if ended is None and request.args.get("ended") == Ending.SIGNED_OUT.value:
        ended = Ending.SIGNED_OUT
    return page("sessions/sign_in.html", form=form, ended=ended, beside=boards.drawn(beside))


def _to_the_door() -> ResponseReturnValue:
    """Take everything back from the browser and show that the session has ended."""
    response = redirect(url_for(".sign_in", ended=Ending.SIGNED_OUT.value))
    sessions.end(response)
    return response


for _blueprint in BLUEPRINTS:
    _blueprint.add_url_rule("/sign-in", "sign_in", sign_in, methods=["GET", "POST"])
    _blueprint.add_url_rule("/sign-out", "sign_out", sign_out, methods=["POST"])
    _blueprint.add_url_rule("/sign-out-everywhere", "sign_out_everywhere", sign_out_everywhere, methods=["POST"])
