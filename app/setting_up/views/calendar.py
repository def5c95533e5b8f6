"""The holiday table, which drives the two-day clock."""

from datetime import date

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action, could
from app.errors import Conflict, Invalid, NotFound
from app.organisations import queries, service
from app.organisations.rules import local_day
from app.setting_up.forms import DIVISIONS, ButtonForm, HolidayForm, asked
from app.setting_up.views.blueprint import bp
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work
from audit.events import Event

FIRST_YEAR, LAST_YEAR = 2000, 2200


@bp.get("/holidays")
@needs(Action.SETUP_READ)
def holidays() -> ResponseReturnValue:
    """Show one year of the table."""
    asked = request.args.get("year", "")
    with work(writes=False) as uow, uow.trail.consulting(Event.SETUP_READ, "holidays"):
        today = local_day(uow.now)
        whole = asked.isascii() and asked.isdigit() and FIRST_YEAR <= int(asked[:5]) <= LAST_YEAR
        year = int(asked) if whole else today.year
        rows = queries.calendar(uow.case, year)
        may_write = could(uow.actor, Action.ORGANISATION_WRITE, uow.now)
    return page("setting_up/holidays.html", rows=rows, year=year, today=today, divisions=DIVISIONS, may_write=may_write)


@bp.route("/holidays/add", methods=["GET", "POST"])
@needs(Action.ORGANISATION_WRITE)
def add_holiday() -> ResponseReturnValue:
    """Propose a day: it gives the clock longer, so a second person agrees."""
    form = HolidayForm()
    if form.validate_on_submit():
        try:
            with work() as uow:
                service.propose_holiday(uow, asked(form.day.data), form.divisions.data, title=form.title.data)
            return redirect(url_for(".changes"))
        except Invalid as invalid:
            form.add_problems(invalid.problems)
        except Conflict as conflict:
            form.add_problems({"": str(conflict)})
    return page("setting_up/add_holiday.html", form=form)


@bp.route("/holidays/<day>/<division>/remove", methods=["GET", "POST"])
@needs(Action.ORGANISATION_WRITE)
def remove_holiday(day: str, division: str) -> ResponseReturnValue:
    """Take a day out of the table: what is due is brought forward at once."""
    form = ButtonForm()
    with work(writes=False) as uow, uow.trail.consulting(Event.SETUP_READ, day):
        wanted = _day(day)
        row = queries.holiday(uow.case, wanted, division)
    if form.validate_on_submit():
        try:
            with work() as uow:
                service.remove_holiday(uow, wanted, division)
            return redirect(url_for(".holidays", year=wanted.year))
        except Invalid as invalid:
            form.add_problems({"": " ".join(invalid.problems.values())})
    return page("setting_up/remove_holiday.html", form=form, row=row, divisions=DIVISIONS)


def _day(written: str) -> date:
    """
    Return the day that an address names.

    :raises NotFound: it names none.
    """
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise NotFound from None
