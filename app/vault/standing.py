"""What acts of custody begin with: the unlocked keys that are kept for this session, and what is held shut."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from app.vault.models import Freeze, Unlock


class Kept(NamedTuple):
    """What is kept of a session's unlocked keys: values and no row, which would be gone with a rolled back unit."""

    session_ref: str
    person_ref: str
    used_at: datetime
    ends_at: datetime
    server_half: bytes
    seeds: bytes


class Standing(NamedTuple):
    """What is kept of this session's unlocked keys, if anything, and every record that is held shut."""

    unlock: Kept | None
    held: frozenset[str]


def standing(session: Session, session_ref: str) -> Standing:
    """Return both as they stand now, in one statement: nothing is opened without either."""
    always = select(literal(1).label("one")).subquery()
    asked = (
        select(*(getattr(Unlock, name) for name in Kept._fields), Freeze.record_ref)
        .select_from(always)
        .outerjoin(Unlock, Unlock.session_ref == session_ref)
        .outerjoin(Freeze, Freeze.released_at.is_(None))
    )
    rows = session.execute(asked).all()
    *kept, _ = rows[0]
    held = frozenset(row.record_ref for row in rows if row.record_ref is not None)
    return Standing(Kept(*kept) if kept[0] is not None else None, held)
