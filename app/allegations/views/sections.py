"""What allegations put on people's boards: news, decisions to agree to, words to check, their work and the clock."""

from collections.abc import Mapping
from typing import Any

from app.access.policy import Action, could
from app.allegations import queries, words
from app.allegations.forms import ButtonForm
from app.allegations.queries import LISTS, ListName
from app.unit_of_work import UnitOfWork
from app.web import boards

ROWS = 8
# In the order of the board: what only this person can do stands first.
ON_BOARD = (
    ListName.NEWS,
    ListName.SECOND,
    ListName.HELD,
    ListName.MINE,
    ListName.FREE,
    ListName.CLOCK,
)
# Nobody need be told that there is nothing here.
QUIET = frozenset({ListName.NEWS})


def beginnings(uow: UnitOfWork) -> Mapping[str, Any] | None:
    """Return the beginnings of this person's lists, in one statement."""
    names = [name for name in ON_BOARD if could(uow.actor, LISTS[name].action, uow.now)]
    lists = queries.beginnings(uow, names, rows=ROWS)
    return {
        "lists": [one for one in lists if one.rows or one.kind.name not in QUIET],
        "now": uow.now,
        "actor_ref": uow.actor.person_ref,
        "words": words,
        "button": ButtonForm(),
        boards.LISTED: list(dict.fromkeys(row.ref for one in lists for row in one.rows)),
    }


def register() -> None:
    """Put them on the board."""
    boards.section(10, Action.ALLEGATION_LIST, "allegations/board.html", beginnings)
