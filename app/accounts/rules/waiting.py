"""
How long signing in must wait after refusals, and who waits for whom.

A guesser is slowed from several sides at once. Whoever signs in with a browser that is known for their name is slowed
by what that browser did and by nothing else, so that no stranger can keep them out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# After a day without a refusal counting begins anew.
FORGOTTEN_AFTER = timedelta(days=1)


class Side(StrEnum):
    """What is counted."""

    PAIR = "pair"
    DEVICE = "device"
    CALLER = "caller"
    NAME = "name"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Patience:
    """How many refusals go without a wait, and the longest wait after that. Each refusal doubles it, from a second."""

    free: int
    longest: timedelta


# Product defaults. NAME is kept short: it is the one side where a stranger and a new browser of the right person meet.
# CODE grows only for those who have the passphrase already, so it may be long: it holds a thief to 96 codes a day.
PATIENCE: Mapping[Side, Patience] = {
    Side.PAIR: Patience(free=4, longest=timedelta(minutes=15)),
    Side.DEVICE: Patience(free=4, longest=timedelta(minutes=15)),
    Side.CALLER: Patience(free=20, longest=timedelta(minutes=15)),
    Side.NAME: Patience(free=10, longest=timedelta(seconds=30)),
    Side.CODE: Patience(free=4, longest=timedelta(minutes=15)),
}


@dataclass(frozen=True, slots=True)
class Refusals:
    """How often one side was refused, and when last."""

    side: Side
    refused: int
    last_at: datetime


def sides(*, known_device: bool) -> frozenset[Side]:
    """Return what decides for this browser."""
    return frozenset({Side.DEVICE}) if known_device else frozenset(Side) - {Side.DEVICE}


def waits_until(refusals: Iterable[Refusals], *, known_device: bool, now: datetime) -> datetime | None:
    """Return until when this browser must wait, or ``None`` when it need not."""
    asked = sides(known_device=known_device)
    ends = [_end_of_wait(row) for row in refusals if row.side in asked and not is_forgotten(row.last_at, now)]
    latest = max(ends, default=now)
    return latest if latest > now else None


def is_forgotten(last_at: datetime, now: datetime) -> bool:
    """Return whether so long has passed that counting begins anew."""
    return last_at + FORGOTTEN_AFTER <= now


def _end_of_wait(row: Refusals) -> datetime:
    """Return when the wait of one side ends: at once while refusals are free."""
    patience = PATIENCE[row.side]
    over = row.refused - patience.free
    if over <= 0:
        return row.last_at
    # Past sixteen doublings every longest wait is reached; the exponent is held so that the number stays small.
    return row.last_at + min(timedelta(seconds=2 ** min(over - 1, 16)), patience.longest)
