"""What came in sealed: the queue, opening one, and registering, linking or dismissing it."""

from collections.abc import Mapping
from datetime import time, timedelta
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.accounts import queries as accounts
from app.errors import Invalid, NotFound
from app.sources import queries, service
from app.sources.forms import ButtonForm, DismissForm, LinkForm, RegisterForm
from app.sources.likeness import LABELS as LIKELY_LABELS
from app.sources.likeness import LIKELY, VERY_LIKELY
from app.sources.standings import CARES
from app.sources.windows import LONDON
from app.sources.words import BAND_COLOURS, DETAIL_ANSWERS, DETAIL_LABELS, LIKELY_COLOURS
from app.unit_of_work import UnitOfWork
from app.web import boards
from app.web.faces import staff_blueprint
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work
from crypto.slots import Argon2Cost

bp = staff_blueprint("waiting", __name__, url_prefix="/sources/waiting")

BOARD_ROWS = 5
# How likely it must be that somebody is registered already for the custodian to be asked first.
ASKED_ABOUT = {VERY_LIKELY, LIKELY}
FIRST_PLAN = timedelta(days=90)
# Whom a source may be kept from: everybody who works here, but for whoever registers it.
EVERYBODY = "everybody"
EVENING = (time(18, 0), time(20, 0))


def board(uow: UnitOfWork) -> Mapping[str, Any]:
    """Return what a custodian's board shows of the queue."""
    rows = queries.waiting(uow, limit=BOARD_ROWS)
    return {"rows": rows, boards.LISTED: [row.submission_ref for row in rows]}


@bp.get("")
@needs(Action.SUBMISSION_LIST)
def queue() -> ResponseReturnValue:
    """Show what came in sealed and nobody has dealt with."""
    with work() as uow:
        rows = service.waiting(uow, request.args.get("after", ""))
        tasks = queries.linking_tasks(uow)
    return page("sources/waiting.html", rows=rows, tasks=tasks, more=len(rows) == queries.PAGE, button=ButtonForm())


@bp.post("/<submission_ref>/open")
@needs(Action.SUBMISSION_OPEN)
def open_submission(submission_ref: str) -> ResponseReturnValue:
    """Open one, and show what the person told us of themselves beside the form to register them."""
    with work() as uow:
        opened = service.open_submission(uow, submission_ref)
        people = _people(uow)
    form = RegisterForm(formdata=None, data=_suggested(opened.details))
    form.ends_on.process(None, data=_today(uow) + FIRST_PLAN)
    return _opened(submission_ref, form, people, opened=opened)


@bp.post("/<submission_ref>/register")
@needs(Action.SOURCE_REGISTER)
def register(submission_ref: str) -> ResponseReturnValue:
    """Register the person as a new source, or look first who may be the same person."""
    form = RegisterForm()
    with work(writes=False) as uow:
        people = _people(uow)
    _offer(form, people)
    is_sound = form.validate_on_submit()
    if form.only_looks():
        found = _known_already(form.sought())
        return _opened(
            submission_ref, RegisterForm(formdata=None, data={**form.data, "looks": False}), people, found=found
        )
    if not is_sound:
        return _opened(submission_ref, form, people)
    found = _known_already(form.sought())
    if not form.apart.data and _asks(found):
        return _opened(submission_ref, form, people, found=found)
    try:
        source_ref = _enter(submission_ref, form, found.others)
    except Invalid as invalid:
        form.add_problems(invalid.problems)
        return _opened(submission_ref, form, people)
    return redirect(url_for("sources.source", source_ref=source_ref, registered=1))


@bp.post("/<submission_ref>/link")
@needs(Action.SOURCE_REGISTER)
def link(submission_ref: str) -> ResponseReturnValue:
    """Put what came in to a source that is registered already."""
    form = LinkForm()
    if not form.validate_on_submit():
        return page("sources/link.html", form=form, submission_ref=submission_ref)
    source_ref = form.source_ref.data.strip().upper()
    try:
        with work() as uow:
            service.link(uow, submission_ref, source_ref)
    except NotFound:
        form.add_problems({"source_ref": "You look after no source of this reference. Check each letter."})
        return page("sources/link.html", form=form, submission_ref=submission_ref)
    return redirect(url_for("sources.source", source_ref=source_ref, linked=1))


