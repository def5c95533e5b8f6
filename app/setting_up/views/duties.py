"""Who has which duty when: read by all staff, given by those who may."""

from datetime import UTC, datetime, timedelta

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action, allowed, could
from app.duties import queries, service
from app.duties.kinds import DUTY_BY_CODE
from app.errors import Invalid, Refused
from app.markings.vetting import last_moment
from app.organisations import queries as organisations
from app.organisations.rules import local_day
from app.setting_up.forms import ButtonForm, DutyForm, asked
from app.unit_of_work import UnitOfWork
from app.web.faces import staff_blueprint
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("duties", __name__, url_prefix="/duties")

ONE_DAY = timedelta(days=1)


@bp.get("")
@needs(Action.DUTY_READ)
def duties() -> ResponseReturnValue:
    """Show who has which duty now and in the time to come."""
    with work(writes=False) as uow:
        rows = service.listed(uow)
        may_end = {row.duty_ref for row, _, _ in rows if allowed(uow.actor, Action.DUTY_ASSIGN, row.facts(), uow.now)}
        may_give = could(uow.actor, Action.DUTY_ASSIGN, uow.now)
    return page(
        "setting_up/duties.html",
        rows=rows,
        now=uow.now,
        may_end=may_end,
        may_give=may_give,
        duties=DUTY_BY_CODE,
        form=ButtonForm(formdata=None),
    )


@bp.route("/give", methods=["GET", "POST"])
@needs(Action.DUTY_ASSIGN)
def give() -> ResponseReturnValue:
    """Give somebody a duty for a time."""
    with work(writes=False) as uow:
        form = _with_people(uow, DutyForm(unit_ref=uow.actor.unit_ref))
    if form.validate_on_submit():
        try:
            with work() as uow:
                service.assign(uow, _filled_in(form, uow.now))
            return redirect(url_for(".duties"))
        except Invalid as invalid:
            form.add_problems(invalid.problems)
        except Refused as refused:
            form.add_problems({"duty": refused.advice})
    return page("setting_up/give_duty.html", form=form)


@bp.post("/<ref>/end")
@needs(Action.DUTY_ASSIGN)
def end(ref: str) -> ResponseReturnValue:
    """End a duty early."""
    with work() as uow:
        service.end_duty(uow, ref)
    return redirect(url_for(".duties"))


def _with_people(uow: UnitOfWork, form: DutyForm) -> DutyForm:
    """Let the form choose among those who may have a duty, and the units of our own."""
    labels = {code: row.label.lower() for code, row in DUTY_BY_CODE.items()}
    people = queries.who_could(uow.case, uow.now)
    choices: list[tuple[str, str]] = []
    for ref, name, fits in people:
        fitting = ", ".join(label for code, label in labels.items() if code in fits)
        choices.append((ref, f"{name} ({fitting})"))
    form.person_ref.choices = choices
    form.unit_ref.choices = [(unit.ref, unit.name) for unit in organisations.own_units(uow.case)]
    return form


def _filled_in(form: DutyForm, now: datetime) -> service.NewDuty:
    """Return what was filled in: whole days by London's clocks, today from now on."""
    first, last = asked(form.from_on.data), asked(form.until_on.data)
    begins = now if first == local_day(now) else last_moment(first - ONE_DAY).astimezone(UTC)
    return service.NewDuty(form.duty.data, form.unit_ref.data, form.person_ref.data, begins, last_moment(last))
