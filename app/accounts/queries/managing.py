"""Who is whose line manager: the one of today, and all above, as one chain."""

from datetime import date

from sqlalchemy import ColumnElement, and_, literal, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import LineManager, Person

# So many people stand above one at most; what is longer was entered wrongly.
LONGEST = 11


def chain(case: Session, person_ref: str, day: date) -> dict[str, str]:
    """Return reference and name of everybody above a person on a day, the nearest first. One statement."""
    row = aliased(LineManager)
    first = select(LineManager.manager_ref, literal(1).label("steps")).where(
        LineManager.person_ref == person_ref, _holds(LineManager, day)
    )
    above = first.cte("above", recursive=True)
    further = select(row.manager_ref, above.c.steps + 1).where(
        row.person_ref == above.c.manager_ref, _holds(row, day), above.c.steps < LONGEST
    )
    above = above.union_all(further)
    asked = select(Person.person_ref, Person.name).join(above, above.c.manager_ref == Person.person_ref)
    found = {row.person_ref: row.name for row in case.execute(asked.order_by(above.c.steps))}
    # A circle, which no entering lets through, would lead back to the person.
    return {ref: name for ref, name in found.items() if ref != person_ref}


def _holds(row: type[LineManager], day: date) -> ColumnElement[bool]:
    """Return the condition that somebody is a line manager on a day."""
    return and_(row.from_on <= day, or_(row.until_on.is_(None), row.until_on >= day))
