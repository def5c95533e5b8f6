"""The tables of what is brought in: files by reference, and their rows, which only an unlocked custodian can open."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import UTCDateTime, VaultBase

REF = String(32)
# A row waits to be taken in; or for a custodian to say whether it is somebody who is registered already.
WAITS, TO_DECIDE = STATES = ("WAITS", "TO_DECIDE")


class BroughtFile(VaultBase):
    """A file that a custodian brought in: who, when, and how many of its rows came to what. Nothing of what it says."""

    __tablename__ = "brought_files"

    file_ref: Mapped[str] = mapped_column(REF, primary_key=True, comment="random")
    brought_by: Mapped[str] = mapped_column(REF, comment="which custodian")
    brought_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when")
    kept: Mapped[int] = mapped_column(comment="how many rows were sealed")
    registered: Mapped[int] = mapped_column(default=0, comment="of these, how many were registered")
    known: Mapped[int] = mapped_column(default=0, comment="of these, how many were found to be registered already")
    left_out: Mapped[int] = mapped_column(default=0, comment="of these, how many were left out by a custodian")


class BroughtRow(VaultBase):
    """One row of such a file. Deleted in the transaction that registers it, or leaves it out."""

    __tablename__ = "brought_rows"
    __table_args__ = (
        CheckConstraint("state IN ('WAITS', 'TO_DECIDE')", name="state"),
        Index("ix_brought_rows_file", "file_ref", "state", "row_ref"),
    )

    row_ref: Mapped[str] = mapped_column(REF, primary_key=True, comment="random, chosen before sealing")
    file_ref: Mapped[str] = mapped_column(REF, ForeignKey("brought_files.file_ref"), comment="which file")
    state: Mapped[str] = mapped_column(String(10), default=WAITS, comment="waits, or is to be decided on")
    mark: Mapped[bytes] = mapped_column(
        LargeBinary, unique=True, comment="MAC of the row, by the lock and then by the custodians' index key"
    )
    epoch: Mapped[int] = mapped_column(index=True, comment="which epoch of the custodians' key it is sealed to")
    blob: Mapped[bytes] = mapped_column(LargeBinary, comment="Seal(custodians, padded canonical JSON)")
    mac: Mapped[bytes] = mapped_column(LargeBinary, comment="by the lock, over references, mark, state and blob")
