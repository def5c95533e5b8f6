"""What the made-up source unit erases and keeps: one tombstone, one request that waits, and one legal hold."""

from collections.abc import Iterator
from itertools import islice

from sqlalchemy import select

from app.access.actor import steward
from app.contacts import queries as contacts
from app.demonstration.life import Life
from app.demonstration.people import CONTROLLER
from app.erasure import queries, service
from app.erasure.finishing import finish
from app.sources.models import Source
from app.unit_of_work import UnitOfWork

NEEDED = 3


def leave_erasures(life: Life) -> None:
    """Have one source erased, another asked for, and a third one kept, of those that nobody is busy with."""
    handlers = {colleague.person_ref: who for who, colleague in life.staff.items()}
    with life.house.work(steward(), writes=False) as uow:
        rows = select(Source).where(Source.band.in_(("LOW", "MEDIUM")), Source.handler_ref.in_(handlers))
        found = list(uow.case.scalars(rows.order_by(Source.registered_at, Source.source_ref)))
        free = [(row.source_ref, handlers[row.handler_ref or ""]) for row in islice(_free(uow, found), NEEDED)]
    if len(free) < NEEDED:
        return
    (erased, first), (asked, second), (held, third) = free
    request = _ask(life, first, erased)
    life.do(CONTROLLER, service.erase, request, unlocked=True)
    life.do(CONTROLLER, service.leave_index, unlocked=True)
    finish(life.house)
    _ask(life, second, asked)
    case = "The trial of a man named in the report is listed for the autumn."
    life.do(third, service.set_hold, held, ground="CPIA", reason=case)


def _free(uow: UnitOfWork, rows: list[Source]) -> Iterator[Source]:
    """Give the sources that may be erased and that no officer waits for or may call."""
    for row in rows:
        officers = contacts.open_under(uow, uow.vault.links_of(row.source_ref))
        if not officers and not queries.kept_by(uow, row.source_ref):
            yield row


def _ask(life: Life, handler: str, source_ref: str) -> str:
    """Have a handler ask for a source to be erased."""
    reason = "Nothing came of what they told us, and they have asked not to be kept."
    request: str = life.do(handler, service.ask, source_ref, ground="ASKED_BY_PERSON", reason=reason)
    return request
