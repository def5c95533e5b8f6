"""Opening a part of a source, and what follows when somebody reads who it is who does not look after it."""

from app.access.policy import Action, require
from app.sources.happenings import DISCLOSED, IDENTITY_READ
from app.sources.models import Source
from app.sources.openings.counting import ToOpen, count, require_left
from app.unit_of_work import UnitOfWork

IDENTITY = "identity"
# A court, or whoever asks for information, stands behind what is opened with this purpose.
FOR_DISCLOSURE = "DISCLOSURE_CPIA"


def open_alone(uow: UnitOfWork, found: ToOpen, compartment: str) -> dict[str, object]:
    """
    Return one part of a source, for a custodian whom nobody else has to let, and count it.

    Who reads from outside who it is, is told with the count: the steward sees to it.

    :raises Refused: policy says no, the source is held by two groups, or they have opened as many as one may.
    :raises Locked: the custodian has not unlocked.
    """
    permit = require(uow.actor, Action.SOURCE_OPEN, found.source.facts(compartment), uow.now)
    require_left(found)
    held = uow.vault.open(permit)
    count(uow, found, from_outside=compartment == IDENTITY and not _looks_after(uow, found.source))
    return held


def was_read(uow: UnitOfWork, source: Source, compartment: str, *, by_glass: bool) -> None:
    """
    Tell that somebody has read who a source is with another's leave, unless it was its own handler or controller.

    :param by_glass: whether the glass was broken for it: that is told whoever reads.
    """
    if compartment == IDENTITY and (by_glass or not _looks_after(uow, source)):
        uow.tell(IDENTITY_READ, source.source_ref)


def was_asked_for(uow: UnitOfWork, source_ref: str, purpose: str) -> None:
    """Tell that a part was opened for a court or a request for information, whoever opened it and whichever part."""
    if purpose == FOR_DISCLOSURE:
        uow.tell(DISCLOSED, source_ref)


def _looks_after(uow: UnitOfWork, source: Source) -> bool:
    """Return whether this person is the handler or the controller of a source."""
    return uow.actor.person_ref in {source.handler_ref, source.controller_ref}
