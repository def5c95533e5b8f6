"""What an agency recorded, entered at the allegation it came of: by the steward, for no agency reaches so far."""

from contextlib import suppress

from sqlalchemy import select

from app.access.facts import Nothing
from app.access.policy import Action, require
from app.allegations import service as allegations
from app.dissemination.models import Release, Report, Result
from app.dissemination.results import ARRESTS, RESULT_BY_CODE
from app.errors import NotFound, Refused
from app.risk.listeners import ACTED_ON, ARREST
from app.unit_of_work import UnitOfWork

MOST_AT_ONCE = 200


def enter_results(uow: UnitOfWork) -> int:
    """
    Enter results at the allegations they came of, and say what was done; return how many. May be done again and again.

    The agency's own process reaches releases and nothing behind them, so the steward does it.

    :raises Refused: only the steward enters them.
    """
    require(uow.actor, Action.STEWARD, Nothing(), uow.now)
    waiting = (
        select(Result, Report.allegation_ref)
        .join(Release, Release.ref == Result.release_ref)
        .join(Report, Report.ref == Release.report_ref)
        .where(Result.waits.is_(True))
        .order_by(Result.at, Result.id)
        .limit(MOST_AT_ONCE)
    )
    rows = uow.case.execute(waiting).all()
    for result, allegation_ref in rows:
        known = RESULT_BY_CODE[result.code]
        if known.was_action:
            uow.tell(ARREST if known.code in ARRESTS else ACTED_ON, allegation_ref)
        if known.is_final:
            # What was opened again meanwhile waits for no result. That is nothing to the agency: its result is kept.
            with suppress(NotFound, Refused):
                allegations.mark_result(uow, allegation_ref)
        result.waits = False
    return len(rows)
