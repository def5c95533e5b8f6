"""Who is coming and who is going: open invitations, and last days that are known."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Date, literal, null, select, union_all
from sqlalchemy.orm import Session

from app.accounts.models import LEFT, Account, Person
from app.database import UTCDateTime
from app.people.models import OPEN, Invitation

MOST_URGENT = 20
LEAVING = "LEAVING"


@dataclass(frozen=True, slots=True)
class Coming:
    """An open invitation. Its words are on paper only."""

    person_ref: str
    name: str
    kind: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Going:
    """Somebody whose last day is known."""

    person_ref: str
    name: str
    leaving_on: date


def coming_and_going(case: Session) -> tuple[list[Coming], list[Going]]:
    """Return open invitations, also those that are over, and known last days; the soonest first. One statement."""
    invited = (
        select(
            Invitation.person_ref, Person.name, Invitation.kind, Invitation.expires_at, null().cast(Date).label("day")
        )
        .join(Person, Person.person_ref == Invitation.person_ref)
        .where(Invitation.state == OPEN)
        .order_by(Invitation.expires_at, Invitation.invitation_ref)
        .limit(MOST_URGENT)
        .subquery()
    )
    leaving = (
        select(Person.person_ref, Person.name, literal(LEAVING), null().cast(UTCDateTime), Account.leaving_on)
        .join(Account, Account.person_ref == Person.person_ref)
        .where(Account.leaving_on.is_not(None), Account.state != LEFT)
        .order_by(Account.leaving_on, Person.person_ref)
        .limit(MOST_URGENT)
        .subquery()
    )
    rows = case.execute(union_all(select(invited), select(leaving))).all()
    coming = [Coming(ref, name, kind, until) for ref, name, kind, until, _day in rows if kind != LEAVING]
    return coming, [Going(ref, name, day) for ref, name, kind, _until, day in rows if kind == LEAVING]


def open_invitation(case: Session, person_ref: str) -> Invitation | None:
    """Return the open invitation of a person, or ``None``."""
    return case.scalar(select(Invitation).where(Invitation.person_ref == person_ref, Invitation.state == OPEN).limit(1))
