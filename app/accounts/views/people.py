"""The administrator's list: who works here, what they hold, and whose vetting runs out first."""

from flask import request
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.accounts import queries
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
