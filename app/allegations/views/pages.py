"""The lists of allegations, one allegation as it may be read, and where it has been."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access.policy import Action
from app.allegations import particulars, service, words
from app.allegations.forms import ButtonForm
from app.allegations.panels import load_panels
from app.allegations.queries import Bookmark, ListName, lists_for
from app.allegations.views.offers import offers
from app.errors import NotFound, Refused
from app.web import boards
from app.web.faces import staff_blueprint
from app.web.guard import current_actor, current_house, needs
from app.web.rendering import page
from app.web.work import work

bp = staff_blueprint("allegations", __name__, url_prefix="/allegations")


@bp.get("")
@needs(Action.ALLEGATION_LIST)
def lists() -> ResponseReturnValue:
    """Lead to the first list that this person can have something on."""
    first = lists_for(current_actor(), current_house().clock())[0]
    return redirect(url_for(".list_of", name=first.name.value))


@bp.get("/list/<name>")
@needs(Action.ALLEGATION_LIST)
def list_of(name: str) -> ResponseReturnValue:
    """Show one page of one list."""
    if name not in set(ListName):
        raise NotFound
    after = Bookmark.read(request.args.get("after", ""))
    with work() as uow:
        listed = service.lists(uow, ListName(name), after=after)
        tabs = lists_for(uow.actor, uow.now)
    values: dict[str, Any] = {"listed": listed, "tabs": tabs, "is_first": after is None, "now": uow.now, "words": words}
    return page("allegations/list.html", actor_ref=uow.actor.person_ref, **values)


@bp.get("/<ref>")
@needs(Action.ALLEGATION_LIST)
def allegation(ref: str) -> ResponseReturnValue:
    """Show an allegation to whoever may read it; to whoever may only know of it, where it stands and what to do."""
    try:
        with work() as uow:
            reading = service.read(uow, ref)
            panels = load_panels(uow, reading.allegation)
    except Refused as refused:
        return _cover(ref, refused)
    offered = offers(uow.actor, reading.allegation.facts(), uow.now)
    values: dict[str, Any] = {
        "reading": reading,
        "offered": offered,
        "now": uow.now,
        "words": words,
        "labels": particulars,
        "panels": boards.drawn(panels),
    }
    return page("allegations/allegation.html", button=ButtonForm(), **values)


@bp.get("/<ref>/history")
@needs(Action.ALLEGATION_LIST)
def history(ref: str) -> ResponseReturnValue:
    """Show where an allegation has been."""
    with work() as uow:
        timeline = service.timeline(uow, ref)
    entries = [
        {"title": words.state(step.to_status), "by": step.by_name, "at": step.at, "reason": step.reason}
        for step in timeline.steps
    ]
    return page("allegations/history.html", timeline=timeline, entries=entries)


def _cover(ref: str, refused: Refused) -> ResponseReturnValue:
    """Show no word of it, but where it stands, why it is not theirs to read, and what they can do."""
    with work() as uow:
        row = service.cover(uow, ref)
    offered = offers(uow.actor, row.facts(), uow.now)
    status = 200 if offered & {"take", "cut"} else 403
    values: dict[str, Any] = {"row": row, "offered": offered, "advice": refused.advice, "now": uow.now, "words": words}
    return page("allegations/cover.html", status=status, button=ButtonForm(), **values)
