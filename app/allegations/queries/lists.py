"""The lists: each is one stretch of one index, narrowed by policy, and read page by page by key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from app.access.actor import Actor
from app.access.policy import Action, could
from app.accounts.models import Person
from app.allegations.models import Allegation, Stage
from app.allegations.queries.finding import known
from app.database import UTCDateTime
from app.unit_of_work import UnitOfWork

PAGE_ROWS = 25
# Microseconds since 1970, until after the year 5000.
MOST_FIGURES = 17
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


@dataclass(frozen=True, slots=True)
class Bookmark:
    """Where a page of a list ends: the time and reference of its last row, as an address carries them."""

    at: datetime
    ref: str

    def __str__(self) -> str:
        """Return it as an address carries it."""
        return f"{int(self.at.timestamp() * 1_000_000)}.{self.ref}"

    @classmethod
    def read(cls, text: str) -> "Bookmark | None":
        """Return the place an address names, or ``None`` where it names none: then the list begins at its start."""
        figures, _dot, ref = text.partition(".")
        if not (figures.isascii() and figures.isdigit() and len(figures) <= MOST_FIGURES and ref):
            return None
        seconds, micros = divmod(int(figures), 1_000_000)
        try:
            return cls(datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros), ref[:16])
        except (OverflowError, ValueError, OSError):
            return None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list. Nothing of what was said."""

    ref: str
    status: str
    priority: str
    types: list[str]
    channel: str
    received_at: datetime
    time_critical_at: datetime | None
    due_at: datetime
    assessed_at: datetime | None
    owner_ref: str | None
    owner_name: str | None
    outcome_code: str
    is_sensitive: bool
    words_held: bool
    has_news: bool
    order: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list, and where the next begins."""

    kind: ListKind
    rows: Sequence[Row]
    more: Bookmark | None


_COLUMNS = (
    _A.ref, _A.status, _A.priority, _A.types, _A.channel, _A.received_at, _A.time_critical_at, _A.due_at,
    _A.assessed_at, _A.owner_ref, Person.name.label("owner_name"), _A.outcome_code, _A.is_sensitive, _A.words_held,
    _A.news_at.is_not(None).label("has_news"),
)  # fmt: skip


def lists_for(actor: Actor, now: datetime) -> list[ListKind]:
    """Return the lists that this person can have something on."""
    return [kind for kind in LISTS.values() if could(actor, kind.action, now)]


def listing(uow: UnitOfWork, name: ListName, *, after: Bookmark | None = None, rows: int = PAGE_ROWS) -> Listed:
    """Return one page of a list: one statement, one stretch of one index."""
    kind = LISTS[name]
    order = (kind.order.desc(), _A.ref.desc()) if kind.newest_first else (kind.order, _A.ref)
    query = (
        select(*_COLUMNS, kind.order.label("order"))
        .outerjoin(Person, Person.person_ref == _A.owner_ref)
        .where(kind.holds(uow.actor), known(uow.actor, uow.now, kind.action))
        .order_by(*order)
        .limit(rows + 1)
    )
    if after is not None:
        here, there = tuple_(kind.order, _A.ref), tuple_(literal(after.at, UTCDateTime), literal(after.ref))
        query = query.where(here < there if kind.newest_first else here > there)
    found = [Row(**row) for row in uow.case.execute(query).mappings()]
    shown = found[:rows]
    return Listed(kind, shown, Bookmark(shown[-1].order, shown[-1].ref) if len(found) > rows else None)
