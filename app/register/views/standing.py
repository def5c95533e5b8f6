"""Moving a source on: resting, waking, closing, looking at it afterwards, opening it again; and what is closed."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action, could
from app.accounts import queries as accounts
from app.errors import Invalid
from app.markings.promises import PROMISE_BY_CODE
from app.organisations.rules import local_day
from app.register import queries, service
from app.register.forms import ButtonForm, CareForm, ClosingForm, LookForm, ReopenForm, RestForm
from app.register.words import AFTERCARE_LABELS, CLOSE_REASONS, CLOSING_ANSWERS, CLOSING_QUESTIONS, FINDINGS
from app.sources.service import SourceView
from app.sources.standings import CARES, COLOURS, LABELS, MEANINGS, Standing
from app.sources.words import BAND_COLOURS, BAND_LABELS
from app.unit_of_work import UnitOfWork
from app.web import boards
from app.web.faces import staff_blueprint
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("standing", __name__, url_prefix="/sources")

WORDS: dict[str, Any] = {
    "standings": LABELS,
    "standing_colours": COLOURS,
    "meanings": MEANINGS,
    "reasons": CLOSE_REASONS,
    "questions": CLOSING_QUESTIONS,
    "answers": CLOSING_ANSWERS,
    "findings": FINDINGS,
    "looks": AFTERCARE_LABELS,
    "cares": CARES,
    "promises": PROMISE_BY_CODE,
    "bands": BAND_LABELS,
    "colours": BAND_COLOURS,
}


def board(uow: UnitOfWork) -> Mapping[str, Any]:
    """Return what a controller's board shows of sources that were closed: when somebody looks at them again."""
    rows = queries.aftercare_due(uow)
    return {
        "rows": rows,
        "today": local_day(uow.now),
        "words": WORDS,
        boards.LISTED: [row.source_ref for row in rows],
    }


def panel(uow: UnitOfWork, view: SourceView) -> Mapping[str, Any]:
    """Return what the page of a source says of where it stands."""
    is_closed = view.source.status == Standing.CLOSED
    closing, looks = queries.closing_with_looks(uow, view.source.source_ref) if is_closed else (None, [])
    return {
        "source": view.source,
        "closing": closing,
        "looks": looks,
        "controls": could(uow.actor, Action.SOURCE_CLOSE, uow.now),
        "button": ButtonForm(),
        "today": local_day(uow.now),
        "words": WORDS,
    }


@bp.get("/closed")
@needs(Action.SOURCE_CLOSE)
def closed() -> ResponseReturnValue:
    """Show closed sources, by reference."""
    with work() as uow:
        rows = service.list_closed(uow, request.args.get("after", ""))
    after = rows[-1].source_ref if len(rows) == queries.PAGE else ""
    return page("register/closed.html", rows=rows, after=after, words=WORDS)


@bp.route("/<source_ref>/rest", methods=["GET", "POST"])
@needs(Action.SOURCE_REST)
def rest(source_ref: str) -> ResponseReturnValue:
    """Let a source rest."""
    form = RestForm()
    if not form.validate_on_submit():
        with work(writes=False) as uow:
            service.before_moving(uow, source_ref, Action.SOURCE_REST)
        return page("register/rest.html", form=form, source_ref=source_ref)
    with work() as uow:
        service.rest(uow, source_ref, reason=form.because.data)
    return redirect(url_for("sources.source", source_ref=source_ref))


@bp.route("/<source_ref>/care", methods=["GET", "POST"])
@needs(Action.CARE_MARK)
def care(source_ref: str) -> ResponseReturnValue:
    """Mark a source as under 18 or vulnerable."""
    form = CareForm()
    if not form.validate_on_submit():
        with work(writes=False) as uow:
            source = service.before_moving(uow, source_ref, Action.CARE_MARK)
        return page("register/care.html", form=form, source=source, words=WORDS)
    with work() as uow:
        service.mark_care(uow, source_ref, care=form.care.data, words=form.words.data)
    return redirect(url_for("sources.source", source_ref=source_ref))


@bp.post("/<source_ref>/wake")
@needs(Action.SOURCE_WAKE)
def wake(source_ref: str) -> ResponseReturnValue:
    """Take a source that rested into work again."""
    with work() as uow:
        service.wake(uow, source_ref)
    return redirect(url_for("sources.source", source_ref=source_ref))


@bp.route("/<source_ref>/close", methods=["GET", "POST"])
@needs(Action.SOURCE_CLOSE)
def close(source_ref: str) -> ResponseReturnValue:
    """Close a source."""
    form = ClosingForm()
    with work(writes=False) as uow:
        source = service.before_moving(uow, source_ref, Action.SOURCE_CLOSE)
        people = accounts.holders_of(uow.case, ("NSU_CONTROLLER",), uow.now)["NSU_CONTROLLER"]
    form.owner.choices = form.owner._choices_from_input([("", "Choose a controller"), *people])
    if form.validate_on_submit():
        try:
            with work() as uow:
                service.close(uow, source_ref, form.signed())
            return redirect(url_for("sources.source", source_ref=source_ref))
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return page("register/close.html", form=form, source=source, words=WORDS)


@bp.route("/<source_ref>/reopen", methods=["GET", "POST"])
@needs(Action.SOURCE_REOPEN)
def reopen(source_ref: str) -> ResponseReturnValue:
    """Open a closed source again."""
    form = ReopenForm()
    if not form.validate_on_submit():
        with work(writes=False) as uow:
            service.before_moving(uow, source_ref, Action.SOURCE_REOPEN)
        return page("register/reopen.html", form=form, source_ref=source_ref)
    with work() as uow:
        service.reopen(uow, source_ref, words=form.words.data)
    return redirect(url_for("risk.source_risk", source_ref=source_ref))


@bp.route("/<source_ref>/after-closing/<look_ref>", methods=["GET", "POST"])
@needs(Action.AFTERCARE)
def look(source_ref: str, look_ref: str) -> ResponseReturnValue:
    """Write down what a look after closing found."""
    form = LookForm()
    if not form.validate_on_submit():
        with work(writes=False) as uow:
            row = service.before_looking(uow, source_ref, look_ref)
        return page("register/look.html", form=form, source_ref=source_ref, row=row, words=WORDS)
    with work() as uow:
        service.look(uow, source_ref, look_ref, finding=form.finding.data, words=form.words.data)
    return redirect(url_for("sources.source", source_ref=source_ref))
