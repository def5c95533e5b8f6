"""Small claims that read the same over facts and over columns, so that a rule is written once for both."""

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, String, and_, false, func, literal, not_, or_, true

from app.access.marks import LONG

Term = bool | ColumnElement[bool]


def _is_column(value: object) -> bool:
    """Return whether this is a column and not a plain value."""
    return isinstance(value, ColumnElement) or hasattr(value, "__clause_element__")


def _sql(term: Term) -> ColumnElement[bool]:
    """Return the SQL form of a term."""
    if isinstance(term, bool):
        return true() if term else false()
    return term


def eq(value: Any, wanted: Any) -> Term:
    """Claim that the value is this one. An empty value equals nothing, not even another empty one."""
    if _is_column(value):
        return and_(value.is_not(None), value == wanted) if wanted is not None else false()
    return value is not None and bool(value == wanted)


def one_of(value: Any, wanted: Collection[Any]) -> Term:
    """Claim that the value is among these."""
    if _is_column(value):
        return and_(value.is_not(None), value.in_(sorted(wanted)))
    return value is not None and value in wanted


def is_empty(value: Any) -> Term:
    """Claim that nothing was set."""
    return value.is_(None) if _is_column(value) else value is None


def holds(value: Any) -> Term:
    """Claim that a flag is set."""
    return value.is_(True) if _is_column(value) else bool(value)


def stands_on(value: Any, number: Any, marks: str) -> Term:
    """Claim that the mark which has this number among a person's stands on a record. Nobody's marks stand on none."""
    if not marks:
        return False
    if _is_column(value):
        return _stands_on_columns(value, number, marks)
    return value is not None and number is not None and marks[number * LONG :][:LONG] in value


@lru_cache(maxsize=512)
def _stands_on_columns(value: Any, number: Any, marks: str) -> ColumnElement[bool]:
    """Return the claim of ``stands_on``, made once for somebody and a table: every list of theirs asks it again."""
    own = func.substr(literal(marks, String), number * LONG + 1, LONG)
    return and_(value.is_not(None), number.is_not(None), value.contains(own))


def later(value: Any, now: datetime) -> Term:
    """Claim that a time is set and still to come."""
    if _is_column(value):
        return and_(value.is_not(None), value > now)
    return value is not None and bool(value > now)


def at_most(value: Any, limit: int) -> Term:
    """Claim that a number is set and not above the limit."""
    if _is_column(value):
        return and_(value.is_not(None), value <= limit)
    return value is not None and bool(value <= limit)


def all_of(*terms: Term) -> Term:
    """Claim all of these."""
    if any(term is False for term in terms):
        return False
    left = [term for term in terms if term is not True]
    return and_(*map(_sql, left)) if left else True


def any_of(*terms: Term) -> Term:
    """Claim at least one of these."""
    if any(term is True for term in terms):
        return True
    left = [term for term in terms if term is not False]
    return or_(*map(_sql, left)) if left else False


def no(term: Term) -> Term:
    """Claim the opposite. Every claim here is true or false, never unknown, also of an empty column."""
    return (not term) if isinstance(term, bool) else not_(term)


def as_sql(term: Term) -> ColumnElement[bool]:
    """Return a condition for a WHERE clause."""
    return _sql(term)
