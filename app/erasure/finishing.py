"""Finishing what was erased: the steward deletes what a kill left, empties mailboxes, and closes the certificate."""

from sqlalchemy import delete

from app.access.actor import steward
from app.access.facts import Nothing
from app.access.policy import Action, require
from app.database import forget_deleted, new_id
from app.erasure import queries
from app.erasure.models import Erasure
from app.erasure.rules import gone_on
from app.intake.models import MailboxSlot
from app.unit_of_work import House, UnitOfWork
from audit.events import Decision, Event
from audit.store import Filters


def finish(house: House) -> int:
    """
    Finish what was erased, and return how many certificates were closed. It may be done twice, and killed anywhere.

    A certificate is closed when the record says *done*, no store holds a row, the search index has let go, and the
    stores have let go of the pages that held it.
    """
    with house.work(steward(new_id()), writes=False) as uow:
        refs = [row.erasure_ref for row in queries.unfinished(uow) if _is_to_do(uow, row)]
    for erasure_ref in refs:
        _erase_the_rest(house, erasure_ref)
    if not refs or not all(forget_deleted(store) for store in house.stores.each().values()):
        return 0
    return sum(_close(house, erasure_ref) for erasure_ref in refs)


def _is_to_do(uow: UnitOfWork, row: Erasure) -> bool:
    """Return whether something is left to do that is the steward's, and not a custodian's."""
    return bool(row.left_index_at or row.parts_left or row.boxes_left) or _is_left(uow, row)


def _is_left(uow: UnitOfWork, row: Erasure) -> bool:
    """Return whether the vault keeps something, or the record does not say that it was erased."""
    done = Filters(object_refs=(row.source_ref,), action=Event.SOURCE_ERASE.action, decision=Decision.DONE)
    return uow.vault.erasing.keeps(row.source_ref) or not uow.log.entries(done, limit=1)


def _erase_the_rest(house: House, erasure_ref: str) -> None:
    """Delete from the vault what a kill left there, and then from the gateway."""
    with house.work(steward(new_id())) as uow:
        row = uow.case.get_one(Erasure, erasure_ref)
        parts = [ref for ref in row.parts_left if uow.vault.submission_waits(ref)]
        if _is_left(uow, row) or parts:
            with uow.trail.recording(Event.SOURCE_ERASE, row.source_ref, detail={"request": erasure_ref}):
                permit = require(uow.actor, Action.ERASURE_FINISH, Nothing(row.source_ref), uow.now)
                uow.vault.erasing.erase(permit, parts, row.grants_left)
    with house.work(steward(new_id())) as uow:
        boxes = uow.case.get_one(Erasure, erasure_ref).boxes_left
        uow.gateway.execute(delete(MailboxSlot).where(MailboxSlot.locator.in_(boxes)))


def _close(house: House, erasure_ref: str) -> bool:
    """Write on a certificate that nothing is left, and from which day no backup brings it back."""
    with house.work(steward(new_id())) as uow:
        row = uow.case.get_one(Erasure, erasure_ref)
        row.parts_left, row.grants_left, row.boxes_left = [], [], []
        if row.left_index_at is None:
            return False
        with uow.trail.recording(Event.SWEEP, row.source_ref, detail={"check": "erased"}):
            row.finished_at, row.gone_on = uow.now, gone_on(uow.now, uow.deployment.backup_days)
            # A backup that was made since may be locked with a newer key.
            row.lock_number = uow.vault.erasing.lock_number
        return True
