"""The pages for checks and for the search of earlier reports."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.assessment import service
from app.assessment.checks import CHECK_RESULT_BY_CODE, CHECK_SYSTEM_BY_CODE
from app.assessment.file import has_something_to_check, name_of, unchecked
from app.assessment.forms import HIT, CheckForm, NoChecksForm, SearchForm, judge_form
from app.assessment.service.searching import labels_of
from app.assessment.views.blueprint import bp, task_page, to_tasks
from app.errors import Invalid
from app.web.guard import current_actor, needs
from app.web.work import work


@bp.get("/<ref>/checks")
@needs(Action.ALLEGATION_WORK)
def checks(ref: str) -> ResponseReturnValue:
    """Show the checks, and whom they leave out."""
    with work() as uow:
        seen = service.look_at_checks(uow, ref)
    file = seen.file
    names = {one.id: name_of(one, number) for number, one in enumerate(file.people, start=1)}
    lines = [
        {
            "about": names.get(check.subject_id or "", "A place, vehicle, telephone or company"),
            "system": CHECK_SYSTEM_BY_CODE[check.system].label,
            "result": CHECK_RESULT_BY_CODE[check.result],
            "by": seen.names.get(check.by_ref, ""),
            "check": check,
        }
        for check in file.checks
    ]
    left = [names[one.id] for one in unchecked(file)]
    return task_page("checks", file, lines=lines, left=left, may_say_none=not has_something_to_check(file))


@bp.route("/<ref>/checks/new", methods=["GET", "POST"])
@needs(Action.ALLEGATION_WORK)
def check(ref: str) -> ResponseReturnValue:
    """Record a check."""
    with work(writes=False) as uow:
        file = service.look(uow, ref)
    form = CheckForm()
    form.offer(file.people, current_actor().training)
    if form.validate_on_submit():
        try:
            with work() as uow:
                service.record_check(uow, ref, form.check())
        except Invalid as invalid:
            form.add_problems(invalid.problems)
        else:
            return redirect(url_for(".checks", ref=ref))
    return task_page("check", file, form=form)


@bp.route("/<ref>/checks/none", methods=["GET", "POST"])
@needs(Action.ALLEGATION_WORK)
def no_checks(ref: str) -> ResponseReturnValue:
    """Record why there was nothing to check."""
    form = NoChecksForm()
    if form.validate_on_submit():
        try:
            with work() as uow:
                service.no_checks(uow, ref, because=form.because.data)
        except Invalid as invalid:
            form.add_problems(invalid.problems)
        else:
            return to_tasks(ref)
    with work(writes=False) as uow:
        file = service.look(uow, ref)
    if not form.is_submitted():
        form = NoChecksForm(because=file.assessment.no_checks_because if file.assessment else "")
    return task_page("no_checks", file, form=form)


@bp.route("/<ref>/search", methods=["GET", "POST"])
@needs(Action.ALLEGATION_WORK)
def search(ref: str) -> ResponseReturnValue:
    """Show what the quick search found, to be judged one by one."""
    with work(writes=False) as uow:
        seen = service.look_at_hits(uow, ref)
    form = judge_form(seen.hits)(**{HIT + hit.id: hit.decision for hit in seen.hits})
    if form.validate_on_submit():
        with work() as uow:
            service.judge(uow, ref, form.decisions())
        left = len(seen.hits) - len(form.decisions())
        return redirect(url_for(".search", ref=ref)) if left else to_tasks(ref)
    return task_page("search", seen.file, form=form, hits=seen.hits, prefix=HIT, labels_of=labels_of)


@bp.route("/<ref>/search/more", methods=["GET", "POST"])
@needs(Action.ALLEGATION_WORK)
def search_more(ref: str) -> ResponseReturnValue:
    """Search again, by the form and by other words."""
    form = SearchForm()
    if form.validate_on_submit():
        with work() as uow:
            service.search(uow, ref, more=form.fields())
        return redirect(url_for(".search", ref=ref))
    with work(writes=False) as uow:
        file = service.look(uow, ref)
    return task_page("search_more", file, form=form)
