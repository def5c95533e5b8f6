"""What follows when somebody reads who a source is who does not look after them, or by breaking the glass."""

from app.sources.happenings import IDENTITY_READ
from app.sources.models import Source
from app.unit_of_work import UnitOfWork

IDENTITY = "identity"


def was_read(uow: UnitOfWork, source: Source, compartment: str, *, by_glass: bool = False) -> None:
    """
    Tell that somebody has read who a source is, unless it was its own handler or controller on an ordinary day.

    :param by_glass: whether the glass was broken for it: that is told whoever reads.
    """
    is_their_own = uow.actor.person_ref in {source.handler_ref, source.controller_ref}
    if compartment == IDENTITY and (by_glass or not is_their_own):
        uow.tell(IDENTITY_READ, source.source_ref)
