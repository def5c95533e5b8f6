"""Bringing a file in, seeing how far it is, and taking its rows in."""

from flask import Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.accounts import queries as accounts
from app.bringing import service
from app.bringing.columns import COLUMNS
from app.bringing.forms import LONGEST_BACK, SAVE, BringForm, LeaveOutForm, StepForm
from app.bringing.rules import given_back, template
from app.errors import Invalid
from app.web.faces import staff_blueprint
from app.web.guard import needs
from app.web.rendering import page
from app.web.requests import takes_at_most
from app.web.work import work

bp = staff_blueprint("bringing", __name__, url_prefix="/sources/bring")

# 10,000 rows of a kilobyte each. nginx lets as much through to this one address, and keeps it in memory.
LARGEST_FILE_BYTES = 10 * 1024 * 1024
TOO_LARGE = (
    "Nothing was kept. A file may have 10 MB. Split it, keep the headings in the first line of every part, and bring "
    "the parts in one after the other: who stands in two of them is registered once."
)
# Mistakes that are listed on one page.
MOST_TOLD = 500
# Batches of rows that one press takes in, each a unit of work of its own, so that others can work between them.
BATCHES = 4


@bp.route("", methods=["GET", "POST"])
@needs(Action.REGISTER_BRING)
@takes_at_most(LARGEST_FILE_BYTES, advice=TOO_LARGE)
def bring() -> ResponseReturnValue:
    """Take a file, seal what is right in it, and give back what is not with how to mend it."""
    form = BringForm()
    with work(writes=False) as uow:
        files = service.files(uow)
        people = accounts.holders_of(uow.case, ("NSU_HANDLER", "NSU_CONTROLLER"), uow.now)
    form.offer(people["NSU_HANDLER"], people["NSU_CONTROLLER"])
    if not form.validate_on_submit():
        return _page(form, files)
    if form.act.data == SAVE and form.rows.data:
        return _file(form.rows.data, "rows-to-mend.csv")
    if form.is_empty:
        form.add_problems({service.FILE: "Choose the file to bring in."})
        return _page(form, files)
    try:
        with work() as uow:
            outcome = service.bring(
                uow, form.sent(), handler_ref=form.handler.data, controller_ref=form.controller.data
            )
    except Invalid as invalid:
        form.add_problems(invalid.problems)
        return _page(form, files)
    if outcome.kept and not outcome.sorted.problems:
        return redirect(url_for(".file", file_ref=outcome.file_ref))
    return _outcome(form, outcome)


@bp.get("/template.csv")
@needs(Action.REGISTER_BRING)
def blank() -> ResponseReturnValue:
    """Give an empty file to fill in."""
    return _file(template(), "sources.csv")


@bp.get("/<file_ref>")
@needs(Action.REGISTER_BRING)
def file(file_ref: str) -> ResponseReturnValue:
    """Show how far a file is; ``on`` in the address has the page go on by itself where scripts run."""
    with work() as uow:
        progress = service.read(uow, file_ref)
        names = accounts.names(uow.case, [progress.brought_by])
    goes_on, again = bool(request.args.get("on")) and progress.waits > 0, bool(request.args.get("again"))
    step = StepForm(formdata=None)
    return page("bringing/file.html", progress=progress, names=names, goes_on=goes_on, again=again, step=step)


@bp.post("/<file_ref>/take-in")
@needs(Action.REGISTER_BRING)
def take_in(file_ref: str) -> ResponseReturnValue:
    """Take the next rows in."""
    waits = -1
    for _ in range(BATCHES):
        with work() as uow:
            progress = service.take_in(uow, file_ref)
        # What is held shut waits on; nobody is to press the button for it.
        if progress.waits in {0, waits}:
            return redirect(url_for(".file", file_ref=file_ref))
        waits = progress.waits
    return redirect(url_for(".file", file_ref=file_ref, on=1))


@bp.route("/<file_ref>/leave-out", methods=["GET", "POST"])
@needs(Action.REGISTER_BRING)
def leave_out(file_ref: str) -> ResponseReturnValue:
    """Leave out what is left of a file."""
    form = LeaveOutForm()
    if not form.validate_on_submit():
        with work(writes=False) as uow:
            progress = service.read(uow, file_ref)
        return page("bringing/leave_out.html", form=form, progress=progress)
    with work() as uow:
        service.leave_out_rest(uow, file_ref, reason=form.reason.data)
    return redirect(url_for(".file", file_ref=file_ref))


def _page(form: BringForm, files: list[service.Progress]) -> ResponseReturnValue:
    """Return the page that asks for a file; with rows that are being mended, where there are any."""
    return page("bringing/bring.html", form=form, files=files, columns=COLUMNS)


def _outcome(form: BringForm, outcome: service.Outcome) -> ResponseReturnValue:
    """Return the page that says what became of a file, with the wrong rows given back to be mended."""
    back = given_back(outcome.table, outcome.sorted.bad) if outcome.sorted.bad else ""
    form.rows.data = back if len(back) <= LONGEST_BACK else ""
    told = outcome.sorted.problems[:MOST_TOLD]
    return page("bringing/outcome.html", form=form, outcome=outcome, told=told)


def _file(text: str, name: str) -> Response:
    """Return a file to keep, in the encoding that spreadsheets know by its mark."""
    response = make_response("\ufeff" + text.removeprefix("\ufeff"))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
