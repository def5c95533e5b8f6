"""The two clocks of a threat to life: how long until somebody senior has it, and until the police do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

# Product defaults, from the moment at which the threat was learned of.
TO_SUPERVISOR = timedelta(minutes=15)
TO_POLICE = timedelta(minutes=60)
REVIEW_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Ticking:
    """One clock: who must have it, by when, and when they had it."""

    label: str
    due_at: datetime
    done_at: datetime | None

    def is_late(self, now: datetime) -> bool:
        """Return whether it was not done in time, or is not done and its time is over."""
        return (self.done_at or now) > self.due_at

    def words(self, now: datetime) -> str:
        """Return where it stands, such as ``12 minutes left``."""
        if self.done_at is not None:
            return f"had it {_minutes(self.done_at - self.due_at)} late" if self.is_late(now) else "had it in time"
        if self.is_late(now):
            return f"{_minutes(now - self.due_at)} late"
        return f"{_minutes(self.due_at - now)} left"


def clocks(received_at: datetime, taken_at: datetime | None, handed_at: datetime | None) -> tuple[Ticking, Ticking]:
    """Return both clocks of a threat."""
    return (
        Ticking("Controller or authoriser", received_at + TO_SUPERVISOR, taken_at),
        Ticking("Police", received_at + TO_POLICE, handed_at),
    )


def _minutes(span: timedelta) -> str:
    """Return a span in whole minutes, begun ones counted."""
    minutes = ceil(span.total_seconds() / 60)
    return "1 minute" if minutes == 1 else f"{minutes} minutes"
