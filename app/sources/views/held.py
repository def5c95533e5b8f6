"""What did not open as it should: the list for custodians, and releasing one of them."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.sources import service
from app.sources.forms import ReleaseForm
from app.sources.words import ACT_LABELS, COMPARTMENT_LABELS, HELD_LABELS
from app.unit_of_work import UnitOfWork
from app.web.faces import staff_blueprint
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("held", __name__, url_prefix="/sources/held")

WORDS = {"kinds": HELD_LABELS, "acts": ACT_LABELS, "compartments": COMPARTMENT_LABELS}
RELEASED = {"first": "first", "open": "open"}


def board(uow: UnitOfWork) -> Mapping[str, Any] | None:
    """Return what a custodian's board shows: how many records are held shut, and nothing while there is none."""
    count = service.held_shut_count(uow)
    return {"count": count} if count else None


@bp.get("")
@needs(Action.FROZEN_LIST)
def held_shut() -> ResponseReturnValue:
    """Show what did not open, the one that has been shut longest first."""
    with work() as uow:
        rows = service.held_shut(uow)
    return page("sources/held.html", rows=rows, words=WORDS, released=RELEASED.get(request.args.get("released", "")))


@bp.route("/<record_ref>", methods=["GET", "POST"])
@needs(Action.FROZEN_RELEASE)
def release(record_ref: str) -> ResponseReturnValue:
    """Release one as the first or the second of two custodians."""
    form = ReleaseForm()
    if not form.validate_on_submit():
        with work(writes=False) as uow:
            row = service.read_held_shut(uow, record_ref)
        return page("sources/release.html", row=row, form=form, words=WORDS)
    with work() as uow:
        is_open = service.release(uow, record_ref, reason=form.reason.data)
    return redirect(url_for(".held_shut", released="open" if is_open else "first"))
