"""What becomes of requests when the keys that they stand on are gone, or whoever asked is."""

from app.custody import queries
from app.custody.kinds import Kind
from app.custody.models import REVOKED, CustodyRequest
from app.sources.models import Source
from app.unit_of_work import UnitOfWork
from audit.events import Event


def stop(uow: UnitOfWork, row: CustodyRequest, reason: str) -> None:
    """End what waits or lasts, in the vault and here."""
    uow.vault.revoke(row.request_ref)
    row.state, row.decision_reason, row.ends_at = REVOKED, reason, uow.now


def custody_changed(uow: UnitOfWork, source_ref: str) -> None:
    """End what stands on keys that are gone, once a source is held another way."""
    held = uow.case.get_one(Source, source_ref).custody
    for row in queries.open_of(uow, source_ref=source_ref):
        if row.custody != held and row.kind != Kind.GLASS:
            stop(uow, row, "The source is held another way now. Ask again.")


def closing(uow: UnitOfWork, source_ref: str) -> None:
    """End what was asked about a source that is closed, the breaking of the glass excepted, which ends by itself."""
    for row in queries.open_of(uow, source_ref=source_ref):
        if row.kind != Kind.GLASS:
            with uow.trail.recording(Event.CUSTODY_END, row.request_ref):
                stop(uow, row, "The source is closed.")


def officer_moved(uow: UnitOfWork, source_ref: str) -> None:
    """End what a source's handler or controller asked for, once the source is somebody else's."""
    source = uow.case.get_one(Source, source_ref)
    for row in queries.open_of(uow, source_ref=source_ref):
        if row.kind != Kind.GLASS and row.requester_ref not in {source.handler_ref, source.controller_ref}:
            with uow.trail.recording(Event.CUSTODY_END, row.request_ref):
                stop(uow, row, "Somebody else looks after this source now.")


def kept_from(uow: UnitOfWork, source_ref: str) -> None:
    """End what was asked by whoever is kept from a source now, the breaking of the glass included."""
    rows = queries.open_of(uow, source_ref=source_ref)
    kept = uow.kept_among({row.requester_ref for row in rows}, uow.case.get_one(Source, source_ref))
    for row in rows:
        if row.requester_ref in kept:
            with uow.trail.recording(Event.CUSTODY_END, row.request_ref):
                stop(uow, row, "What you asked for has ended.")


def keys_gone(uow: UnitOfWork, person_ref: str) -> None:
    """End what somebody asked for who was stopped, changed or made new keys."""
    for row in queries.open_of(uow, person_ref=person_ref):
        with uow.trail.recording(Event.CUSTODY_END, row.request_ref):
            stop(uow, row, "What you hold was changed. Ask again.")
