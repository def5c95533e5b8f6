"""The figures of contact: of those who gave details, how many were tried and reached, by month and unit."""

from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.contacts.figures import FEWEST, SHOWN_MONTHS, read_figures, share
from app.organisations import queries as organisations
from app.web.days import month_asked
from app.web.faces import staff_blueprint
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("figures", __name__, url_prefix="/figures")


@bp.get("/contact")
@needs(Action.FIGURES_READ)
def contact() -> ResponseReturnValue:
    """Show the counts of six months, newest first."""
    with work() as uow:
        rows = read_figures(uow, month_asked("before"))
        units = dict(organisations.units_to_choose(uow.case)) if rows else {}
    older = f"{rows[-1].month:%Y-%m}" if len({row.month for row in rows}) == SHOWN_MONTHS else ""
    return page("contacts/figures.html", rows=rows, units=units, older=older, share=share, fewest=FEWEST)
