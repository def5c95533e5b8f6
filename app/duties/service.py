"""Giving somebody a duty for a time, ending it early, and looking up who has it."""

from dataclasses import dataclass
from datetime import datetime

from app.access.facts import DutyFacts, Nothing
from app.access.policy import Action, require
from app.database import new_id
from app.duties import queries
from app.duties.kinds import DUTY_BY_CODE
from app.duties.models import DutyHeld
from app.errors import Conflict, Invalid, NotFound
from app.organisations import queries as organisations
from app.unit_of_work import UnitOfWork
from audit.events import Event


@dataclass(frozen=True, slots=True)
class NewDuty:
    """A duty as it is given: which, of which unit, whose, and for how long. Both times are aware UTC instants."""

    duty: str
    unit_ref: str
    person_ref: str
    from_at: datetime
    until_at: datetime


def assign(uow: UnitOfWork, new: NewDuty) -> str:
    """
    Give somebody a duty and return its reference.

    :raises NotFound: there is no such unit.
    :raises Invalid: there is no such duty, the person cannot have it, or the times do not fit.
    :raises Refused: policy says no; what belongs to the source unit nobody gives to themselves.
    """
    ref = new_id()
    detail: dict[str, str | int | list[str]] = {"duty": new.duty, "holder": new.person_ref}
    with uow.trail.recording(Event.DUTY_ASSIGN, ref, detail=detail):
        organisations.unit(uow.case, new.unit_ref)
        require(uow.actor, Action.DUTY_ASSIGN, DutyFacts(ref, new.duty, new.unit_ref, new.person_ref), uow.now)
        _check(uow, new)
        uow.case.add(
            DutyHeld(
                duty_ref=ref,
                duty=new.duty,
                unit_ref=new.unit_ref,
                person_ref=new.person_ref,
                from_at=new.from_at,
                until_at=new.until_at,
                given_by=uow.actor.person_ref,
            )
        )
        uow.case.flush()
    return ref


def end_duty(uow: UnitOfWork, ref: str) -> None:
    """
    End a duty now, or before it begins.

    :raises NotFound: there is no such duty.
    :raises Conflict: it has ended already.
    :raises Refused: policy says no.
    """
    with uow.trail.recording(Event.DUTY_END, ref):
        row = uow.case.get(DutyHeld, ref)
        if row is None:
            raise NotFound
        require(uow.actor, Action.DUTY_ASSIGN, row.facts(), uow.now)
        if row.until_at <= uow.now:
            raise Conflict("This duty has ended already.")
        row.until_at, row.ended_by = max(uow.now, row.from_at), uow.actor.person_ref
        if row.from_at > uow.now:
            row.from_at = row.until_at = uow.now
        uow.case.flush()


def listed(uow: UnitOfWork) -> list[queries.Line]:
    """
    Return every duty that holds now or will.

    :raises Refused: policy says no.
    """
    with uow.trail.consulting(Event.DUTY_LIST) as note:
        require(uow.actor, Action.DUTY_READ, Nothing(), uow.now)
        rows = queries.listed(uow.case, uow.now)
        note.detail["listed"] = [row.duty_ref for row, _person, _unit in rows]
    return rows


def _check(uow: UnitOfWork, new: NewDuty) -> None:
    """Refuse what the table of duties does not know, times that do not fit, and people who cannot have it."""
    duty = DUTY_BY_CODE[new.duty]  # Policy has let through no other.
    problems = {}
    if new.until_at <= max(new.from_at, uow.now):
        problems["until_on"] = "It must end after it begins, and in the time to come."
    elif new.until_at - new.from_at > duty.most:
        problems["until_on"] = f"This duty is given for {duty.most.days} days at most, and then looked at again."
    could = {ref for ref, _name, duties in queries.who_could(uow.case, uow.now) if new.duty in duties}
    if new.person_ref not in could:
        problems["person_ref"] = "Choose somebody at work whose role fits this duty."
    if problems:
        raise Invalid(problems)
