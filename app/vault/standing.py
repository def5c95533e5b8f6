"""What acts of custody begin with: the unlocked keys that are kept for this session, and what is held shut."""

from typing import NamedTuple

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from app.vault.models import Freeze, Unlock


class Standing(NamedTuple):
    """The row that this session's unlocked keys stand in, if any, and every record that is held shut."""

    unlock: Unlock | None
    held: frozenset[str]


def standing(session: Session, session_ref: str) -> Standing:
    """Return both as they stand now, in one statement: nothing is opened without either."""
    always = select(literal(1).label("one")).subquery()
    asked = (
        select(Unlock, Freeze.record_ref)
        .select_from(always)
        .outerjoin(Unlock, Unlock.session_ref == session_ref)
        .outerjoin(Freeze, Freeze.released_at.is_(None))
    )
    rows = session.execute(asked).all()
    return Standing(rows[0][0], frozenset(record_ref for _, record_ref in rows if record_ref is not None))
