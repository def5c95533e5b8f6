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
                done += self._attempt(chore)
                self._next[chore.name] = now + chore.every
        return done + self._do_jobs()

    def _attempt(self, chore: Chore) -> int:
        """Do one chore; a failure is logged and the next chore goes on."""
        try:
            return chore.do(self._house)
        except Exception as error:
            log.error("chore %s failed: %s", chore.name, type(error).__name__)
            return 0

    def _do_jobs(self) -> int:
        """Lease due jobs and do each in its own unit of work."""
        with self._house.work(steward(new_id())) as uow:
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
