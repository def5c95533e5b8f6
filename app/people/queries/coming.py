"""Who is coming and who is going: open invitations, keys that wait, last days."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import LEFT, Account, Person
from app.people.models import OPEN, Invitation

MOST_URGENT = 20


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


def coming(case: Session) -> list[Coming]:
    """Return the open invitations, the soonest end first, those that are over too. One statement."""
    columns = select(Invitation.person_ref, Person.name, Invitation.kind, Invitation.expires_at)
    rows = case.execute(
        columns.join(Person, Person.person_ref == Invitation.person_ref)
        .where(Invitation.state == OPEN)
        .order_by(Invitation.expires_at, Invitation.invitation_ref)
        .limit(MOST_URGENT)
    )
    return [Coming(*row) for row in rows]


def going(case: Session) -> list[Going]:
    """Return the people whose last day is known and who have not been seen off, the soonest first. One statement."""
    rows = case.execute(
        select(Person.person_ref, Person.name, Account.leaving_on)
        .join(Account, Account.person_ref == Person.person_ref)
        .where(Account.leaving_on.is_not(None), Account.state != LEFT)
        .order_by(Account.leaving_on, Person.person_ref)
        .limit(MOST_URGENT)
    )
    return [Going(ref, name, day) for ref, name, day in rows if day is not None]


def open_invitation(case: Session, person_ref: str) -> Invitation | None:
    """Return the open invitation of a person, or ``None``."""
    return case.scalar(select(Invitation).where(Invitation.person_ref == person_ref, Invitation.state == OPEN).limit(1))
