"""What boards show beside reviews: whom to ask how they are, and what was planned against a risk and is not done."""

from collections.abc import Mapping
from typing import Any

from app.organisations.rules import local_day
from app.risk import due
from app.risk.words import TREATMENT_LABELS
from app.sources.words import BAND_COLOURS, BAND_LABELS
from app.unit_of_work import UnitOfWork
from app.web import boards

BANDS = (BAND_LABELS, BAND_COLOURS)


def welfare_board(uow: UnitOfWork) -> Mapping[str, Any]:
    """Return what the board shows of sources whom somebody should ask how they are."""
    rows = due.welfare_due(uow)
    listed = [row.source_ref for row in rows]
    return {"rows": rows, "today": local_day(uow.now), "bands": BANDS, boards.LISTED: listed}


def plan_board(uow: UnitOfWork) -> Mapping[str, Any]:
    """Return what the board shows of what is to be done about risks."""
    rows = due.tasks(uow)
    listed = [row.source_ref for row, _name in rows]
    return {"rows": rows, "today": local_day(uow.now), "treatments": TREATMENT_LABELS, boards.LISTED: listed}
