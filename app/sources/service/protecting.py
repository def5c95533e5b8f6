"""How well a source is held: marked sensitive, and raised from the custodians alone to two groups."""

from app.access.policy import Action, require
from app.errors import Conflict
from app.sources import queries
from app.sources.happenings import CUSTODY_CHANGED
from app.sources.models import DUAL
from app.sources.standings import ORDINARY
from app.unit_of_work import UnitOfWork
from audit.events import Event


def mark_sensitive(uow: UnitOfWork, source_ref: str, *, sensitive: bool, reason: str) -> None:
    """
    Mark a source as sensitive, which only two groups may hold, or take the mark off. What it says of them is not asked.

    :raises NotFound: no such source, or not theirs to know.
    :raises Conflict: it is marked so already.
    """
    with uow.trail.recording(Event.CUSTODY_MARK, source_ref, reason=reason) as note:
        source = queries.find(uow, source_ref)
        require(uow.actor, Action.CUSTODY_MARK, source.facts(), uow.now)
        if not sensitive and source.care != ORDINARY:
            raise Conflict("They are under 18 or vulnerable: two groups hold them as long as that is so.")
        if source.is_sensitive is sensitive:
            raise Conflict("A colleague has done this already.")
        source.is_sensitive = sensitive
        note.detail["sensitive"] = "yes" if sensitive else "no"
        uow.tell(CUSTODY_CHANGED, source_ref)


def raise_custody(uow: UnitOfWork, source_ref: str) -> None:
    """
    Have two groups hold a source: new keys, everything sealed anew, the old keys and all permissions gone.

    :raises NotFound: no such source, or not theirs to know.
    :raises Refused: policy says no.
    :raises Locked: the custodian has not unlocked.
    """
    with uow.trail.recording(Event.CUSTODY_RAISE, source_ref):
        source = queries.find(uow, source_ref)
        uow.vault.raise_custody(require(uow.actor, Action.CUSTODY_RAISE, source.facts(), uow.now))
        source.custody = DUAL
        uow.tell(CUSTODY_CHANGED, source_ref)
