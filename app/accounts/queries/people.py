"""People by name and by role, and the administrator's list of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from types import SimpleNamespace
from typing import Any, Self

from sqlalchemy import Row, Select, func, select, tuple_
from sqlalchemy.orm import Session

from app.access.policy import Action, visible
from app.accounts.models import ACTIVE, LEFT, Account, Clearance, Person, RoleHeld
from app.accounts.queries.holding import roles_on
from app.accounts.roles import ROLE_BY_CODE
from app.markings.vetting import EXPIRING_WITHIN, VettingState, last_day, state_of
from app.organisations.models import Unit
from app.organisations.rules import local_day
from app.unit_of_work import UnitOfWork

PAGE_ROWS = 50
MOST_URGENT = 20
BETWEEN = "~"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the list: everything after it is still to come."""

    ends_at: datetime
    person_ref: str

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return the place that an address names, or ``None`` for the beginning."""
        end, _, person_ref = text.partition(BETWEEN)
        try:
            ends_at = datetime.fromisoformat(end)
        except ValueError:
            return None
        return cls(ends_at, person_ref) if ends_at.tzinfo else None

    def __str__(self) -> str:
        return f"{self.ends_at.isoformat()}{BETWEEN}{self.person_ref}"


@dataclass(frozen=True, slots=True)
class Line:
    """One person on the list."""

    person_ref: str
    name: str
    sign_in_name: str
    state: str
    unit: str
    roles: tuple[str, ...]
    level: str
    vetting: VettingState
    last_day: date


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the list, and the place of the next one, empty on the last."""

    rows: tuple[Line, ...]
    next_place: str


def names(case: Session, refs: Collection[str]) -> dict[str, str]:
    """Return the names of people by reference; a reference that is nobody's is left out."""
    wanted = {ref for ref in refs if ref}
    if not wanted:
        return {}
    found = case.execute(select(Person.person_ref, Person.name).where(Person.person_ref.in_(sorted(wanted))))
    return {row.person_ref: row.name for row in found}


def holders_of(case: Session, roles: Collection[str], now: datetime) -> dict[str, list[tuple[str, str]]]:
    """Return who has an active account and holds each of these roles now: references and names, by name."""
    held = roles_on(local_day(now)).where(RoleHeld.role.in_(sorted(roles))).subquery()
    active = select(Account.person_ref).where(Account.state == ACTIVE)
    asked = select(held.c.role, Person.person_ref, Person.name).join(held, held.c.person_ref == Person.person_ref)
    found: dict[str, list[tuple[str, str]]] = {role: [] for role in roles}
    for role, person_ref, name in case.execute(asked.where(Person.person_ref.in_(active)).order_by(Person.name)):
        if (person_ref, name) not in found[role]:
            found[role].append((person_ref, name))
    return found


def staff_and_holders(
    case: Session, roles: Collection[str], now: datetime
) -> tuple[dict[str, str], dict[str, list[tuple[str, str]]]]:
    """Return what ``staff`` and ``holders_of`` return of those who work here, in one statement."""
    held = roles_on(local_day(now)).where(RoleHeld.role.in_(sorted(roles))).subquery()
    asked = (
        select(Person.person_ref, Person.name, Account.state, held.c.role)
        .join(Account, Account.person_ref == Person.person_ref)
        .outerjoin(held, held.c.person_ref == Person.person_ref)
        .where(Account.face == "staff", Account.state != LEFT)
    )
    people: dict[str, str] = {}
    found: dict[str, list[tuple[str, str]]] = {role: [] for role in roles}
    for person_ref, name, state, role in case.execute(asked.order_by(Person.name, Person.person_ref)):
        people[person_ref] = name
        if role is not None and state == ACTIVE and (person_ref, name) not in found[role]:
            found[role].append((person_ref, name))
    return people, found


def by_sign_in_name(case: Session, names: Collection[str]) -> list[tuple[str, str, str]]:
    """Return sign-in name, reference and name of each who works here and signs in with one of these."""
    asked = select(Account.sign_in_name, Person.person_ref, Person.name).join(
        Person, Person.person_ref == Account.person_ref
    )
    works_here = (Account.face == "staff", Account.state != LEFT)
    found = case.execute(asked.where(Account.sign_in_name.in_(sorted(names)), *works_here)) if names else ()
    return [(row.sign_in_name, row.person_ref, row.name) for row in found]


