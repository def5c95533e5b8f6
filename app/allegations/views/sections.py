"""What allegations put on people's boards: news, decisions to agree to, words to check, their work and the clock."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.access.policy import Action, could
from app.allegations import queries, words
from app.allegations.forms import ButtonForm
from app.allegations.queries import LISTS, Bookmark, Listed, ListName
from app.unit_of_work import UnitOfWork
from app.web import boards

ROWS = 8
# So many are read, so that something is left of the clock when what stands above it is left out.
MOST_ROWS = 3 * ROWS
# In the order of the board: what only this person can do stands first.
ON_BOARD = (
    ListName.NEWS,
    ListName.SECOND,
    ListName.HELD,
    ListName.MINE,
    ListName.FREE,
    ListName.CLOCK,
)
ABOVE_THE_CLOCK = frozenset({ListName.MINE, ListName.FREE})
# Nobody need be told that there is nothing here.
QUIET = frozenset({ListName.NEWS})


def beginnings(uow: UnitOfWork) -> Mapping[str, Any] | None:
    """Return the beginnings of this person's lists, in one statement."""
    names = [name for name in ON_BOARD if could(uow.actor, LISTS[name].action, uow.now)]
    found = queries.beginnings(uow, names, rows=MOST_ROWS)
    lists = [_shortened(one, found) for one in found if one.rows or one.kind.name not in QUIET]
    return {
        "lists": lists,
        "now": uow.now,
        "actor_ref": uow.actor.person_ref,
        "words": words,
        "button": ButtonForm(),
        boards.LISTED: list(dict.fromkeys(row.ref for one in lists for row in one.rows)),
    }


def _shortened(one: Listed, found: list[Listed]) -> Listed:
    """Return what the board shows of a list: the clock leaves out what can be taken or is the person's own, above."""
    above = {row.ref for other in found if other.kind.name in ABOVE_THE_CLOCK for row in other.rows}
    rows = [row for row in one.rows if one.kind.name is not ListName.CLOCK or row.ref not in above]
    cut = len(rows) > ROWS or one.more is not None
    return replace(one, rows=rows[:ROWS], more=Bookmark(one.rows[-1].order, one.rows[-1].ref) if cut else None)


def register() -> None:
    """Put them on the board."""
    boards.section(10, Action.ALLEGATION_LIST, "allegations/board.html", beginnings)
