"""Replies on their way out: the steward's word that something arrived, and every sealed message into its mailbox."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.access.actor import steward
from app.allegations.models import Mailbox, OutgoingMessage
from app.database import new_id
from app.intake import mailboxes
from app.intake.mailboxes import ADDED, RECEIVED, Message
from app.intake.models import SLOTS
from app.intake.rules import HERE
from app.intake.story import Kind, Story
from app.unit_of_work import House, UnitOfWork
from crypto.keys import PublicKey

# Mailboxes that one round fills; the rest are filled by the next.
MOST_AT_ONCE = 200


class Due(NamedTuple):
    """A mailbox with something new for it: its newest messages, and which of them the gateway has not had."""

    locator: str
    public_key: bytes
    newest_first: list[bytes]
    unsent: list[str]


def acknowledge(uow: UnitOfWork, story: Story) -> None:
    """Write, within the steward's act, that what came has arrived: once for a report, and for the last addition."""
    box = uow.case.scalar(select(Mailbox).where(Mailbox.locator == story.locator))
    if box is None:
        return
    kind = RECEIVED if story.kind is Kind.REPORT or box.link == story.link else ADDED
    # One row of each kind, under a reference that follows from the mailbox: written twice it is there once.
    message_ref = box.link if kind is RECEIVED else box.link[::-1]
    known = uow.case.get(OutgoingMessage, message_ref)
    if known is not None and kind is RECEIVED:
        return
    message = Message(kind, "", story.received_hour.astimezone(HERE).date())
    sealed = message.sealed(PublicKey.decode(box.public_key), uow.deployment.ref, box.locator)
    row = known or OutgoingMessage(id=message_ref, link=box.link)
    row.sealed, row.made_at, row.sent_at = sealed, uow.now, None
    uow.case.add(row)


def deliver(house: House) -> int:
    """
    Put every message that was not sent yet into its mailbox in the gateway, and return how many mailboxes were filled.

    The gateway has it before the case store says so: a kill between the two delivers it again into the same slots.
    """
    due = _due(house)
    for one in due:
        _fill(house, one)
    with house.work(steward(new_id())) as uow:
        mailboxes.keep_decoy(uow.gateway)
    return len(due)


def _due(house: House) -> list[Due]:
    unsent = select(OutgoingMessage.link).where(OutgoingMessage.sent_at.is_(None)).distinct().limit(MOST_AT_ONCE)
    with house.work(steward(new_id()), writes=False) as uow:
        return [_due_at(uow.case, link) for link in uow.case.scalars(unsent).all()]


def _due_at(case: Session, link: str) -> Due:
    box = case.get_one(Mailbox, link)
    rows = case.scalars(
        select(OutgoingMessage)
        .where(OutgoingMessage.link == link)
        .order_by(OutgoingMessage.made_at.desc(), OutgoingMessage.id)
        .limit(SLOTS)
    ).all()
    waiting = case.scalars(
        select(OutgoingMessage.id).where(OutgoingMessage.link == link, OutgoingMessage.sent_at.is_(None))
    ).all()
    return Due(box.locator, box.public_key, [row.sealed for row in rows], list(waiting))


def _fill(house: House, due: Due) -> None:
    public = PublicKey.decode(due.public_key)
    with house.work(steward(new_id())) as uow:
        mailboxes.fill(uow.gateway, public, uow.deployment.ref, due.locator, due.newest_first)
    with house.work(steward(new_id())) as uow:
        _mark_sent(uow.case, due.unsent, uow.now)


def _mark_sent(case: Session, message_refs: list[str], now: datetime) -> None:
    case.execute(update(OutgoingMessage).where(OutgoingMessage.id.in_(message_refs)).values(sent_at=now))
