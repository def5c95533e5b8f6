"""Entering a report that came by another way than the public form: one page for most, and one for Crimestoppers."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.allegations.types import Channel
from app.errors import Invalid
from app.intake import entering
from app.intake.answers import told
from app.intake.entering import Reported
from app.intake.entry_forms import EnterForm, EnterLineForm
from app.web.faces import staff_blueprint
from app.web.guard import needs
from app.web.navigation import Entry
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("entering", __name__, url_prefix="/enter")

NAVIGATION = [Entry("Enter a report", "entering.enter", Action.ALLEGATION_ENTER, 12)]


@bp.route("", methods=["GET", "POST"])
@needs(Action.ALLEGATION_ENTER)
def enter() -> ResponseReturnValue:
    """Take in a report with what its teller gave of themselves, which nobody here reads again."""
    form = EnterForm()
    if form.validate_on_submit():
        reported = Reported(form.channel.data, told([form], is_new=True), form.received_on.data)
        if (held := _entered(form, reported)) is not None:
            return redirect(url_for(".entered", held="yes" if held else None))
    return page("intake/enter.html", form=form)


@bp.route("/crimestoppers", methods=["GET", "POST"])
@needs(Action.ALLEGATION_ENTER)
def enter_line() -> ResponseReturnValue:
    """Take in a report from Crimestoppers: nothing of whoever called is asked for or kept."""
    form = EnterLineForm()
    sent_back = form.leave_in.data
    if form.validate_on_submit():
        line = Channel.CRIMESTOPPERS.value
        reported = Reported(line, told([form], is_new=True), form.received_on.data, leave_in=form.leave_in.data)
        if (held := _entered(form, reported)) is not None:
            return redirect(url_for(".entered", held="yes" if held else None))
        sent_back = True
    return page("intake/enter_line.html", form=form, sent_back=sent_back)


@bp.get("/entered")
@needs(Action.ALLEGATION_ENTER)
def entered() -> ResponseReturnValue:
    """Say that a report is on its way."""
    return page("intake/entered.html", held="held" in request.args)


def _entered(form: EnterForm | EnterLineForm, reported: Reported) -> bool | None:
    """Enter a report and return whether it will be held; ``None`` where something is wrong, as the form then says."""
    try:
        with work() as uow:
            return entering.enter(uow, reported)
    except Invalid as invalid:
        form.add_problems(invalid.problems)
        return None
