"""The gateway's tables: sealed submissions on their way in, sealed replies on their way out, and keys to seal to."""

from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import GatewayBase, UTCDateTime

# How many messages a receipt shows, and so how many slots every mailbox has, full or not.
SLOTS = 8

# Read in the place of a mailbox that is not there, so that a miss reads as many rows as a hit. No words lead to it: a
# locator is what HKDF gives, and this is not.
DECOY: Final = "0" * 32

# SQLite would number the rows in the order in which they came; without that number only the random reference is left.
UNNUMBERED = {"sqlite_with_rowid": False}


class Submission(GatewayBase):
    """One thing we were told, in two sealed parts, until the steward has brought it in."""

    __tablename__ = "submissions"
    __table_args__ = (UNNUMBERED,)

    submission_ref: Mapped[str] = mapped_column(String(32), primary_key=True, comment="random, chosen before sealing")
    urgent: Mapped[bool] = mapped_column(comment="whether it is brought in at once")
    story: Mapped[bytes] = mapped_column(
        LargeBinary, comment="Seal(intake key, padded canonical JSON): the cut account"
    )
    identity: Mapped[bytes] = mapped_column(LargeBinary, comment="Seal(custodians, padded canonical JSON): as typed")
    epoch: Mapped[int] = mapped_column(comment="which epoch of the custodians' key the identity part is sealed to")
    intake_epoch: Mapped[int] = mapped_column(comment="which epoch of the intake key the story part is sealed to")
    received_hour: Mapped[datetime] = mapped_column(UTCDateTime, comment="when it came, rounded down to the hour")
    set_aside: Mapped[bool] = mapped_column(default=False, comment="it could not be read; somebody must look at it")


class MailboxSlot(GatewayBase):
    """One of the slots of a receipt's mailbox: all are filled and of one size, and most of them say nothing."""

    __tablename__ = "mailbox_slots"
    __table_args__ = (CheckConstraint(f"slot >= 0 AND slot < {SLOTS}", name="slot"), UNNUMBERED)

    locator: Mapped[str] = mapped_column(String(32), primary_key=True, comment="where the receipt's words lead")
    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="its place; says nothing of order")
    sealed: Mapped[bytes] = mapped_column(LargeBinary, comment="Seal(mailbox key, padded message)")


class PublishedBundle(GatewayBase):
    """The public keys that submissions are sealed to, as the ceremony signed them. There is one row."""

    __tablename__ = "published_bundles"

    name: Mapped[str] = mapped_column(String(16), primary_key=True, comment="always 'current'")
    digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 of the bundle, in hexadecimal")
    bundle: Mapped[bytes] = mapped_column(LargeBinary, comment="encoded PublicBundle; believed only when it verifies")
