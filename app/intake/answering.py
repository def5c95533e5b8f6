"""Writing to the holder of a receipt: a custodian's words, sealed so that only the receipt opens them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.access.policy import Action, require
from app.allegations.models import Addition, Allegation, Mailbox, OutgoingMessage
from app.contacts import queries as contacts
from app.database import new_id
from app.errors import Invalid, NotFound, Refused
from app.intake.mailboxes import WRITTEN, Message
from app.intake.rules import HERE
from app.organisations.rules import local_day
from app.register.phrases import signs_in
from app.sources import queries as sources
from app.sources.models import Source
from app.unit_of_work import UnitOfWork
from audit.events import Event
from crypto.keys import PublicKey

LONGEST_MESSAGE = 600
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Reachable:
    """An allegation whose teller has a receipt."""

    link: str
    allegation_ref: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """Whether somebody can be written to, and when they came back with more."""

    allegation_ref: str
    has_receipt: bool
    came_back_at: Sequence[datetime]


def reachable(uow: UnitOfWork, links: Sequence[str]) -> list[Reachable]:
    """Return the allegations under these links whose tellers have a receipt, newest first."""
    found = select(Allegation.link, Allegation.ref).join(Mailbox, Mailbox.link == Allegation.link)
    rows = uow.case.execute(found.where(Allegation.link.in_(links)).order_by(Allegation.ref.desc()))
    return [Reachable(row.link, row.ref) for row in rows]


def send_message(uow: UnitOfWork, source_ref: str, allegation_ref: str, *, text: str) -> None:
    """
    Seal a message to the receipt that came with one of a source's allegations; the steward delivers it.

    The text is kept nowhere else: once it is sealed, nobody at the unit can read it again.

    :raises NotFound: no such source, not theirs to know, or the allegation did not come from it.
    :raises Invalid: it is too long for a slot.
    :raises Refused: policy says no, or contact is held until status drift is decided.
    """
    with uow.trail.recording(Event.MESSAGE_SEND, source_ref, detail={"allegation": allegation_ref}):
        source = sources.find(uow, source_ref)
        require(uow.actor, Action.MESSAGE_SEND, source.facts(), uow.now)
        _require_no_task(uow, source, text)
        links = {one.allegation_ref: one.link for one in reachable(uow, uow.vault.links_of(source_ref))}
        put(uow, links.get(allegation_ref, ""), text)


def before_message(uow: UnitOfWork, grant_ref: str) -> Exchange:
    """
    Return what an officer who may call sees beside their message: when whoever told us came back with their words.

    :raises NotFound: no such request, or not theirs to know.
    :raises Refused: their permission does not last.
    """
    with uow.trail.consulting(Event.CONTACT_READ_REQUEST, grant_ref):
        row = contacts.find(uow, grant_ref)
        require(uow.actor, Action.CONTACT_MESSAGE, row.facts(), uow.now)
        added = select(Addition.at).where(Addition.allegation_ref == row.allegation_ref)
        came = uow.case.scalars(added.order_by(Addition.at.desc()).limit(SHOWN)).all()
        return Exchange(row.allegation_ref, uow.case.get(Mailbox, row.link) is not None, came)


def send_to_caller(uow: UnitOfWork, grant_ref: str, *, text: str) -> None:
    """
    Seal a message from an officer to the receipt of whoever is behind their own request, while it lasts.

    :raises NotFound: no such request, not theirs to know, or nobody holds a receipt.
    :raises Invalid: it is too long for a slot.
    :raises Refused: their permission does not last.
    """
    with uow.trail.recording(Event.MESSAGE_SEND, grant_ref) as note:
        note.grant_ref = grant_ref
        row = contacts.find(uow, grant_ref)
        require(uow.actor, Action.CONTACT_MESSAGE, row.facts(), uow.now)
        note.detail["allegation"] = row.allegation_ref
        put(uow, row.link, text)


def put(uow: UnitOfWork, link: str, text: str) -> None:
    """
    Seal a message to the mailbox of a link, as a part of another act, for the steward to deliver.

    :raises NotFound: nobody holds a receipt there.
    :raises Invalid: it is too long for a slot.
    """
    box = uow.case.get(Mailbox, link)
    if box is None:
        raise NotFound
    message = Message(WRITTEN, text, uow.now.astimezone(HERE).date())
    try:
        sealed = message.sealed(PublicKey.decode(box.public_key), uow.deployment.ref, box.locator)
    except ValueError:
        raise Invalid({"text": "Shorten the message."}) from None
    uow.case.add(OutgoingMessage(id=new_id(), link=box.link, sealed=sealed, made_at=uow.now))


def _require_no_task(uow: UnitOfWork, source: Source, text: str) -> None:
    """Refuse a message that gives a task or speaks of reward, and any while contact is held."""
    if source.is_held_for_drift(local_day(uow.now)):
        raise Refused(
            "drift_is_decided", "Contact with this source is held until a controller decides on status drift."
        )
    found = signs_in(text)
    if found:
        words = ", ".join(f"“{phrase}”" for phrase in found.values())
        raise Invalid({"text": f"Ask for nothing to be found out, and offer nothing. Write it without {words}."})
