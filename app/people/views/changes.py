"""What waits for a second person: listed, looked at, confirmed or refused; and where courses are entered."""

from datetime import date
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.accounts import queries as accounts
from app.accounts.roles import ROLE_BY_CODE
from app.errors import Invalid, NotFound
from app.markings.vetting import VETTING_BY_CODE
from app.organisations.models import Unit
from app.people import service
from app.people.forms import STATUSES, ButtonForm, ReasonForm, TrainingForm, WordsForm, day_of
from app.people.models import Change, ChangeKind
from app.people.words import WORDS
from app.training.courses import COURSE_BY_CODE
from app.unit_of_work import UnitOfWork
from app.web.faces import staff_blueprint
from app.web.filters import day
from app.web.guard import current_actor, needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("changes", __name__)
NOBODY = "Nobody signs in with this name. Check how it is written."


@bp.get("/changes")
@needs(Action.CHANGE_LIST)
def queue() -> ResponseReturnValue:
    """Show what waits for this person to confirm, oldest first."""
    with work() as uow:
        lines = service.waiting(uow)
    return page("people/changes.html", lines=lines, words=WORDS, done=request.args.get("done", ""))


@bp.get("/changes/<change_ref>")
@needs(Action.CHANGE_LIST)
def change(change_ref: str) -> ResponseReturnValue:
    """Show one change with who entered it."""
    return _page(change_ref, WordsForm(formdata=None), ReasonForm(formdata=None))


@bp.post("/changes/<change_ref>/confirm")
@needs(Action.CHANGE_CONFIRM)
def confirm(change_ref: str) -> ResponseReturnValue:
    """Confirm what somebody else entered."""
    with work(writes=False) as uow:
        row, _person = service.read(uow, change_ref)
    form: Any = WordsForm() if row.kind == ChangeKind.KEYS else ButtonForm()
    if not form.validate_on_submit():
        return _page(change_ref, form, ReasonForm(formdata=None))
    try:
        with work() as uow:
            service.confirm(uow, change_ref, words=form.words.data if row.kind == ChangeKind.KEYS else "")
    except Invalid as invalid:
        form.add_problems(invalid.problems)
        return _page(change_ref, form, ReasonForm(formdata=None))
    return redirect(url_for(".queue", done="confirmed"))


@bp.post("/changes/<change_ref>/refuse")
@needs(Action.CHANGE_CONFIRM)
def refuse(change_ref: str) -> ResponseReturnValue:
    """Refuse what somebody else entered, with a reason."""
    form = ReasonForm()
    if not form.validate_on_submit():
        return _page(change_ref, WordsForm(formdata=None), form)
    with work() as uow:
        service.refuse(uow, change_ref, reason=form.reason.data)
    return redirect(url_for(".queue", done="refused"))


@bp.route("/training-records", methods=["GET", "POST"])
@needs(Action.TRAINING_ENTER)
def training() -> ResponseReturnValue:
    """Enter a course that somebody passed; a second person confirms it."""
    form = TrainingForm()
    if not form.validate_on_submit():
        return page("people/training.html", form=form, entered="entered" in request.args)
    entered = {"course": form.course.data, "passed_on": day_of(form.passed_on)}
    try:
        with work() as uow:
            person_ref = accounts.ref_by_sign_in_name(uow.case, form.sign_in_name.data)
            service.enter(uow, person_ref, ChangeKind.TRAINING, entered)
    except NotFound:
        form.add_problems({"sign_in_name": NOBODY})
        return page("people/training.html", form=form, entered=False)
    except Invalid as invalid:
        form.add_problems(invalid.problems)
        return page("people/training.html", form=form, entered=False)
    return redirect(url_for(".training", entered="yes"))


def _page(change_ref: str, form: Any, reason: ReasonForm) -> ResponseReturnValue:
    """Return the page of one change."""
    with work(writes=False) as uow:
        row, person = service.read(uow, change_ref)
        names = accounts.names(uow.case, [row.entered_by, row.decided_by or ""])
        rows = _rows(uow, row)
    return page(
        "people/change.html",
        row=row,
        rows=rows,
        person=person,
        names=names,
        words=WORDS,
        form=form,
        button=ButtonForm(formdata=None),
        reason=reason,
        own=current_actor().person_ref in {row.entered_by, row.person_ref},
    )


def _rows(uow: UnitOfWork, row: Change) -> list[tuple[str, str]]:
    """Return what was entered, in words."""
    said = row.entered
    if row.kind == ChangeKind.VETTING:
        level, statuses = VETTING_BY_CODE[said["level"]].label, {str(one): label for one, label in STATUSES.items()}
        return [
            ("Level", level),
            ("How it stands", statuses[said["status"]]),
            ("Granted on", day(date.fromisoformat(said["granted_on"]))),
            ("Last day", day(date.fromisoformat(said["ends_on"]))),
        ]
    if row.kind == ChangeKind.TRAINING:
        course = COURSE_BY_CODE[said["course"]].title
        return [("Course", course), ("Passed on", day(date.fromisoformat(said["passed_on"])))]
    if row.kind == ChangeKind.ROLES:
        unit = uow.case.get_one(Unit, said["unit_ref"]).name
        return [("Roles", ", ".join(ROLE_BY_CODE[role].label for role in said["roles"])), ("Unit", unit)]
    if row.kind == ChangeKind.MANAGER:
        who = accounts.names(uow.case, [said["manager_ref"]]).get(said["manager_ref"], "Nobody: they stand at the top")
        return [("Line manager", who), ("From", day(date.fromisoformat(said["from_on"])))]
    return []
