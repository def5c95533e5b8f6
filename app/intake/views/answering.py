"""A custodian's message to the holder of a receipt, written on the page of a source."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.errors import Invalid
from app.intake import answering
from app.organisations.rules import local_day
from app.sources.service import SourceView
from app.sources.standings import AT_REST
from app.unit_of_work import UnitOfWork
from app.web.faces import staff_blueprint
from app.web.fields import LongTextField, SelectField
from app.web.forms import Form
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("answering", __name__, url_prefix="/sources")


class MessageForm(Form):
    """A message that only the holder of the receipt can open."""

    allegation_ref = SelectField("To whoever told us of", required="Choose the report")
    text = LongTextField(
        "Message",
        max_length=answering.LONGEST_MESSAGE,
        rows=4,
        count=True,
        required="Write the message",
        hint="Do not ask them to find anything out, and do not say what came of it. You cannot read it again.",
    )

    def offer(self, refs: list[str]) -> None:
        """Offer the reports whose tellers have a receipt."""
        self.allegation_ref.choices = self.allegation_ref._choices_from_input([(ref, ref) for ref in refs])


def panel(uow: UnitOfWork, view: SourceView) -> Mapping[str, Any]:
    """Return what the page of a source shows: the form for a message, where somebody has a receipt."""
    held = answering.held_by(view.source, view.plan, local_day(uow.now))
    refs = [one.allegation_ref for one in answering.reachable(uow, view.links)] if not held else []
    form = MessageForm(formdata=None)
    form.offer(refs)
    return {
        "refs": refs,
        "form": form,
        "source_ref": view.source.source_ref,
        "is_open": view.source.status not in AT_REST,
        "held": held,
        "why": answering.HELD.get(held, ""),
    }


@bp.post("/<source_ref>/message")
@needs(Action.MESSAGE_SEND)
def send(source_ref: str) -> ResponseReturnValue:
    """Seal a message and queue it."""
    form = MessageForm()
    with work(writes=False) as uow:
        form.offer([one.allegation_ref for one in answering.reachable(uow, uow.vault.links_of(source_ref))])
    if not form.validate_on_submit():
        return page("intake/message.html", form=form, source_ref=source_ref)
    try:
        with work() as uow:
            answering.send_message(uow, source_ref, form.allegation_ref.data, text=form.text.data)
    except Invalid as invalid:
        form.add_problems(invalid.problems)
        return page("intake/message.html", form=form, source_ref=source_ref)
    return redirect(url_for("sources.source", source_ref=source_ref))
