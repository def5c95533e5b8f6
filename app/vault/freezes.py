"""Records that failed to open: held shut until two people have looked and released them."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.database import new_id
from app.errors import Conflict
from app.vault.models import Freeze


def is_frozen(session: Session, record_ref: str) -> bool:
    """Return whether this record failed to open and has not been released since."""
    return session.scalar(_open_freeze(record_ref).limit(1)) is not None


def freeze(session: Session, *, record_ref: str, now: datetime) -> None:
    """Hold a record shut. It stays held whatever becomes of the act that found the failure."""
    if session.scalar(_open_freeze(record_ref).limit(1)) is None:
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


def _open_freeze(record_ref: str) -> Select[str]:
    """Return the query for a freeze that nobody, or only one person, has released."""
    return select(Freeze.freeze_ref).where(Freeze.record_ref == record_ref, Freeze.released_at.is_(None))
