"""Counting refusals at sign-in from each side, and forgetting those of whoever came in."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, select, tuple_
from sqlalchemy.orm import Session

from app.accounts.models import SignInFailures
from app.accounts.rules.waiting import Refusals, Side, is_forgotten, waits_until


@dataclass(frozen=True, slots=True)
class Caller:
    """
    Where an attempt to sign in comes from and which name it is for, as keyed digests in hexadecimal.

    ``is_known`` says that the browser is known for the name; ``device_digest`` is of its token, empty for none.
    """

    name_digest: str
    caller_digest: str
    device_digest: str = ""
    is_known: bool = field(default=False, kw_only=True)

    def counted(self, side: Side) -> str:
        """Return what is counted on one side."""
        if side in {Side.NAME, Side.CODE}:
            return self.name_digest
        if side is Side.CALLER:
            return self.caller_digest
        other = self.device_digest if side is Side.DEVICE else self.caller_digest
        return hashlib.sha256(f"{self.name_digest} {other}".encode()).hexdigest()


def waits(case: Session, caller: Caller, now: datetime) -> datetime | None:
    """Return until when this caller must wait for this name, or ``None`` when they need not."""
    wanted = [(side.value, caller.counted(side)) for side in Side]
    rows = case.scalars(select(SignInFailures).where(tuple_(SignInFailures.side, SignInFailures.counted).in_(wanted)))
    found = [Refusals(Side(row.side), row.refused, row.last_at) for row in rows]
    return waits_until(found, known_device=caller.is_known, now=now)


def count(case: Session, caller: Caller, now: datetime, *, passphrase_was_right: bool) -> None:
    """Count one refusal on every side that concerns this caller."""
    counted = [Side.DEVICE] if caller.is_known else [Side.PAIR, Side.CALLER, Side.NAME]
    if passphrase_was_right and not caller.is_known:
        counted.append(Side.CODE)
    for side in counted:
        _add(case, side, caller.counted(side), now)


def forgive(case: Session, caller: Caller) -> None:
    """
    Forget the refusals of this browser for this name, after it came in.

    What the name and the address count stays: one's own success must not buy a stranger, or oneself, more guesses.
    """
    own = [(side.value, caller.counted(side)) for side in (Side.PAIR, Side.DEVICE)]
    case.execute(delete(SignInFailures).where(tuple_(SignInFailures.side, SignInFailures.counted).in_(own)))


def _add(case: Session, side: Side, counted: str, now: datetime) -> None:
    """Count one more, or begin anew after a day of quiet."""
    row = case.get(SignInFailures, (side.value, counted), with_for_update=True)
    if row is None:
        case.add(SignInFailures(side=side.value, counted=counted, refused=1, last_at=now))
        return
    row.refused = 1 if is_forgotten(row.last_at, now) else row.refused + 1
    row.last_at = now
