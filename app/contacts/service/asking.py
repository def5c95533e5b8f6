"""How an officer asks to reach a source: what for and why, and what they see of their requests."""

from collections.abc import Sequence
from datetime import datetime

from app.access.policy import Action, require
from app.allegations import queries as allegations
from app.contacts import queries
from app.contacts.models import APPROVED, PENDING, ContactRequest
from app.contacts.outcomes import PURPOSE_BY_CODE
from app.errors import Conflict, Refused
from app.sources import queries as sources
from app.sources.models import Source
from app.unit_of_work import UnitOfWork
from audit.events import Event


def before_asking(uow: UnitOfWork, allegation_ref: str) -> None:
    """
    Let an officer say what for: only about an allegation of their own, so that the form tells nothing.

    :raises NotFound: no such allegation, or not theirs to know.
    :raises Refused: policy says no.
    """
    with uow.trail.consulting(Event.ALLEGATION_READ, allegation_ref):
        allegation = allegations.find(uow, allegation_ref)
        require(uow.actor, Action.CONTACT_ASK, allegation.facts(), uow.now)


def ask(uow: UnitOfWork, allegation_ref: str, *, purpose: str, reason: str) -> str:
    """
    Ask to be told how the person behind an allegation may be reached; return the reference of the request.

    :raises NotFound: no such allegation, or not theirs to know.
    :raises Refused: policy says no, or there is nobody who can be asked for.
    :raises Conflict: a request of theirs for it is open already.
    """
    with uow.trail.recording(Event.CONTACT_REQUEST, allegation_ref, purpose=purpose, reason=reason) as note:
        allegation = allegations.find(uow, allegation_ref)
        require(uow.actor, Action.CONTACT_ASK, allegation.facts(), uow.now)
        without_plan = PURPOSE_BY_CODE[purpose].without_plan
        if not sources.contact_can_be_asked(uow, allegation.link, without_plan=without_plan):
            raise Refused("contact_can_be_asked", "Contact cannot be asked for on this allegation.")
        if any(_is_open(row, uow) for row in queries.of_allegation(uow, allegation_ref)):
            raise Conflict("You have asked for this already. Open your request to see where it stands.")
        row = ContactRequest(
            link=allegation.link,
            allegation_ref=allegation_ref,
            purpose=purpose,
            reason=reason,
            requester_ref=uow.actor.person_ref,
            asked_at=uow.now,
            custody=sources.must_be_held(uow, allegation.link),
        )
        uow.case.add(row)
        uow.case.flush()
        note.grant_ref = row.grant_ref
        return row.grant_ref


def to_decide(uow: UnitOfWork, after: tuple[datetime, str] | None = None) -> list[tuple[ContactRequest, str]]:
    """Return a page of requests this custodian may decide, oldest first, each with the name of who asks. Recorded."""
    with uow.trail.consulting(Event.CONTACT_LIST) as note:
        found = queries.pending(uow, after)
        note.detail["listed"] = [row.grant_ref for row, _name in found]
        return found


def own(uow: UnitOfWork, before: tuple[datetime, str] | None = None) -> Sequence[ContactRequest]:
    """Return a page of the officer's own requests, newest first. Recorded with the references shown."""
    with uow.trail.consulting(Event.CONTACT_LIST) as note:
        rows = queries.own(uow, before)
        note.detail["listed"] = [row.grant_ref for row in rows]
        return rows


def read(uow: UnitOfWork, grant_ref: str) -> ContactRequest:
    """
    Return a request: to its officer, or to a custodian.

    :raises NotFound: no such request, or not theirs to know.
    """
    with uow.trail.consulting(Event.CONTACT_READ_REQUEST, grant_ref):
        return queries.find(uow, grant_ref)


def read_to_decide(uow: UnitOfWork, grant_ref: str) -> tuple[ContactRequest, str]:
    """
    Return a request, and how great the risk is to whoever would be called: what those who decide must weigh.

    :raises NotFound: no such request, or not theirs to know.
    """
    with uow.trail.consulting(Event.CONTACT_READ_REQUEST, grant_ref):
        row = queries.find(uow, grant_ref)
        is_own = row.requester_ref == uow.actor.person_ref
        source_ref = None if is_own else uow.vault.source_of(row.link)
        source = uow.case.get(Source, source_ref) if source_ref else None
        return row, source.band if source else ""


def _is_open(row: ContactRequest, uow: UnitOfWork) -> bool:
    """Return whether a request of this person still waits or still lasts."""
    own = row.requester_ref == uow.actor.person_ref
    lasts = row.state == APPROVED and row.ends_at is not None and row.ends_at > uow.now
    return own and (row.state == PENDING or lasts)
