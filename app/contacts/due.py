"""What contact is due: when, whether its safe window is open, and how urgent that makes it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.organisations.rules import local_day
from app.sources.windows import LONDON, Window


class Kind(StrEnum):
    """Why a contact is due."""

    FIRST = "FIRST"
    CALL_BACK = "CALL_BACK"
    PERMITTED = "PERMITTED"
    PLANNED = "PLANNED"


class Urgency(StrEnum):
    """How a contact that is due stands now, the most urgent first."""

    OVERDUE = "OVERDUE"
    NOW = "NOW"
    TODAY = "TODAY"
    LATER = "LATER"


URGENCIES = tuple(Urgency)
LABELS = {
    Urgency.OVERDUE: "Overdue",
    Urgency.NOW: "In their window now",
    Urgency.TODAY: "Later today",
    Urgency.LATER: "Later",
}
COLOURS = {Urgency.OVERDUE: "red", Urgency.NOW: "green", Urgency.TODAY: "yellow", Urgency.LATER: "grey"}
KIND_LABELS = {
    Kind.FIRST: "First attempt after the assessment",
    Kind.CALL_BACK: "A call that was promised",
    Kind.PERMITTED: "A permission to call",
    Kind.PLANNED: "The next contact of the plan",
}


@dataclass(frozen=True, slots=True)
class Due:
    """
    One contact that is due.

    :ivar ref: the request, or the source, that it is about; empty for a first attempt, which ``about`` names.
    :ivar about: the allegation or the source, as lists show it.
    :ivar due_at: when it must be done, or was promised; for a permission, when that ends.
    :ivar window: when it is safe, where whoever looks may know.
    """

    kind: Kind
    ref: str
    about: str
    due_at: datetime
    window: Window | None = None

    def urgency(self, now: datetime) -> Urgency:
        """Return how urgent it is now."""
        if self.due_at <= now and self.kind is not Kind.PERMITTED:
            return Urgency.OVERDUE
        opens = self.opens_at(now)
        if opens == now:
            return Urgency.NOW
        when = opens if self.kind in {Kind.PERMITTED, Kind.PLANNED} else self.due_at
        return Urgency.TODAY if when is not None and local_day(when) == local_day(now) else Urgency.LATER

    def opens_at(self, now: datetime) -> datetime | None:
        """Return when their window is open: now, or when it opens next; ``None`` where it never is, or is not known."""
        return self.window.next_from(now) if self.window is not None else None

    def words(self, now: datetime) -> str:
        """Return when to call, in words."""
        opens = self.opens_at(now)
        if self.window is None:
            return f"By {_day_and_time(self.due_at)}" if self.kind is Kind.FIRST else _day_and_time(self.due_at)
        if opens is None:
            return "Their plan names no safe time"
        if opens == now:
            return f"Now, until {self._beside(self.window, self.window.closes_after(now) or now, '%H:%M')}"
        return f"From {self._beside(self.window, opens)}"

    @staticmethod
    def _beside(window: Window, at: datetime, look: str = "") -> str:
        """Return a time as clocks show it here, and beside it as they show it where the source is."""
        here, there = f"{at.astimezone(LONDON):{look}}" if look else _day_and_time(at), window.beside(at)
        return f"{here} ({there})" if there else here


def in_order(due: Iterable[Due], now: datetime) -> list[Due]:
    """Return what is due, the most urgent first; a promise takes the place of the permission that it is kept under."""
    every = list(due)
    promised = {one.ref for one in every if one.kind is Kind.CALL_BACK}
    kept = [one for one in every if one.kind is not Kind.PERMITTED or one.ref not in promised]
    return sorted(kept, key=lambda one: (URGENCIES.index(one.urgency(now)), one.due_at, one.about))


def _day_and_time(at: datetime) -> str:
    local = at.astimezone(LONDON)
    return f"{local:%A} {local.day} {local:%B}, {local:%H:%M}"
