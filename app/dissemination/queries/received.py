"""What an agency reads of the releases that were sent to it, narrowed by policy and by their conditions."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, and_, not_, or_, select

from app.access.policy import Action, visible
from app.dissemination.models import (
    RELEASED,
    Acceptance,
    Release,
    release_columns,
)
from app.dissemination.queries.readers import standing_in_the_way
from app.dissemination.queries.written import PAGE
from app.errors import NotFound
from app.unit_of_work import UnitOfWork

READ_MORE = 4


def find_release(uow: UnitOfWork, ref: str) -> Release:
    """
    Return a release that this person may know of.

    :raises NotFound: there is none, it is for others, or a condition on it keeps this person out.
    """
    columns = release_columns(uow.actor.person_ref)
    row = uow.case.scalar(
        select(Release).where(Release.ref == ref, visible(uow.actor, Action.RELEASE_LIST, columns, uow.now))
    )
    if row is None or standing_in_the_way(uow, [row])[row.ref]:
        raise NotFound
    return row


def releases(uow: UnitOfWork, before: tuple[date, str] | None = None) -> Sequence[Release]:
    """
    Return releases this person may know of, newest first. What a condition keeps from them is not there.

    A page is filled up from the next rows, so that its length does not tell that something was left out. Each time
    more is read than the time before: a few statements suffice, however much is kept from them.
    """
    shown: list[Release] = []
    reading = PAGE
    while len(shown) < PAGE:
        rows = uow.case.scalars(_releases(uow, before).limit(reading)).all()
        stopped = standing_in_the_way(uow, rows)
        shown += [row for row in rows if not stopped[row.ref]]
        if len(rows) < reading:
            break
        before, reading = (rows[-1].released_on, rows[-1].ref), reading * READ_MORE
    return shown[:PAGE]


def _releases(uow: UnitOfWork, before: tuple[date, str] | None) -> Select[Release]:
    """Return the query for releases as policy narrows them, newest first."""
    columns = release_columns(uow.actor.person_ref)
    asked = select(Release).where(Release.state == RELEASED, visible(uow.actor, Action.RELEASE_LIST, columns, uow.now))
    if before is not None:
        day, ref = before
        asked = asked.where(or_(Release.released_on < day, and_(Release.released_on == day, Release.ref < ref)))
    return asked.order_by(Release.released_on.desc(), Release.ref.desc())


def waiting(uow: UnitOfWork, limit: int) -> list[tuple[Release, bool]]:
    """
    Return what needs this reader: unread first, then what they have read; each with whether it was read.

    Only what the agency still owes a result for: what is dealt with needs nobody, and would grow without end. Both
    halves are a stretch of one index.
    """
    columns = release_columns(uow.actor.person_ref)
    theirs = (
        select(Release)
        .where(visible(uow.actor, Action.RELEASE_LIST, columns, uow.now), Release.resulted.is_(False))
        .order_by(Release.result_due_at, Release.ref)
    )
    unread = uow.case.scalars(theirs.where(not_(columns.accepted)).limit(limit)).all()
    left = limit - len(unread)
    read = uow.case.scalars(theirs.where(columns.accepted).limit(left)).all() if left else []
    stopped = standing_in_the_way(uow, [*unread, *read])
    rows = [*((row, False) for row in unread), *((row, True) for row in read)]
    return [(row, was_read) for row, was_read in rows if not stopped[row.ref]]


def accepted(uow: UnitOfWork, refs: Sequence[str]) -> frozenset[str]:
    """Return which of these releases this person has accepted the conditions of."""
    asked = select(Acceptance.release_ref).where(
        Acceptance.person_ref == uow.actor.person_ref, Acceptance.release_ref.in_(refs)
    )
    return frozenset(uow.case.scalars(asked)) if refs else frozenset()
