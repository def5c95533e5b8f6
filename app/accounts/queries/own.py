"""What a person may know of themselves: what they hold, where they are signed in, what happened before they came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.accounts.models import Account, Clearance, KnownDevice, RoleHeld, SignedIn
from app.accounts.queries.holding import clearance_of, roles_on
from app.accounts.roles import ROLE_BY_CODE
from app.accounts.rules.sessions import Ending, ending_by_time
from app.markings.vetting import VETTING_BY_CODE, VettingState, last_day, state_of
from app.organisations.models import Organisation, Unit
from app.organisations.rules import local_day
from app.unit_of_work import UnitOfWork

MOST_SESSIONS = 10


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session as its owner sees it. ``ended`` is empty while it lives."""

    session_ref: str
    made_at: datetime
    used_at: datetime
    is_present: bool
    ended: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person holds. ``vetting`` and its last day are ``None`` for somebody who was never cleared."""

    sign_in_name: str
    unit: str
    organisation: str
    roles: tuple[tuple[str, date], ...]
    level: str
    vetting: VettingState | None
    vetting_last_day: date | None
    sessions: tuple[SessionLine, ...]


def own_standing(case: Session, actor: Actor, now: datetime) -> Standing:
    """Return what the person who asks holds, and their latest sessions, the newest first. Four statements."""
    place = case.execute(
        select(Account.sign_in_name, Unit.name, Organisation.name)
        .join(Unit, Unit.ref == Account.unit_ref)
        .join(Organisation, Organisation.ref == Unit.organisation_ref)
        .where(Account.account_ref == actor.account_ref)
    ).one()
    held = case.execute(roles_on(local_day(now)).where(RoleHeld.person_ref == actor.person_ref).order_by(RoleHeld.role))
    clearance = case.scalar(clearance_of(actor.person_ref))
    vetting = _vetting(clearance, now)
    return Standing(
        sign_in_name=place[0],
        unit=place[1],
        organisation=place[2],
        roles=tuple((ROLE_BY_CODE[role].label, from_on) for _ref, role, from_on in held),
        level=VETTING_BY_CODE[clearance.level].label if clearance else "",
        vetting=vetting,
        vetting_last_day=last_day(clearance.ends_at) if clearance else None,
        sessions=_sessions(case, actor, now),
    )


def own_devices(case: Session, actor: Actor, now: datetime) -> Sequence[KnownDevice]:
    """Return the browsers that are known for the person who asks, the one used last first. One statement."""
    own = select(KnownDevice).where(KnownDevice.account_ref == actor.account_ref, KnownDevice.ends_at > now)
    return case.scalars(own.order_by(KnownDevice.used_at.desc(), KnownDevice.known_ref)).all()


def notice(uow: UnitOfWork) -> dict[str, Any] | None:
    """Return what the person should know of what happened before this session, or ``None``. One statement."""
    row = uow.case.scalar(select(SignedIn).where(SignedIn.token_digest == uow.actor.session_digest))
    if row is None or row.notice_read:
        return None
    is_new = row.on_new_device and row.previous_at is not None
    if not (row.refused_before or row.replaced or is_new):
        return None
    return {"refused": row.refused_before, "replaced": row.replaced, "is_new": is_new, "previous_at": row.previous_at}


def any_notice(uow: UnitOfWork) -> Select[SignedIn]:
    """Return the query for the session that asks, where ``notice`` may have something to say."""
    is_new = and_(SignedIn.on_new_device.is_(True), SignedIn.previous_at.is_not(None))
    said = or_(SignedIn.refused_before > 0, SignedIn.replaced.is_(True), is_new)
    own = SignedIn.token_digest == uow.actor.session_digest
    return select(SignedIn).where(own, SignedIn.notice_read.is_(False), said)


def _sessions(case: Session, actor: Actor, now: datetime) -> tuple[SessionLine, ...]:
    newest: Sequence[SignedIn] = case.scalars(
        select(SignedIn)
        .where(SignedIn.person_ref == actor.person_ref)
        .order_by(SignedIn.made_at.desc(), SignedIn.session_ref)
        .limit(MOST_SESSIONS)
    ).all()
    return tuple(
        SessionLine(
            row.session_ref, row.made_at, row.used_at, row.token_digest == actor.session_digest, _ended(row, now)
        )
        for row in newest
    )


def _ended(row: SignedIn, now: datetime) -> str:
    """Return how a session ended, in a word; empty while it lives."""
    if row.ended_because:
        return Ending(row.ended_because).label
    by_time = ending_by_time(row.used_at, row.ends_at, now)
    return by_time.label if by_time else ""


def _vetting(clearance: Clearance | None, now: datetime) -> VettingState | None:
    return state_of(clearance.status, clearance.ends_at, now) if clearance else None