def holders_by_unit(case: Session, roles: Collection[str], now: datetime) -> list[tuple[str, str, str]]:
    """Return unit, role and person for everybody with an active account who holds one of these roles now."""
    held = roles_on(local_day(now)).where(RoleHeld.role.in_(sorted(roles))).subquery()
    asked = select(Account.unit_ref, held.c.role, Account.person_ref).join(
        held, held.c.person_ref == Account.person_ref
    )
    return [tuple(row) for row in case.execute(asked.where(Account.state == ACTIVE))]


def staff(case: Session) -> dict[str, str]:
    """Return the name of everybody who works here and has not left, by reference and in the order of their names."""
    works_here = select(Account.person_ref).where(Account.face == "staff", Account.state != LEFT)
    asked = select(Person.person_ref, Person.name).where(Person.person_ref.in_(works_here))
    return {row.person_ref: row.name for row in case.execute(asked.order_by(Person.name, Person.person_ref))}


def list_people(uow: UnitOfWork, after: Place | None) -> Listed:
    """Return a page of the people who have not left, the soonest end of vetting first. One statement."""
    page = _page(uow, after).subquery()
    held = roles_on(local_day(uow.now)).subquery()
    rows = uow.case.execute(
        select(page, held.c.role)
        .outerjoin(held, held.c.person_ref == page.c.person_ref)
        .order_by(page.c.ends_at, page.c.person_ref, held.c.role)
    )
    people = [list(group) for _ref, group in groupby(rows, key=lambda row: row.person_ref)]
    lines = tuple(_line(group[0], _labels(group), uow.now) for group in people[:PAGE_ROWS])
    last = people[PAGE_ROWS - 1][0] if len(people) > PAGE_ROWS else None
    return Listed(lines, str(Place(last.ends_at, last.person_ref)) if last else "")


def vetting_running_out(uow: UnitOfWork) -> tuple[Line, ...]:
    """Return the people whose vetting has run out or will within 90 days, the soonest first. One statement."""
    rows = uow.case.execute(_page(uow, None, until=uow.now + EXPIRING_WITHIN))
    return tuple(_line(row, (), uow.now) for row in rows)


def _page(uow: UnitOfWork, after: Place | None, *, until: datetime | None = None) -> Select[*tuple[Any, ...]]:
    """Return the query for one page and one row more, by key: the end of the clearance that counts, and the person."""
    newest = func.row_number().over(
        partition_by=Clearance.person_ref, order_by=(Clearance.granted_on.desc(), Clearance.clearance_ref)
    )
    ranked = select(
        Clearance.person_ref, Clearance.level, Clearance.status, Clearance.ends_at, newest.label("place")
    ).subquery()
    query = (
        select(
            Person.person_ref,
            Person.name,
            Account.sign_in_name,
            Account.state,
            Unit.name.label("unit"),
            ranked.c.level,
            ranked.c.status,
            ranked.c.ends_at,
        )
        .join(Account, Account.person_ref == Person.person_ref)
        .join(Unit, Unit.ref == Account.unit_ref)
        .join(ranked, (ranked.c.person_ref == Person.person_ref) & (ranked.c.place == 1))
        .where(Account.state != LEFT, visible(uow.actor, Action.PEOPLE_LIST, _no_columns(), uow.now))
        .order_by(ranked.c.ends_at, Person.person_ref)
        .limit(PAGE_ROWS + 1)
    )
    if until is not None:
        query = query.where(ranked.c.ends_at <= until).limit(MOST_URGENT)
    if after is not None:
        query = query.where(tuple_(ranked.c.ends_at, Person.person_ref) > (after.ends_at, after.person_ref))
    return query


def _no_columns() -> Any:
    """Return no columns: the list is open or shut as a whole, by what the person holds."""
    return SimpleNamespace()


def _labels(rows: Sequence[Row[*tuple[Any, ...]]]) -> tuple[str, ...]:
    """Return the names of the roles in the rows of one person, of which there is one also without a role."""
    return tuple(ROLE_BY_CODE[row.role].label for row in rows if row.role)


def _line(row: Row[*tuple[Any, ...]], roles: tuple[str, ...], now: datetime) -> Line:
    return Line(
        person_ref=row.person_ref,
        name=row.name,
        sign_in_name=row.sign_in_name,
        state=row.state,
        unit=row.unit,
        roles=roles,
        level=row.level,
        vetting=state_of(row.status, row.ends_at, now),
        last_day=last_day(row.ends_at),
    )
