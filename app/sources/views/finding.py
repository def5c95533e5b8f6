"""Searching the register of sources."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.sources import service
from app.sources.forms import LookedForm, SearchForm
from app.sources.likeness import LABELS
from app.sources.words import LIKELY_COLOURS
from app.web.faces import staff_blueprint
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("finding", __name__, url_prefix="/sources/find")


@bp.route("", methods=["GET", "POST"])
@needs(Action.REGISTER_SEARCH)
def find() -> ResponseReturnValue:
    """Find a source by what is known of them. Nothing that was typed stands in an address."""
    form = SearchForm()
    if not form.validate_on_submit():
        return page("sources/find.html", form=form, found=None)
    with work() as uow:
        found = service.search(uow, form.details(), purpose=form.purpose.data, reason=form.reason.data)
    return page("sources/find.html", form=form, found=found, likely=LABELS, likely_colours=LIKELY_COLOURS)


@bp.route("/looked/<source_ref>/<other_ref>", methods=["GET", "POST"])
@needs(Action.LINKING_SETTLE)
def looked(source_ref: str, other_ref: str) -> ResponseReturnValue:
    """Let a controller say what came of looking at two sources that may be one."""
    form = LookedForm()
    if not form.validate_on_submit():
        with work(writes=False) as uow:
            service.read_linking(uow, source_ref, other_ref)
        return page("sources/looked.html", form=form, source_ref=source_ref, other_ref=other_ref)
    with work() as uow:
        service.settle_linking(uow, source_ref, other_ref, reason=form.reason.data)
    return redirect(url_for("waiting.queue"))
