"""Writing a report: starting it, the one form it is written in, and handing it to the second person."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.dissemination import queries, service
from app.dissemination.drafting import draft_of, typed_before
from app.dissemination.drafts import CLOSE, OPEN
from app.dissemination.forms import ButtonForm, SubmitForm, WriteForm, version_of
from app.dissemination.views.reports import WORDS, bp, surroundings
from app.errors import Conflict, Invalid
from app.unit_of_work import UnitOfWork
from app.web import boards
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

BOARD_ROWS = 5


def board(uow: UnitOfWork) -> Mapping[str, Any] | None:
    """Return what a writer's board shows: what was sent back to them, and what they are writing."""
    rows = queries.to_write(uow, BOARD_ROWS)
    return {"rows": rows, "words": WORDS, boards.LISTED: [row.ref for row in rows]} if rows else None


@bp.post("/start/<allegation_ref>")
@needs(Action.REPORT_START)
def start(allegation_ref: str) -> ResponseReturnValue:
    """Begin a report from an allegation."""
    form = ButtonForm()
    if not form.validate_on_submit():
        return redirect(url_for("allegations.allegation", ref=allegation_ref))
    with work() as uow:
        ref = service.start(uow, allegation_ref)
    return redirect(url_for(".write", ref=ref))


@bp.route("/<ref>/write", methods=["GET", "POST"])
@needs(Action.REPORT_WRITE)
def write(ref: str) -> ResponseReturnValue:
    """Write a report. What was typed is never lost: not by an error, not by somebody else's change."""
    with work(writes=False) as uow:
        opened = service.edit(uow, ref, also_at=request.form.get("organisation_ref", ""))
    form = _form(opened)
    if not form.validate_on_submit():
        return _page(form, opened)
    people = frozenset(ref for ref, _name, agency in opened.people if agency == form.organisation_ref.data)
    draft = draft_of(form, {agency.ref: agency.name for agency in opened.agencies}, people)
    try:
        with work() as uow:
            service.write(uow, ref, draft, version=version_of(form))
    except Invalid as invalid:
        form.add_problems(invalid.problems)
        return _page(form, opened)
    except Conflict as conflict:
        form.add_problems({"": str(conflict)})
        return _page(form, opened, status=409)
    return redirect(url_for(".report", ref=ref))


@bp.route("/<ref>/submit", methods=["GET", "POST"])
@needs(Action.REPORT_WRITE)
def submit(ref: str) -> ResponseReturnValue:
    """Hand a report to the second person, with the reason for hints that remain."""
    form = SubmitForm()
    if form.validate_on_submit():
        try:
            with work() as uow:
                service.submit(uow, ref, cleared_because=form.cleared_because.data)
        except Invalid as invalid:
            form.add_problems(_of_this_page(invalid.problems))
        else:
            return redirect(url_for(".report", ref=ref))
    with work(writes=False) as uow:
        values = surroundings(uow, service.look(uow, ref, Action.REPORT_WRITE))
    return page("dissemination/submit.html", form=form, **values)


def _form(opened: service.Opened) -> WriteForm:
    """Return the form of a report, with the agencies and people there are to choose from."""
    form = WriteForm(data=typed_before(opened.report))
    form.organisation_ref.choices = [("", "Choose one"), *((one.ref, one.name) for one in opened.agencies)]
    form.organisations.choices = [(one.ref, one.name) for one in opened.agencies]
    form.named.choices = [(ref, name) for ref, name, _agency in opened.people]
    return form


def _page(form: WriteForm, opened: service.Opened, *, status: int | None = None) -> ResponseReturnValue:
    """Return the page a report is written on."""
    marks = {"open": OPEN, "close": CLOSE}
    return page("dissemination/write.html", form=form, row=opened.report, marks=marks, words=WORDS, status=status)


def _of_this_page(problems: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong as this page can show it: what belongs to the report is mended where it is written."""
    here = {name: mend for name, mend in problems.items() if name == "cleared_because"}
    return here if len(here) == len(problems) else here | {"": "Mend what is missing in the report first."}
