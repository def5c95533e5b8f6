"""What must be seen on every page of those whom it concerns, until it is over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Flask, current_app

ALARMS = "alarms"


@dataclass(frozen=True, slots=True)
class Alarm:
    """One line, red: what it is, where it leads, and how it stands."""

    title: str
    href: str
    words: str


def show(app: Flask, load: Callable[[], Sequence[Alarm]]) -> None:
    """Say where a page learns what is to be seen on it by the person who asks."""
    app.extensions[ALARMS] = load


def alarms() -> Sequence[Alarm]:
    """Return what is to be seen by the person who asks."""
    return tuple(current_app.extensions.get(ALARMS, tuple)())
