"""The administrator's list: who works here, what they hold, and whose vetting runs out first."""

from datetime import timedelta
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.accounts import queries
from app.organisations import queries as organisations
from app.organisations.rules import local_day
from app.unit_of_work import UnitOfWork
from app.web import boards
from app.web.faces import staff_blueprint
from app.web.guard import needs
from app.web.rendering import page
from app.web.work import work
from audit.events import Event

bp = staff_blueprint("people", __name__)
BLUEPRINTS = (bp,)

# Under this name other features add what runs out for people, above the list.
PEOPLE_PAGE = "people"


# How long before its end an agreement is shown (product default).
AGREEMENT_ENDS_WITHIN = timedelta(days=90)


@bp.get("/people")
@needs(Action.PEOPLE_LIST)
def people() -> ResponseReturnValue:
    """Show people at work, the ones whose vetting ends soonest first. No key and no source stands here."""
    place = queries.Place.parse(request.args.get("after", ""))
    with work() as uow, uow.trail.consulting(Event.PEOPLE_LIST) as note:
        listed = queries.list_people(uow, place)
        sections = [] if place else boards.load_sections(uow, PEOPLE_PAGE)
        note.detail["listed"] = [one.person_ref for one in listed.rows]
    return page("accounts/people.html", listed=listed, sections=boards.drawn(sections), first=place is None)


def vetting_running_out(uow: UnitOfWork) -> dict[str, Any] | None:
    """Return whose vetting has run out or is about to, for the administrator's board."""
    people = queries.vetting_running_out(uow)
    return {"people": people, boards.LISTED: [one.person_ref for one in people]} if people else None


def agreements_ending(uow: UnitOfWork) -> dict[str, Any] | None:
    """Return which agreements have ended or are about to, for the administrator's board."""
    today = local_day(uow.now)
    ending = organisations.agreements_ending(uow.case, today + AGREEMENT_ENDS_WITHIN)
    return {"organisations": ending, "today": today} if ending else None
