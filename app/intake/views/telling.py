"""Telling us: five pages, one thing to a page, and at the end eight words to come back with."""

import logging
from typing import Any

from flask import Response, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from app.access.policy import Action
from app.errors import Unavailable
from app.intake import sending
from app.intake.carrying import Carried
from app.intake.forms import CheckAnswers
from app.intake.steps import TELLING, Walk
from app.intake.views.walking import carried_here, given_here, is_stale, show, show_again, step_left
from app.web.components import ours
from app.web.errors import RETRY_SECONDS
from app.web.faces import public_blueprint
from app.web.guard import needs, open_to_anyone, request_id
from app.web.rendering import page
from app.web.work import public_work

bp = public_blueprint("intake", __name__, url_prefix="/tell-us")
log = logging.getLogger("sourcekeeper.intake")

PAGES = ",".join(f"'{step.slug}'" for step in TELLING.steps)


@bp.get("")
@open_to_anyone("A start page that asks nothing and knows nobody")
def start() -> Response:
    """Say what this is, how a person is protected, and where to begin."""
    return page("public/start.html")


@bp.route(f"/<any({PAGES}):slug>", methods=["GET"])
@needs(Action.SUBMIT)
def begin(slug: str) -> ResponseReturnValue:
    """Show the first page, empty. An address of a later page knows no answers, so it leads here."""
    first = TELLING.steps[0]
    if slug != first.slug:
        return redirect(url_for("intake.begin", slug=first.slug))
    return show(TELLING, first, Carried())


@bp.route(f"/<any({PAGES}):slug>", methods=["POST"])
@needs(Action.SUBMIT)
def tell(slug: str) -> ResponseReturnValue:
    """Go to a page from another: forward only when the one that is left holds nothing wrong."""
    leaving, step = step_left(TELLING), TELLING.step(slug)
    if leaving is None or step is None:
        raise BadRequest
    carried = carried_here(TELLING)
    given = given_here(carried, leaving)
    if TELLING.goes_back(leaving, step) and given.fits():
        return show(TELLING, step, given)
    form = leaving.form()
    if form.validate_on_submit() and not is_stale(carried):
        return show(TELLING, step, given)
    return show_again(TELLING, leaving, carried, form)


@bp.post("/sent")
@needs(Action.SUBMIT)
def send() -> ResponseReturnValue:
    """Take everything in, once, and give the eight words."""
    form, carried = CheckAnswers(), carried_here(TELLING)
    if not form.validate_on_submit() or is_stale(carried) or not carried.ready:
        return show_again(TELLING, TELLING.last, carried, form)
    return take_in(TELLING, carried, form) or page("intake/sent.html", words=carried.words.split(), advice=advice())


@bp.get("/sent")
@open_to_anyone("Leads to the start page")
def sent_before() -> ResponseReturnValue:
    """Lead to the start page: the words were shown once and are kept nowhere."""
    return redirect(url_for("intake.start"))


def advice() -> Any:
    """Return what to do with the eight words: the same for everybody, drawn once for each language and address."""
    key = str(get_locale()), url_for("receipts.look", _external=True)
    if key not in _advice:
        if len(_advice) >= MOST_ADVICE:
            _advice.clear()
        _advice[key] = ours("after_sending", key[1])
    return _advice[key]


# Where any host name is answered to, as many addresses can be asked for as somebody cares to make up.
MOST_ADVICE = 16
_advice: dict[tuple[str, str], Any] = {}


def take_in(walk: Walk, carried: Carried, form: CheckAnswers) -> Response | None:
    """Hand everything over; return the page to show instead when it cannot be kept just now."""
    try:
        sending.send(public_work, carried.ready, carried.submission_ref)
    except Unavailable as error:
        log.error("a submission could not be kept: %s, request %s", type(error).__name__, request_id())
        form.form_errors = [
            _(
                "We could not take this just now, and nothing was sent. Your answers are still here: wait a minute and "
                "send them again. If it happens again, quote %(reference)s.",
                reference=request_id(),
            )
        ]
        response = show(walk, walk.last, carried, form, status=503)
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response
    return None
