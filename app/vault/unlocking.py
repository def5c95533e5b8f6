"""Unlocked keys between two requests: half in the browser's cookie, half here, and neither worth anything alone."""

import secrets
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy import delete, or_, update
from sqlalchemy.orm import Session

from app.errors import Locked, Refused
from app.vault.deployment import moment
from app.vault.means import BEGIN_AGAIN, Means
from app.vault.models import Unlock
from app.vault.standing import Kept
from crypto.context import Context
from crypto.errors import Tampered
from crypto.keys import MemberKeys
from crypto.sealing import box, unbox
from crypto.slots import HALF_BYTES, session_key

IDLE: Final = timedelta(minutes=15)
LONGEST: Final = timedelta(hours=8)
# How exactly idle time is known: a row is not written on every request.
TOUCH_EVERY: Final = timedelta(seconds=30)


def begin(means: Means, keys: MemberKeys, session_ref: str) -> bytes:
    """
    Keep a member's keys for this session, and return the 32 bytes that only the cookie may hold.

    :raises Refused: there is no session to keep them for.
    """
    if not session_ref:
        raise Refused("session_is_own", BEGIN_AGAIN)
    cookie_half, server_half = secrets.token_bytes(HALF_BYTES), secrets.token_bytes(HALF_BYTES)
    ends_at = means.now + LONGEST
    context = context_of(means, session_ref, means.actor.person_ref, ends_at)
    [locked] = means.provider.lock([(context, server_half)])
    row = Unlock(session_ref=session_ref, person_ref=means.actor.person_ref, used_at=means.now, ends_at=ends_at)
    row.server_half = locked
    row.seeds = box(session_key(cookie_half, server_half, context), context, keys.seeds)
    means.session.merge(row)
    means.session.flush()
    return cookie_half


def own_keys(means: Means) -> MemberKeys:
    """
    Return the keys of the person who is asking, who has unlocked them.

    :raises Locked: not unlocked, ended, idle too long, or the cookie is of another session or person.
    """
    if means.unlocked_keys is None:
        means.unlocked_keys = _open(means)
    return means.unlocked_keys


def is_unlocked(means: Means) -> bool:
    """Return whether the person who is asking has their keys open."""
    try:
        own_keys(means)
    except Locked:
        return False
    return True


def open_until(means: Means) -> datetime | None:
    """Return when this session's unlocked keys will lock by themselves if nothing is done; ``None`` while locked."""
    row = means.session.get(Unlock, means.actor.session_digest) if means.cookie_half is not None else None
    return _end_of(means, row)


def found_open_until(means: Means) -> datetime | None:
    """Return what ``open_until`` does, where this unit read the row; ``None`` also where it did not."""
    if means.unlocked_until is not None or means.standing_read is None or means.cookie_half is None:
        return means.unlocked_until
    return _end_of(means, means.standing_read.unlock)


def _end_of(means: Means, row: Unlock | Kept | None) -> datetime | None:
    if row is None or row.person_ref != means.actor.person_ref:
        return None
    end = min(row.ends_at, row.used_at + IDLE)
    return end if end > means.now else None


def lock(session: Session, session_ref: str) -> None:
    """Forget the server's half: the cookie opens nothing from here on."""
    session.execute(delete(Unlock).where(Unlock.session_ref == session_ref))


def lock_person(session: Session, person_ref: str) -> None:
    """Forget every unlocked session of one person."""
    session.execute(delete(Unlock).where(Unlock.person_ref == person_ref))


def end_idle(session: Session, now: datetime) -> None:
    """Forget every unlock that has ended or was idle too long."""
    session.execute(delete(Unlock).where(or_(Unlock.ends_at <= now, Unlock.used_at <= now - IDLE)))


def _open(means: Means) -> MemberKeys:
    row = means.standing.unlock if means.actor.session_digest else None
    if row is None or means.cookie_half is None or row.person_ref != means.actor.person_ref:
        raise Locked
    if row.ends_at <= means.now or row.used_at + IDLE <= means.now:
        raise Locked
    context = context_of(means, row.session_ref, row.person_ref, row.ends_at)
    try:
        [server_half] = means.provider.unlock([(context, row.server_half)])
        seeds = unbox(session_key(means.cookie_half, server_half, context), context, row.seeds)
        keys = MemberKeys.from_seeds(seeds)
    except Tampered:
        # A cookie of another session looks the same as an edited row. Unlocking again settles it.
        raise Locked from None
    if row.used_at + TOUCH_EVERY <= means.now:
        means.apart(partial(_touch, session_ref=row.session_ref, now=means.now))
        means.unlocked_until = min(row.ends_at, means.now + IDLE)
    else:
        means.unlocked_until = min(row.ends_at, row.used_at + IDLE)
    return keys


def _touch(session: Session, *, session_ref: str, now: datetime) -> None:
    """Note that the keys were used. Never backwards, and never for a session that was locked meanwhile."""
    used = update(Unlock).where(Unlock.session_ref == session_ref, Unlock.used_at < now)
    session.execute(used.values(used_at=now))


def context_of(means: Means, session_ref: str, person_ref: str, ends_at: datetime) -> Context:
    """Bind both blobs to the session, the person and the latest end, so that none of them can be edited."""
    return means.deployment.context("unlocks", session_ref, detail=(person_ref, moment(ends_at)))
