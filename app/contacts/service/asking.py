"""How an officer asks to reach a source: what for and why, and what they see of their requests."""

from collections.abc import Sequence
from datetime import datetime

from app.access.about_contact import keeps_promise
from app.access.policy import Action, require
from app.allegations import queries as allegations
from app.allegations.models import Allegation
from app.contacts import queries
from app.contacts.models import APPROVED, FROM_HANDLER, PENDING, ContactRequest
from app.contacts.outcomes import PURPOSE_BY_CODE
from app.errors import Conflict, Refused
from app.markings.promises import PROMISE_BY_CODE
from app.sources import queries as sources
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
        allegation = _may_ask(uow, allegation_ref, purpose)
        if any(_is_open(row, uow) for row in queries.of_allegation(uow, allegation_ref)):
            raise Conflict("You have asked for this already. Open your request to see where it stands.")
        held = sources.must_be_held(uow, allegation.link)
        row = ContactRequest(link=allegation.link, allegation_ref=allegation_ref, custody=held)
        note.grant_ref = _enter(uow, row, purpose, reason)
        return note.grant_ref


def before_asking_standing(uow: UnitOfWork, source_ref: str) -> str:
    """
    Let a handler say what they call their own source for; return their request that waits or lasts, or nothing.

    :raises NotFound: no such source, or not theirs to know.
    :raises Refused: policy says no.
    """
    with uow.trail.consulting(Event.SOURCE_READ, source_ref):
        require(uow.actor, Action.CONTACT_ASK_STANDING, sources.find(uow, source_ref).facts(), uow.now)
        return next((row.grant_ref for row in queries.open_under(uow, [source_ref]) if _is_open(row, uow)), "")


def ask_standing(uow: UnitOfWork, source_ref: str, *, purpose: str, reason: str) -> str:
    """
    Ask to call one's own source again and again, for 30 days at most; return the reference of the request.

    :raises NotFound: no such source, or not theirs to know.
    :raises Refused: policy says no: only its own handler asks.
    :raises Conflict: a request of theirs for it is open already.
    """
    with uow.trail.recording(Event.CONTACT_REQUEST, source_ref, purpose=purpose, reason=reason) as note:
        source = sources.find(uow, source_ref)
        require(uow.actor, Action.CONTACT_ASK_STANDING, source.facts(), uow.now)
        if any(_is_open(row, uow) for row in queries.open_under(uow, [source_ref])):
            raise Conflict("You have asked for this already. Open your request to see where it stands.")
        row = ContactRequest(kind=FROM_HANDLER, link=source_ref, allegation_ref="", custody=source.must_be_held)
        note.grant_ref = _enter(uow, row, purpose, reason)
        return note.grant_ref


def ask_longer(uow: UnitOfWork, grant_ref: str, *, reason: str) -> str:
    """
    Ask for a permission that lasts to be extended; return the reference of the request.

    It is asked and decided as the first one was, and sealed anew. The present one goes on until then, or until its end.

    :raises NotFound: no such request, or not theirs to know.
    :raises Refused: it does not last, or they could not ask for it now.
    :raises Conflict: they have asked for it already.
    """
    with uow.trail.recording(Event.CONTACT_REQUEST, grant_ref, reason=reason) as note:
        before = queries.find(uow, grant_ref, Action.CONTACT_OWN)
        require(uow.actor, Action.CONTACT_EXTEND, before.facts(), uow.now)
        note.detail["extends"] = grant_ref
        if before.is_handlers:
            source = sources.find(uow, before.link)
            require(uow.actor, Action.CONTACT_ASK_STANDING, source.facts(), uow.now)
            held = source.must_be_held
        else:
            held = sources.must_be_held(uow, _may_ask(uow, before.allegation_ref, before.purpose).link)
        if queries.extension_of(uow, grant_ref) is not None:
            raise Conflict("You have asked for this already. Your request stands among your contacts.")
        row = ContactRequest(kind=before.kind, link=before.link, allegation_ref=before.allegation_ref, custody=held)
        row.extends_ref = grant_ref
        note.grant_ref = _enter(uow, row, before.purpose, reason)
        return note.grant_ref


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


def read_own(uow: UnitOfWork, grant_ref: str) -> ContactRequest:
    """
    Return a request to whoever asked.

    :raises NotFound: no such request, or not theirs.
    """
    with uow.trail.consulting(Event.CONTACT_READ_REQUEST, grant_ref):
        return queries.find(uow, grant_ref, Action.CONTACT_OWN)


def _may_ask(uow: UnitOfWork, allegation_ref: str, purpose: str) -> Allegation:
    """Return an allegation whose teller this officer may ask to reach now."""
    allegation = allegations.find(uow, allegation_ref)
    require(uow.actor, Action.CONTACT_ASK, allegation.facts(), uow.now)
    without_plan = PURPOSE_BY_CODE[purpose].without_plan
    if not without_plan and not PROMISE_BY_CODE[allegation.promise].may_be_called:
        raise Refused(keeps_promise.name, keeps_promise.advice)
    if not sources.contact_can_be_asked(uow, allegation.link, without_plan=without_plan):
        raise Refused("contact_can_be_asked", "Contact cannot be asked for on this allegation.")
    return allegation


def _enter(uow: UnitOfWork, row: ContactRequest, purpose: str, reason: str) -> str:
    """Put a request before those who decide, and return its reference."""
    row.purpose, row.reason, row.requester_ref, row.asked_at = purpose, reason, uow.actor.person_ref, uow.now
    uow.case.add(row)
    uow.case.flush()
    return row.grant_ref


def _is_open(row: ContactRequest, uow: UnitOfWork) -> bool:
    """Return whether a request of this person still waits or still lasts."""
    own = row.requester_ref == uow.actor.person_ref
    lasts = row.state == APPROVED and row.ends_at is not None and row.ends_at > uow.now
    return own and (row.state == PENDING or lasts)
