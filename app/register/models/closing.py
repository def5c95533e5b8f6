"""What is kept of a source's life on the register outside the vault: codes, people and days, and no words."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import CaseBase, UTCDateTime, new_id
from app.register.words import AFTERCARE_LABELS, CLOSE_REASONS, CLOSING_ANSWERS, CLOSING_QUESTIONS, FINDINGS
from app.sources.models import BANDS


def among(column: str, values: list[str]) -> str:
    """Return the condition that a column holds one of these values."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class Closing(CaseBase):
    """One closing of a source, signed by a controller. What was written about it is sealed in the vault."""

    __tablename__ = "source_closings"
    __table_args__ = (
        CheckConstraint(among("reason", list(CLOSE_REASONS)), name="reason"),
        CheckConstraint(among("band", list(BANDS)), name="band"),
        *(CheckConstraint(among(name, list(CLOSING_ANSWERS)), name=name) for name in CLOSING_QUESTIONS),
        CheckConstraint("(reopened_at IS NULL) = (reopened_by IS NULL)", name="reopened"),
        Index("ix_source_closings_source", "source_ref", "closed_at"),
    )

    closing_ref: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, comment="random")
    source_ref: Mapped[str] = mapped_column(String(32), ForeignKey("sources.source_ref"), comment="of whom")
    reason: Mapped[str] = mapped_column(String(20), comment="why, by code")
    band: Mapped[str] = mapped_column(String(10), comment="the risk at closing")
    told_again: Mapped[str] = mapped_column(String(12), comment="told how to report again")
    told_confidential: Mapped[str] = mapped_column(String(12), comment="told that confidentiality goes on")
    told_role: Mapped[str] = mapped_column(String(12), comment="told not to claim a role")
    rewards: Mapped[str] = mapped_column(String(12), comment="rewards settled")
    devices: Mapped[str] = mapped_column(String(12), comment="devices given back")
    welfare: Mapped[str] = mapped_column(String(12), comment="told where to find help")
    owner_ref: Mapped[str] = mapped_column(String(32), comment="who has the duty of care that is left")
    closed_by: Mapped[str] = mapped_column(String(32), comment="which controller signed")
    closed_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when, to the hour")
    entry_version: Mapped[int] = mapped_column(comment="which entry of the vault's record compartment holds the words")
    reopened_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when it was opened again")
    reopened_by: Mapped[str | None] = mapped_column(String(32), comment="who opened it again")


class Aftercare(CaseBase):
    """One look at a source after it was closed: when it is due, whose it is, and what was found."""

    __tablename__ = "source_aftercare"
    __table_args__ = (
        CheckConstraint(among("kind", list(AFTERCARE_LABELS)), name="kind"),
        CheckConstraint(f"finding IS NULL OR {among('finding', list(FINDINGS))}", name="finding"),
        CheckConstraint("(done_at IS NULL) = (finding IS NULL)", name="done"),
        Index("ix_source_aftercare_due", "done_at", "due_on", "look_ref"),
        Index("ix_source_aftercare_source", "source_ref", "due_on"),
    )

    look_ref: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, comment="random")
    source_ref: Mapped[str] = mapped_column(String(32), ForeignKey("sources.source_ref"), comment="of whom")
    kind: Mapped[str] = mapped_column(String(10), comment="which of the two looks")
    due_on: Mapped[date] = mapped_column(comment="by which day")
    owner_ref: Mapped[str] = mapped_column(String(32), comment="whose it is")
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when somebody looked")
    done_by: Mapped[str | None] = mapped_column(String(32), comment="who looked")
    finding: Mapped[str | None] = mapped_column(String(12), comment="what was found, by code")
    entry_version: Mapped[int | None] = mapped_column(comment="which entry of the record compartment holds the words")
