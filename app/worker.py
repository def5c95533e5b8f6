"""The steward: one process that drains the gateway, signs heartbeats, ends what has expired and does due work."""

import logging
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.access.actor import steward
from app.database import new_id
from app.jobs import queue
from app.unit_of_work import House, UnitOfWork

log = logging.getLogger("sourcekeeper.steward")

TICK_SECONDS = 1.0
JOBS = "jobs"
# What failed is tried again after so long at the latest, however seldom it is done: a store that was away is back then.
SOON_AGAIN = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Chore:
    """
    Something the steward does again and again.

    ``do`` is idempotent: it may be killed anywhere and is simply done again. It returns how much it did.
    """

    name: str
    every: timedelta
    do: Callable[[House], int]


JobHandler = Callable[[UnitOfWork, str], None]


class Steward:
    """
    Runs chores and jobs, one after the other.

    One that fails is logged by its name and kind of error, never by what it was working on, and tried again.
    """

    def __init__(self, house: House, chores: tuple[Chore, ...], handlers: dict[str, JobHandler]) -> None:
        self._house = house
        self._chores = chores
        self._handlers = handlers
        self._next: dict[str, datetime] = {}
        self._stopping = False

    def run(self) -> None:
        """Work until told to stop; the chore in hand is finished first."""
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: self.stop())
        while not self._stopping:
            self.tick()
            time.sleep(TICK_SECONDS)

    def stop(self) -> None:
        """Stop after what is in hand."""
        self._stopping = True

    def tick(self) -> int:
        """Do every chore that is due and every due job, once; return how much was done."""
        now = self._house.clock()
        done = 0
        for chore in self._chores:
            if self._next.get(chore.name, now) <= now:
                did = self._attempt(chore.name, chore.do)
                self._next[chore.name] = now + (chore.every if did is not None else min(chore.every, SOON_AGAIN))
                done += did or 0
        return done + (self._attempt(JOBS, self._do_jobs) or 0)

    def _attempt(self, name: str, do: Callable[[House], int]) -> int | None:
        """Do one thing; a failure, such as a store that is away, is logged, and the next goes on. None tells of it."""
        try:
            return do(self._house)
        except Exception as error:
            log.error("chore %s failed: %s", name, type(error).__name__)
            return None

    def _do_jobs(self, house: House) -> int:
        """Lease due jobs and do each in its own unit of work."""
        with house.work(steward(new_id())) as uow:
            taken = [(job.id, job.kind, job.subject_ref) for job in queue.lease(uow.case, uow.now)]
        return sum(self._do_job(*job) for job in taken)

    def _do_job(self, job_id: str, kind: str, subject_ref: str) -> int:
        """Do one job and mark it done in the same transaction, or put it back."""
        try:
            with self._house.work(steward(new_id())) as uow:
                self._handlers[kind](uow, subject_ref)
                queue.finish(uow.case, job_id, uow.now)
        except Exception as error:
            log.error("job of kind %s failed: %s", kind, type(error).__name__)
            with self._house.work(steward(new_id())) as uow:
                queue.put_back(uow.case, job_id, uow.now, why=type(error).__name__)
            return 0
        return 1
