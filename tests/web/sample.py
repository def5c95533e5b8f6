"""A small application with every part of the plumbing and a sample page on each face; a test says who is asking."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, Response, redirect, request
from jinja2 import ChoiceLoader, FileSystemLoader
from wtforms.fields.choices import SelectChoice

from app.access.actor import Actor, nobody
from app.access.policy import Action
from app.errors import Conflict, Frozen, Invalid, Locked, NotFound, Refused, Unavailable
from app.web import assets, errors, fields, forgery, headers, limits, rendering, requests
from app.web.charts import bars
from app.web.faces import partner_blueprint, public_blueprint, staff_blueprint, templates_folder
from app.web.forms import Filter, Form
from app.web.navigation import Entry, register_navigation
from app.web.rendering import page
from config import Config
from crypto.errors import Tampered

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)
COUNTS = [("North", 40), ("South", 4), ("West, with a very long name indeed", 12)]
ROWS = [("REF-1", "<b>bold</b>", 3), ("REF-2", "two", 12345)]
SECRET = "a name that no log and no page may show"
RAISES = {
    "missing": NotFound(),
    "refused": Refused("vetting_is_current", "Ask your manager to renew your vetting."),
    "conflict": Conflict("Somebody else took this allegation."),
    "locked": Locked(),
    "invalid": Invalid({"note": "Say what was said."}),
    "down": Unavailable(SECRET),
    "held": Frozen(SECRET),
    "unsure": Tampered(),
    "bug": ValueError(SECRET),
}

staff = staff_blueprint("sample", __name__, url_prefix="/sample")
other = staff_blueprint("other", __name__, url_prefix="/other")
partner = partner_blueprint("partner_sample", __name__)
public = public_blueprint("public_sample", __name__, url_prefix="/tell-us")


class EveryField(Form):
    """One field of each kind."""

    name = fields.TextField("Full name", max_length=40, required="Enter the full name", hint="As on a passport")
    email = fields.EmailField("E-mail address")
    telephone = fields.TelephoneField("Telephone number")
    code = fields.CodeField("Code from your app", max_length=6)
    passphrase = fields.PassphraseField("Passphrase")
    count = fields.WholeNumberField("How many people", least=1, most=500)
    note = fields.LongTextField("What was said", max_length=60, count=True)
    plain = fields.LongTextField("Anything else", max_length=4000)
    outcome = fields.RadioField(
        "What happened?",
        choices=[("answered", "They answered", "And it was safe"), ("other", "Something else")],
        reveals={"other": "other_note"},
        required="Choose what happened",
    )
    other_note = fields.LongTextField("Say what", max_length=200, required="Say what happened")
    reasons = fields.CheckboxesField("Why", choices=[("a", "First"), ("b", "Second"), ("c", "Third")])
    agency = fields.SelectField(
        "Agency",
        choices=[
            SelectChoice("gla", "Labour", optgroup="National"),
            SelectChoice("avon", "Avon", optgroup="Local <police>"),
        ],
    )
    called_on = fields.DateField(
        "When did you call?", required="Enter the date of the call", hint="For example, 5 11 2026"
    )
    called_at = fields.TimeField("At what time?", hint="For example, 14:05")
    read = fields.ConfirmField("I have read the conditions", required="Confirm that you have read the conditions")
    carried = fields.HiddenField(max_length=100)
    act = fields.PressedField(choices=["save", "send"])


class Narrow(Filter):
    """Narrows the sample list."""

    word = fields.TextField("Word")


@staff.route("/form", methods=["GET", "POST"])
def every_field() -> Response | str:
    form = EveryField()
    if not form.validate_on_submit():
        return page("sample/form.html", form=form)
    return page("sample/sent.html", data={k: repr(v) for k, v in form.data.items() if k != "csrf_token"})


@staff.route("/plain", methods=["GET", "POST"])
def plain() -> str:
    return "done"


@staff.route("/list")
def items() -> Response:
    form = Narrow()
    form.validate()
    return page(
        "sample/list.html",
        form=form,
        rows=[("REF-1", "<b>bold</b>", 3), ("REF-2", "two", 12345)],
        now=NOW,
        bars=bars(COUNTS),
    )


@staff.route("/raise/<kind>", methods=["GET", "POST"])
def raises(kind: str) -> str:
    raise RAISES[kind]


@staff.route("/away")
def away() -> Any:
    return redirect("/sample/list")


@staff.route("/export")
def export() -> Response:
    return Response("a,b\n", mimetype="text/csv")


@other.route("/")
def elsewhere() -> Response:
    return page("sample/list.html", form=Narrow(), rows=[], now=NOW, bars=bars(COUNTS))


@partner.route("/sample")
def partner_page() -> Response:
    return page("sample/partner.html", **request.args.to_dict())


@partner.route("/raise/<kind>")
def partner_raises(kind: str) -> str:
    raise RAISES[kind]


@public.route("/sample", methods=["GET", "POST"])
def public_page() -> Response:
    form = Account()
    if form.validate_on_submit():
        return page("sample/public.html", form=Account(formdata=None))
    return page("sample/public.html", form=form)


@public.route("/raise/<kind>")
def public_raises(kind: str) -> str:
    raise RAISES[kind]


@public.route("/upload", methods=["POST"])
def upload() -> str:
    sent = request.files["file"]
    return f"{type(sent.stream).__name__} {len(sent.read())}"


class Account(Form):
    """One question of the public form."""

    account = fields.LongTextField("What happened?", max_length=4000, required="Tell us what happened", count=True)


NAVIGATION = [
    Entry("People", "other.elsewhere", Action.PEOPLE_LIST, 30),
    Entry("Sample", "sample.items", Action.BOARD_READ, 10),
]


@dataclass
class Visit:
    """Who is asking in a test, and until when their keys are open; a test changes it as it goes."""

    actor: Actor = field(default_factory=nobody)
    keys_open_until: datetime | None = None
    now: datetime = NOW


def someone(**changes: Any) -> Actor:
    """Return a signed-in auditor."""
    known = {"person_ref": "person-1", "account_ref": "account-1", "name": "Ruth Ola", "roles": frozenset({"AUDITOR"})}
    known |= {"unit_ref": "unit-1", "organisation_ref": "org-1", "organisation_type": "HMG", "clearance": "SC"}
    known |= {
        "clearance_rank": 3,
        "clearance_ends_at": datetime(2030, 1, 1, tzinfo=UTC),
        "training": frozenset({"SRC_AWARE", "DPA_P3"}),
    }
    return Actor(**(known | changes))


def make_app(visit: Visit, **settings: Any) -> Flask:
    """Return the sample application."""
    known = {"face": "all", "deployment": "test", "root_key": "00", "demonstration": True, "gateway_url": "sqlite://"}
    config = Config(**(known | {"secret_key": "a test key, long enough: 0123456789 abcdef"} | settings))
    app = Flask("sample", template_folder=templates_folder(), static_folder=str(HERE.parents[1] / "app" / "static"))
    app.secret_key = config.secret_key
    house = SimpleNamespace(clock=lambda: visit.now)
    app.extensions["sourcekeeper"] = SimpleNamespace(config=config, house=house, load_actor=lambda: visit.actor)
    app.jinja_loader = ChoiceLoader([FileSystemLoader(templates_folder()), FileSystemLoader(HERE / "templates")])
    requests.init_app(app, config)
    assets.init_app(app)
    headers.init_app(app)
    limits.init_app(app, config)
    forgery.init_app(app, config)
    rendering.init_app(app, config)
    errors.init_app(app)
    rendering.show_keys(app, lambda: visit.keys_open_until)
    for blueprint in (staff, other, partner, public):
        app.register_blueprint(blueprint)
    register_navigation(app, NAVIGATION)
    return app
