"""Entering an organisation at the ceremony, a unit, and the days that are known."""

from dataclasses import asdict

from sqlalchemy import select

from app.access.facts import Nothing
from app.access.policy import Action, require
from app.database import new_id
from app.errors import Invalid
from app.organisations import queries
from app.organisations.applying import check, enter
from app.organisations.holidays import HOLIDAYS, Division
from app.organisations.models import HolidayRow, Unit
from app.organisations.terms import HUB, UNIT_KINDS, NewOrganisation, NewUnit
from app.unit_of_work import UnitOfWork
from audit.events import Event


def add_organisation(uow: UnitOfWork, new: NewOrganisation) -> str:
    """
    Enter an organisation at the ceremony and return its reference. Later ones are proposed, and agreed to by a second.

    :raises Invalid: its kind or vetting is not in the tables, or its kind needs an agreement and none is given.
    :raises Refused: policy says no.
    """
    ref = new_id()
    with uow.trail.recording(Event.ORGANISATION_ADD, ref):
        require(uow.actor, Action.ORGANISATION_FOUND, Nothing(ref), uow.now)
        check(new)
        enter(uow.case, ref, new)
    return ref


def add_unit(uow: UnitOfWork, organisation_ref: str, new: NewUnit) -> str:
    """
    Enter a unit of an organisation and return its reference.

    :raises NotFound: there is no such organisation.
    :raises Invalid: the division is not a part of the United Kingdom, or the hub is none of this organisation.
    :raises Refused: policy says no.
    """
    ref = new_id()
    with uow.trail.recording(Event.UNIT_ADD, ref):
        require(uow.actor, Action.ORGANISATION_WRITE, Nothing(ref), uow.now)
        queries.organisation(uow.case, organisation_ref)
        _check_unit(uow, organisation_ref, new, ref)
        uow.case.add(Unit(ref=ref, organisation_ref=organisation_ref, tightened={}, **asdict(new)))
        uow.case.flush()
    return ref


def edit_unit(uow: UnitOfWork, ref: str, new: NewUnit) -> None:
    """
    Change what a unit is called, which hub it belongs to and whose holidays it keeps from then on.

    :raises NotFound: there is no such unit.
    :raises Invalid: as for a new one.
    :raises Refused: policy says no.
    """
    with uow.trail.recording(Event.UNIT_EDIT, ref):
        require(uow.actor, Action.ORGANISATION_WRITE, Nothing(ref), uow.now)
        row = queries.unit(uow.case, ref)
        _check_unit(uow, row.organisation_ref, new, ref)
        for name, value in asdict(new).items():
            setattr(row, name, value)
        uow.case.flush()


def _check_unit(uow: UnitOfWork, organisation_ref: str, new: NewUnit, ref: str) -> None:
    """Refuse a division there is not, and a hub that is none of this organisation."""
    problems = {}
    if new.division not in {one.value for one in Division}:
        problems["division"] = "Choose the part of the United Kingdom whose bank holidays the unit keeps."
    if new.kind not in UNIT_KINDS:
        problems["kind"] = "Choose whether it is a team or a hub."
    hub = uow.case.get(Unit, new.hub_ref) if new.hub_ref else None
    if new.hub_ref and (new.kind == HUB or hub is None or (hub.kind, hub.organisation_ref) != (HUB, organisation_ref)):
        problems["hub_ref"] = "Choose a hub of the same organisation. A hub belongs to no other."
    if new.kind != HUB and uow.case.scalar(select(Unit.ref).where(Unit.hub_ref == ref).limit(1)):
        problems["kind"] = "Units belong to this hub. Move them first."
    if problems:
        raise Invalid(problems)


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
