"""The passphrase again: to unlock one's keys, and to change the passphrase itself."""

from dataclasses import dataclass, field

from sqlalchemy import select

from app.access.facts import Nothing
from app.access.policy import Action, require
from app.accounts.ending import end, end_all
from app.accounts.models import SignedIn
from app.accounts.rules.sessions import Ending
from app.errors import NotFound, Refused
from app.unit_of_work import UnitOfWork
from audit.events import Event
from crypto.slots import Stretched

# A page left open is guessed at by whoever walks by; after this many the session ends.
WRONG_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Checked:
    """
    What became of a passphrase typed again: right, or so many tries left. At none the session has ended.

    ``cookie_half`` is the 32 bytes that only the browser may hold, after unlocking.
    """

    is_right: bool
    tries_left: int = WRONG_AT_MOST
    cookie_half: bytes = field(default=b"", repr=False)


def unlock(uow: UnitOfWork, passphrase: Stretched, *, session_before: str) -> Checked:
    """
    Open the person's own keys for their session, which goes on under a new token.

    :param session_before: digest of the token that the session has had; the actor carries the new one's.
    :raises NotFound: the session was ended a moment ago.
    """
    row = _session(uow, session_before)
    try:
        with uow.trail.recording(Event.UNLOCK, uow.actor.person_ref, detail={"before": session_before}):
            require(uow.actor, Action.SESSION_OWN, Nothing(), uow.now)
            now, digest = uow.now, uow.actor.session_digest
            half = uow.vault.unlock(uow.actor.person_ref, passphrase, digest, now)
            uow.vault.lock(session_before)
            row.token_digest, row.wrong_unlocks = digest, 0
            return Checked(is_right=True, cookie_half=half)
    except Refused as refusal:
        return _count_wrong(uow, row, refusal)


def lock(uow: UnitOfWork) -> None:
    """Forget what this session had unlocked."""
    with uow.trail.recording(Event.LOCK, uow.actor.person_ref):
        require(uow.actor, Action.SESSION_OWN, Nothing(), uow.now)
        uow.vault.lock(uow.actor.session_digest)


def change_passphrase(uow: UnitOfWork, old: Stretched, new: Stretched, *, session_before: str) -> Checked:
    """
    Put a new passphrase in the place of the old, lock everything, and end every other session of the person.

    :param session_before: digest of the token that the session has had; the actor carries the new one's.
    :raises NotFound: the session was ended a moment ago.
    """
    row = _session(uow, session_before)
    try:
        with uow.trail.recording(Event.PASSPHRASE_CHANGE, uow.actor.person_ref, detail={"before": session_before}):
            require(uow.actor, Action.SESSION_OWN, Nothing(), uow.now)
            uow.vault.members.change_passphrase(uow.actor.person_ref, old, new)
            uow.vault.lock_person(uow.actor.person_ref)
            end_all(uow, uow.actor.person_ref, Ending.CREDENTIAL_CHANGED, but=session_before)
            row.token_digest, row.wrong_unlocks = uow.actor.session_digest, 0
            return Checked(is_right=True)
    except Refused as refusal:
        return _count_wrong(uow, row, refusal)


def _count_wrong(uow: UnitOfWork, row: SignedIn, refusal: Refused) -> Checked:
    """Count a wrong passphrase, and end the session at the third; any other refusal goes on."""
    if refusal.rule != "passphrase_is_right":
        raise refusal
    row.wrong_unlocks += 1
    left = max(WRONG_AT_MOST - row.wrong_unlocks, 0)
    if not left:
        end(uow, [row], Ending.WRONG_UNLOCKS)
    return Checked(is_right=False, tries_left=left)


def _session(uow: UnitOfWork, token_digest: str) -> SignedIn:
    """Return the session that asks, held for this unit of work; NotFound when it was ended a moment ago."""
    own = select(SignedIn).where(SignedIn.token_digest == token_digest, SignedIn.ended_at.is_(None))
    row = uow.case.scalar(own.where(SignedIn.person_ref == uow.actor.person_ref).with_for_update())
    if row is None:
        raise NotFound
    return row
