"""Reads of organisations, units and holidays: what other features ask."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.access.policy import Action, visible
from app.errors import NotFound
from app.organisations.holidays import Division
from app.organisations.models import HolidayRow, Organisation, Proposal, Unit, proposal_columns
from app.unit_of_work import UnitOfWork

MOST_URGENT = 20
MOST_CHANGES = 50


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


def every(case: Session) -> Sequence[Organisation]:
    """Return every organisation, our own first, then by name. Few by nature: one row for each agreement."""
    return case.scalars(select(Organisation).order_by(Organisation.is_partner, Organisation.name)).all()


def units_of(case: Session, organisation_ref: str) -> Sequence[Unit]:
    """Return the units of an organisation, hubs first, then by name."""
    return case.scalars(select(Unit).filter_by(organisation_ref=organisation_ref).order_by(Unit.kind, Unit.name)).all()


def own_units(case: Session) -> Sequence[Unit]:
    """Return the units whose people work on the staff pages, by name."""
    ours = select(Organisation.ref).where(Organisation.is_partner.is_(False))
    return case.scalars(select(Unit).where(Unit.organisation_ref.in_(ours)).order_by(Unit.name)).all()


def calendar(case: Session, year: int) -> Sequence[HolidayRow]:
    """Return the days of one year's table, in order."""
    within = HolidayRow.day.between(date(year, 1, 1), date(year, 12, 31))
    return case.scalars(select(HolidayRow).where(within).order_by(HolidayRow.day, HolidayRow.division)).all()


def holiday(case: Session, day: date, division: str) -> HolidayRow:
    """
    Return a day of the table.

    :raises NotFound: it is not in it.
    """
    row = case.get(HolidayRow, (day, division))
    if row is None:
        raise NotFound
    return row


def to_decide(uow: UnitOfWork) -> Select[Proposal]:
    """Return the query for the changes that wait and that this person may decide."""
    return select(Proposal).where(visible(uow.actor, Action.PROPOSAL_DECIDE, proposal_columns(), uow.now))


def changes(uow: UnitOfWork, *, limit: int = MOST_CHANGES) -> Sequence[Proposal]:
    """Return the changes that wait and that this person may decide, the oldest first."""
    return uow.case.scalars(to_decide(uow).order_by(Proposal.proposed_at, Proposal.ref).limit(limit)).all()


def own_changes(uow: UnitOfWork) -> Sequence[Proposal]:
    """Return what this person proposed of late, the newest first."""
    own = select(Proposal).where(Proposal.proposed_by == uow.actor.person_ref)
    return uow.case.scalars(own.order_by(Proposal.proposed_at.desc(), Proposal.ref).limit(MOST_URGENT)).all()
