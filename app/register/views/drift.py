"""Status drift: what shows it at one source, entering a sign, deciding; and the board that waits for decisions."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.accounts import queries as accounts
from app.errors import Invalid
from app.organisations.rules import local_day
from app.register import queries, service
from app.register.drifting import DECISIONS, FLAG_AT, HOLD_AT, SIGN_BY_CODE, SIGNS
from app.register.forms import DriftForm, SignForm
from app.unit_of_work import UnitOfWork
from app.web import boards
from app.web.faces import staff_blueprint
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("drift", __name__, url_prefix="/sources")

WORDS: dict[str, Any] = {"signs": SIGN_BY_CODE, "decisions": DECISIONS, "flag_at": FLAG_AT, "hold_at": HOLD_AT}


def board(uow: UnitOfWork) -> Mapping[str, Any]:
    """Return what a controller's board shows: sources nobody contacts before drift is decided."""
    rows = queries.drift_to_decide(uow)
    return {"rows": rows, boards.LISTED: [row.source_ref for row in rows]}


@bp.get("/<source_ref>/drift")
@needs(Action.DRIFT_WRITE)
def drift(source_ref: str) -> ResponseReturnValue:
    """Show what a source's signs of drift come to."""
    return _shown(source_ref, SignForm(formdata=None), DriftForm(formdata=None))


@bp.post("/<source_ref>/drift/sign")
@needs(Action.DRIFT_WRITE)
def sign(source_ref: str) -> ResponseReturnValue:
    """Enter a sign of drift."""
    form = SignForm()
    if not form.validate_on_submit():
        return _shown(source_ref, form, DriftForm(formdata=None))
    with work() as uow:
        service.enter_sign(uow, source_ref, form.code.data)
    return redirect(url_for(".drift", source_ref=source_ref))


@bp.post("/<source_ref>/drift/decide")
@needs(Action.DRIFT_DECIDE)
def decide(source_ref: str) -> ResponseReturnValue:
    """Decide on the drift of a source."""
    form = DriftForm()
    if form.validate_on_submit():
        try:
            with work() as uow:
                service.decide_drift(uow, source_ref, form.decided())
            return redirect(url_for(".drift", source_ref=source_ref))
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return _shown(source_ref, SignForm(formdata=None), form)


def _shown(source_ref: str, sign_form: SignForm, form: DriftForm) -> ResponseReturnValue:
    """Return the page of a source's drift."""
    with work(writes=False) as uow:
        view = service.read_drift(uow, source_ref)
        names = accounts.names(uow.case, {row.by_ref for row in view.seen} | {row.decided_by for row in view.decisions})
        today = local_day(uow.now)
    return page(
        "register/drift.html",
        view=view,
        signs=[one for one in SIGNS if one.code in view.signs],
        names=names,
        sign_form=sign_form,
        form=form,
        today=today,
        words=WORDS,
    )
