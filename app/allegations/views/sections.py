"""What allegations put on people's boards: news, decisions to agree to, words to check, their work and the clock."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.access.policy import Action, could
from app.allegations import queries, words
from app.allegations.queries import LISTS, Bookmark, Listed, ListName
from app.unit_of_work import UnitOfWork
from app.web import boards
from app.web.boards import Section

ROWS = 8
# More is read of the clock, so that something is left of it when what stands above is left out.
ROWS_OF = {ListName.CLOCK: 3 * ROWS}
# In the order of the board: what only this person can do stands first.
ON_BOARD = (
    ListName.NEWS,
    ListName.SECOND,
    ListName.HELD,
    ListName.MINE,
    ListName.FREE,
    ListName.DONE,
    ListName.ASSESSED,
    ListName.CLOCK,
)
# The clock is for those who can do something about it; what is assessed, for those who send it on and do no more.
ASSESSING = (Action.ALLEGATION_TAKE, Action.ALLEGATION_RETURN)
ABOVE_THE_CLOCK = frozenset({ListName.MINE, ListName.FREE})
# Nobody need be told that there is nothing here.
QUIET = frozenset({ListName.NEWS, ListName.DONE})


def beginnings(uow: UnitOfWork) -> Mapping[str, Any] | None:
    """Return the beginnings of this person's lists, in one statement."""
    found = queries.beginnings(uow, {name: ROWS_OF.get(name, ROWS) for name in _names(uow)})
    if not found:
        return None
    lists = [_shortened(one, found) for one in found if one.rows or one.kind.name not in QUIET]
    return {
        "lists": lists,
        "now": uow.now,
        "actor_ref": uow.actor.person_ref,
        "words": words,
        boards.LISTED: list(dict.fromkeys(row.ref for one in lists for row in one.rows)),
    }


def _names(uow: UnitOfWork) -> list[ListName]:
    """Return the lists that belong on this person's board."""
    assesses = any(could(uow.actor, action, uow.now) for action in ASSESSING)
    sends = could(uow.actor, Action.REPORT_START, uow.now) and not assesses
    left_out = {ListName.CLOCK: not assesses, ListName.ASSESSED: not sends}
    return [
        name for name in ON_BOARD if could(uow.actor, LISTS[name].action, uow.now) and not left_out.get(name, False)
    ]


def _shortened(one: Listed, found: list[Listed]) -> Listed:
    """Return what the board shows of a list: the clock leaves out what can be taken or is the person's own, above."""
    above = {row.ref for other in found if other.kind.name in ABOVE_THE_CLOCK for row in other.rows}
    rows = [row for row in one.rows if one.kind.name is not ListName.CLOCK or row.ref not in above]
    cut = len(rows) > ROWS or one.more is not None
    return replace(one, rows=rows[:ROWS], more=Bookmark(one.rows[-1].order, one.rows[-1].ref) if cut else None)


def register() -> None:
    """Put them on the board."""
    boards.add(Section(10, Action.ALLEGATION_LIST, "allegations/board.html", beginnings, title="Allegations"))
