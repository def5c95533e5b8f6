"""Saying that a source must be kept, and taking that back."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action, could
from app.erasure import service
from app.erasure.forms import FindForm, HoldForm, LiftForm
from app.erasure.words import HOLD_GROUNDS
from app.errors import NotFound
from app.web.faces import staff_blueprint
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("holds", __name__, url_prefix="/erasures")


@bp.route("/keep", methods=["GET", "POST"])
@needs(Action.HOLD_SET)
def find() -> ResponseReturnValue:
    """Ask which source must be kept: authorisers see no list of sources."""
    form = FindForm()
    if not form.validate_on_submit():
        return page("erasure/find.html", form=form)
    source_ref = form.source_ref.data.strip().upper()
    try:
        with work(writes=False) as uow:
            service.before(uow, source_ref, Action.HOLD_SET)
    except NotFound:
        form.add_problems({"source_ref": "There is no source of this reference. Check each letter."})
        return page("erasure/find.html", form=form)
    return redirect(url_for(".keep", source_ref=source_ref))


@bp.route("/keep/<source_ref>", methods=["GET", "POST"])
@needs(Action.HOLD_SET)
def keep(source_ref: str) -> ResponseReturnValue:
    """Say that a source must be kept."""
    form = HoldForm()
    if not form.validate_on_submit():
        with work(writes=False) as uow:
            service.before(uow, source_ref, Action.HOLD_SET)
        return page("erasure/keep.html", form=form, source_ref=source_ref)
    with work() as uow:
        service.set_hold(uow, source_ref, ground=form.ground.data, reason=form.reason.data)
        sees_page = could(uow.actor, Action.SOURCE_LIST, uow.now)
    return redirect(url_for("sources.source", source_ref=source_ref) if sees_page else url_for("erasures.listed"))


@bp.route("/lift/<hold_ref>", methods=["GET", "POST"])
@needs(Action.HOLD_LIFT)
def lift(hold_ref: str) -> ResponseReturnValue:
    """Lift a hold that somebody else set."""
    form = LiftForm()
    if not form.validate_on_submit():
        with work(writes=False) as uow:
            hold = service.before_lifting(uow, hold_ref)
        return page("erasure/lift.html", form=form, hold=hold, grounds=HOLD_GROUNDS)
    with work() as uow:
        service.lift_hold(uow, hold_ref, reason=form.reason.data)
    return redirect(url_for("erasures.listed"))
