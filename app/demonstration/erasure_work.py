"""What the made-up source unit erases and keeps: one tombstone, one request that waits, and one legal hold."""

from collections.abc import Iterator
from itertools import islice

from app.access.actor import steward
from app.contacts import queries as contacts
from app.demonstration.cast import Cast, Part
from app.demonstration.life import Life
from app.demonstration.people import CONTROLLER
from app.erasure import queries, service
from app.erasure.finishing import finish
from app.unit_of_work import UnitOfWork

NEEDED = 2


def leave_erasures(life: Life, cast: Cast) -> None:
    """Have one source erased, another asked for, and a third one kept, of those that nobody is busy with."""
    # The hold is over the first in work, who is none of the others.
    third, held = cast.in_work()[0]
    at_leisure = [one for one in cast.at_leisure() if one[1] != held]
    with life.house.work(steward(), writes=False) as uow:
        free = list(islice(_free(uow, at_leisure), NEEDED))
    cast.taken.update(source_ref for _, source_ref in free)
    requests = [_ask(life, *one) for one in free]
    for request in requests[:1]:
        life.do(CONTROLLER, service.erase, request, unlocked=True)
        life.do(CONTROLLER, service.leave_index, unlocked=True)
        finish(life.house)
    case = "The trial of a man named in the report is listed for the spring."
    life.do(third, service.set_hold, held, ground="CPIA", reason=case)


def _free(uow: UnitOfWork, found: list[Part]) -> Iterator[Part]:
    """Give the sources that may be erased and that no officer waits for or may call."""
    for handler, source_ref in found:
        officers = contacts.open_under(uow, contacts.ways_to(uow, source_ref))
        if not officers and not queries.kept_by(uow, source_ref):
            yield handler, source_ref


def _ask(life: Life, handler: str, source_ref: str) -> str:
    """Have a handler ask for a source to be erased."""
    reason = "Nothing came of what they told us, and they have asked not to be kept."
    request: str = life.do(handler, service.ask, source_ref, ground="ASKED_BY_PERSON", reason=reason)
    return request
