"""What happens once a change is agreed to: one function for each kind, within the unit of work of whoever agreed."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Conflict, Invalid
from app.organisations.agreements import Terms, require_known
from app.organisations.models import HolidayRow, Organisation, Proposal, Unit
from app.organisations.settings import tightened_by
from app.organisations.terms import NewOrganisation
from app.organisations.types import ORGANISATION_TYPE_BY_CODE
from app.unit_of_work import UnitOfWork

# What other features are told, within the same unit of work.
AGREEMENT_CHANGED = "agreement:changed"
HOLIDAY_CHANGED = "holiday:changed"
MOVED_ON = "Something has changed since this was proposed. Refuse it, and propose it again."


class Kind(StrEnum):
    """What a second person agrees to."""

    AGENCY = "AGENCY"
    AGREEMENT = "AGREEMENT"
    HOLIDAY = "HOLIDAY"
    SETTING = "SETTING"


def propose(uow: UnitOfWork, kind: Kind, subject_ref: str, content: Mapping[str, Any], unit_ref: str = "") -> str:
    """
    Let a change wait for a second person, and return its reference.

    :raises Conflict: another change of the same thing waits already.
    """
    waiting = select(Proposal.ref).filter_by(kind=kind.value, subject_ref=subject_ref, state="WAITING")
    if uow.case.scalar(waiting.limit(1)) is not None:
        raise Conflict("A change of this waits already. It is decided first.")
    row = Proposal(
        kind=kind.value,
        subject_ref=subject_ref,
        unit_ref=unit_ref or None,
        content=dict(content),
        proposed_by=uow.actor.person_ref,
        proposed_at=uow.now,
    )
    uow.case.add(row)
    uow.case.flush()
    return row.ref


def apply(uow: UnitOfWork, change: Proposal) -> None:
    """
    Do what was agreed to.

    :raises Conflict: it does not follow from where things stand any more.
    """
    try:
        _APPLIED[Kind(change.kind)](uow, change)
    except Invalid:
        raise Conflict(MOVED_ON) from None
    uow.case.flush()


def check(new: NewOrganisation) -> None:
    """
    Refuse an organisation that the tables do not know, and a kind that needs an agreement without one.

    :raises Invalid: with what to mend, by field.
    """
    kind = ORGANISATION_TYPE_BY_CODE.get(new.org_type)
    if kind is None:
        raise Invalid({"org_type": "Choose a kind of organisation from the list."})
    require_known(new.terms, needed=kind.needs_agreement)


def enter(case: Session, ref: str, new: NewOrganisation) -> None:
    """
    Add an organisation that was checked.

    :raises Invalid: one of that name is there.
    """
    if case.scalar(select(Organisation.ref).where(Organisation.name == new.name)) is not None:
        raise Invalid({"name": "An organisation of this name is there already."})
    row = Organisation(
        ref=ref, name=new.name, org_type=new.org_type, is_partner=new.is_partner, country=new.country, vetting_floor=""
    )
    set_terms(row, new.terms)
    case.add(row)
    case.flush()


def set_terms(row: Organisation, terms: Terms) -> None:
    """Set what holds between us and an organisation."""
    row.agreement_ref, row.agreement_ends_on = terms.agreement_ref, terms.ends_on
    row.highest_tier, row.vetting_floor, row.keeps_months = terms.highest_tier, terms.vetting_floor, terms.keeps_months


def terms_of(row: Organisation) -> Terms:
    """Return what holds between us and an organisation."""
    return Terms(row.agreement_ref, row.agreement_ends_on, row.highest_tier, row.vetting_floor, row.keeps_months)


def _agency(uow: UnitOfWork, change: Proposal) -> None:
    new = NewOrganisation.of_content(change.content)
    check(new)
    enter(uow.case, change.subject_ref, new)


def _agreement(uow: UnitOfWork, change: Proposal) -> None:
    row = uow.case.get(Organisation, change.subject_ref)
    if row is None:
        raise Conflict(MOVED_ON)
    set_terms(row, Terms.of_content(change.content))
    uow.case.flush()
    uow.tell(AGREEMENT_CHANGED, row.ref)


def _holiday(uow: UnitOfWork, change: Proposal) -> None:
    day = date.fromisoformat(change.content["day"])
    divisions: list[str] = change.content["divisions"]
    there = select(HolidayRow.division).where(HolidayRow.day == day, HolidayRow.division.in_(divisions))
    new = sorted(set(divisions) - set(uow.case.scalars(there)))
    uow.case.add_all(HolidayRow(day=day, division=one, title=change.content["title"]) for one in new)
    uow.case.flush()
    if new:
        uow.tell(HOLIDAY_CHANGED, " ".join((day.isoformat(), *new)))


def _setting(uow: UnitOfWork, change: Proposal) -> None:
    row = uow.case.get(Unit, change.subject_ref)
    if row is None:
        raise Conflict(MOVED_ON)
    row.tightened = tightened_by(row.tightened, change.content["code"], change.content["value"])


_APPLIED: dict[Kind, Callable[[UnitOfWork, Proposal], None]] = {
    Kind.AGENCY: _agency,
    Kind.AGREEMENT: _agreement,
    Kind.HOLIDAY: _holiday,
    Kind.SETTING: _setting,
}
