"""Inviting somebody: to join, or to make anew what they lost. Whoever invites learns nothing that opens anything."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.access.facts import Nothing
from app.access.policy import Action, require
from app.accounts import queries as accounts
from app.accounts.models import ACTIVE, INVITED, LEFT, SUSPENDED, WAITING, Account, Person, RoleHeld
from app.accounts.roles import ROLE_BY_CODE, Face, incompatible
from app.accounts.rules.enrolling import SIGN_IN_NAME
from app.accounts.rules.sessions import Ending
from app.database import new_id
from app.errors import Conflict, Invalid
from app.organisations import queries as organisations
from app.organisations.rules import local_day
from app.people import invitations
from app.people.models import Visit
from app.people.telling import begin_anew
from app.unit_of_work import UnitOfWork
from audit.events import Event


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who is to join: who, where, and in which roles."""

    name: str
    sign_in_name: str
    unit_ref: str
    roles: Sequence[str]
    nationality: str = "GB"


@dataclass(frozen=True, slots=True)
class Invited:
    """Who was invited, and the six words, which are shown once and go to them by hand."""

    person_ref: str
    words: str


def invite(uow: UnitOfWork, new: Newcomer) -> Invited:
    """
    Invite somebody to join. They have no keys, no vetting and no way in until they visited and were confirmed.

    :raises Invalid: a name that is taken or not a name, roles that may not meet or are of another face.
    :raises NotFound: there is no such unit.
    :raises Refused: policy says no.
    """
    person_ref = new_id()
    with uow.trail.recording(Event.PERSON_INVITE, person_ref, detail={"roles": sorted(new.roles)}):
        require(uow.actor, Action.PERSON_INVITE, Nothing(person_ref), uow.now)
        face = _checked_face(uow, new)
        uow.case.add(Person(person_ref=person_ref, name=new.name.strip(), nationality=new.nationality))
        uow.case.flush()
        account = Account(person_ref=person_ref, sign_in_name=new.sign_in_name, unit_ref=new.unit_ref, face=face.value)
        account.state, account.made_at = INVITED, uow.now
        uow.case.add(account)
        today = local_day(uow.now)
        uow.case.add_all(RoleHeld(person_ref=person_ref, role=role, from_on=today) for role in sorted(set(new.roles)))
        uow.case.flush()
        return Invited(person_ref, invitations.make(uow, person_ref, Visit.JOIN))


def invite_again(uow: UnitOfWork, person_ref: str) -> Invited:
    """
    Make another invitation for somebody who has not come in yet; the one before opens nothing from here on.

    :raises Conflict: they came in already.
    """
    with uow.trail.recording(Event.PERSON_INVITE, person_ref):
        somebody = accounts.somebody(uow.case, person_ref, uow.now)
        require(uow.actor, Action.PERSON_INVITE, Nothing(person_ref), uow.now)
        if somebody.state != INVITED:
            raise Conflict("They have come in already. What is lost is made anew from their page.")
        return Invited(person_ref, invitations.make(uow, person_ref, Visit.JOIN))


def withdraw(uow: UnitOfWork, person_ref: str) -> None:
    """Take an invitation back: its words open nothing from here on."""
    with uow.trail.recording(Event.INVITATION_WITHDRAW, person_ref):
        somebody = accounts.somebody(uow.case, person_ref, uow.now)
        action = Action.PERSON_INVITE if somebody.state == INVITED else Action.PERSON_MANAGE
        require(uow.actor, action, somebody.facts(), uow.now)
        invitations.take_back(uow, person_ref)


def renew(uow: UnitOfWork, person_ref: str, kind: Visit) -> Invited:
    """
    Invite somebody to make anew what they lost. Their account is stopped at once, and their permissions end.

    Whoever lost the passphrase shows a code of the app they still have; whoever lost the app, the passphrase.

    :raises Conflict: they have not come in yet, or have left.
    :raises Refused: policy says no: they stand above, are somebody's own self, or hold keys of another group.
    """
    with uow.trail.recording(Event.PERSON_RENEW, person_ref, detail={"lost": kind.value}):
        somebody = accounts.somebody(uow.case, person_ref, uow.now)
        require(uow.actor, Action.PERSON_MANAGE, somebody.facts(), uow.now)
        if somebody.state not in {ACTIVE, WAITING, SUSPENDED} or kind is Visit.JOIN:
            raise Conflict("They have not come in yet, or have left. Invite them instead.")
        uow.case.get_one(Account, somebody.account_ref).state = SUSPENDED
        begin_anew(uow, person_ref, Ending.STOPPED)
        # A new app proves nothing about an account that was stopped or never confirmed: that takes a second person.
        then = somebody.state if kind is Visit.DEVICE else WAITING
        return Invited(person_ref, invitations.make(uow, person_ref, kind, then=then))


def _checked_face(uow: UnitOfWork, new: Newcomer) -> Face:
    """Return the face of the roles; Invalid with every problem at once."""
    unit = organisations.unit(uow.case, new.unit_ref)
    taken = uow.case.scalar(select(Account.state).where(Account.sign_in_name == new.sign_in_name))
    problems = {
        "name": "" if new.name.strip() else "Enter the person's name.",
        "sign_in_name": _problem_with_name(new.sign_in_name, taken),
        "roles": problem_with_roles(
            new.roles, partner=organisations.organisation(uow.case, unit.organisation_ref).is_partner
        ),
    }
    found = {name: told for name, told in problems.items() if told}
    if found:
        raise Invalid(found)
    return ROLE_BY_CODE[new.roles[0]].face


def _problem_with_name(name: str, taken: str | None) -> str:
    if not SIGN_IN_NAME.fullmatch(name):
        return "Use 3 to 64 small letters, figures, dots and hyphens, beginning with a letter."
    if taken == LEFT:
        return "Somebody who left had this name, and the record still speaks of them by it. Add a figure."
    return "Somebody has this name already. Add a middle initial or a figure." if taken else ""


def problem_with_roles(roles: Sequence[str], *, partner: bool) -> str:
    """Return what is wrong with roles that one person is to hold in one unit; empty when nothing is."""
    if not roles:
        return "Choose at least one role."
    if any(code not in ROLE_BY_CODE or ROLE_BY_CODE[code].face is Face.PUBLIC for code in roles):
        return "Choose roles from the list."
    pairs = incompatible(roles)
    if pairs:
        one, other = (ROLE_BY_CODE[code].label.lower() for code in pairs[0])
        return f"Nobody may be {one} and {other} at once. Choose one of them."
    if partner != (ROLE_BY_CODE[roles[0]].face is Face.PARTNER):
        return "These roles are for another kind of organisation than the unit belongs to."
    return ""
