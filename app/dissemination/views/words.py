"""The page on which a custodian compares the words of a report, lets them go, or sends it back."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.dissemination import queries, service
from app.dissemination.comparing import Compared, Stretch, leaving
from app.dissemination.forms import PassForm, ReleaseForm, ReturnForm, version_of
from app.dissemination.views.reports import FIELDS, bp
from app.errors import Conflict, Invalid
from app.unit_of_work import UnitOfWork
from app.web import boards
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

BOARD_ROWS = 25


def board(uow: UnitOfWork) -> Mapping[str, Any]:
    """Return what a custodian's board shows: reports whose words wait longest."""
    rows = uow.case.scalars(queries.words_to_check(uow).limit(BOARD_ROWS)).all()
    return {"rows": rows, boards.LISTED: [row.ref for row in rows]}


@bp.get("/<ref>/words")
@needs(Action.REPORT_CHECK_WORDS)
def words(ref: str) -> ResponseReturnValue:
    """Show a report as it would leave, to compare its words."""
    return _page(ref)


@bp.post("/<ref>/words/compare")
@needs(Action.REPORT_CHECK_WORDS)
def compare_words(ref: str) -> ResponseReturnValue:
    """Compare the words of a report with those of whoever told us."""
    form = ReleaseForm()
    if not form.validate_on_submit():
        return _page(ref, form)
    return _compared(ref, version_of(form), form)


@bp.post("/<ref>/words/pass")
@needs(Action.REPORT_CHECK_WORDS)
def pass_words(ref: str) -> ResponseReturnValue:
    """Let the words of a report go."""
    form = PassForm()
    if not form.validate_on_submit():
        return _page(ref, form)
    version = version_of(form)
    try:
        with work() as uow:
            service.pass_words(uow, ref, version=version, reason=form.may_stay.data)
    except Invalid as invalid:
        form.add_problems(invalid.problems)
        return _compared(ref, version, form)
    except Conflict as conflict:
        form.add_problems({"": str(conflict)})
        return _page(ref, form, status=409)
    return redirect(url_for("boards.board"))


@bp.post("/<ref>/words/return")
@needs(Action.REPORT_CHECK_WORDS)
def return_words(ref: str) -> ResponseReturnValue:
    """Send a report back to its writer, with the words to leave out."""
    form = ReturnForm()
    if not form.validate_on_submit():
        return _page(ref, form)
    with work() as uow:
        service.return_words(uow, ref, reason=form.reason.data)
    return redirect(url_for("boards.board"))


def _compared(ref: str, version: int, form: Any) -> ResponseReturnValue:
    """Return the page with the words that were found."""
    try:
        with work() as uow:
            compared = service.compare_words(uow, ref, version=version)
    except Conflict as conflict:
        form.add_problems({"": str(conflict)})
        return _page(ref, form, status=409)
    return _page(ref, form, compared)


def _page(
    ref: str, sent: Any = None, compared: Compared | None = None, *, status: int | None = None
) -> ResponseReturnValue:
    """Return the page; its buttons carry the version that it shows."""
    with work(writes=False) as uow:
        row = service.look_at_words(uow, ref)
        texts: Mapping[str, Any] = {name: [Stretch(text)] for name, text in leaving(row).items()}
    forms: dict[str, Any] = {
        "form": ReleaseForm(formdata=None),
        "passing": PassForm(formdata=None),
        "returning": ReturnForm(formdata=None),
    }
    kinds = {ReleaseForm: "form", PassForm: "passing", ReturnForm: "returning"}
    forms |= {} if sent is None else {kinds[type(sent)]: sent}
    for name in ("form", "passing"):
        forms[name].version.data = str(row.version)
    shown = compared.texts if compared else texts
    return page(
        "dissemination/words.html", row=row, texts=shown, compared=compared, fields=FIELDS, status=status, **forms
    )
