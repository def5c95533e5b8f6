"""Reads of organisations, units and holidays: what other features ask."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.organisations.holidays import Division
from app.organisations.models import HolidayRow, Organisation, Unit

MOST_URGENT = 20


def holidays(case: Session, division: str) -> frozenset[date]:
    """
    Return the days kept in a division; those kept anywhere for ``uk-any``.

    :raises ValueError: no such division.
    """
    wanted = Division(division)
    days = select(HolidayRow.day)
    if wanted is not Division.UK_ANY:
        days = days.where(HolidayRow.division == wanted.value)
    return frozenset(case.scalars(days))


def unit(case: Session, ref: str) -> Unit:
    """
    Return a unit.

    :raises NotFound: there is none of this reference.
    """
    found = case.get(Unit, ref)
    if found is None:
        raise NotFound
    return found


def organisation(case: Session, ref: str) -> Organisation:
    """
    Return an organisation.

    :raises NotFound: there is none of this reference.
    """
    found = case.get(Organisation, ref)
    if found is None:
        raise NotFound
    return found


def agreements_ending(case: Session, until: date) -> Sequence[Organisation]:
    """Return the organisations whose agreement has ended or will by this day, the soonest first."""
    ending = select(Organisation).where(Organisation.agreement_ends_on <= until)
    return case.scalars(ending.order_by(Organisation.agreement_ends_on, Organisation.ref).limit(MOST_URGENT)).all()


def agencies(case: Session) -> Sequence[Organisation]:
    """
    Return the organisations that a report can be sent to, by name.

    Few by nature (one row for each agreement), so they are not listed page by page.
    """
    return case.scalars(select(Organisation).where(Organisation.is_partner).order_by(Organisation.name)).all()


def units_to_choose(case: Session) -> list[tuple[str, str]]:
    """Return every unit, reference and name, with its organisation where that is another's; by name."""
    rows = case.execute(
        select(Unit.ref, Unit.name, Organisation.name, Organisation.is_partner)
        .join(Organisation, Organisation.ref == Unit.organisation_ref)
        .order_by(Organisation.is_partner, Unit.name, Unit.ref)
    )
    return [(ref, f"{name}, {organisation}" if partner else name) for ref, name, organisation, partner in rows]
