"""How well a source is held: raising it to two groups, and the mark that makes it due."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.sources import queries, service
from app.sources.forms import RaiseForm, SensitiveForm
from app.sources.words import BAND_COLOURS, BAND_LABELS
from app.unit_of_work import UnitOfWork
from app.web import boards
from app.web.faces import staff_blueprint
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("protecting", __name__, url_prefix="/sources")

WORDS = {"bands": BAND_LABELS, "colours": BAND_COLOURS}


def board(uow: UnitOfWork) -> Mapping[str, Any] | None:
    """Return what a custodian's board shows of sources that too few hold, and nothing while there is none."""
    rows = queries.to_raise(uow)
    return {"rows": rows, "words": WORDS, boards.LISTED: [row.source_ref for row in rows]} if rows else None


@bp.route("/<source_ref>/raise", methods=["GET", "POST"])
@needs(Action.CUSTODY_RAISE)
def raise_custody(source_ref: str) -> ResponseReturnValue:
    """Have two groups hold a source."""
    form = RaiseForm()
    if not form.validate_on_submit():
        with work(writes=False) as uow:
            service.before_opening(uow, source_ref)
        return page("sources/raise.html", form=form, source_ref=source_ref)
    with work() as uow:
        service.raise_custody(uow, source_ref)
    return redirect(url_for("sources.source", source_ref=source_ref))


@bp.route("/<source_ref>/sensitive", methods=["GET", "POST"])
@needs(Action.CUSTODY_MARK)
def mark(source_ref: str) -> ResponseReturnValue:
    """Mark a source as sensitive."""
    return _mark(source_ref, sensitive=True)


@bp.route("/<source_ref>/not-sensitive", methods=["GET", "POST"])
@needs(Action.CUSTODY_MARK)
def unmark(source_ref: str) -> ResponseReturnValue:
    """Take the mark off. Two groups go on holding the source until both lower it."""
    return _mark(source_ref, sensitive=False)


def _mark(source_ref: str, *, sensitive: bool) -> ResponseReturnValue:
    """Ask why, and then mark a source as sensitive or not."""
    form = SensitiveForm()
    if not form.validate_on_submit():
        with work(writes=False) as uow:
            service.before_opening(uow, source_ref)
        return page("sources/mark.html", form=form, source_ref=source_ref, sensitive=sensitive)
    with work() as uow:
        service.mark_sensitive(uow, source_ref, sensitive=sensitive, reason=form.because.data)
    return redirect(url_for("sources.source", source_ref=source_ref))
