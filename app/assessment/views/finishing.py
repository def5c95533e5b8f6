"""The task list, finishing an assessment, the second person, and closing."""

from collections.abc import Sequence
from typing import Any

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action, allowed
from app.allegations import words
from app.allegations.states import State
from app.assessment import service
from app.assessment.file import File
from app.assessment.forms import ButtonForm
from app.assessment.gates import Gate, GateCode
from app.assessment.outcomes import OUTCOME_BY_CODE
from app.assessment.service import GatesUnmet
from app.assessment.tasks import Task, tasks
from app.assessment.views.blueprint import bp
from app.errors import Conflict
from app.unit_of_work import UnitOfWork
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

# What was asked for is understood, and cannot be done as things stand.
UNPROCESSABLE = 422


@bp.route("/<ref>/assess", methods=["GET", "POST"])
@needs(Action.ALLEGATION_WORK)
def assess(ref: str) -> ResponseReturnValue:
    """Show the seven gates as a list of tasks; finish the assessment when all of them are done."""
    form = ButtonForm()
    missing: Sequence[Gate] = ()
    if form.validate_on_submit():
        try:
            with work() as uow:
                stands = service.finish(uow, ref)
        except GatesUnmet as unmet:
            missing = unmet.gates
        else:
            return redirect(
                url_for("allegations.allegation" if stands is not State.IN_ASSESSMENT else ".assess", ref=ref)
            )
    with work(writes=False) as uow:
        file = service.look(uow, ref)
    return _task_list(file, uow, form, missing)


@bp.post("/<ref>/agree")
@needs(Action.ALLEGATION_AGREE)
def agree(ref: str) -> ResponseReturnValue:
    """Agree as the second person."""
    with work() as uow:
        service.agree(uow, ref)
    return redirect(url_for("allegations.allegation", ref=ref))


@bp.route("/<ref>/close", methods=["GET", "POST"])
@needs(Action.ALLEGATION_CLOSE)
def close(ref: str) -> ResponseReturnValue:
    """Show the outcome once more and close, or say what it still needs."""
    form = ButtonForm()
    if form.validate_on_submit():
        try:
            with work() as uow:
                service.close(uow, ref)
        except Conflict as conflict:
            form.add_problems({"": str(conflict)})
        else:
            return redirect(url_for("allegations.allegation", ref=ref))
    with work(writes=False) as uow:
        file = service.look(uow, ref, Action.ALLEGATION_CLOSE)
        may_decide = allowed(uow.actor, Action.ALLEGATION_DECIDE, file.allegation.facts(), uow.now)
    outcome = OUTCOME_BY_CODE[file.outcome.code] if file.outcome else None
    values: dict[str, Any] = {"row": file.allegation, "outcome": outcome, "may_decide": may_decide, "words": words}
    return page("assessment/close.html", file=file, form=form, **values)


def _task_list(file: File, uow: UnitOfWork, form: ButtonForm, missing: Sequence[Gate]) -> ResponseReturnValue:
    """Return the task list, with what is missing at its top when finishing was refused."""
    listed = tasks(file)
    codes = {gate.code for gate in missing}
    problems = [
        {"text": task.mend, "href": url_for(task.endpoint, ref=file.ref) if task.endpoint else "#tasks"}
        for task in listed
        if task.gate.code in codes and not task.is_done
    ]
    values: dict[str, Any] = {
        "row": file.allegation,
        "lines": [_line(task, file.ref) for task in listed],
        "problems": problems,
        "is_ready": all(task.is_done for task in listed),
        "needs_second": _needs_second(file),
        "now": uow.now,
        "words": words,
        "codes": GateCode,
    }
    return page("assessment/assess.html", status=UNPROCESSABLE if missing else None, form=form, **values)


def _line(task: Task, ref: str) -> tuple[str, str, str, str, str, str]:
    """Return one line of the design system's task list."""
    id_ = f"task-{task.endpoint.rpartition('.')[2] or 'attachments'}"
    href = url_for(task.endpoint, ref=ref) if task.endpoint else ""
    status, colour = ("Completed", "") if task.is_done else ("Incomplete", "blue")
    return id_, task.title, href, status, colour, task.hint


def _needs_second(file: File) -> bool:
    """Return whether the outcome chosen needs a second person."""
    return file.outcome is not None and bool(service.SECOND & set(OUTCOME_BY_CODE[file.outcome.code].needs))
