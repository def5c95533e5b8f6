"""What lies at the end of a receipt: a fixed number of sealed slots, all alike, whether there is a mailbox or not."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from app.intake.models import DECOY, SLOTS, MailboxSlot
from crypto.keys import PublicKey
from crypto.messages import NOTHING, SLOT_BYTES, open_message, seal_message
from crypto.receipts import Mailbox

RECEIVED: Final = "received"
ADDED: Final = "added"
WRITTEN: Final = "message"


@dataclass(frozen=True, slots=True)
class Message:
    """One message to the holder of a receipt: a ``message``, or a status without text, ``received`` or ``added``."""

    kind: str
    text: str = field(repr=False)
    sent_on: date | None

    def sealed(self, public: PublicKey, deployment: str, locator: str) -> bytes:
        """Return it as one slot; ValueError when it is too long for one."""
        day = self.sent_on.isoformat() if self.sent_on else ""
        return seal_message(public, deployment, locator, {"kind": self.kind, "text": self.text, "on": day})


def slots(gateway: Session, locator: str) -> list[bytes]:
    """Return what lies at a locator: always as many slots of the same size, made up where there are none."""
    asked = slots_at(locator) if gateway.get_bind().dialect.name == "sqlite" else select(func.mailbox(locator))
    found = [sealed for sealed in gateway.scalars(asked) if len(sealed) == SLOT_BYTES]
    return [*found, *(secrets.token_bytes(SLOT_BYTES) for _ in range(SLOTS))][:SLOTS]


def slots_at(locator: str) -> Select[bytes]:
    """Read the slots of a locator, or the decoy's where there are none: one statement, the same rows and bytes."""
    here = select(MailboxSlot.locator).where(MailboxSlot.locator == locator).limit(1).scalar_subquery()
    return (
        select(MailboxSlot.sealed).where(MailboxSlot.locator == func.coalesce(here, DECOY)).order_by(MailboxSlot.slot)
    )


def messages(mailbox: Mailbox, deployment: str, sealed: Sequence[bytes]) -> list[Message]:
    """Return the messages among the slots, newest first. Every slot is tried, whatever the others held."""
    opened = [open_message(mailbox.private, deployment, mailbox.locator, slot) for slot in sealed]
    found = [_message(content) for content in opened if content is not None]
    return sorted(found, key=lambda message: message.sent_on or date.min, reverse=True)


def fill(gateway: Session, public: PublicKey, deployment: str, locator: str, newest_first: Sequence[bytes]) -> None:
    """
    Put messages, sealed already, into a mailbox, each in a slot by chance, and fill the others with nothing.

    What does not fit is the oldest. The slots are written anew each time, so that doing it twice is doing it once.
    """
    kept = [sealed for sealed in newest_first if len(sealed) == SLOT_BYTES][:SLOTS]
    filled = [*kept, *(seal_message(public, deployment, locator, NOTHING) for _ in range(SLOTS - len(kept)))]
    secrets.SystemRandom().shuffle(filled)
    gateway.execute(delete(MailboxSlot).where(MailboxSlot.locator == locator))
    gateway.add_all(MailboxSlot(locator=locator, slot=place, sealed=sealed) for place, sealed in enumerate(filled))
    gateway.flush()


def keep_decoy(gateway: Session) -> bool:
    """Make what is read in the place of a mailbox that is not there; return whether it had to be made."""
    if gateway.scalar(select(func.count()).where(MailboxSlot.locator == DECOY)) == SLOTS:
        return False
    noise = [secrets.token_bytes(SLOT_BYTES) for _ in range(SLOTS)]
    gateway.execute(delete(MailboxSlot).where(MailboxSlot.locator == DECOY))
    gateway.add_all(MailboxSlot(locator=DECOY, slot=place, sealed=sealed) for place, sealed in enumerate(noise))
    gateway.flush()
    return True


def _message(content: dict[str, str]) -> Message:
    """Return what a slot held. It was sealed by somebody on the staff side; a day that is none is left out."""
    try:
        sent_on = date.fromisoformat(content.get("on", ""))
    except ValueError:
        sent_on = None
    return Message(content.get("kind", WRITTEN), content.get("text", ""), sent_on)
