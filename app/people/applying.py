"""What each change does once a second person has confirmed it."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from app.accounts import queries as accounts
from app.accounts.models import ACTIVE, Account, Clearance, LineManager, RoleHeld
from app.accounts.queries import Person
from app.accounts.rules.sessions import Ending
from app.errors import Conflict
from app.markings.vetting import last_moment
from app.organisations.rules import local_day
from app.people import holdings
from app.people.models import REFUSED, WAITING, Change, ChangeKind
from app.people.telling import Told, begin_anew, tell
from app.training.enrolment import PassedCourse
from app.unit_of_work import UnitOfWork

Apply = Callable[[UnitOfWork, Person, Mapping[str, Any]], None]


def apply(uow: UnitOfWork, row: Change) -> None:
    """
    Let a change count, end the person's sessions, and tell them.

    :raises Conflict: it cannot count as things stand now; the message says what to do first.
    """
    person = accounts.somebody(uow.case, row.person_ref, uow.now)
    kind = ChangeKind(row.kind)
    act, told, keys_gone = APPLY[kind]
    act(uow, person, row.entered)
    uow.case.flush()
    begin_anew(uow, row.person_ref, Ending.STANDING_CHANGED, keys_gone=keys_gone)
    tell(uow, row.person_ref, told)


def overtake_keys(uow: UnitOfWork, person_ref: str) -> None:
    """Close what waits about keys that were made before: there are newer ones."""
    older = (Change.person_ref == person_ref, Change.kind == ChangeKind.KEYS, Change.state == WAITING)
    uow.case.execute(update(Change).where(*older).values(state=REFUSED, reason="Newer keys were made."))


def _keys(uow: UnitOfWork, person: Person, _entered: Mapping[str, Any]) -> None:
    uow.case.get_one(Account, person.account_ref).state = ACTIVE


def _restore(uow: UnitOfWork, person: Person, _entered: Mapping[str, Any]) -> None:
    waits = select(Change.change_ref).where(
        Change.person_ref == person.person_ref, Change.kind == ChangeKind.KEYS, Change.state == WAITING
    )
    if uow.case.scalar(waits) is not None:
        raise Conflict("Their new keys must be confirmed. That opens the account too.")
    uow.case.get_one(Account, person.account_ref).state = ACTIVE


def _vetting(uow: UnitOfWork, person: Person, entered: Mapping[str, Any]) -> None:
    """Keep a clearance; one granted on the same day is the same one, with what is known of it now."""
    granted_on = date.fromisoformat(entered["granted_on"])
    same = select(Clearance).where(Clearance.person_ref == person.person_ref, Clearance.granted_on == granted_on)
    row = uow.case.scalar(same) or Clearance(person_ref=person.person_ref, granted_on=granted_on)
    row.level, row.status = entered["level"], entered["status"]
    row.ends_at = last_moment(date.fromisoformat(entered["ends_on"]))
    uow.case.add(row)


def _training(uow: UnitOfWork, person: Person, entered: Mapping[str, Any]) -> None:
    passed = PassedCourse(entered["course"], date.fromisoformat(entered["passed_on"]))
    uow.case.add(passed.record_for(person.person_ref))


def _roles(uow: UnitOfWork, person: Person, entered: Mapping[str, Any]) -> None:
    """End the roles that are not held any more, begin the new ones, and move the person to their unit."""
    wanted = set(entered["roles"])
    moves = entered["unit_ref"] != person.unit_ref
    if holdings.left_behind(uow.case, person.person_ref, roles=wanted, moves=moves):
        raise Conflict("What they hold in their present roles and unit must be given to colleagues first.")
    today = local_day(uow.now)
    held = select(RoleHeld).where(RoleHeld.person_ref == person.person_ref, RoleHeld.to_on.is_(None))
    for row in uow.case.scalars(held).all():
        if row.role in wanted:
            wanted.discard(row.role)
        elif row.from_on < today:
            row.to_on = today - timedelta(days=1)
        else:
            # Held for no day at all; that it was given and taken stands in the record.
            uow.case.delete(row)
    uow.case.add_all(RoleHeld(person_ref=person.person_ref, role=role, from_on=today) for role in sorted(wanted))
    account = uow.case.get_one(Account, person.account_ref)
    account.unit_ref, account.to_be_signed = entered["unit_ref"], True


def _manager(uow: UnitOfWork, person: Person, entered: Mapping[str, Any]) -> None:
    """Begin with a line manager on a day, and end with the one before on the day before that."""
    begins, manager_ref = date.fromisoformat(entered["from_on"]), entered["manager_ref"]
    if person.person_ref in accounts.chain(uow.case, manager_ref, begins):
        raise Conflict("They stand above whoever was chosen by now. Refuse this, and enter it anew.")
    lasts = or_(LineManager.until_on.is_(None), LineManager.until_on >= begins)
    for row in uow.case.scalars(select(LineManager).where(LineManager.person_ref == person.person_ref, lasts)).all():
        if row.from_on < begins:
            row.until_on = begins - timedelta(days=1)
        else:
            # It never began; that it was entered stands in the record.
            uow.case.delete(row)
    if manager_ref:
        uow.case.add(LineManager(person_ref=person.person_ref, manager_ref=manager_ref, from_on=begins))


APPLY: dict[ChangeKind, tuple[Apply, Told, bool]] = {
    ChangeKind.KEYS: (_keys, Told.CONFIRMED, True),
    ChangeKind.VETTING: (_vetting, Told.VETTING, True),
    ChangeKind.TRAINING: (_training, Told.TRAINING, False),
    ChangeKind.ROLES: (_roles, Told.ROLES, True),
    ChangeKind.RESTORE: (_restore, Told.RESTORED, False),
    ChangeKind.MANAGER: (_manager, Told.MANAGER, False),
}
