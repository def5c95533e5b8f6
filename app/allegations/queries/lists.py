"""The lists there are: each is one stretch of one index."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import InstrumentedAttribute

from app.access.actor import Actor
from app.access.policy import Action, could
from app.allegations.models import Allegation, Stage

# Before anything was ever received: "set at all", said in a way that is a stretch of an index.
_EVER = datetime(2000, 1, 1, tzinfo=UTC)
_A = Allegation


class ListName(StrEnum):
    """The lists there are, in the order in which they are offered."""

    MINE = "mine"
    CLOCK = "clock"
    FREE = "free"
    SECOND = "second"
    NEWS = "news"
    HELD = "held"
    WITH_SOURCE_UNIT = "waiting"
    DONE = "done"
    ASSESSED = "assessed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class ListKind:
    """One list: its title, why it can be empty, whose it is, what stands on it, and the column it is in order of."""

    name: ListName
    title: str
    why_empty: str
    action: Action
    holds: Callable[[Actor], ColumnElement[bool]]
    order: InstrumentedAttribute[Any] = _A.due_at
    newest_first: bool = False


def _of_unit(stage: Stage) -> Callable[[Actor], ColumnElement[bool]]:
    return lambda actor: and_(_A.unit_ref == actor.unit_ref, _A.stage == stage.value)


def _mine(stage: Stage) -> Callable[[Actor], ColumnElement[bool]]:
    return lambda actor: and_(_A.owner_ref == actor.person_ref, _A.stage == stage.value)


def _news(actor: Actor) -> ColumnElement[bool]:
    """A manager sees the unit's, everybody else their own."""
    whose = _A.unit_ref == actor.unit_ref if actor.has_role("INTEL_MANAGER") else _A.owner_ref == actor.person_ref
    return and_(whose, _A.news_at > _EVER)


LISTS: dict[ListName, ListKind] = {
    kind.name: kind
    for kind in (
        ListKind(
            ListName.MINE,
            "My work",
            "You have nothing in hand. Take the first that is free.",
            Action.ALLEGATION_WORK,
            _mine(Stage.CLOCK),
        ),
        ListKind(
            ListName.CLOCK,
            "The unit's clock",
            "Nothing is waiting: everything your unit received has been assessed.",
            Action.ALLEGATION_LIST,
            _of_unit(Stage.CLOCK),
        ),
        ListKind(
            ListName.FREE,
            "Free to take",
            "Nothing is free: colleagues have taken everything your unit received.",
            Action.ALLEGATION_TAKE,
            lambda actor: and_(_A.unit_ref == actor.unit_ref, _A.owner_ref.is_(None), _A.stage == Stage.CLOCK.value),
        ),
        ListKind(
            ListName.SECOND,
            "For a second person",
            "No decision waits for a second person.",
            Action.ALLEGATION_AGREE,
            lambda actor: and_(_A.unit_ref == actor.unit_ref, _A.second_asked_at > _EVER),
            order=_A.second_asked_at,
        ),
        ListKind(
            ListName.NEWS,
            "More was told",
            "Nobody who told us something has added to it since it was last noted.",
            Action.ALLEGATION_NOTE,
            _news,
            order=_A.news_at,
        ),
        ListKind(
            ListName.HELD,
            "Check the words",
            "No account waits to have its teller's details cut out.",
            Action.ALLEGATION_CUT,
            lambda _actor: _A.words_held.is_(True),
        ),
        ListKind(
            ListName.WITH_SOURCE_UNIT,
            "With the source unit",
            "None of your unit's allegations waits for the source unit.",
            Action.ALLEGATION_TAKE,
            _of_unit(Stage.HELD),
        ),
        ListKind(
            ListName.DONE,
            "Mine, assessed",
            "Nothing that you assessed waits to be sent or closed.",
            Action.ALLEGATION_WORK,
            _mine(Stage.AFTER),
        ),
        ListKind(
            ListName.ASSESSED,
            "Assessed",
            "Nothing that your unit assessed waits to be sent or closed.",
            Action.ALLEGATION_LIST,
            _of_unit(Stage.AFTER),
        ),
        ListKind(
            ListName.CLOSED,
            "Closed",
            "Your unit has closed nothing yet.",
            Action.ALLEGATION_LIST,
            _of_unit(Stage.CLOSED),
            newest_first=True,
        ),
    )
}


def lists_for(actor: Actor, now: datetime) -> list[ListKind]:
    """Return the lists that this person can have something on."""
    return [kind for kind in LISTS.values() if could(actor, kind.action, now)]
