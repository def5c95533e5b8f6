"""Adding due work, and leasing it so that a worker that dies gives it back."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from app.jobs.models import Job

LEASE = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=1)


def add(session: Session, kind: str, subject_ref: str, *, key: str, due_at: datetime) -> None:
    """Add due work in the caller's transaction. The same key is kept once, however often it is added."""
    if session.scalar(select(Job.id).where(Job.key == key)) is None:
        session.add(Job(kind=kind, subject_ref=subject_ref, key=key, due_at=due_at))


def lease(session: Session, now: datetime, *, most: int = 20) -> list[Job]:
    """Return work that is due and nobody else is doing, leased to the caller for five minutes."""
    free = or_(Job.leased_until.is_(None), Job.leased_until <= now)
    due = session.scalars(
        select(Job).where(Job.done_at.is_(None), Job.due_at <= now, free).order_by(Job.due_at, Job.id).limit(most)
    )
    taken = []
    for job in due:
        won = session.execute(
            update(Job).where(Job.id == job.id, Job.done_at.is_(None), free).values(leased_until=now + LEASE)
        )
        if won.rowcount:  # type: ignore[attr-defined]
            taken.append(job)
    return taken


def finish(session: Session, job_id: str, now: datetime) -> None:
    """Mark work as done, in the transaction that did it."""
    session.execute(update(Job).where(Job.id == job_id).values(done_at=now, leased_until=None, failure=""))


def put_back(session: Session, job_id: str, now: datetime, *, why: str) -> None:
    """Give work back after a failure, to be tried again after a wait that doubles. ``why`` is the kind of error."""
    job = session.get_one(Job, job_id)
    job.attempts += 1
    job.failure = why
    job.leased_until = None
    job.due_at = now + min(timedelta(seconds=2**job.attempts), LONGEST_WAIT)
