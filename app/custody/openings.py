"""What custodians opened alone, for those who oversee them: who came to the end of it, and who may open more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, case, delete, func, or_, select, update

from app.access.facts import Nothing
from app.access.policy import Action, require
from app.accounts.models import Account, Person
from app.custody.kinds import MORE
from app.errors import Conflict, Invalid, NotFound
from app.sources.openings.counting import PERIODS
from app.sources.openings.models import DAY, MONTH, Leave, Opening
from app.unit_of_work import UnitOfWork
from audit.events import Event

PAGE: Final = 50
# Product defaults: how long somebody may open more, and how long an opening is kept that no longer counts.
LASTS: Final = timedelta(hours=24)
KEPT: Final = PERIODS[MONTH] + timedelta(days=1)
UNSEEN: Final = and_(Opening.reached != "", Opening.looked_by.is_(None))


@dataclass(frozen=True, slots=True)
class Overseen:
    """
    What one custodian opened alone.

    :ivar day: how many sources within 24 hours, ``month`` within 30 days.
    :ivar more: how many they may open besides, until ``until``.
    :ivar reached: what they came to the end of and nobody has looked at.
    """

    person_ref: str
    name: str
    sign_in_name: str
    day: int
    month: int
    more: int
    until: Any
    reached: Sequence[Opening]


def any_reached(_uow: UnitOfWork) -> Select[Opening]:
    """Return the query for whether anybody came to the end of what they may open alone, and nobody has looked."""
    return select(Opening).where(UNSEEN)


def reached(uow: UnitOfWork) -> Sequence[Row[Opening, str]]:
    """Return openings with which somebody came to the end of what one may, and nobody has looked: with names."""
    asked = select(Opening, Person.name).join(Person, Person.person_ref == Opening.person_ref).where(UNSEEN)
    return uow.case.execute(asked.order_by(Opening.opened_at, Opening.person_ref).limit(PAGE)).all()


def list_openings(uow: UnitOfWork) -> tuple[Sequence[Row[Opening, str]], Sequence[Row[Any]]]:
    """Return what ``reached`` does, and how many sources each custodian opened alone, the most first. Recorded."""
    with uow.trail.consulting(Event.OPENINGS_LIST) as note:
        require(uow.actor, Action.OPENINGS_LIST, Nothing(), uow.now)
        rows = uow.case.execute(_counts(uow)).all()
        note.detail["listed"] = [row.person_ref for row in rows]
        return reached(uow), rows


def read_openings(uow: UnitOfWork, person_ref: str) -> Overseen:
    """
    Return what one custodian opened alone.

    :raises NotFound: within the last 30 days they opened nothing alone.
    """
    with uow.trail.consulting(Event.OPENINGS_LIST, person_ref):
        require(uow.actor, Action.OPENINGS_LIST, Nothing(person_ref), uow.now)
        found = uow.case.execute(_counts(uow, Opening.person_ref == person_ref)).first()
        if found is None:
            raise NotFound
        lasts = (Leave.person_ref == person_ref, Leave.until > uow.now)
        more, until = uow.case.execute(select(func.sum(Leave.more), func.max(Leave.until)).where(*lasts)).one()
        unseen = uow.case.scalars(select(Opening).where(Opening.person_ref == person_ref, UNSEEN)).all()
        who = (found.person_ref, found.name, found.signs_in)
        return Overseen(*who, found.day, found.month, more or 0, until, unseen)


def look(uow: UnitOfWork, person_ref: str, *, finding: str) -> None:
    """
    Write down that somebody else has looked at what a custodian opened, and what they found.

    :raises Refused: policy says no; nobody looks at their own.
    :raises Conflict: there is nothing to look at, or a colleague has.
    """
    with uow.trail.recording(Event.OPENINGS_LOOK, person_ref, reason=finding):
        require(uow.actor, Action.OPENINGS_LOOK, Nothing(person_ref), uow.now)
        theirs = update(Opening).where(Opening.person_ref == person_ref, UNSEEN)
        done: Any = uow.case.execute(theirs.values(looked_by=uow.actor.person_ref, looked_at=uow.now))
        if not done.rowcount:
            raise Conflict("A colleague has looked at this already.")


def let_open_more(uow: UnitOfWork, person_ref: str, *, more: int, reason: str) -> None:
    """
    Let a custodian open more sources alone than one may, for 24 hours.

    :raises Refused: policy says no; nobody lets themself.
    :raises NotFound: within the last 30 days they opened nothing alone.
    :raises Invalid: it would be more than one may be given.
    """
    with uow.trail.recording(Event.OPENINGS_LET, person_ref, reason=reason, detail={"more": more}):
        require(uow.actor, Action.OPENINGS_LET, Nothing(person_ref), uow.now)
        if more not in MORE:
            raise Invalid({"more": "Choose how many more"})
        if uow.case.execute(_counts(uow, Opening.person_ref == person_ref)).first() is None:
            raise NotFound
        leave = Leave(person_ref=person_ref, more=more, given_by=uow.actor.person_ref)
        leave.given_at, leave.until = uow.now, uow.now + LASTS
        uow.case.add(leave)


def forget_openings(uow: UnitOfWork) -> int:
    """Delete openings and leaves that count no more; what nobody has looked at stays. The steward only."""
    over = uow.now - KEPT
    settled = or_(Opening.reached == "", Opening.looked_by.is_not(None))
    with uow.trail.recording(Event.SWEEP, "openings") as note:
        require(uow.actor, Action.STEWARD, Nothing(), uow.now)
        old = delete(Opening).where(Opening.opened_at <= over, Opening.from_outside.is_(False), settled)
        gone: list[Any] = [uow.case.execute(one) for one in (old, delete(Leave).where(Leave.until <= over))]
        note.detail["count"] = count = sum(int(one.rowcount) for one in gone)
    return count


def _counts(uow: UnitOfWork, *narrowed: ColumnElement[bool]) -> Select[Any]:
    """Return the query for how many sources custodians opened alone: who, and how many in a day and in a month."""
    today = case((Opening.opened_at > uow.now - PERIODS[DAY], Opening.source_ref))
    month = func.count(Opening.source_ref.distinct()).label("month")
    signs_in = select(func.min(Account.sign_in_name)).where(Account.person_ref == Person.person_ref).scalar_subquery()
    return (
        select(
            Person.person_ref, Person.name, signs_in.label("signs_in"), func.count(today.distinct()).label("day"), month
        )
        .join(Opening, Opening.person_ref == Person.person_ref)
        .where(Opening.opened_at > uow.now - PERIODS[MONTH], *narrowed)
        .group_by(Person.person_ref, Person.name)
        .order_by(month.desc(), Person.name)
        .limit(PAGE)
    )
