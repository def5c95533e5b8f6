"""
What takes long at sign-in and unlocking, done before the act in a unit of work of its own.

Stretching a passphrase takes a good part of a second. Nothing here changes or decides anything, so that no store is
held for writing meanwhile; the act that follows asks policy, decides and records.
"""

from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.models import ACTIVE, Account, Person
from app.accounts.roles import groups_of
from app.accounts.rules.passphrases import problem_with
from app.errors import Frozen, Invalid
from app.organisations.models import Organisation, Unit
from app.unit_of_work import UnitOfWork
from crypto.slots import Stretched

# Nobody has this reference, so asking for it costs what asking for somebody unknown costs.
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Recognised:
    """Whose name and passphrase somebody typed. Nothing of this is told to them."""

    person_ref: str = ""
    account_ref: str = ""
    is_active: bool = False
    passphrase_is_right: bool = False


def recognise(uow: UnitOfWork, sign_in_name: str, passphrase: str, face: str) -> Recognised:
    """Return whose name this is and whether the passphrase is theirs, at the same cost whoever it is."""
    name = as_sign_in_name(sign_in_name)
    columns = select(Account.person_ref, Account.account_ref, Account.state)
    row = uow.case.execute(columns.where(Account.sign_in_name == name, Account.face == face)).one_or_none()
    try:
        right = uow.vault.members.verify(row.person_ref if row else UNKNOWN, passphrase)
    except Frozen:
        # What is stored does not open, which is recorded. Whoever signs in learns nothing of it, nor from the time.
        right = uow.vault.members.verify(UNKNOWN, passphrase)
    if row is None:
        return Recognised()
    return Recognised(row.person_ref, row.account_ref, row.state == ACTIVE, right)


def as_sign_in_name(typed: str) -> str:
    """Return a sign-in name as it is kept: how it was capitalised makes no difference."""
    return typed.strip().lower()


def stretch(uow: UnitOfWork, passphrase: str) -> Stretched:
    """Return the passphrase of the person who asks, stretched."""
    return uow.vault.members.stretch(uow.actor.person_ref, passphrase)


def stretch_new(uow: UnitOfWork, passphrase: str) -> Stretched:
    """
    Return a new passphrase for the person who asks, stretched.

    :raises Invalid: it is too easy to guess; the message says what to do.
    """
    problem = problem_with(passphrase, context=_context_words(uow), words_needed=bool(groups_of(uow.actor.roles)))
    if problem:
        raise Invalid({"new": problem})
    return uow.vault.members.stretch_new(passphrase)


def _context_words(uow: UnitOfWork) -> list[str]:
    """Return the words that somebody who knows the person would try first."""
    row = uow.case.execute(
        select(Person.name, Account.sign_in_name, Unit.name, Organisation.name)
        .join(Account, Account.person_ref == Person.person_ref)
        .join(Unit, Unit.ref == Account.unit_ref)
        .join(Organisation, Organisation.ref == Unit.organisation_ref)
        .where(Account.account_ref == uow.actor.account_ref)
    ).one()
    return list(row)
