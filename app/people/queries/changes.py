"""Changes that wait for a second person, and those of one person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Person
from app.errors import NotFound
from app.people.models import WAITING, Change

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One change on a list. ``entered_by`` is a name."""

    change_ref: str
    kind: str
    state: str
    name: str
    entered_by: str
    entered_at: datetime


def waiting(case: Session, may: ColumnElement[bool]) -> list[Line]:
    """Return the changes that wait and that somebody may confirm, oldest first. One statement."""
    return _lines(case, _all().where(Change.state == WAITING, may).order_by(Change.entered_at, Change.change_ref))


def waiting_for(may: ColumnElement[bool]) -> Select[Change]:
    """Return the query for the changes that wait and that somebody may confirm."""
    return select(Change).where(Change.state == WAITING, may)


def of_person(case: Session, person_ref: str) -> list[Line]:
    """Return what was entered about one person, newest first. One statement."""
    return _lines(case, _all().where(Change.person_ref == person_ref).order_by(Change.entered_at.desc()))


def find(case: Session, change_ref: str, may: ColumnElement[bool] | None = None) -> Change:
    """Return a change that somebody may know of; NotFound when there is none."""
    wanted = select(Change).where(Change.change_ref == change_ref)
    row = case.scalar(wanted if may is None else wanted.where(may))
    if row is None:
        raise NotFound
    return row


def _all() -> Select[*tuple[Any, ...]]:
    by = aliased(Person)
    return (
        select(Change, Person.name, by.name)
        .join(Person, Person.person_ref == Change.person_ref)
        .outerjoin(by, by.person_ref == Change.entered_by)
        .limit(MOST_SHOWN)
    )


def _lines(case: Session, query: Select[*tuple[Any, ...]]) -> list[Line]:
    return [
        Line(row.change_ref, row.kind, row.state, name, by or "", row.entered_at)
        for row, name, by in case.execute(query)
    ]
