"""What boards show of contact that is due: to the officer who calls, and to whoever looks after a source."""

from collections.abc import Mapping
from typing import Any

from app.contacts import finding_due
from app.contacts.due import COLOURS, KIND_LABELS, LABELS, in_order
from app.unit_of_work import UnitOfWork
from app.web import boards

WORDS = {"urgencies": LABELS, "colours": COLOURS, "kinds": KIND_LABELS}


def board(uow: UnitOfWork) -> Mapping[str, Any] | None:
    """Return what is due to an officer: in the window now, later today, overdue; promised calls and first attempts."""
    return _shown(uow, finding_due.due_to_officer(uow))


def board_planned(uow: UnitOfWork) -> Mapping[str, Any] | None:
    """Return the sources whose next contact is due by their plan."""
    return _shown(uow, finding_due.due_by_plan(uow))


def _shown(uow: UnitOfWork, due: list[Any]) -> Mapping[str, Any] | None:
    rows = in_order(due, uow.now)
    if not rows:
        return None
    return {"rows": rows, "now": uow.now, "words": WORDS, boards.LISTED: [row.ref or row.about for row in rows]}
