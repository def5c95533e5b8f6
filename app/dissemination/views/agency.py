"""What agency staff see: what was sent to them, the conditions, the release itself, and what became of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.dissemination import queries, service
from app.dissemination.forms import AcceptForm, ResultForm
from app.dissemination.models import Release
from app.dissemination.results import RESULT_BY_CODE
from app.errors import Invalid, NotFound, Refused
from app.unit_of_work import UnitOfWork
from app.web import boards
from app.web.faces import partner_blueprint
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = partner_blueprint("releases", __name__, url_prefix="/partner/releases")

BOARD_ROWS = 10
RESULTS = {code: row.label for code, row in RESULT_BY_CODE.items()}


def board(uow: UnitOfWork) -> Mapping[str, Any]:
    """Return what a reader's board shows: what they have not read, then what a result is owed for."""
    rows = queries.waiting(uow, BOARD_ROWS)
    return {"rows": [_line(row, read, uow) for row, read in rows], boards.LISTED: [row.ref for row, _read in rows]}


@bp.get("")
@needs(Action.RELEASE_LIST)
def listing() -> ResponseReturnValue:
    """Show what was sent to this person's organisation and they may know of, newest first."""
    with work() as uow:
        rows = service.list_releases(uow, _place(request.args.get("before", "")))
        read = queries.accepted(uow, [row.ref for row in rows])
        lines = [_line(row, row.ref in read, uow) for row in rows]
    older = ""
    if len(rows) == queries.PAGE:
        older = url_for(".listing", before=f"{rows[-1].released_on.isoformat()}_{rows[-1].ref}")
    return page("dissemination/releases.html", rows=lines, older=older)


@bp.route("/<ref>/conditions", methods=["GET", "POST"])
@needs(Action.RELEASE_ACCEPT)
def conditions(ref: str) -> ResponseReturnValue:
    """Show the conditions of a release, to be accepted before it opens."""
    form = AcceptForm()
    if form.validate_on_submit():
        with work() as uow:
            service.accept(uow, ref)
        return redirect(url_for(".release", ref=ref))
    with work(writes=False) as uow:
        received = service.conditions_of(uow, ref)
    made = received.release
    waits = made.embargo_until is not None and made.embargo_until > uow.now
    return page("dissemination/conditions.html", form=form, made=made, waits=waits, marking=received.marking)


@bp.get("/<ref>")
@needs(Action.RELEASE_READ)
def release(ref: str) -> ResponseReturnValue:
    """Show a release to somebody who has accepted its conditions; lead anybody else to the conditions."""
    try:
        return _release_page(ref, ResultForm(formdata=None))
    except Refused as refused:
        if refused.rule != "conditions_accepted":
            raise
    return redirect(url_for(".conditions", ref=ref))


@bp.post("/<ref>/result")
@needs(Action.RELEASE_READ)
def result(ref: str) -> ResponseReturnValue:
    """Record what became of a release."""
    form = ResultForm()
    if not form.validate_on_submit():
        return _release_page(ref, form)
    try:
        with work() as uow:
            service.record_result(uow, ref, code=form.code.data, reason=form.reason.data)
    except Invalid as invalid:
        form.add_problems(invalid.problems)
        return _release_page(ref, form)
    return redirect(url_for(".release", ref=ref) + "#results")


def _release_page(ref: str, form: ResultForm) -> ResponseReturnValue:
    """Return the page of a release, under its own marking."""
    with work(writes=False) as uow:
        received = service.read_release(uow, ref)
    return page(
        "dissemination/release.html",
        form=form,
        made=received.release,
        results=received.results,
        labels=RESULTS,
        marking=received.marking,
    )


def _line(row: Release, read: bool, uow: UnitOfWork) -> dict[str, Any]:
    """Return what a list shows of a release: never its text."""
    waits = row.embargo_until if row.embargo_until and row.embargo_until > uow.now else None
    return {
        "ref": row.ref,
        "title": row.title,
        "released_on": row.released_on,
        "opens_at": waits,
        "is_read": read,
        "is_late": not row.resulted and row.result_due_at < uow.now,
        "due_at": None if row.resulted else row.result_due_at,
    }


def _place(text: str) -> tuple[date, str] | None:
    """Return the row that a list goes on behind; what cannot be read as one is no such page."""
    if not text:
        return None
    day, _, ref = text.partition("_")
    try:
        return date.fromisoformat(day), ref
    except ValueError:
        raise NotFound from None
