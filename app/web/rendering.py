"""How a page is made: its template, what its layout needs, and the status it goes out with."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask_babel import Babel, get_locale, get_translations, gettext
from jinja2 import StrictUndefined
from wtforms.form import BaseForm

from app.web import components, filters, languages
from app.web.alarms import alarms
from app.web.faces import Face, current_face
from app.web.guard import current_actor
from app.web.navigation import navigation
from config import Config

MARKING = "OFFICIAL-SENSITIVE - RECIPIENTS ONLY"
# Where the pages of each face begin, and so where its help, its door and its way out are.
ROOTS = {Face.STAFF: "", Face.PARTNER: "/partner", Face.PUBLIC: "/tell-us"}
KEYS_OPEN_UNTIL = "keys_open_until"


def init_app(app: Flask, config: Config) -> None:
    """Set up the templates: text escaped, a misspelt name an error, and what every layout needs at hand."""
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    # A mail is plain text; everything else is a page, whatever its template is called.
    environment.autoescape = lambda name: not (name or "").endswith(".txt")
    environment.trim_blocks = environment.lstrip_blocks = True
    Babel().init_app(app, default_locale="en", default_timezone="Europe/London", locale_selector=languages.language)
    # A request reads one language: asking which for each of a page's words costs more than the words.
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: _words().ugettext(text),
        ngettext=lambda one, many, count: _words().ungettext(one, many, count),
        newstyle=True,
    )
    environment.globals.update(
        govuk=components.govuk,
        error_summary=error_summary,
        product=config.product,
        demonstration=config.demonstration,
    )
    filters.init_app(app)
    app.context_processor(surroundings)


def page(template: str, *, status: int | None = None, **values: Any) -> Response:
    """
    Return a page.

    A page with a form that has errors goes out as 400 unless a status is given, and its title says so.
    """
    failed = any(isinstance(value, BaseForm) and value.errors for value in values.values())
    text = render_template(template, failed=failed, **values)
    return make_response(text, status or (400 if failed else 200))


def show_keys(app: Flask, open_until: Callable[[], datetime | None]) -> None:
    """Say how the layout learns until when this person's keys are unlocked; ``None`` means locked."""
    app.extensions[KEYS_OPEN_UNTIL] = open_until


def surroundings() -> dict[str, Any]:
    """Return what the layout of an ordinary page shows around it."""
    face = current_face()
    values = bare_surroundings(face)
    values["quiet"] = False
    values["other_language"] = languages.this_page_in_the_other()
    if face is not Face.PUBLIC:
        actor = current_actor()
        known = actor.person_ref != "nobody"
        values.update(actor=actor if known else None, navigation=navigation() if known else [])
        values["alarms"] = alarms() if known else ()
        values["keys_open_until"] = current_app.extensions.get(KEYS_OPEN_UNTIL, _locked)() if known else None
    return values


def bare_surroundings(face: Face) -> dict[str, Any]:
    """Return the surroundings of a page that asks no store and no session anything: an error page."""
    return {
        "quiet": True,
        "failed": False,
        "language": str(get_locale() or "en"),
        "face": face.value,
        "root": root_of(face),
        "other_language": None,
        "marking": MARKING,
        "actor": None,
        "navigation": [],
        "keys_open_until": None,
        "alarms": (),
    }


def root_of(face: Face) -> str:
    """Return where the pages of a face begin, in the language that is read."""
    return (request.script_root if face is Face.PUBLIC else "") + ROOTS[face]


def error_summary(*forms: BaseForm) -> Any:
    """Return the box that lists what is wrong, each line leading to its field; nothing when nothing is wrong."""
    problems = [problem for form in forms for problem in form.problems()]
    if not problems:
        return ""
    return components.govuk("error-summary", {"titleText": gettext("There is a problem"), "errorList": problems})


def _words() -> Any:
    """Return the catalogue of this request's language, looked up once."""
    if "words" not in g:
        g.words = get_translations()
    return g.words


def _locked() -> None:
    """Keys are locked where nobody says otherwise."""
    return
