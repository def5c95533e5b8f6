"""Who has a duty now, and what is set for the time to come."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, Select, exists, select
from sqlalchemy.orm import Session

from app.accounts.models import ACTIVE, Account, Person
from app.accounts.queries.holding import roles_on
from app.duties.kinds import DUTIES, DUTY_BY_CODE, DutyCode
from app.duties.models import DutyHeld
from app.organisations.models import Organisation, Unit
from app.organisations.rules import local_day

MOST = 100
Line = Row[DutyHeld, str, str]


def on_duty(case: Session, duty: DutyCode, now: datetime, *, unit_ref: str = "") -> Sequence[str]:
    """
    Return who has a duty at this moment, in order: of those only who may still have it.

    Whoever left, was suspended or lost the role since it was given has it no longer.
    """
    wanted = _held(now).where(DutyHeld.duty == duty.value, DutyHeld.from_at <= now)
    if unit_ref:
        wanted = wanted.where(DutyHeld.unit_ref == unit_ref)
    return sorted(set(case.scalars(wanted.with_only_columns(DutyHeld.person_ref))))


def own(person_ref: str, duty: DutyCode, now: datetime) -> Select[DutyHeld, str, str]:
    """Return the query for whether somebody has a duty at this moment."""
    held = (DutyHeld.duty == duty.value, DutyHeld.person_ref == person_ref, DutyHeld.from_at <= now)
    return _held(now).where(*held)


def listed(case: Session, now: datetime) -> list[Line]:
    """Return every duty that holds now or will, with who has it and of which unit, the soonest first."""
    rows = _held(now).order_by(DutyHeld.from_at, DutyHeld.duty_ref).limit(MOST)
    return list(case.execute(rows))


def who_could(case: Session, now: datetime) -> list[tuple[str, str, frozenset[str]]]:
    """Return everybody at work who may have a duty: reference, name, and codes of the duties."""
    wanted = {role for duty in DUTIES for role in duty.roles}
    held = roles_on(local_day(now)).subquery()
    rows = case.execute(
        select(Person.person_ref, Person.name, held.c.role)
        .join(held, held.c.person_ref == Person.person_ref)
        .join(Account, Account.person_ref == Person.person_ref)
        .where(held.c.role.in_(sorted(wanted)), Account.state == ACTIVE)
        .order_by(Person.name, Person.person_ref)
    ).all()
    people = {ref: name for ref, name, _role in rows}
    roles = {ref: {role for other, _name, role in rows if other == ref} for ref in people}
    return [
        (ref, name, frozenset(duty.code.value for duty in DUTIES if roles[ref] & {*duty.roles}))
        for ref, name in people.items()
    ]


def _held(now: datetime) -> Select[DutyHeld, str, str]:
    """Return the query for duties that have not ended, of people who may still have them."""
    held = roles_on(local_day(now)).subquery()
    active = exists().where(Account.person_ref == DutyHeld.person_ref, Account.state == ACTIVE)
    may = [
        (DutyHeld.duty == code)
        & exists().where(held.c.person_ref == DutyHeld.person_ref, held.c.role.in_(DUTY_BY_CODE[code].roles))
        for code in DUTY_BY_CODE
    ]
    fits = may[0]
    for one in may[1:]:
        fits = fits | one
    return (
        select(DutyHeld, Person.name, Unit.name)
        .join(Person, Person.person_ref == DutyHeld.person_ref)
        .join(Unit, Unit.ref == DutyHeld.unit_ref)
        .join(Organisation, Organisation.ref == Unit.organisation_ref)
        .where(DutyHeld.until_at > now, active, fits, Organisation.is_partner.is_(False))
    )
