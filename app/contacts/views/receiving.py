"""Writing down that a source came to us: by whoever looks after them, under no permission."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.contacts import service
from app.contacts.forms import ReceivedForm
from app.contacts.views.officers import bp
from app.contacts.views.written import beginning, called_in
from app.errors import Invalid
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work


@bp.route("/source/<source_ref>/received", methods=["GET", "POST"])
@needs(Action.CONTACT_RECEIVE)
def received(source_ref: str) -> ResponseReturnValue:
    """Write down that a source came to us."""
    form = ReceivedForm()
    if not form.validate_on_submit():
        with work(writes=False) as uow:
            service.before_receiving(uow, source_ref)
        shown = form if form.is_submitted() else ReceivedForm(formdata=None, data=beginning(uow.now, "WELFARE"))
        return page("contacts/received.html", form=shown, source_ref=source_ref)
    try:
        with work() as uow:
            service.record_received(uow, source_ref, called_in(form))
    except Invalid as invalid:
        form.add_problems(invalid.problems)
        return page("contacts/received.html", form=form, source_ref=source_ref)
    return redirect(url_for("sources.source", source_ref=source_ref))
