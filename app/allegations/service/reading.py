"""Reading an allegation, its history, and the lists: each time one entry of the log, before anything is shown."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.access.policy import Action, could, require
from app.accounts import queries as accounts
from app.allegations import queries
from app.allegations.models import Addition, Allegation, Place, Subject
from app.allegations.queries import LISTS, Bookmark, Listed, ListName, Row, Step
from app.allegations.queries.particulars import Related
from app.errors import NotFound
from app.unit_of_work import UnitOfWork
from audit.events import Event


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader sees of an allegation."""

    allegation: Allegation
    owner_name: str
    people: Sequence[Subject] = field(repr=False)
    places: Sequence[Place] = field(repr=False)
    additions: Sequence[Addition] = field(repr=False)
    related: Sequence[Related] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    """Where an allegation has been."""

    allegation: Allegation
    steps: Sequence[Step]


def read(uow: UnitOfWork, ref: str) -> Reading:
    """
    Return an allegation as it may be read: a recorded consultation.

    :raises NotFound: there is none that this person may know of.
    :raises Refused: it stands on their list, but it is not theirs to read, or it is held for the source unit.
    """
    with uow.trail.consulting(Event.ALLEGATION_READ, ref):
        row = queries.find(uow, ref)
        require(uow.actor, Action.ALLEGATION_READ, row.facts(), uow.now)
        people, places = queries.particulars(uow.case, ref)
        return Reading(
            allegation=row,
            owner_name=_owner_name(uow, row),
            people=people,
            places=places,
            additions=queries.additions(uow.case, row),
            related=queries.related(uow, row),
        )


def cover(uow: UnitOfWork, ref: str) -> Row:
    """
    Return the line of an allegation for somebody who may know of it and no more: where it stands, nothing it says.

    :raises NotFound: there is none that this person may know of.
    """
    with uow.trail.consulting(Event.ALLEGATION_LIST, ref, listed=[ref]):
        return queries.line(uow, ref)


def timeline(uow: UnitOfWork, ref: str) -> Timeline:
    """
    Return the history of an allegation: a recorded consultation.

    :raises NotFound: there is none that this person may know of.
    :raises Refused: it stands on their list, but it is not theirs to read.
    """
    with uow.trail.consulting(Event.ALLEGATION_READ, ref):
        row = queries.find(uow, ref)
        require(uow.actor, Action.ALLEGATION_READ, row.facts(), uow.now)
        return Timeline(row, queries.history(uow.case, ref))


def lists(uow: UnitOfWork, name: ListName, *, after: Bookmark | None = None) -> Listed:
    """
    Return one page of a list: a recorded consultation that says which allegations were on it.

    :raises NotFound: nothing could ever stand on this person's list of that name.
    """
    with uow.trail.consulting(Event.ALLEGATION_LIST) as note:
        if not could(uow.actor, LISTS[name].action, uow.now):
            raise NotFound
        listed = queries.listing(uow, name, after=after)
        note.detail["listed"] = [row.ref for row in listed.rows]
        return listed


def _owner_name(uow: UnitOfWork, row: Allegation) -> str:
    """Return the name of whoever assesses it; nothing where nobody does. The reader's own is known already."""
    if row.owner_ref is None or row.owner_ref == uow.actor.person_ref:
        return uow.actor.name if row.owner_ref else ""
    return accounts.names(uow.case, [row.owner_ref]).get(row.owner_ref, "")
