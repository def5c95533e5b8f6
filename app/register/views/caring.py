"""Children and vulnerable people: on the boards of those who look after them, and an authoriser's leave to end it."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action, could
from app.register import queries, service
from app.register.forms import LiftForm
from app.sources.models import DUAL
from app.sources.standings import CARES
from app.sources.words import BAND_COLOURS, BAND_LABELS
from app.unit_of_work import UnitOfWork
from app.web import boards
from app.web.faces import staff_blueprint
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("caring", __name__, url_prefix="/sources")

WORDS: dict[str, Any] = {"cares": CARES, "bands": BAND_LABELS, "colours": BAND_COLOURS, "held_by_two": DUAL}


def board(uow: UnitOfWork) -> Mapping[str, Any]:
    """Return what a board shows of sources who are under 18 or vulnerable: by reference, nothing of who they are."""
    rows = queries.in_care(uow)
    lifts = could(uow.actor, Action.CARE_LIFT, uow.now)
    return {"rows": rows, "lifts": lifts, "words": WORDS, boards.LISTED: [row.source_ref for row in rows]}


@bp.route("/<source_ref>/care/lift", methods=["GET", "POST"])
@needs(Action.CARE_LIFT)
def lift(source_ref: str) -> ResponseReturnValue:
    """Take the mark off a source, as an authoriser who says why."""
    form = LiftForm()
    if not form.validate_on_submit():
        with work(writes=False) as uow:
            source = service.before_lifting(uow, source_ref)
        return page("register/lift_care.html", form=form, source=source, words=WORDS)
    with work() as uow:
        service.lift_care(uow, source_ref, reason=form.why_not.data)
    return redirect(url_for("risk.source_risk", source_ref=source_ref))
