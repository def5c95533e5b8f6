"""Reading a list page by page, by key and narrowed by policy: one statement, however long the list is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, select, tuple_, union_all

from app.access.facts import AllegationFacts
from app.access.policy import Action, allowed
from app.accounts.models import Person
from app.allegations.models import Allegation
from app.allegations.queries.finding import known
from app.allegations.queries.lists import LISTS, ListKind, ListName
from app.database import UTCDateTime
from app.errors import NotFound
from app.unit_of_work import UnitOfWork

PAGE_ROWS = 25
# Microseconds since 1970, until after the year 5000.
MOST_FIGURES = 17
_A = Allegation


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
    unit_ref: str
    tier: int
    kept_from: str
    kept_number: int
    order: datetime

    def facts(self) -> AllegationFacts:
        """Return what policy may know of it."""
        return AllegationFacts(
            ref=self.ref,
            status=self.status,
            unit_ref=self.unit_ref,
            owner_ref=self.owner_ref,
            is_sensitive=self.is_sensitive,
            tier=self.tier,
            words_held=self.words_held,
            kept_from=self.kept_from,
            kept_number=self.kept_number,
        )


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list, where the next begins, and which of its rows this person could read or take."""

    kind: ListKind
    rows: Sequence[Row]
    more: Bookmark | None = None
    readable: frozenset[str] = frozenset()
    takeable: frozenset[str] = frozenset()


_COLUMNS = (
    _A.ref, _A.status, _A.priority, _A.types, _A.channel, _A.received_at, _A.time_critical_at, _A.due_at,
    _A.assessed_at, _A.owner_ref, Person.name.label("owner_name"), _A.outcome_code, _A.is_sensitive, _A.words_held,
    _A.news_at.is_not(None).label("has_news"), _A.unit_ref, _A.tier, _A.kept_from, _A.kept_number,
)  # fmt: skip


def listing(uow: UnitOfWork, name: ListName, *, after: Bookmark | None = None, rows: int = PAGE_ROWS) -> Listed:
    """Return one page of a list: one statement, one stretch of one index."""
    query = _query(uow, LISTS[name], known(uow.actor, uow.now), rows)
    if after is not None:
        query = query.where(_beyond(LISTS[name], after))
    return _listed(uow, name, [Row(**row) for row in uow.case.execute(query).mappings()], rows)


def beginnings(uow: UnitOfWork, wanted: Mapping[ListName, int]) -> list[Listed]:
    """
    Return the beginnings of several lists in one statement: one stretch of one index for each.

    :param wanted: how many rows of each list.
    """
    theirs = known(uow.actor, uow.now)
    parts = [_query(uow, LISTS[name], theirs, rows).subquery() for name, rows in wanted.items()]
    numbered = [select(literal(number).label("number"), part) for number, part in enumerate(parts)]
    found: dict[int, list[Row]] = {}
    for row in uow.case.execute(union_all(*numbered)).mappings() if numbered else ():
        values = dict(row)
        found.setdefault(values.pop("number"), []).append(Row(**values))
    return [
        _listed(uow, name, _in_order(name, found.get(number, [])), rows)
        for number, (name, rows) in enumerate(wanted.items())
    ]


def _in_order(name: ListName, rows: list[Row]) -> list[Row]:
    """Return rows in the order of their list: a union promises none."""
    return sorted(rows, key=lambda row: (row.order, row.ref), reverse=LISTS[name].newest_first)


def _query(uow: UnitOfWork, kind: ListKind, theirs: ColumnElement[bool], rows: int) -> Select[*tuple[Any, ...]]:
    """Return the query for the beginning of a list and one row more, which tells whether there is another page."""
    order = (kind.order.desc(), _A.ref.desc()) if kind.newest_first else (kind.order, _A.ref)
    query: Select[*tuple[Any, ...]] = select(*_COLUMNS, kind.order.label("order"))
    joined = query.outerjoin(Person, Person.person_ref == _A.owner_ref)
    return joined.where(kind.holds(uow.actor), theirs).order_by(*order).limit(rows + 1)


def _beyond(kind: ListKind, after: Bookmark) -> ColumnElement[bool]:
    """Return a condition: what comes after a bookmark in the order of the list."""
    here, there = tuple_(kind.order, _A.ref), tuple_(literal(after.at, UTCDateTime), literal(after.ref))
    return here < there if kind.newest_first else here > there


def _listed(uow: UnitOfWork, name: ListName, found: list[Row], rows: int) -> Listed:
    """Return a page with what can be done with each of its rows."""
    kind, shown = LISTS[name], found[:rows]
    more = Bookmark(shown[-1].order, shown[-1].ref) if len(found) > rows else None
    reading = Action.ALLEGATION_CUT if name is ListName.HELD else Action.ALLEGATION_READ
    return Listed(kind, shown, more, _open_for(uow, reading, shown), _open_for(uow, Action.ALLEGATION_TAKE, shown))


def line(uow: UnitOfWork, ref: str) -> Row:
    """
    Return the line of one allegation.

    :raises NotFound: there is none, or none that this person may know of.
    """
    query = select(*_COLUMNS, _A.due_at.label("order")).outerjoin(Person, Person.person_ref == _A.owner_ref)
    found = uow.case.execute(query.where(_A.ref == ref, known(uow.actor, uow.now))).mappings().one_or_none()
    if found is None:
        raise NotFound
    return Row(**found)


def _open_for(uow: UnitOfWork, action: Action, rows: Sequence[Row]) -> frozenset[str]:
    """Return the references of the rows that this person could do this with, so that a page offers nothing in vain."""
    return frozenset(row.ref for row in rows if allowed(uow.actor, action, row.facts(), uow.now))
