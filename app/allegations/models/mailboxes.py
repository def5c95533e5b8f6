"""Where a sealed reply to whoever holds the receipt waits for the gateway."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import CaseBase, UTCDateTime, new_id


class Mailbox(CaseBase):
    """The public half of a receipt: a reply is sealed to it, and only the eight words open it."""

    __tablename__ = "mailboxes"

    link: Mapped[str] = mapped_column(
        String(32), ForeignKey("allegations.link"), primary_key=True, comment="the allegation's link"
    )
    locator: Mapped[str] = mapped_column(String(64), unique=True, comment="where the gateway keeps its slots")
    public_key: Mapped[bytes] = mapped_column(LargeBinary, comment="what replies are sealed to")


class OutgoingMessage(CaseBase):
    """A sealed reply, until the steward has put it into the gateway."""

    __tablename__ = "outgoing_messages"
    __table_args__ = (Index("ix_outgoing_messages_sent", "sent_at", "made_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, comment="random")
    link: Mapped[str] = mapped_column(String(32), ForeignKey("mailboxes.link"), index=True, comment="to which mailbox")
    sealed: Mapped[bytes] = mapped_column(LargeBinary, comment="sealed to the mailbox's public key")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when it was written")
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when the gateway had it")
