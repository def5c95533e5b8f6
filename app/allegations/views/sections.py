"""What allegations put on people's boards: the clock, their own work, and what is free, held or waits for somebody."""

from collections.abc import Mapping
from typing import Any

from app.allegations import queries, words
from app.allegations.forms import ButtonForm
from app.allegations.queries import LISTS, ListName
from app.unit_of_work import UnitOfWork
from app.web import boards

ROWS = 8


def _load(name: ListName, uow: UnitOfWork, *, quiet: bool = False) -> Mapping[str, Any] | None:
    """Return the beginning of one list, in one statement; nothing where an empty one need not be said."""
    listed = queries.listing(uow, name, rows=ROWS)
    if quiet and not listed.rows:
        return None
    return {
        "listed": listed,
        "now": uow.now,
        "actor_ref": uow.actor.person_ref,
        "words": words,
        "button": ButtonForm(),
        boards.LISTED: [row.ref for row in listed.rows],
    }


def second(uow: UnitOfWork) -> Mapping[str, Any] | None:
    """What waits for a second person."""
    return _load(ListName.SECOND, uow)


def held(uow: UnitOfWork) -> Mapping[str, Any] | None:
    """Accounts in which a custodian must check the words."""
    return _load(ListName.HELD, uow)


def mine(uow: UnitOfWork) -> Mapping[str, Any] | None:
    """What the person has in hand."""
    return _load(ListName.MINE, uow)


def clock(uow: UnitOfWork) -> Mapping[str, Any] | None:
    """The unit's clock: what is overdue, due today, time-critical or returned stands first."""
    return _load(ListName.CLOCK, uow)


def free(uow: UnitOfWork) -> Mapping[str, Any] | None:
    """What nobody has taken."""
    return _load(ListName.FREE, uow)


def news(uow: UnitOfWork) -> Mapping[str, Any] | None:
    """What was told later; an empty one is not mentioned."""
    return _load(ListName.NEWS, uow, quiet=True)


def register() -> None:
    """Put the sections on the board."""
    for order, name, load in (
        (10, ListName.NEWS, news),
        (12, ListName.SECOND, second),
        (14, ListName.HELD, held),
        (20, ListName.MINE, mine),
        (22, ListName.CLOCK, clock),
        (24, ListName.FREE, free),
    ):
        boards.section(order, LISTS[name].action, f"allegations/board/{name.value}.html", load)
