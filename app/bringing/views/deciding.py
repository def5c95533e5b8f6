"""Deciding on rows that may be somebody who is registered already."""

from datetime import date

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from app.access.policy import Action
from app.bringing import service
from app.bringing.columns import COLUMNS
from app.bringing.forms import SameForm, StepForm
from app.sources.words import BAND_LABELS
from app.web.faces import staff_blueprint
from app.web.filters import day
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("brought", __name__, url_prefix="/sources/bring")

SHOWN = ("name", "other_names", "born_on", "nationality", "address", "phones", "emails", "work", "band")


@bp.post("/<file_ref>/decide")
@needs(Action.REGISTER_BRING)
def decide(file_ref: str) -> ResponseReturnValue:
    """Open the next row to decide on, which is recorded, with the sources that it may be."""
    with work() as uow:
        found = service.next_to_decide(uow, file_ref)
    if found is None:
        return redirect(url_for("bringing.file", file_ref=file_ref))
    rows = [(one.heading.capitalize(), _said(one.name, found.values[one.name])) for one in COLUMNS if one.name in SHOWN]
    forms = {ref: SameForm(formdata=None, source_ref=ref) for ref, _ in found.candidates}
    return page(
        "bringing/decide.html", file_ref=file_ref, found=found, rows=rows, forms=forms, step=StepForm(formdata=None)
    )


@bp.post("/<file_ref>/<row_ref>/apart")
@needs(Action.REGISTER_BRING)
def apart(file_ref: str, row_ref: str) -> ResponseReturnValue:
    """Register a row as somebody new."""
    with work() as uow:
        is_registered = service.register_apart(uow, file_ref, row_ref)
    return redirect(url_for("bringing.file", file_ref=file_ref, again=None if is_registered else 1))


@bp.post("/<file_ref>/<row_ref>/same")
@needs(Action.REGISTER_BRING)
def same(file_ref: str, row_ref: str) -> ResponseReturnValue:
    """Let a row be a source that is registered already."""
    form = SameForm()
    # The form has no page of its own to come back on: a request that no page of ours sent ends at the door.
    if not form.validate():
        raise BadRequest
    with work() as uow:
        service.put_to(uow, file_ref, row_ref, form.source_ref.data)
    return redirect(url_for("bringing.file", file_ref=file_ref))


@bp.post("/<file_ref>/<row_ref>/leave-out")
@needs(Action.REGISTER_BRING)
def leave_out(file_ref: str, row_ref: str) -> ResponseReturnValue:
    """Leave a row out."""
    with work() as uow:
        service.leave_out(uow, file_ref, row_ref)
    return redirect(url_for("bringing.file", file_ref=file_ref))


def _said(name: str, value: str | list[str]) -> str:
    """Return what stands in a column in words: several one after the other, a day or a band as it is said."""
    if isinstance(value, list):
        return "; ".join(value)
    if name == "born_on" and value:
        return day(date.fromisoformat(value))
    return BAND_LABELS[value] if name == "band" else value
