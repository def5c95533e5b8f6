"""Reads of the log for the auditor's board, which is recorded as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.unit_of_work import UnitOfWork
from audit.events import Decision
from audit.store import Checkpoint, Filters, StoredEntry

BOARD_ROWS = 8


@dataclass(frozen=True, slots=True)
class State:
    """How the log stands: its latest checkpoint, how far it has come, and attempts without an outcome."""

    latest: Checkpoint | None
    size: int
    unfinished: Sequence[StoredEntry]

    @property
    def unsigned(self) -> int:
        """How many entries no checkpoint covers yet."""
        return self.size - (self.latest.size if self.latest else 0)


def state(uow: UnitOfWork) -> State:
    """Return how the log stands."""
    head, latest = uow.log.standing()
    return State(latest, head.size, uow.log.unfinished(limit=BOARD_ROWS))


def refusals(uow: UnitOfWork) -> list[StoredEntry]:
    """Return the newest refusals."""
    return uow.log.entries(Filters(decision=Decision.REFUSED.value), limit=BOARD_ROWS)
