"""The words and colours in which allegations are shown."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from app.allegations.states import STATE_BY_CODE
from app.allegations.types import CHANNEL_BY_CODE, PRIORITY_BY_CODE, TYPE_BY_CODE
from app.markings.promises import PROMISE_BY_CODE
from app.organisations.rules import local_day

STATE_COLOURS = {
    "RECEIVED": "blue",
    "HELD_SOURCE": "purple",
    "IN_ASSESSMENT": "turquoise",
    "RETURNED": "orange",
    "RESULT_DUE": "red",
    "CLOSED": "grey",
    "REOPENED": "orange",
}
PRIORITY_COLOURS = {"P1_IMMEDIATE": "red", "P2_TIME_CRITICAL": "orange"}
SAYINGS = {"YES": "Yes", "NO": "No", "NOT_GIVEN": "Not given"}
SHORT_STATES = {
    "RECEIVED": "Not opened",
    "HELD_SOURCE": "Held",
    "IN_ASSESSMENT": "Being assessed",
    "RETURNED": "Returned",
    "RESULT_DUE": "Result overdue",
}


class Due(StrEnum):
    """How near a due time is."""

    OVERDUE = "OVERDUE"
    TODAY = "TODAY"
    LATER = "LATER"


def due(due_at: datetime, now: datetime) -> Due:
    """Return how near a due time is, by the day in London."""
    if due_at < now:
        return Due.OVERDUE
    return Due.TODAY if local_day(due_at) == local_day(now) else Due.LATER


def state(code: str) -> str:
    """Return a state in full."""
    return STATE_BY_CODE[code].label


def short_state(code: str) -> str:
    """Return a state as a list shows it."""
    return SHORT_STATES.get(code) or STATE_BY_CODE[code].label


def priority(code: str) -> str:
    """Return a priority."""
    return PRIORITY_BY_CODE[code].label


def channel(code: str) -> str:
    """Return the way in."""
    return CHANNEL_BY_CODE[code].label


def promise(code: str) -> str:
    """Return what whoever told us was promised, word for word."""
    one = PROMISE_BY_CODE[code]
    return f"{one.label}. “{one.wording}”"


def types(codes: Iterable[str]) -> str:
    """Return what it is about; what was never said is said to be so."""
    return ", ".join(TYPE_BY_CODE[code].label for code in codes) or "Not said"
