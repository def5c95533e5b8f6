"""What custodians opened alone: the list for those who oversee them, looking at one, letting them open more."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.facts import Nothing
from app.access.policy import Action, allowed
from app.custody import openings
from app.custody.forms import LetForm, LookedForm
from app.sources.openings.counting import IN_WORDS
from app.unit_of_work import UnitOfWork
from app.web.faces import staff_blueprint
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("custody_openings", __name__, url_prefix="/custody/openings")


def board(uow: UnitOfWork) -> Mapping[str, Any] | None:
    """Return what a board shows: who came to the end of what they may open alone, until somebody has looked."""
    rows = openings.reached(uow)
    return {"rows": rows, "periods": IN_WORDS} if rows else None


@bp.get("")
@needs(Action.OPENINGS_LIST)
def listed() -> ResponseReturnValue:
    """Show who came to the end of what one may open alone, and how much everybody opened."""
    with work() as uow:
        reached, rows = openings.list_openings(uow)
    return page("custody/openings.html", reached=reached, rows=rows, periods=IN_WORDS)


@bp.get("/<person_ref>")
@needs(Action.OPENINGS_LIST)
def person(person_ref: str) -> ResponseReturnValue:
    """Show what one custodian opened alone."""
    return _page(person_ref)


@bp.post("/<person_ref>/looked")
@needs(Action.OPENINGS_LOOK)
def looked(person_ref: str) -> ResponseReturnValue:
    """Say what came of looking at it."""
    form = LookedForm()
    if not form.validate_on_submit():
        return _page(person_ref, looking=form)
    with work() as uow:
        openings.look(uow, person_ref, finding=form.finding.data)
    return redirect(url_for(".person", person_ref=person_ref))


@bp.post("/<person_ref>/more")
@needs(Action.OPENINGS_LET)
def more(person_ref: str) -> ResponseReturnValue:
    """Let them open more."""
    form = LetForm()
    if not form.validate_on_submit():
        return _page(person_ref, letting=form)
    with work() as uow:
        openings.let_open_more(uow, person_ref, more=int(form.more.data), reason=form.reason.data)
    return redirect(url_for(".person", person_ref=person_ref))


def _page(person_ref: str, **forms: Any) -> ResponseReturnValue:
    """Return the page of one custodian, with a form as it was sent where that had a mistake."""
    with work() as uow:
        row = openings.read_openings(uow, person_ref)
        may = {action.name: allowed(uow.actor, action, Nothing(person_ref), uow.now) for action in _ACTS}
    fresh = {"looking": LookedForm(formdata=None), "letting": LetForm(formdata=None)}
    return page("custody/opened.html", row=row, may=may, periods=IN_WORDS, **{**fresh, **forms})


_ACTS = (Action.OPENINGS_LOOK, Action.OPENINGS_LET, Action.LOG_READ)
