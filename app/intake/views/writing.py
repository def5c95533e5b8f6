"""An officer's message to the holder of a receipt, written from the page of their own request for contact."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.contacts.outcomes import ContactPurpose
from app.errors import Invalid
from app.intake import answering
from app.intake.outgoing import FEEDBACK
from app.web.faces import staff_blueprint
from app.web.fields import LongTextField, RadioField
from app.web.forms import Form
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("writing", __name__, url_prefix="/contacts")


class SafeMessageForm(Form):
    """A message that only the holder of the receipt can open."""

    text = LongTextField(
        "Message",
        max_length=answering.LONGEST_MESSAGE,
        rows=5,
        count=True,
        required="Write the message",
        hint="Do not ask them to find anything out, and do not say what came of it. You cannot read it again.",
    )


class ThanksForm(Form):
    """Thanks, in words that the unit has fixed."""

    text = RadioField(
        "Message",
        choices=[(one, one) for one in FEEDBACK],
        required="Choose the message",
        hint="Nothing else is said of what became of a report.",
    )


@bp.route("/<grant_ref>/message", methods=["GET", "POST"])
@needs(Action.CONTACT_MESSAGE)
def write(grant_ref: str) -> ResponseReturnValue:
    """Seal a message and queue it; before that, show when they came back with more."""
    form = SafeMessageForm()
    if not form.validate_on_submit():
        return _page(grant_ref, form)
    try:
        with work() as uow:
            answering.send_to_caller(uow, grant_ref, text=form.text.data)
    except Invalid as invalid:
        form.add_problems(invalid.problems)
        return _page(grant_ref, form)
    return redirect(url_for("contacts.contact_request", grant_ref=grant_ref, sent=1))


def _page(grant_ref: str, typed: SafeMessageForm) -> ResponseReturnValue:
    """Return the page of a message; whoever may only thank them chooses among the unit's own sentences."""
    with work(writes=False) as uow:
        exchange = answering.before_message(uow, grant_ref)
    form: Form = typed
    if exchange.purpose == ContactPurpose.FEEDBACK:
        form = ThanksForm()
        if typed.is_submitted():
            form.add_problems({"text": "Choose the message"})
    return page("intake/write.html", form=form, exchange=exchange, grant_ref=grant_ref, why_held=answering.NOT_NOW)
