"""Who is asking: the person behind a session, with what they hold at this moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, literal, null, select, true, union_all
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.accounts.models import ACTIVE, Account, Person, RoleHeld, SignedIn
from app.accounts.queries.holding import clearance_of, roles_on
from app.accounts.roles import groups_of
from app.accounts.rules.sessions import Ending, ending_by_time
from app.database import UTCDateTime
from app.markings.vetting import live_rank
from app.organisations.models import Organisation, Unit
from app.organisations.rules import local_day

# Given by training, which knows which courses are live: a query for the codes one person holds at a time.
LiveCourses = Callable[[str, datetime], Select[*tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Present:
    """Who is asking, and the session they ask with."""

    actor: Actor
    session_ref: str
    used_at: datetime


def load_actor(case: Session, token_digest: str, face: str, now: datetime, live_courses: LiveCourses) -> Present | None:
    """
    Return who holds this session on this face, with what they hold at this moment; ``None`` for nobody.

    One statement: the session with its account, person and unit, beside each role, the clearance and each course.
    """
    asked = {"token_digest": token_digest, "face": face, "day": local_day(now), "now": now}
    held = case.execute(_present(live_courses), asked).all()
    if not held or ending_by_time(held[0].used_at, held[0].ends_at, now) is not None:
        return None
    row = held[0]
    roles = frozenset(one.code for one in held if one.kind == "role")
    cleared = next((one for one in held if one.kind == "clearance"), None)
    actor = Actor(
        person_ref=row.person_ref,
        account_ref=row.account_ref,
        name=row.name,
        roles=roles,
        unit_ref=row.unit_ref,
        organisation_ref=row.organisation_ref,
        organisation_type=row.org_type,
        clearance=cleared.code if cleared else "",
        clearance_rank=live_rank(cleared.code, cleared.status, cleared.held_until, now) if cleared else 0,
        clearance_ends_at=cleared.held_until if cleared else None,
        training=frozenset(one.code for one in held if one.kind == "course"),
        nationality=row.nationality,
        session_digest=token_digest,
        groups=frozenset(group.value for group in groups_of(roles)),
    )
    return Present(actor, row.session_ref, row.used_at)


def why_ended(case: Session, token_digest: str, now: datetime) -> Ending | None:
    """Return why the session of this token ended; ``None`` when it lives, or nothing is known of it any more."""
    columns = select(SignedIn.used_at, SignedIn.ends_at, SignedIn.ended_because)
    row = case.execute(columns.where(SignedIn.token_digest == token_digest)).one_or_none()
    if row is None:
        return None
    return Ending(row.ended_because) if row.ended_because else ending_by_time(row.used_at, row.ends_at, now)


@cache
def _present(live_courses: LiveCourses) -> Select[*tuple[Any, ...]]:
    """
    Return the query for a session and what its person holds, a row for each thing held: by ``token_digest``, ``face``,
    ``day`` and ``now``.

    Somebody who holds nothing is one row with nothing in it. Every request asks it, so it is built once.
    """
    live = _live_session().cte("live")
    held = _held(live_courses, select(live.c.person_ref).scalar_subquery()).subquery("held")
    return select(live, held).select_from(live.outerjoin(held, true()))


def _live_session() -> Select[*tuple[Any, ...]]:
    """Return the query for a session that nobody ended, of an account that is active."""
    return (
        select(
            SignedIn.session_ref,
            SignedIn.used_at,
            SignedIn.ends_at,
            Account.account_ref,
            Account.unit_ref,
            Person.person_ref,
            Person.name,
            Person.nationality,
            Unit.organisation_ref,
            Organisation.org_type,
        )
        .join(Account, Account.account_ref == SignedIn.account_ref)
        .join(Person, Person.person_ref == Account.person_ref)
        .join(Unit, Unit.ref == Account.unit_ref)
        .join(Organisation, Organisation.ref == Unit.organisation_ref)
        .where(
            SignedIn.token_digest == bindparam("token_digest"),
            SignedIn.ended_at.is_(None),
            SignedIn.face == bindparam("face"),
            Account.face == bindparam("face"),
            Account.state == ACTIVE,
        )
    )


def _held(live_courses: LiveCourses, person_ref: Any) -> Any:
    """Return the query for a person's roles, clearance and live courses: ``kind, code, status, held_until``."""
    day, now = _given("day"), _given("now")
    roles = roles_on(day).where(RoleHeld.person_ref == person_ref).subquery()
    clearance = clearance_of(person_ref).subquery()
    courses = live_courses(person_ref, now).subquery()
    nothing = null().cast(UTCDateTime)
    role = (literal("role").label("kind"), roles.c.role.label("code"), literal("").label("status"))
    return union_all(
        select(*role, nothing.label("held_until")),
        select(literal("clearance"), clearance.c.level, clearance.c.status, clearance.c.ends_at),
        select(literal("course"), courses.c.course, literal(""), nothing),
    )


def _given(name: str) -> Any:
    """Return a place in a query for what is given when it is asked."""
    return bindparam(name)
