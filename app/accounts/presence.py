"""
Who is asking: found from the session's cookie at each request, in our own table and in nothing a browser can make.

Flask-Login carries the answer through a request. Its own session and its remember-me cookie are not used: with the
secret that signs those, anybody could make one.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import Flask, Request, current_app
from flask_login import LoginManager, UserMixin, current_user
from sqlalchemy import update

from app.access.actor import Actor, nobody
from app.accounts import queries
from app.accounts.models import SignedIn
from app.accounts.queries import LiveCourses, Present
from app.accounts.rules.sessions import digest_of, new_token, touch_is_due
from app.unit_of_work import House, UnitOfWork
from app.web.faces import Face, current_face
from app.web.guard import current_actor, current_house, request_id
from app.web.rendering import show_keys
from app.web.sessions import session_token
from app.web.work import cookie_half, last_work, work

LIVE_COURSES = "live_courses"


@dataclass(frozen=True, slots=True)
class Renewed:
    """The person who asks, under a new token that their session is about to get."""

    token: str
    actor: Actor


class Visitor(UserMixin):  # type: ignore[misc]
    """Somebody who is signed in, as Flask-Login wants to see them."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def get_id(self) -> str:
        """Return who it is. Flask-Login would put this into its own session, which is never asked."""
        return self.actor.person_ref


def init_app(app: Flask, live_courses: LiveCourses) -> None:
    """Find out who is asking by the session's cookie, with the courses that training says are live."""
    app.extensions[LIVE_COURSES] = live_courses
    # A cookie of this name from outside could only keep its owner out; the prefix keeps it from being planted.
    app.config["REMEMBER_COOKIE_NAME"] = "__Host-never"
    manager = LoginManager()
    manager.session_protection = None
    manager.request_loader(_find)
    manager.init_app(app)
    show_keys(app, keys_open_until)


def load_actor() -> Actor:
    """Return who is asking in this request, as they stand now; nobody, when no session lives."""
    visitor: Any = current_user
    return visitor.actor if visitor.is_authenticated else nobody(request_id())


def keys_open_until() -> datetime | None:
    """Return when the keys of the person who asks will lock by themselves; ``None`` while they are locked."""
    if cookie_half() is None:
        return None
    done = last_work()
    if done is not None and done.keys_opened_until is not None:
        return done.keys_opened_until
    with work(writes=False) as uow:
        return uow.vault.locks_at


def renewed() -> Renewed:
    """Return the person who asks under a new token, which their session gets when they show the passphrase again."""
    token = new_token()
    return Renewed(token, replace(current_actor(), session_digest=digest_of(token)))


def work_as(actor: Actor) -> UnitOfWork:
    """Return a unit of work that writes, for the person who asks under their new token."""
    house: House = current_house()
    return house.work(actor, cookie_half=cookie_half())


def _find(_request: Request) -> Visitor | None:
    """Return whoever holds the session of this request's cookie."""
    token = session_token()
    if not token:
        return None
    house: House = current_house()
    courses: LiveCourses = current_app.extensions[LIVE_COURSES]
    with house.work(nobody(request_id()), writes=False) as uow:
        present = queries.load_actor(uow.case, digest_of(token), current_face().value, uow.now, courses)
        now = uow.now
    if present is None:
        return None
    marks = house.marks_of(present.actor.person_ref) if current_face() is Face.STAFF else ""
    actor = replace(present.actor, request_id=request_id(), marks=marks)
    if touch_is_due(present.used_at, now):
        _touch(house, actor, present)
    return Visitor(actor)


def _touch(house: House, actor: Actor, present: Present) -> None:
    """Note that the session is used, in a transaction of its own, at most once a minute and never backwards."""
    with house.work(actor) as uow:
        own = update(SignedIn).where(SignedIn.session_ref == present.session_ref, SignedIn.used_at < uow.now)
        uow.case.execute(own.values(used_at=uow.now))
