"""What becomes of somebody's permissions when they are stopped, change role or vetting, or make new keys."""

from sqlalchemy import select

from app.contacts.models import APPROVED, PENDING, REVOKED, ContactRequest
from app.unit_of_work import UnitOfWork
from audit.events import Event

WHY = "What you hold was changed, so this ended. Ask again if you still need it."


def end_permissions(uow: UnitOfWork, person_ref: str) -> None:
    """End every request and permission of a person, in the vault and here. They ask again when they can."""
    own = select(ContactRequest).where(
        ContactRequest.requester_ref == person_ref, ContactRequest.state.in_((PENDING, APPROVED))
    )
    for row in uow.case.scalars(own).all():
        with uow.trail.recording(Event.CONTACT_REVOKE, row.grant_ref) as note:
            note.grant_ref = row.grant_ref
            uow.vault.revoke(row.grant_ref)
            row.state, row.decision_reason, row.ends_at = REVOKED, WHY, row.ends_at or uow.now
