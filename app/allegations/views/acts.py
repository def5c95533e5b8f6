"""The steps around an assessment: taking, holding, cutting, returning, developing, noting and reopening."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.allegations import particulars, service, words
from app.allegations.forms import CutForm, HoldForm, ReopenForm, ReturnForm
from app.errors import Invalid
from app.web.faces import staff_blueprint
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("allegation_acts", __name__, url_prefix="/allegations")

# Where an allegation is assessed, once it is in hand.
ASSESS = "assessment.assess"
ALLEGATION = "allegations.allegation"


@bp.post("/<ref>/take")
@needs(Action.ALLEGATION_TAKE)
def take(ref: str) -> ResponseReturnValue:
    """Take an allegation in hand, and go on to its assessment."""
    with work() as uow:
        service.take(uow, ref)
    return redirect(url_for(ASSESS, ref=ref))


@bp.route("/<ref>/hold", methods=["GET", "POST"])
@needs(Action.ALLEGATION_HOLD)
def hold(ref: str) -> ResponseReturnValue:
    """Ask which words would tell who spoke, and hold the allegation for the source unit."""
    form = HoldForm()
    if form.validate_on_submit():
        with work() as uow:
            service.hold(uow, ref, reason=form.reason.data)
        return redirect(url_for(ALLEGATION, ref=ref))
    with work(writes=False) as uow:
        reading = service.read(uow, ref)
    return page("allegations/hold.html", form=form, reading=reading, words=words)


@bp.route("/<ref>/held", methods=["GET", "POST"])
@needs(Action.ALLEGATION_CUT)
def held(ref: str) -> ResponseReturnValue:
    """Show a custodian the whole account, cut the words they enter, and send it back to where it stood."""
    form = CutForm()
    if form.validate_on_submit() and _one_of_the_two(form):
        try:
            with work() as uow:
                service.cut(uow, ref, words=form.words.data.splitlines())
        except Invalid as invalid:
            form.add_problems(invalid.problems)
        else:
            return redirect(url_for("allegations.list_of", name="held"))
    with work(writes=False) as uow:
        shown = service.read_held(uow, ref)
    return page("allegations/held.html", form=form, held=shown, labels=particulars)


@bp.route("/<ref>/return", methods=["GET", "POST"])
@needs(Action.ALLEGATION_RETURN)
def send_back(ref: str) -> ResponseReturnValue:
    """Return an assessment for correction."""
    form = ReturnForm()
    if form.validate_on_submit():
        with work() as uow:
            service.return_for_correction(uow, ref, reason=form.reason.data, free=form.who.data == "anyone")
        return redirect(url_for(ALLEGATION, ref=ref))
    with work(writes=False) as uow:
        reading = service.read(uow, ref)
    return page("allegations/return.html", form=form, reading=reading, words=words)


@bp.route("/<ref>/reopen", methods=["GET", "POST"])
@needs(Action.ALLEGATION_REOPEN)
def reopen(ref: str) -> ResponseReturnValue:
    """Reopen a closed allegation."""
    form = ReopenForm()
    if form.validate_on_submit():
        with work() as uow:
            service.reopen(uow, ref, reason=form.reason.data)
        return redirect(url_for(ALLEGATION, ref=ref))
    with work(writes=False) as uow:
        reading = service.read(uow, ref)
    return page("allegations/reopen.html", form=form, reading=reading, words=words)


@bp.post("/<ref>/develop")
@needs(Action.ALLEGATION_DEVELOP)
def develop(ref: str) -> ResponseReturnValue:
    """Keep an allegation for development."""
    with work() as uow:
        service.develop(uow, ref)
    return redirect(url_for(ALLEGATION, ref=ref))


@bp.post("/<ref>/noted")
@needs(Action.ALLEGATION_NOTE)
def noted(ref: str) -> ResponseReturnValue:
    """Note that what was told later has been read."""
    with work() as uow:
        service.note_news(uow, ref)
    return redirect(url_for(ALLEGATION, ref=ref))


def _one_of_the_two(form: CutForm) -> bool:
    """Return whether either words were entered or it was said that there are none."""
    if bool(form.words.data.strip()) != form.nothing.data:
        return True
    form.add_problems({"words": "Enter the words to cut, or tick that nothing needs to be cut: one of the two."})
    return False
