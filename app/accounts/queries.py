"""Reads of people and sessions: who is asking, who somebody is, what one holds, and the administrator's list."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, literal, null, or_, select, union_all
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.accounts.models import ACTIVE, Account, Clearance, Person, RoleHeld, SignedIn
from app.accounts.roles import groups_of
from app.accounts.rules.sessions import Ending, ending_by_time
from app.database import UTCDateTime
from app.markings.vetting import live_rank
from app.organisations.models import Organisation, Unit
from app.organisations.rules import local_day

# Given by training, which knows which courses are live: a query for the codes one person holds at a time.
LiveCourses = Callable[[str, datetime], Select[Any]]


@dataclass(frozen=True, slots=True)
class Present:
    """Who is asking, and the session they ask with."""

    actor: Actor
    session_ref: str
    used_at: datetime


def load_actor(case: Session, token_digest: str, face: str, now: datetime, live_courses: LiveCourses) -> Present | None:
    """
    Return who holds this session on this face, with what they hold at this moment; ``None`` for nobody.

    Two statements: the session with its account, person and unit; then roles, clearances and courses together.
    """
    row = case.execute(_live_session(token_digest, face)).one_or_none()
    if row is None or ending_by_time(row.used_at, row.ends_at, now) is not None:
        return None
    held = case.execute(_held(row.person_ref, now, live_courses)).all()
    roles = frozenset(one.code for one in held if one.kind == "role")
    clearance = _best_clearance(held, now)
    actor = Actor(
        person_ref=row.person_ref,
        account_ref=row.account_ref,
        name=row.name,
        roles=roles,
        unit_ref=row.unit_ref,
        organisation_ref=row.organisation_ref,
        organisation_type=row.org_type,
        clearance=clearance.code if clearance else "",
        clearance_rank=_rank(clearance, now) if clearance else 0,
        clearance_ends_at=clearance.ends_at if clearance else None,
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


def names(case: Session, refs: Collection[str]) -> dict[str, str]:
    """Return the names of people by reference; a reference that is nobody's is left out."""
    wanted = {ref for ref in refs if ref}
    if not wanted:
        return {}
    found = case.execute(select(Person.person_ref, Person.name).where(Person.person_ref.in_(sorted(wanted))))
    return {row.person_ref: row.name for row in found}


def roles_on(day: date) -> Select[Any]:
    """Return a query for who holds which role on a day: ``person_ref, role, from_on``."""
    return select(RoleHeld.person_ref, RoleHeld.role, RoleHeld.from_on).where(
        RoleHeld.from_on <= day, or_(RoleHeld.to_on.is_(None), RoleHeld.to_on >= day)
    )


def holders_of(case: Session, role: str, now: datetime) -> Sequence[str]:
    """Return the references of people with an active account who hold a role now, in order."""
    held = roles_on(local_day(now)).where(RoleHeld.role == role).subquery()
    active = select(Account.person_ref).where(Account.state == ACTIVE)
    return case.scalars(
        select(held.c.person_ref).where(held.c.person_ref.in_(active)).order_by(held.c.person_ref)
    ).all()


def _live_session(token_digest: str, face: str) -> Select[Any]:
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
            SignedIn.token_digest == token_digest,
            SignedIn.ended_at.is_(None),
            SignedIn.face == face,
            Account.face == face,
            Account.state == ACTIVE,
        )
    )


def _held(person_ref: str, now: datetime, live_courses: LiveCourses) -> Any:
    """Return one query for a person's roles, clearances and live courses: ``kind, code, status, ends_at``."""
    roles = roles_on(local_day(now)).where(RoleHeld.person_ref == person_ref).subquery()
    courses = live_courses(person_ref, now).subquery()
    nothing = null().cast(UTCDateTime)
    return union_all(
        select(
            literal("role").label("kind"),
            roles.c.role.label("code"),
            literal("").label("status"),
            nothing.label("ends_at"),
        ),
        select(literal("clearance"), Clearance.level, Clearance.status, Clearance.ends_at).where(
            Clearance.person_ref == person_ref
        ),
        select(literal("course"), courses.c.course, literal(""), nothing),
    )


def _best_clearance(held: Sequence[Row[Any]], now: datetime) -> Row[Any] | None:
    """Return the clearance that counts: the highest that is live, else whichever ended last."""
    rows = [row for row in held if row.kind == "clearance"]
    return max(rows, key=lambda row: (_rank(row, now), row.ends_at or now), default=None)


def _rank(clearance: Row[Any], now: datetime) -> int:
    return live_rank(clearance.code, clearance.status, clearance.ends_at, now)
