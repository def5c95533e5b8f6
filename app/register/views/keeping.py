"""Choosing who is kept from a source."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.errors import Invalid
from app.register import service
from app.register.forms import KeepFromForm
from app.web.faces import staff_blueprint
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("keeping", __name__, url_prefix="/sources")


@bp.route("/<source_ref>/kept-from", methods=["GET", "POST"])
@needs(Action.SOURCE_KEEP_FROM)
def keep_from(source_ref: str) -> ResponseReturnValue:
    """Choose who is kept from a source."""
    with work(writes=False) as uow:
        now = service.read_kept_from(uow, source_ref)
    form = KeepFromForm(people=[ref for ref in now.people if ref in now.kept])
    form.people.choices = form.people._choices_from_input(list(now.people.items()))
    if form.validate_on_submit():
        try:
            with work() as uow:
                service.keep_from(uow, source_ref, form.people.data or [])
            return redirect(url_for("sources.source", source_ref=source_ref))
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return page("register/kept_from.html", form=form, source=now.source, in_hand=now.in_hand)
