"""Stopping and seeing off: an account is stopped at once, and nobody goes before what they held is in other hands."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app.access.policy import Action, require
from app.accounts import queries as accounts
from app.accounts.models import INVITED, LEFT, SUSPENDED, Account, RoleHeld
from app.accounts.queries import Person
from app.accounts.rules.sessions import Ending
from app.errors import Conflict, Invalid, NotFound
from app.organisations.rules import local_day
from app.people import holdings, invitations
from app.people.applying import overtake_keys
from app.people.holdings import KIND_BY_CODE, Held
from app.people.rules import is_vouched_for
from app.people.telling import Told, begin_anew, tell
from app.unit_of_work import UnitOfWork
from audit.events import Event


@dataclass(frozen=True, slots=True)
class Parting:
    """Somebody on their way out, and what they still hold."""

    person: Person
    held: tuple[Held, ...]


def suspend(uow: UnitOfWork, person_ref: str, *, reason: str) -> None:
    """
    Stop somebody's account now: every session and permission ends. Opening it again takes two people.

    :raises Conflict: it is stopped, or they have left.
    :raises Refused: policy says no.
    """
    with uow.trail.recording(Event.PERSON_SUSPEND, person_ref, reason=reason):
        person = accounts.somebody(uow.case, person_ref, uow.now)
        require(uow.actor, Action.PERSON_MANAGE, person.facts(), uow.now)
        if person.state in {SUSPENDED, LEFT}:
            raise Conflict("Their account is stopped already.")
        uow.case.get_one(Account, person.account_ref).state = SUSPENDED
        invitations.take_back(uow, person_ref)
        overtake_keys(uow, person_ref)
        begin_anew(uow, person_ref, Ending.STOPPED)
        tell(uow, person_ref, Told.STOPPED)


def plan_leaving(uow: UnitOfWork, person_ref: str, last_day: date) -> None:
    """
    Enter somebody's last day. Nothing new is given to them, and what they hold is listed to be given away.

    :raises Invalid: the day is past.
    :raises Conflict: they have not come in, or have left.
    """
    with uow.trail.recording(Event.PERSON_LEAVING, person_ref, detail={"last_day": last_day.isoformat()}):
        person = accounts.somebody(uow.case, person_ref, uow.now)
        require(uow.actor, Action.PERSON_MANAGE, person.facts(), uow.now)
        if person.state in {INVITED, LEFT}:
            raise Conflict("They have not come in yet, or have left already.")
        if last_day < local_day(uow.now):
            raise Invalid({"last_day": "Their last day is today or later."})
        uow.case.get_one(Account, person.account_ref).leaving_on = last_day
        tell(uow, person_ref, Told.LEAVING)


def parting(uow: UnitOfWork, person_ref: str) -> Parting:
    """Return what somebody still holds, by reference, and who may take it. Nothing of it is opened."""
    with uow.trail.consulting(Event.PERSON_READ, person_ref) as note:
        person = accounts.somebody(uow.case, person_ref, uow.now)
        require(uow.actor, Action.HOLDING_MOVE, person.facts(), uow.now)
        held = holdings.held_by(uow.case, person.facts(), uow.now)
        note.detail["listed"] = [ref for one in held for ref in one.refs]
        return Parting(person, held)


def give(uow: UnitOfWork, person_ref: str, kind_code: str, ref: str, *, to_ref: str) -> None:
    """
    Give one thing that somebody holds to a colleague who may take it.

    :raises NotFound: there is no such thing of theirs.
    :raises Invalid: the colleague may not take it.
    :raises Refused: policy says no.
    """
    with uow.trail.recording(Event.HOLDING_MOVE, ref, detail={"from": person_ref, "to": to_ref}):
        person = accounts.somebody(uow.case, person_ref, uow.now)
        require(uow.actor, Action.HOLDING_MOVE, person.facts(), uow.now)
        kind = KIND_BY_CODE.get(kind_code)
        if kind is None:
            raise NotFound
        if to_ref not in {taker for taker, _name in holdings.takers(uow.case, kind, person.facts(), uow.now)}:
            raise Invalid({"to": "Choose a colleague from the list: active, in a fitting role, and not leaving."})
        kind.move(uow, ref, person.facts(), to_ref)
        tell(uow, to_ref, Told.GIVEN)


def end(uow: UnitOfWork, person_ref: str) -> None:
    """
    See somebody off: their account, roles, sessions and permissions end, and every way to their keys is destroyed.

    :raises Conflict: they still hold something, or have left.
    :raises Refused: policy says no.
    """
    with uow.trail.recording(Event.PERSON_END, person_ref):
        person = accounts.somebody(uow.case, person_ref, uow.now)
        require(uow.actor, Action.PERSON_MANAGE, person.facts(), uow.now)
        if person.state == LEFT:
            raise Conflict("They have left already.")
        if holdings.held_by(uow.case, person.facts(), uow.now):
            raise Conflict("They still hold something. Give it to colleagues first; it stands on their page.")
        account = uow.case.get_one(Account, person.account_ref)
        account.state, account.to_be_signed = LEFT, is_vouched_for(person.roles) or bool(person.group)
        _end_roles(uow, person_ref)
        invitations.take_back(uow, person_ref)
        overtake_keys(uow, person_ref)
        begin_anew(uow, person_ref, Ending.STOPPED)
        uow.vault.members.forget(person_ref)


def _end_roles(uow: UnitOfWork, person_ref: str) -> None:
    """End every role: yesterday was the last day, or today where it began today."""
    today = local_day(uow.now)
    for row in uow.case.scalars(select(RoleHeld).where(RoleHeld.person_ref == person_ref, RoleHeld.to_on.is_(None))):
        row.to_on = max(row.from_on, today - timedelta(days=1))