@bp.post("/<submission_ref>/dismiss")
@needs(Action.SUBMISSION_DISMISS)
def dismiss(submission_ref: str) -> ResponseReturnValue:
    """Delete a sealed part in which nothing is to be kept."""
    form = DismissForm()
    if not form.validate_on_submit():
        return page("sources/dismiss.html", form=form, submission_ref=submission_ref)
    with work() as uow:
        service.dismiss(uow, submission_ref, reason=form.reason.data)
    return redirect(url_for(".queue"))


def _opened(
    submission_ref: str,
    form: RegisterForm,
    people: dict[str, list[tuple[str, str]]],
    *,
    opened: service.Opened | None = None,
    found: service.Found | None = None,
) -> ResponseReturnValue:
    """Return the page of an opened submission; after a mistake, with the form only: what was sealed is sealed again."""
    _offer(form, people)
    return page(
        "sources/opened.html",
        form=form,
        opened=opened,
        found=found,
        asks=found is not None and _asks(found),
        likely=LIKELY_LABELS,
        likely_colours=LIKELY_COLOURS,
        submission_ref=submission_ref,
        link_form=LinkForm(formdata=None),
        dismiss_form=DismissForm(formdata=None),
        detail_labels=DETAIL_LABELS,
        detail_answers=DETAIL_ANSWERS,
        cares=CARES,
        colours=BAND_COLOURS,
    )


def _enter(submission_ref: str, form: RegisterForm, others: frozenset[str]) -> str:
    """Register the person, and return the reference; whom they are kept from is written before there is a source."""
    with work(writes=False) as uow:
        registration = _registration(form, uow.deployment.cost)
    if form.kept.data:
        with work() as uow:
            service.keep_waiting_from(uow, submission_ref, registration, form.kept.data)
    with work() as uow:
        return service.register(uow, submission_ref, registration, others)


def _known_already(details: Mapping[str, Any]) -> service.Found:
    """Return who may be the same person as the one who is about to be registered."""
    with work() as uow:
        return service.search(uow, details, purpose="REGISTRATION")


def _asks(found: service.Found) -> bool:
    """Return whether a custodian must first say that none of these is the same person."""
    return any(one.code in ASKED_ABOUT for one in found.candidates)


def _registration(form: RegisterForm, cost: Argon2Cost) -> service.Registration:
    """Return what was typed, by compartment."""
    return service.Registration(
        plan=form.plan(cost),
        band=form.band.data,
        handler_ref=form.handler.data,
        controller_ref=form.controller.data,
        identity=form.identity(),
        circumstances=form.circumstances(),
        care=form.care.data or "",
        care_words=form.adult.data or "",
    )


def _people(uow: UnitOfWork) -> dict[str, list[tuple[str, str]]]:
    """Return the handlers, the controllers, and everybody else who works here, to choose from, by name."""
    staff, holders = accounts.staff_and_holders(uow.case, ("NSU_HANDLER", "NSU_CONTROLLER"), uow.now)
    return holders | {EVERYBODY: [(ref, name) for ref, name in staff.items() if ref != uow.actor.person_ref]}


def _offer(form: RegisterForm, people: dict[str, list[tuple[str, str]]]) -> None:
    """Put the people into the lists of the form."""
    form.handler.choices = form.handler._choices_from_input([("", "Choose a handler"), *people["NSU_HANDLER"]])
    form.controller.choices = form.controller._choices_from_input(
        [("", "Choose a controller"), *people["NSU_CONTROLLER"]]
    )
    form.kept.choices = form.kept._choices_from_input(people[EVERYBODY])


def _suggested(details: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return what the form starts from: what the person gave, and the careful choice everywhere else.

    The name to ask for is left to the custodian: an officer who calls need not learn who somebody is.
    """
    given = {name: str(details.get(name) or "") for name in ("name", "phone", "email", "address", "work")}
    told = {name: str(details.get(name) or "") for name in ("how_known", "relationship", "danger")}
    return {
        **given,
        **told,
        "channel": "EMAIL" if given["email"] and not given["phone"] else "PHONE",
        "voicemail": "NEVER",
        "withhold_number": True,
        "language": "English",
        "safe_from": EVENING[0],
        "safe_to": EVENING[1],
        "band": "LOW",
        "care": str(details.get("care") or ""),
    }


def _today(uow: UnitOfWork) -> Any:
    """Return the day it is here."""
    return uow.now.astimezone(LONDON).date()
