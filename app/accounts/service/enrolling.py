"""Enrolling a person: who they are, what they hold, their keys and both factors, in one unit of work."""

from sqlalchemy import select

from app.access.facts import Nothing
from app.access.policy import Action, require
from app.accounts.enrolment import Enrolled, Enrolment
from app.accounts.models import Account, Clearance, Person, RoleHeld
from app.accounts.rules.enrolling import face_of, problems_with
from app.database import new_id
from app.errors import Invalid
from app.markings.vetting import VettingStatus, last_moment
from app.organisations import queries as organisations
from app.organisations.rules import local_day
from app.unit_of_work import UnitOfWork
from audit.events import Event


def enrol(uow: UnitOfWork, new: Enrolment) -> Enrolled:
    """
    Enrol a person, and return their second factor, which is shown once, and their public keys for the next roster.

    :raises Invalid: roles that may not meet, vetting that does not suffice, a course missing, a weak passphrase, a name
        that is taken.
    :raises NotFound: there is no such unit.
    :raises Refused: policy says no.
    """
    person_ref, account_ref = new_id(), new_id()
    with uow.trail.recording(Event.PERSON_ENROL, person_ref, detail={"roles": sorted(new.roles)}):
        require(uow.actor, Action.PERSON_ENROL, Nothing(person_ref), uow.now)
        _check(uow, new)
        _keep(uow, new, person_ref, account_ref)
        return Enrolled(
            person_ref=person_ref,
            account_ref=account_ref,
            public=uow.vault.members.enrol(person_ref, new.passphrase),
            totp_secret=uow.vault.members.new_totp_secret(person_ref),
        )


def _check(uow: UnitOfWork, new: Enrolment) -> None:
    """
    Refuse what the rules or another account forbid.

    :raises Invalid: with every problem at once.
    """
    unit = organisations.unit(uow.case, new.unit_ref)
    problems = problems_with(new, unit.name, uow.now)
    if uow.case.scalar(select(Account.account_ref).where(Account.sign_in_name == new.sign_in_name)):
        problems["sign_in_name"] = "Somebody signs in with this name already. Add a middle initial or a figure."
    if "roles" not in problems:
        partner = organisations.organisation(uow.case, unit.organisation_ref).is_partner
        if partner != (face_of(new) == "partner"):
            problems["roles"] = "These roles are for another kind of organisation than the unit belongs to."
    if problems:
        raise Invalid(problems)


def _keep(uow: UnitOfWork, new: Enrolment, person_ref: str, account_ref: str) -> None:
    """Write the person, their account, and what they hold from today."""
    uow.case.add(Person(person_ref=person_ref, name=new.name, nationality=new.nationality))
    uow.case.flush()
    uow.case.add(
        Account(
            account_ref=account_ref,
            person_ref=person_ref,
            sign_in_name=new.sign_in_name,
            unit_ref=new.unit_ref,
            face=face_of(new).value,
            made_at=uow.now,
        )
    )
    today = local_day(uow.now)
    uow.case.add_all(RoleHeld(person_ref=person_ref, role=role, from_on=today) for role in sorted(set(new.roles)))
    uow.case.add(
        Clearance(
            person_ref=person_ref,
            level=new.clearance.level,
            status=VettingStatus.HELD.value,
            granted_on=new.clearance.granted_on,
            ends_at=last_moment(new.clearance.ends_on),
        )
    )
    uow.case.add_all(passed.record_for(person_ref) for passed in new.courses)
    uow.case.flush()
