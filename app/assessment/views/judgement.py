"""The pages on which an assessor judges: the source question, the grade, the outcome."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.allegations import service as allegations
from app.assessment import service
from app.assessment.checks import CHECK_RESULT_BY_CODE, CHECK_SYSTEM_BY_CODE
from app.assessment.file import File
from app.assessment.forms import GradeForm, OutcomeForm, SourceForm
from app.assessment.forms.judgement import HOLD, what_it_needs
from app.assessment.models import Check
from app.assessment.outcomes import OUTCOMES, Group
from app.assessment.views.blueprint import bp, task_page, to_tasks
from app.errors import Invalid
from app.web.filters import day
from app.web.guard import needs
from app.web.work import work

GROUPS = {
    Group.ACTIONED: "It is acted on",
    Group.NFA_ACTIONABLE: "Nothing is done, although something could be",
    Group.NFA_NOT_ACTIONABLE: "Nothing can be done",
    Group.DUPLICATE: "It is known already",
    Group.VOID: "It is no allegation",
}


@bp.route("/<ref>/source", methods=["GET", "POST"])
@needs(Action.ALLEGATION_WORK)
def source(ref: str) -> ResponseReturnValue:
    """Ask whether the account still shows who told us; if it does, hold it for the source unit."""
    with work(writes=False) as uow:
        file = service.look(uow, ref)
    form = SourceForm(answer=file.source_answer)
    form.offer(file.allegation)
    if not form.validate_on_submit():
        return task_page("source", file, form=form)
    with work() as uow:
        if form.answer.data == HOLD:
            allegations.hold(uow, ref, reason=form.reason.data)
        else:
            service.answer_source(uow, ref, form.answer.data)
    return redirect(url_for("allegations.allegation", ref=ref)) if form.answer.data == HOLD else to_tasks(ref)


@bp.route("/<ref>/grade", methods=["GET", "POST"])
@needs(Action.ALLEGATION_WORK)
def grade(ref: str) -> ResponseReturnValue:
    """Grade what was said, and classify it."""
    form = GradeForm()
    if form.validate_on_submit():
        try:
            with work() as uow:
                service.grade(uow, ref, form.graded())
        except Invalid as invalid:
            form.add_problems(invalid.problems)
        else:
            return to_tasks(ref)
    with work(writes=False) as uow:
        file = service.look(uow, ref)
    if not form.is_submitted():
        form = GradeForm(**GradeForm.shown(file))
    return task_page("grade", file, form=form)


@bp.route("/<ref>/outcome", methods=["GET", "POST"])
@needs(Action.ALLEGATION_DECIDE)
def outcome(ref: str) -> ResponseReturnValue:
    """Choose exactly one outcome."""
    with work(writes=False) as uow:
        choices = service.look_at_choices(uow, ref)
    file = choices.file
    form = OutcomeForm(**OutcomeForm.shown(file.outcome))
    form.offer([(check.id, _in_words(check)) for check in file.checks], choices.agencies, choices.units)
    if form.validate_on_submit():
        try:
            with work() as uow:
                service.decide(uow, ref, form.decision(uow.actor.person_ref))
        except Invalid as invalid:
            form.add_problems(invalid.problems)
        else:
            return _after_deciding(file)
    grouped = {title: [row for row in OUTCOMES if row.group is group] for group, title in GROUPS.items()}
    return task_page("outcome", file, form=form, grouped=grouped, what_it_needs=what_it_needs)


def _after_deciding(file: File) -> ResponseReturnValue:
    """Go back to where the outcome was asked for: the task list, or closing."""
    if file.allegation.status == "IN_ASSESSMENT":
        return to_tasks(file.ref)
    return redirect(url_for("allegations.allegation", ref=file.ref))


def _in_words(check: Check) -> str:
    """Return a check as one line to choose."""
    system, result = CHECK_SYSTEM_BY_CODE[check.system].label, CHECK_RESULT_BY_CODE[check.result].label
    return f"{system}, {day(check.at)}: {result.lower()}"
