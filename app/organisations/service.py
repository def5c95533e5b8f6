"""What can be done to organisations: entering one, its units, and the days that it keeps."""

from dataclasses import dataclass
from datetime import date

from app.access.facts import Nothing
from app.access.policy import Action, require
from app.database import new_id
from app.errors import Invalid
from app.markings.vetting import VETTING_BY_CODE
from app.organisations import queries
from app.organisations.holidays import HOLIDAYS, Division
from app.organisations.models import HolidayRow, Organisation, Unit
from app.organisations.types import ORGANISATION_TYPE_BY_CODE
from app.unit_of_work import UnitOfWork
from audit.events import Event


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """
    An organisation as it is entered.

    ``highest_tier`` is the rank of the highest marking it may be sent; ``vetting_floor`` the least its readers hold.
    """

    name: str
    org_type: str
    highest_tier: int
    vetting_floor: str
    is_partner: bool = False
    agreement_ref: str = ""
    agreement_ends_on: date | None = None
    country: str = "GB"


def add_organisation(uow: UnitOfWork, new: NewOrganisation) -> str:
    """
    Enter an organisation and return its reference.

    :raises Invalid: its kind or vetting is not in the tables, or its kind needs an agreement and none is given.
    :raises Refused: policy says no.
    """
    ref = new_id()
    with uow.trail.recording(Event.ORGANISATION_ADD, ref):
        require(uow.actor, Action.ORGANISATION_WRITE, Nothing(ref), uow.now)
        _check(new)
        uow.case.add(
            Organisation(
                ref=ref,
                name=new.name,
                org_type=new.org_type,
                agreement_ref=new.agreement_ref,
                agreement_ends_on=new.agreement_ends_on,
                is_partner=new.is_partner,
                country=new.country,
                highest_tier=new.highest_tier,
                vetting_floor=new.vetting_floor,
            )
        )
        uow.case.flush()
    return ref


def add_unit(uow: UnitOfWork, organisation_ref: str, *, name: str, division: str) -> str:
    """
    Enter a unit of an organisation and return its reference.

    :raises NotFound: there is no such organisation.
    :raises Invalid: the division is not a part of the United Kingdom.
    :raises Refused: policy says no.
    """
    ref = new_id()
    with uow.trail.recording(Event.UNIT_ADD, ref):
        require(uow.actor, Action.ORGANISATION_WRITE, Nothing(ref), uow.now)
        queries.organisation(uow.case, organisation_ref)
        if division not in {one.value for one in Division}:
            raise Invalid({"division": "Choose the part of the United Kingdom whose bank holidays the unit keeps."})
        uow.case.add(Unit(ref=ref, name=name, organisation_ref=organisation_ref, division=division))
        uow.case.flush()
    return ref


def seed_holidays(uow: UnitOfWork) -> int:
    """
    Enter the bank holidays that are known and not entered yet; return how many were new.

    :raises Refused: policy says no.
    """
    with uow.trail.recording(Event.HOLIDAYS_SEED, "holidays") as note:
        require(uow.actor, Action.ORGANISATION_WRITE, Nothing(), uow.now)
        entered = {(row.day, row.division) for row in uow.case.query(HolidayRow)}
        new = [
            HolidayRow(day=holiday.on, division=division.value, title=holiday.name)
            for holiday in HOLIDAYS
            for division in sorted(holiday.divisions)
            if (holiday.on, division.value) not in entered
        ]
        uow.case.add_all(new)
        uow.case.flush()
        note.detail["count"] = len(new)
    return len(new)


def _check(new: NewOrganisation) -> None:
    """Refuse what the tables do not know, and a kind that needs an agreement without one."""
    kind = ORGANISATION_TYPE_BY_CODE.get(new.org_type)
    problems = {}
    if kind is None:
        problems["org_type"] = "Choose a kind of organisation from the list."
    elif kind.needs_agreement and not (new.agreement_ref and new.agreement_ends_on):
        problems["agreement_ref"] = "Enter the sharing agreement and its last day: this kind may not receive without."
    if new.vetting_floor not in VETTING_BY_CODE:
        problems["vetting_floor"] = "Choose a vetting level from the list."
    if problems:
        raise Invalid(problems)
