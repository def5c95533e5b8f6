"""Putting on record what was stopped at the door: forged requests, and callers who came too often."""

from typing import Any

from flask import Flask, request

from app.web.faces import Face, current_face
from app.web.guard import current_actor, current_house
from app.web.signals import on_forged, on_limited
from audit.events import Decision, Event


def init_app(app: Flask) -> None:
    """Listen for what the plumbing stops in this application."""
    on_forged.connect(_forged, app)
    on_limited.connect(_limited, app)


def _forged(_app: Flask, reason: str = "", **_rest: Any) -> None:
    """Record a request that no page of ours sent."""
    _record(Event.REQUEST_FORGED, reason)


def _limited(_app: Flask, kind: str = "", **_rest: Any) -> None:
    """Record that a caller came too often."""
    _record(Event.REQUEST_LIMITED, kind)


def _record(event: Event, rule: str) -> None:
    """Write one entry. The public face keeps no record of who came, and has no log to write to."""
    if current_face() is Face.PUBLIC:
        return
    with current_house().work(current_actor(), writes=False) as uow:
        uow.trail.happened(event, request.endpoint or "", decision=Decision.REFUSED, rule=rule)
