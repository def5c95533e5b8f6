"""Records that failed to open: held shut until two people have looked and released them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import new_id
from app.errors import Conflict
from app.vault.models import Freeze


def frozen_records(session: Session) -> frozenset[str]:
    """Return the references of all records that failed to open and have not been released since: mostly none."""
    return frozenset(session.scalars(select(Freeze.record_ref).where(Freeze.released_at.is_(None))))


@dataclass(frozen=True, slots=True)
class Failure:
    """A record that is held shut: since when, and who was the first to release it, if anybody has."""

    record_ref: str
    failed_at: datetime
    first_releaser: str | None


def failures(session: Session) -> list[Failure]:
    """Return every record that is held shut, the one that has been longest first."""
    rows = session.scalars(select(Freeze).filter_by(released_at=None).order_by(Freeze.failed_at, Freeze.record_ref))
    return [Failure(row.record_ref, row.failed_at, row.first_releaser) for row in rows]


def freeze(session: Session, *, record_ref: str, now: datetime) -> None:
    """Hold a record shut. It stays held whatever becomes of the act that found the failure."""
    if record_ref not in frozen_records(session):
        session.add(Freeze(freeze_ref=new_id(), record_ref=record_ref, failed_at=now))
        session.flush()


def release(session: Session, record_ref: str, person_ref: str, now: datetime) -> bool:
    """
    Record one person's release, and return whether the record is open again: the second person's opens it.

    :raises Conflict: it is not frozen, or this person has released it already.
    """
    held = session.scalars(select(Freeze).filter_by(record_ref=record_ref, released_at=None)).all()
    if not held:
        raise Conflict("This record is not held.")
    for row in held:
        if row.first_releaser is None:
            row.first_releaser = person_ref
        elif row.first_releaser == person_ref:
            raise Conflict("You have released this record. A second person must release it too.")
        else:
            row.second_releaser, row.released_at = person_ref, now
    session.flush()
    return all(row.released_at is not None for row in held)
