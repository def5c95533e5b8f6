"""Calling a source: how to reach them, the number once per press, and whether the word they gave is the code word."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from app.access.policy import Action, require
from app.contacts.finding import behind
from app.contacts.models import ContactRequest
from app.contacts.moments import require_moment
from app.sources.code_words import is_the_word
from app.sources.plans import ContactPlan
from app.sources.standings import ORDINARY
from app.trail import Note
from app.unit_of_work import UnitOfWork
from audit.events import Event


@dataclass(frozen=True, slots=True)
class Contact:
    """
    How to reach the source, for as long as the page is open.

    :ivar number_shown: whether this press was for the number: only then may the page say it.
    :ivar matched: whether what was heard is the code word; ``None`` where nothing was compared.
    :ivar outside: whether a controller lets them call outside the safe window.
    :ivar care: whether they are under 18 or vulnerable, and nothing else of who they are.
    """

    request: ContactRequest
    plan: ContactPlan = field(repr=False)
    number_shown: bool = False
    matched: bool | None = None
    outside: bool = False
    care: str = ORDINARY


def open_contact(uow: UnitOfWork, grant_ref: str) -> Contact:
    """
    Return how to reach the source, but for the number, for the officer who holds a live grant.

    :raises NotFound: no such request, or not theirs to know.
    :raises Refused: policy says no, or this is no moment to call; the trail keeps which rule.
    :raises Locked: the officer has not unlocked.
    """
    with _opened(uow, grant_ref, Event.CONTACT_OPEN) as (contact, _):
        return contact


def show_number(uow: UnitOfWork, grant_ref: str) -> Contact:
    """
    Return the same with the number, once. Each time is recorded by itself.

    :raises NotFound: no such request, or not theirs to know.
    :raises Refused: policy says no, or this is no moment to call.
    :raises Locked: the officer has not unlocked.
    """
    with _opened(uow, grant_ref, Event.CONTACT_NUMBER) as (contact, _):
        return replace(contact, number_shown=True)


def compare_code_word(uow: UnitOfWork, grant_ref: str, heard: str) -> Contact:
    """
    Return the same with the answer to whether what was heard is the code word. What was heard is kept nowhere.

    :raises NotFound: no such request, or not theirs to know.
    :raises Refused: policy says no, or this is no moment to call.
    :raises Locked: the officer has not unlocked.
    """
    with _opened(uow, grant_ref, Event.CONTACT_CODE_WORD) as (contact, note):
        matched = bool(contact.plan.code_word) and is_the_word(contact.plan.code_word, heard)
        note.detail["matched"] = "yes" if matched else "no"
        return replace(contact, matched=matched)


@contextmanager
def _opened(uow: UnitOfWork, grant_ref: str, event: Event) -> Iterator[tuple[Contact, Note]]:
    """Give the plan of whoever is behind a request, recorded as one event, at a moment at which they may be called."""
    found = behind(uow, grant_ref)
    row = found.request
    detail: dict[str, str | int | list[str]] = {"compartment": row.compartment}
    with uow.trail.recording(event, found.source.source_ref, purpose=row.purpose, detail=detail) as note:
        note.grant_ref = grant_ref
        plan = ContactPlan.parse(uow.vault.open(require(uow.actor, Action.CONTACT_OPEN, found.facts, uow.now)))
        require_moment(found, plan, uow.now)
        yield Contact(row, plan, outside=row.is_let_outside(uow.now), care=found.source.care), note
