"""What becomes of requests when the source behind them is held another way."""

from collections.abc import Iterable

from app.contacts import queries
from app.contacts.models import APPROVED, REVOKED, ContactRequest
from app.sources.models import Source
from app.unit_of_work import UnitOfWork
from audit.events import Event

KEYS_ARE_NEW = "The way contact is allowed for this person has changed. Ask again."
NOT_YOURS_NOW = "Somebody else looks after this source now."
NO_LONGER = "Contact cannot be asked for any more. Tell the source unit if you need to know something."


def custody_changed(uow: UnitOfWork, source_ref: str) -> None:
    """End permissions that stand on the old keys, or on too few people; what waits, waits for the right ones."""
    source = uow.case.get_one(Source, source_ref)
    for row in queries.open_under(uow, queries.ways_to(uow, source_ref)):
        if row.custody == source.must_be_held and (row.state != APPROVED or uow.vault.keeps_grant(row.grant_ref)):
            continue
        uow.vault.revoke(row.grant_ref)
        if row.state == APPROVED:
            row.state, row.decision_reason, row.ends_at = REVOKED, KEYS_ARE_NEW, uow.now
        else:
            row.custody, row.custodian_ref, row.authoriser_ref, row.ends_at = source.must_be_held, None, None, None


def kept_from(uow: UnitOfWork, source_ref: str) -> None:
    """End what waits or lasts of whoever is kept from a source now. They see that it ended, and not why."""
    rows = queries.open_under(uow, queries.ways_to(uow, source_ref))
    kept = uow.kept_among({row.requester_ref for row in rows}, uow.case.get_one(Source, source_ref))
    _end(uow, [row for row in rows if row.requester_ref in kept])


def closing(uow: UnitOfWork, source_ref: str) -> None:
    """End what waits or lasts when a source is closed. Whoever asked sees that it ended, and not why."""
    _end(uow, queries.open_under(uow, queries.ways_to(uow, source_ref)))


def _end(uow: UnitOfWork, rows: Iterable[ContactRequest]) -> None:
    """End requests and permissions, in the vault and here, in words that say nothing of why."""
    for row in rows:
        with uow.trail.recording(Event.CONTACT_REVOKE, row.grant_ref) as note:
            note.grant_ref = row.grant_ref
            uow.vault.revoke(row.grant_ref)
            row.state, row.decision_reason, row.ends_at = REVOKED, NO_LONGER, row.ends_at or uow.now


def officer_moved(uow: UnitOfWork, source_ref: str) -> None:
    """End what a source's handler asked for, once the source is somebody else's. What officers hold stays theirs."""
    source = uow.case.get_one(Source, source_ref)
    for row in queries.open_under(uow, [source_ref]):
        if row.requester_ref != source.handler_ref:
            with uow.trail.recording(Event.CONTACT_REVOKE, row.grant_ref) as note:
                note.grant_ref = row.grant_ref
                uow.vault.revoke(row.grant_ref)
                row.state, row.decision_reason, row.ends_at = REVOKED, NOT_YOURS_NOW, row.ends_at or uow.now
