"""A person's own sessions: signing out here or everywhere, ending one, and reading what it began with."""

from sqlalchemy import select

from app.access.facts import Nothing
from app.access.policy import Action, require, visible
from app.accounts.ending import end, end_all
from app.accounts.models import KnownDevice, SignedIn, fact_columns
from app.accounts.rules.sessions import Ending
from app.accounts.service import devices
from app.errors import Conflict, NotFound
from app.unit_of_work import UnitOfWork
from audit.events import Event


def sign_out(uow: UnitOfWork) -> None:
    """End the session that asks, and lock what was unlocked in it."""
    with uow.trail.recording(Event.SIGN_OUT, uow.actor.person_ref):
        require(uow.actor, Action.SESSION_OWN, Nothing(), uow.now)
        end(uow, [_present(uow)], Ending.SIGNED_OUT)


def sign_out_everywhere(uow: UnitOfWork) -> None:
    """End every session of the person who asks, and forget every browser of theirs."""
    with uow.trail.recording(Event.SIGN_OUT_EVERYWHERE, uow.actor.person_ref):
        require(uow.actor, Action.SESSION_OWN, Nothing(), uow.now)
        end_all(uow, uow.actor.person_ref, Ending.SIGNED_OUT)
        uow.vault.lock_person(uow.actor.person_ref)
        devices.forget_all(uow.case, uow.actor.person_ref)


def end_session(uow: UnitOfWork, session_ref: str) -> None:
    """
    End one session of the person who asks.

    :raises NotFound: there is no such session, or it is somebody else's.
    :raises Conflict: it has ended already.
    """
    with uow.trail.recording(Event.SESSION_END, session_ref):
        row = _find(uow, session_ref)
        require(uow.actor, Action.SESSION_END, row.facts(), uow.now)
        if row.ended_at is not None:
            raise Conflict("This session has ended already.")
        end(uow, [row], Ending.ENDED_BY_OWNER)


def forget_device(uow: UnitOfWork, known_ref: str) -> None:
    """
    Forget one browser of the person who asks: it is as strange as any other from here on.

    :raises NotFound: there is no such browser of theirs.
    """
    with uow.trail.recording(Event.DEVICE_FORGET, uow.actor.person_ref):
        require(uow.actor, Action.SESSION_OWN, Nothing(), uow.now)
        own = (KnownDevice.known_ref == known_ref, KnownDevice.account_ref == uow.actor.account_ref)
        row = uow.case.scalar(select(KnownDevice).where(*own))
        if row is None:
            raise NotFound
        uow.case.delete(row)


def put_notice_away(uow: UnitOfWork) -> None:
    """Note that the person has read what this session began with: when they came last, and what was refused since."""
    with uow.trail.recording(Event.SESSION_NOTICE, uow.actor.person_ref):
        require(uow.actor, Action.SESSION_OWN, Nothing(), uow.now)
        _present(uow).notice_read = True


def _present(uow: UnitOfWork) -> SignedIn:
    """
    Return the session that asks.

    :raises NotFound: it was ended a moment ago.
    """
    row = uow.case.scalar(select(SignedIn).where(SignedIn.token_digest == uow.actor.session_digest))
    if row is None:
        raise NotFound
    return row


def _find(uow: UnitOfWork, session_ref: str) -> SignedIn:
    """
    Return a session that the person may know of.

    :raises NotFound: there is none.
    """
    own = visible(uow.actor, Action.SESSION_END, fact_columns(), uow.now)
    row = uow.case.scalar(select(SignedIn).where(SignedIn.session_ref == session_ref, own))
    if row is None:
        raise NotFound
    return row
