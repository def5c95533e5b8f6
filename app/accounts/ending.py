"""Ending sessions: the row says why, and what was unlocked in it is locked."""

from collections.abc import Iterable

from sqlalchemy import select

from app.accounts.models import SignedIn
from app.accounts.rules.sessions import Ending, ending_by_time
from app.unit_of_work import UnitOfWork


def end_all(uow: UnitOfWork, person_ref: str, because: Ending, *, but: str = "") -> int:
    """
    End every session of a person but the one with this token digest; return how many were still alive.

    One that time had ended already is marked with that and not counted.
    """
    live = select(SignedIn).where(
        SignedIn.person_ref == person_ref, SignedIn.ended_at.is_(None), SignedIn.token_digest != but
    )
    return end(uow, uow.case.scalars(live), because)


def end(uow: UnitOfWork, sessions: Iterable[SignedIn], because: Ending) -> int:
    """End these sessions and lock what was unlocked in them; return how many were still alive."""
    alive = 0
    for row in sessions:
        by_time = ending_by_time(row.used_at, row.ends_at, uow.now)
        alive += by_time is None
        row.ended_at, row.ended_because = uow.now, (by_time or because).value
        uow.vault.lock(row.token_digest)
    uow.case.flush()
    return alive
