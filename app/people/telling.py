"""Telling a person what happened about them: a line on their own board, until they have read it."""

from enum import StrEnum

from app.accounts.ending import end_all
from app.accounts.rules.sessions import Ending
from app.accounts.telling import KEYS_GONE
from app.people.models import PersonNotice
from app.unit_of_work import UnitOfWork


class Told(StrEnum):
    """What a person is told. The sentence names nobody else."""

    CONFIRMED = "CONFIRMED"
    VETTING = "VETTING"
    TRAINING = "TRAINING"
    ROLES = "ROLES"
    RESTORED = "RESTORED"
    STOPPED = "STOPPED"
    NEW_KEYS = "NEW_KEYS"
    NEW_DEVICE = "NEW_DEVICE"
    LEAVING = "LEAVING"
    GIVEN = "GIVEN"
    GROUP_JOINED = "GROUP_JOINED"
    GROUP_MENDED = "GROUP_MENDED"
    MANAGER = "MANAGER"

    @property
    def sentence(self) -> str:
        """What they read."""
        return SENTENCES[self]


SENTENCES = {
    Told.CONFIRMED: "Your keys were confirmed by a second person. You can work now.",
    Told.VETTING: "Your vetting was entered and confirmed by two people. See what it says on your account page.",
    Told.TRAINING: "A course of yours was entered and confirmed by two people.",
    Told.ROLES: "Your roles or your unit were changed and confirmed by two people.",
    Told.RESTORED: "Your account was opened again, confirmed by two people.",
    Told.STOPPED: "Your account was stopped for a time. If you do not know why, ask.",
    Told.NEW_KEYS: "New keys were made with your passphrase. If that was not you, tell the administrator at once.",
    Told.NEW_DEVICE: "A new authenticator app was set up for you. If that was not you, tell the administrator at once.",
    Told.LEAVING: "Your last day was entered. What you hold is given to colleagues before then.",
    Told.GIVEN: "A colleague's work was given to you. It stands on your lists.",
    Told.GROUP_JOINED: "Two members of your group signed for your keys. They open what the group holds.",
    Told.GROUP_MENDED: "The root keys signed for your keys, as your group could not. Not asked for? Tell an auditor.",
    Told.MANAGER: "Your line manager was entered and confirmed by two people.",
}


def tell(uow: UnitOfWork, person_ref: str, told: Told) -> None:
    """Put a line on a person's board."""
    uow.case.add(PersonNotice(person_ref=person_ref, at=uow.now, told=told.value, by_ref=uow.actor.person_ref))
    uow.case.flush()


def begin_anew(uow: UnitOfWork, person_ref: str, because: Ending, *, keys_gone: bool = True) -> None:
    """End every session of a person and lock what was unlocked; with their keys go their permissions."""
    end_all(uow, person_ref, because)
    uow.vault.lock_person(person_ref)
    if keys_gone:
        uow.tell(KEYS_GONE, person_ref)
