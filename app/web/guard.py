"""The door of every page: who is asking, and whether somebody like them may come in at all."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.access.actor import Actor, nobody
from app.access.policy import RULES, Action, stopped_by
from app.errors import Refused
from app.web.faces import Face, FacedBlueprint, current_face
from audit.events import Decision, Event

View = Callable[..., ResponseReturnValue]


class Unguarded(Exception):
    """A route has no face or no rule; the application does not start with one."""


def needs(action: Action) -> Callable[[View], View]:
    """
    Return a decorator that lets in only those who could do this to some record.

    The service still asks for the record itself: this keeps people from pages that are not theirs.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **values: Any) -> ResponseReturnValue:
            actor = current_actor()
            if current_face() is not Face.PUBLIC and actor.person_ref == "nobody":
                return _to_sign_in()
            stopped = stopped_by(actor, action, current_house().clock())
            if stopped is not None:
                _record_refusal(stopped.name)
                raise Refused(stopped.name, stopped.advice)
            return view(*args, **values)

        guarded.rule = action  # type: ignore[attr-defined]
        return guarded

    return decorate


def open_to_anyone(why: str) -> Callable[[View], View]:
    """Return a decorator for the few pages that need no rule, with the reason why."""

    def decorate(view: View) -> View:
        @wraps(view)
        def opened(*args: Any, **values: Any) -> ResponseReturnValue:
            return view(*args, **values)

        opened.rule = why  # type: ignore[attr-defined]
        return opened

    return decorate


def check_routes(app: Flask) -> None:
    """
    Refuse to start when a route has no face or no rule.

    :raises Unguarded: with the route.
    """
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        view = app.view_functions[rule.endpoint]
        blueprint = app.blueprints.get(rule.endpoint.rpartition(".")[0])
        if not isinstance(blueprint, FacedBlueprint):
            raise Unguarded(f"{rule.rule} belongs to no face")
        named = getattr(view, "rule", None)
        if named is None or (isinstance(named, Action) and named not in RULES):
            raise Unguarded(f"{rule.rule} has no rule")


def current_actor() -> Actor:
    """Return who is asking, as they stand now."""
    if "actor" not in g:
        load = current_app.extensions["sourcekeeper"].load_actor
        g.actor = load() if load and current_face() is not Face.PUBLIC else nobody(request_id())
    actor: Actor = g.actor
    return actor


def current_house() -> Any:
    """Return what this process works with."""
    return current_app.extensions["sourcekeeper"].house


def request_id() -> str:
    """Return the opaque reference of this request, which its page, its log lines and its record share."""
    identity: str = request.request_id  # type: ignore[attr-defined]
    return identity


def _to_sign_in() -> ResponseReturnValue:
    """Send someone who has not signed in to the door of this face, and back here afterwards."""
    endpoint = "partner_sessions.sign_in" if current_face() is Face.PARTNER else "sessions.sign_in"
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for(endpoint, next=wanted))


def _record_refusal(rule: str) -> None:
    """Write that somebody was stopped at the door, and at which page."""
    with current_house().work(current_actor(), writes=False) as uow:
        uow.trail.happened(Event.PAGE_REFUSED, request.endpoint or "", decision=Decision.REFUSED, rule=rule)
