"""What happened about the person who asks, and they have not read."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.people.models import PersonNotice
from app.people.telling import Told

MOST_SHOWN = 20


def unread_of(person_ref: str) -> Select[PersonNotice]:
    """Return the query for what a person was told and has not read."""
    return select(PersonNotice).where(PersonNotice.person_ref == person_ref, PersonNotice.read_at.is_(None))


def unread(case: Session, person_ref: str) -> list[tuple[datetime, str]]:
    """Return when what happened, newest first. One statement."""
    rows = case.scalars(
        unread_of(person_ref).order_by(PersonNotice.at.desc(), PersonNotice.notice_ref).limit(MOST_SHOWN)
    )
    return [(row.at, Told(row.told).sentence) for row in rows]
