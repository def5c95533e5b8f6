"""The visit of somebody who was invited: their words, then their own passphrase and app; no script is needed."""

import hmac
import secrets
from typing import Any

from flask import current_app
from flask.typing import ResponseReturnValue

from app.accounts.roles import groups_of
from app.accounts.rules.passphrases import problem_with
from app.errors import Refused
from app.people import service
from app.people.drawing import scanned
from app.people.forms import JoinForm, NewDeviceForm, NewPassphraseForm, VisitForm
from app.people.models import Visit
from app.people.service import Asked, Brought, Opened
from app.web import sessions
from app.web.faces import current_face, partner_blueprint, staff_blueprint
from app.web.guard import open_to_anyone
from app.web.limits import limited_as
from app.web.rendering import page
from app.web.work import work
from crypto import passphrases
from crypto.slots import Stretched
from crypto.totp import SECRET_BYTES

bp = staff_blueprint("visits", __name__, url_prefix="/first-visit")
partner_bp = partner_blueprint("partner_visits", __name__, url_prefix="/partner/first-visit")

FORMS: dict[Visit, type[Any]] = {
    Visit.JOIN: JoinForm,
    Visit.PASSPHRASE: NewPassphraseForm,
    Visit.DEVICE: NewDeviceForm,
}
SUGGESTED = 3
NOT_OPEN = (
    "This invitation cannot be used. Check the name and each word. It works once and not for long: "
    "if it is over, ask whoever gave it to you for another."
)
NOT_PROVED = {
    Visit.JOIN: "This is not the code that the app shows for this picture. Wait for the next one and type that.",
    Visit.PASSPHRASE: "The code is not right, or was used. Wait for the next one. After five the invitation closes.",
    Visit.DEVICE: "The passphrase or the code is not right. After five wrong tries the invitation closes.",
}


@limited_as("sign-in")
@open_to_anyone("whoever was invited has no way in yet; the words of the invitation are what is asked")
def visit() -> ResponseReturnValue:
    """Ask for the words of an invitation, and show what is to be made with it."""
    form = VisitForm()
    if not form.validate_on_submit():
        return page("people/visit.html", form=form)
    opened = _opened(form.name.data, form.words.data)
    if opened is None:
        form.add_problems({"": NOT_OPEN})
        return page("people/visit.html", form=form)
    secret = secrets.token_bytes(SECRET_BYTES).hex()
    carried = {"name": form.name.data, "words": form.words.data, "secret": secret, "proof": _proof(secret)}
    return _keys(FORMS[opened.kind](formdata=None, data=carried), opened, secret)


@limited_as("sign-in")
@open_to_anyone("the same visit's second page; the words are asked again")
def keys() -> ResponseReturnValue:
    """Make keys under a new passphrase, or put a new app in the place of the lost one."""
    asked = VisitForm(formdata=None)
    words = _sent("name"), _sent("words")
    opened = _opened(*words)
    if opened is None:
        asked.add_problems({"": NOT_OPEN})
        return page("people/visit.html", form=asked)
    form = FORMS[opened.kind]()
    is_ours = hmac.compare_digest(_sent("proof").encode(), _proof(_sent("secret")).encode())
    secret = _sent("secret") if is_ours else secrets.token_bytes(SECRET_BYTES).hex()
    valid = form.validate_on_submit() and is_ours
    stretched = _stretched(form, opened) if valid else None
    if stretched is None:
        return _keys(form, opened, secret)
    with work() as uow:
        brought = Brought(stretched, code=form.code.data, totp_secret=bytes.fromhex(secret))
        visited = service.take(uow, Asked(*words, current_face().value), brought)
    if not visited.is_right:
        form.add_problems({"code": NOT_PROVED[visited.kind]})
        return _keys(form, opened, secret)
    return page("people/visited.html", visited=visited, person=opened.person, door=sessions.door_url())


def _opened(name: str, words: str) -> Opened | None:
    """Return what an invitation is for, or ``None`` for one that cannot be used."""
    try:
        with work(writes=False) as uow:
            return service.open_invitation(uow, Asked(name, words, current_face().value))
    except Refused:
        return None


def _stretched(form: Any, opened: Opened) -> Stretched | None:
    """Return the passphrase stretched ahead; ``None`` when it is too easy to guess, which the form then says."""
    person, typed = opened.person, form.passphrase.data
    if opened.kind is not Visit.DEVICE:
        context = (person.name, person.sign_in_name, person.unit)
        problem = problem_with(typed, context=context, words_needed=bool(groups_of(person.roles)))
        if problem:
            form.add_problems({"passphrase": problem})
            return None
    with work(writes=False) as uow:
        members = uow.vault.members
        known = opened.kind is Visit.DEVICE
        return members.stretch(person.person_ref, typed) if known else members.stretch_new(typed)


def _keys(form: Any, opened: Opened, secret: str) -> ResponseReturnValue:
    """Return the page on which keys are made, with passphrases to choose from and a picture to scan."""
    form.secret.data, form.proof.data = secret, _proof(secret)
    return page(
        "people/make_keys.html",
        form=form,
        visit=opened.kind.value,
        person=opened.person,
        words_needed=bool(groups_of(opened.person.roles)),
        suggested=[passphrases.generate() for _ in range(SUGGESTED)],
        picture=scanned(
            bytes.fromhex(secret), opened.person.sign_in_name, str(current_app.jinja_env.globals["product"])
        ),
    )


def _sent(name: str) -> str:
    """Return one of the values that the form carries from page to page."""
    field = JoinForm()[name]
    return str(field.data or "")


def _proof(secret: str) -> str:
    """Return what shows that a secret was made here."""
    return sessions.keyed_digest("second factor", secret)


for _blueprint in (bp, partner_bp):
    _blueprint.add_url_rule("", "visit", visit, methods=["GET", "POST"])
    _blueprint.add_url_rule("/keys", "keys", keys, methods=["POST"])
