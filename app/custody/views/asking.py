"""Asking an authoriser for the other half, and breaking the glass."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.custody import service
from app.custody.forms import AskForm, GlassForm
from app.custody.kinds import Kind
from app.errors import NotFound
from app.sources.service import SourceView
from app.unit_of_work import UnitOfWork
from app.web.faces import staff_blueprint
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("custody_asking", __name__, url_prefix="/custody")

THREAT = "THREAT_TO_LIFE"
# What an address may fill in: whoever needs a permission for longer asks for the same again while it lasts.
AS_BEFORE = ("kind", "compartment", "purpose")


def panel(_uow: UnitOfWork, view: SourceView) -> Mapping[str, Any]:
    """Return what the page of a source shows of custody by two groups."""
    return {"source": view.source}


def board(_uow: UnitOfWork) -> Mapping[str, Any]:
    """Return what stands on the board of whoever has the duty now: that they have it is all there is to say."""
    return {}


@bp.route("/ask/<source_ref>", methods=["GET", "POST"])
@needs(Action.CUSTODY_ASK)
def ask(source_ref: str) -> ResponseReturnValue:
    """Ask an authoriser for the other half of a source, or for what one has of it to last longer."""
    form = AskForm(data={name: request.args[name] for name in AS_BEFORE if name in request.args})
    if not form.validate_on_submit():
        with work(writes=False) as uow:
            service.before_asking(uow, source_ref)
        return page("custody/ask.html", form=form, source_ref=source_ref)
    asked = service.Asked(Kind(form.kind.data), form.compartment.data, form.purpose.data, form.reason.data)
    with work() as uow:
        request_ref = service.ask(uow, source_ref, asked)
    return redirect(url_for("custody.request_page", request_ref=request_ref))


@bp.route("/glass", methods=["GET", "POST"])
@needs(Action.GLASS_ASK)
def glass() -> ResponseReturnValue:
    """Ask an authoriser to break the glass: a life is in danger."""
    form = GlassForm(data={"source_ref": request.args.get("source", "")})
    if not form.validate_on_submit():
        return page("custody/glass.html", form=form)
    asked = service.Asked(Kind.GLASS, "", THREAT, form.reason.data)
    try:
        with work() as uow:
            request_ref = service.ask(uow, form.source_ref.data.strip().upper(), asked)
    except NotFound:
        form.add_problems({"source_ref": "There is no source of this reference. Check each letter."})
        return page("custody/glass.html", form=form)
    return redirect(url_for("custody.request_page", request_ref=request_ref))
