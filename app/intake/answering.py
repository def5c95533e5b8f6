"""Writing to the holder of a receipt: a custodian's words, sealed so that only the receipt opens them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.access.policy import Action, require
from app.allegations.models import Addition, Allegation, Mailbox, OutgoingMessage
from app.contacts import queries as contacts
from app.contacts.models import ContactRequest
from app.contacts.outcomes import PURPOSE_BY_CODE
from app.database import new_id
from app.errors import Invalid, NotFound, Refused
from app.intake.mailboxes import WRITTEN, Message
from app.intake.outgoing import require_sayable
from app.intake.rules import HERE
from app.organisations.rules import local_day
from app.sources import queries as sources
from app.sources.models import STOPPED, Source, StandingPlan
from app.sources.standings import CONTACTABLE
from app.sources.windows import Window
from app.unit_of_work import UnitOfWork
from audit.events import Event
from crypto.keys import PublicKey

LONGEST_MESSAGE = 600
SHOWN = 5
# Why nobody writes to a source, and what whoever looks after it can do. An officer is not told which it is.
DRIFT, NOT_IN_WORK, BARRED = "drift_is_decided", "source_is_in_work", "plan_allows_contact"
HELD = {
    DRIFT: "Contact with this source is held. Nobody writes to them before a controller has decided on its "
    "status drift. If they may not be safe, ask to call them for that.",
    NOT_IN_WORK: "Nobody contacts this source where it stands now. Its page says why, and which step leads on.",
    BARRED: "Their contact plan, or what they said themselves, bars every contact. Write it anew if that has changed.",
}
NOT_NOW = "No message can go to them now. Ask the source unit why; if they may not be safe, tell it at once."


@dataclass(frozen=True, slots=True)
class Reachable:
    """An allegation whose teller has a receipt."""

    link: str
    allegation_ref: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """Whether somebody can be written to, whether that is held now, and when they came back with more."""

    allegation_ref: str
    has_receipt: bool
    is_held: bool
    came_back_at: Sequence[datetime]
    purpose: str


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
    :raises Invalid: it gives a task, says what came of a report, or is too long for a slot.
    :raises Refused: policy says no, the source rests, its plan bars contact, or that is held until drift is decided.
    """
    with uow.trail.recording(Event.MESSAGE_SEND, source_ref, detail={"allegation": allegation_ref}):
        source, plan = sources.known_with_plan(uow, source_ref)
        require(uow.actor, Action.MESSAGE_SEND, source.facts(), uow.now)
        rule = held_by(source, plan, local_day(uow.now)) or _barred_by_plan(uow, source)
        if rule:
            raise Refused(rule, HELD[rule])
        require_sayable(text)
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
        has_receipt = uow.case.get(Mailbox, row.link) is not None
        return Exchange(row.allegation_ref, has_receipt, bool(_held_for(uow, row)), came, row.purpose)


def send_to_caller(uow: UnitOfWork, grant_ref: str, *, text: str) -> None:
    """
    Seal a message from an officer to the receipt of whoever is behind their own request, while it lasts.

    :raises NotFound: no such request, not theirs to know, or nobody holds a receipt.
    :raises Invalid: it gives a task, says what came of a report, or is too long for a slot.
    :raises Refused: their permission does not last, or contact is held; they are not told why.
    """
    with uow.trail.recording(Event.MESSAGE_SEND, grant_ref) as note:
        note.grant_ref = grant_ref
        row = contacts.find(uow, grant_ref)
        require(uow.actor, Action.CONTACT_MESSAGE, row.facts(), uow.now)
        note.detail["allegation"] = row.allegation_ref
        rule = _held_for(uow, row)
        if rule:
            raise Refused(rule, NOT_NOW)
        require_sayable(text, purpose=row.purpose)
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


def held_by(source: Source, plan: StandingPlan | None, today: date) -> str:
    """Return the rule by which nobody begins contact with a source now; empty where there is none."""
    if source.status not in CONTACTABLE:
        return NOT_IN_WORK
    # A plan without a number lets nobody call, and is no bar. One that was stopped as well was stopped by themselves.
    if not source.contactable and plan is not None and plan.state == STOPPED:
        return BARRED
    return DRIFT if source.is_held_for_drift(today) else ""


def _barred_by_plan(uow: UnitOfWork, source: Source) -> str:
    """Return the rule by which a plan bars every contact: it names no safe hour at all; empty where it does not."""
    held = uow.vault.windows.of([source.source_ref]).get(source.source_ref)
    return BARRED if held is not None and Window.parse(held) == Window() else ""


def _held_for(uow: UnitOfWork, row: ContactRequest) -> str:
    """Return the rule by which whoever is behind a permission is not written to; their safety waits for no decision."""
    source_ref = uow.vault.source_of(row.link)
    source = uow.case.get(Source, source_ref) if source_ref else None
    if source is None:
        return NOT_IN_WORK
    rule = held_by(source, uow.case.get(StandingPlan, source_ref), local_day(uow.now)) or _barred_by_plan(uow, source)
    return "" if rule == DRIFT and PURPOSE_BY_CODE[row.purpose].without_plan else rule
