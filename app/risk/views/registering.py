"""Writing down risks, rating them anew, closing them, and planning what is done about them."""

from datetime import datetime, timedelta

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.errors import Invalid
from app.organisations.rules import local_day
from app.risk import due, queries, service
from app.risk.forms import NOT_RATED, UNKNOWN, DoneForm, PlanForm, ReasonForm, RiskForm
from app.risk.models import Risk
from app.risk.rules import review_due_at
from app.risk.views.reviews import WORDS, bp
from app.sources.models import Source
from app.unit_of_work import UnitOfWork
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

FIRST_LOOK = timedelta(days=28)


@bp.route("/<source_ref>/add", methods=["GET", "POST"])
@needs(Action.RISK_WRITE)
def add(source_ref: str) -> ResponseReturnValue:
    """Write down a new risk."""
    with work(writes=False) as uow:
        service.look(uow, source_ref)
        people = colleagues(uow, source_ref)
    form = RiskForm(owner=uow.actor.person_ref, review_on=local_day(uow.now + FIRST_LOOK))
    form.owner.choices = people
    if form.validate_on_submit() and _fits(form):
        try:
            with work() as uow:
                service.add(uow, source_ref, form.assessed())
            return redirect(url_for(".source_risk", source_ref=source_ref))
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return page("risk/rate.html", form=form, source_ref=source_ref, risk=None, words=WORDS)


@bp.route("/<source_ref>/risks/<risk_ref>", methods=["GET", "POST"])
@needs(Action.RISK_WRITE)
def rate(source_ref: str, risk_ref: str) -> ResponseReturnValue:
    """Rate a risk anew."""
    with work(writes=False) as uow:
        risk = service.look_at(uow, source_ref, risk_ref)
        people = colleagues(uow, source_ref)
    form = RiskForm(**_standing(risk, uow.now))
    form.owner.choices = people
    if form.validate_on_submit() and _fits(form):
        try:
            with work() as uow:
                service.rate(uow, source_ref, risk_ref, form.assessed())
            return redirect(url_for(".source_risk", source_ref=source_ref))
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return page("risk/rate.html", form=form, source_ref=source_ref, risk=risk, words=WORDS)


@bp.route("/<source_ref>/risks/<risk_ref>/close", methods=["GET", "POST"])
@needs(Action.RISK_WRITE)
def close(source_ref: str, risk_ref: str) -> ResponseReturnValue:
    """Say that a risk is none any more."""
    form = ReasonForm()
    if form.validate_on_submit():
        with work() as uow:
            service.close(uow, source_ref, risk_ref, reason=form.reason.data)
        return redirect(url_for(".source_risk", source_ref=source_ref))
    with work(writes=False) as uow:
        risk = service.look_at(uow, source_ref, risk_ref)
    return page("risk/close.html", form=form, source_ref=source_ref, risk=risk, words=WORDS)


@bp.route("/<source_ref>/plan", methods=["GET", "POST"])
@needs(Action.RISK_WRITE)
def plan(source_ref: str) -> ResponseReturnValue:
    """Plan one thing that is to be done."""
    with work(writes=False) as uow:
        risks = service.look(uow, source_ref)
        incidents = [row for row in queries.incidents(uow, source_ref) if row.state == "OPEN"]
        people = colleagues(uow, source_ref)
    form = PlanForm()
    form.owner.choices = people
    form.about.choices = [
        ("", "Choose"),
        *((row.risk_ref, f"{row.risk_ref}: {WORDS['categories'][row.category]}") for row in risks),
        *((row.incident_ref, f"{row.incident_ref}: compromise") for row in incidents),
    ]
    if form.validate_on_submit():
        try:
            with work() as uow:
                service.plan(uow, source_ref, form.about.data, form.planned())
            return redirect(url_for(".source_risk", source_ref=source_ref))
        except Invalid as invalid:
            form.add_problems(invalid.problems)
    return page("risk/plan.html", form=form, source_ref=source_ref, has_any=bool(risks or incidents))


@bp.route("/<source_ref>/plan/<mitigation_ref>", methods=["GET", "POST"])
@needs(Action.RISK_WRITE)
def finish(source_ref: str, mitigation_ref: str) -> ResponseReturnValue:
    """Say that something planned was done, and whether it helped."""
    form = DoneForm()
    if form.validate_on_submit():
        with work() as uow:
            service.finish(uow, source_ref, mitigation_ref, effect=form.effect.data, what=form.what.data)
        return redirect(url_for(".source_risk", source_ref=source_ref))
    with work(writes=False) as uow:
        row = service.look_at_plan(uow, source_ref, mitigation_ref)
    return page("risk/done.html", form=form, source_ref=source_ref, row=row, words=WORDS)


def colleagues(uow: UnitOfWork, source_ref: str) -> list[tuple[str, str]]:
    """Return everybody who may have something to do about the risk to this source, by name."""
    people = due.may_own(uow, uow.case.get_one(Source, source_ref))
    return [("", "Choose"), *sorted(people.items(), key=lambda one: one[1])]


def _fits(form: RiskForm) -> bool:
    """Return whether the parts of the form fit together; says so beside them when they do not."""
    found = form.problems_between()
    form.add_problems(found)
    return not found


def _standing(risk: Risk, now: datetime) -> dict[str, object]:
    """Return what the form starts from: the numbers as they stand. The words are sealed and are written anew."""
    rated = risk.residual_impact is not None
    return {
        "category": risk.category,
        "likelihood": str(risk.likelihood or UNKNOWN),
        "impact": str(risk.impact),
        "more_exposed": risk.more_exposed,
        "residual_likelihood": str(risk.residual_likelihood or UNKNOWN) if rated else NOT_RATED,
        "residual_impact": str(risk.residual_impact) if rated else "",
        "owner": risk.owner_ref,
        "review_on": local_day(review_due_at(risk.counted, now)),
    }
