"""One person as those who act on them may know them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.facts import PersonFacts
from app.access.standing import standing_of
from app.accounts.models import INVITED, Account, RoleHeld
from app.accounts.models import Person as PersonRow
from app.accounts.queries.holding import clearance_of, roles_on
from app.accounts.roles import ROLE_BY_CODE, ROLES, groups_of
from app.errors import NotFound
from app.markings.vetting import VETTING_BY_CODE, VettingState, last_day, state_of
from app.organisations.models import Unit
from app.organisations.rules import local_day


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at work: who they are, where, and what they hold today."""

    person_ref: str
    account_ref: str
    name: str
    sign_in_name: str
    state: str
    face: str
    unit_ref: str
    unit: str
    leaving_on: date | None
    roles: tuple[str, ...]
    level: str
    vetting: VettingState | None
    vetting_last_day: date | None

    @property
    def group(self) -> str:
        """The key group that their roles belong to; empty for none."""
        return group_of(self.roles)

    @property
    def labels(self) -> tuple[str, ...]:
        """The names of their roles."""
        return tuple(ROLE_BY_CODE[role].label for role in self.roles)

    def facts(self) -> PersonFacts:
        """Return what policy may know of them. Who has not come in yet stands nowhere, whatever they are to be."""
        if self.state == INVITED:
            return PersonFacts(self.person_ref, 0, "", self.unit_ref)
        return PersonFacts(self.person_ref, standing_of(self.roles), self.group, self.unit_ref)


def somebody(case: Session, person_ref: str, now: datetime) -> Person:
    """
    Return one person. Three statements.

    :raises NotFound: there is nobody of this reference.
    """
    columns = select(PersonRow, Account, Unit.name).join(Account, Account.person_ref == PersonRow.person_ref)
    row = case.execute(
        columns.join(Unit, Unit.ref == Account.unit_ref).where(PersonRow.person_ref == person_ref)
    ).first()
    if row is None:
        raise NotFound
    person, account, unit = row
    held = case.execute(roles_on(local_day(now)).where(RoleHeld.person_ref == person_ref).order_by(RoleHeld.role))
    clearance = case.scalar(clearance_of(person_ref))
    return Person(
        person_ref=person_ref,
        account_ref=account.account_ref,
        name=person.name,
        sign_in_name=account.sign_in_name,
        state=account.state,
        face=account.face,
        unit_ref=account.unit_ref,
        unit=unit,
        leaving_on=account.leaving_on,
        roles=tuple(one.role for one in held),
        level=VETTING_BY_CODE[clearance.level].label if clearance else "",
        vetting=state_of(clearance.status, clearance.ends_at, now) if clearance else None,
        vetting_last_day=last_day(clearance.ends_at) if clearance else None,
    )


def person_facts(case: Session, person_ref: str, now: datetime) -> PersonFacts:
    """Return what policy may know of a person; NotFound when there is nobody of this reference."""
    return somebody(case, person_ref, now).facts()


def group_of(roles: tuple[str, ...]) -> str:
    """Return the key group that roles belong to; empty for none. Nobody belongs to two."""
    return next((group.value for group in sorted(groups_of(roles))), "")


def ref_by_sign_in_name(case: Session, sign_in_name: str) -> str:
    """Return whose sign-in name this is; NotFound when it is nobody's."""
    name = sign_in_name.strip().lower()
    person_ref = case.scalar(select(Account.person_ref).where(Account.sign_in_name == name))
    if person_ref is None:
        raise NotFound
    return person_ref


def colleagues_in(case: Session, actor: Actor, now: datetime) -> list[tuple[str, str, str]]:
    """Return the others who hold keys of the same group: reference, name and the account's state. One statement."""
    roles = [role.code.value for role in ROLES if role.group and role.group.value in actor.groups]
    held = roles_on(local_day(now)).where(RoleHeld.role.in_(roles)).subquery()
    rows = case.execute(
        select(PersonRow.person_ref, PersonRow.name, Account.state)
        .join(Account, Account.person_ref == PersonRow.person_ref)
        .where(PersonRow.person_ref.in_(select(held.c.person_ref)), PersonRow.person_ref != actor.person_ref)
        .order_by(PersonRow.name, PersonRow.person_ref)
    )
    return [(row.person_ref, row.name, row.state) for row in rows]
