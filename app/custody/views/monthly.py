"""How often the glass was broken, by the month: for whoever answers for the law of it, and for those who oversee it."""

from datetime import date

from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.accounts import queries as accounts
from app.custody import service
from app.organisations.rules import local_day
from app.web.days import month_asked
from app.web.faces import staff_blueprint
from app.web.guard import current_house, needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("glass", __name__, url_prefix="/custody")


@bp.get("/glass/by-month")
@needs(Action.GLASS_LIST)
def by_month() -> ResponseReturnValue:
    """Show every time that the glass was broken in one month: when, by whom, and what the review found."""
    this = local_day(current_house().clock()).replace(day=1)
    month = month_asked("month") or this
    with work() as uow:
        rows = service.broken_in(uow, month)
        names = accounts.names(uow.case, {ref for row in rows for ref in (row.requester_ref, row.approver_ref) if ref})
        today = local_day(uow.now)
    before = (month - date.resolution).replace(day=1) if month > date(2000, 1, 1) else month
    return page("custody/by_month.html", rows=rows, names=names, month=month, before=before, today=today)
