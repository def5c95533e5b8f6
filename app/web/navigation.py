"""The menu: each feature says where its pages begin, and a person is shown the ones they could use."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask, current_app, request, url_for

from app.access.policy import Action, could
from app.web.faces import Face, current_face
from app.web.guard import current_actor, current_house

REGISTER = "navigation"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the menu. ``order`` sorts it; ``action`` is what a person must be able to do to see it."""

    label: str
    endpoint: str
    action: Action
    order: int
    face: Face = Face.STAFF


@dataclass(frozen=True, slots=True)
class Link:
    """A row of the menu as one page shows it."""

    label: str
    href: str
    current: bool


def register_navigation(app: Flask, entries: Sequence[Entry]) -> None:
    """Add the rows that a feature declares as ``NAVIGATION`` to the menu."""
    register: list[Entry] = app.extensions.setdefault(REGISTER, [])
    register.extend(entries)
    register.sort(key=lambda entry: entry.order)


def navigation() -> list[Link]:
    """Return the menu of the person who asks, on the face they are on."""
    face, actor, now = current_face(), current_actor(), current_house().clock()
    here = request.blueprint
    return [
        Link(entry.label, url_for(entry.endpoint), entry.endpoint.rpartition(".")[0] == here)
        for entry in current_app.extensions.get(REGISTER, ())
        if entry.face is face and could(actor, entry.action, now)
    ]
