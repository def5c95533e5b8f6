"""Which statutory particulars of a source are kept, and who had which part in looking after it from when to when."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import CaseBase, UTCDateTime, new_id
from app.register.models.closing import among
from app.register.particulars import BY_HAND, PARTS, STATES, TRANSFER_REASONS


class Particular(CaseBase):
    """That one particular of a source was written down, or that there is nothing of the kind. The words are sealed."""

    __tablename__ = "source_particulars"
    __table_args__ = (
        CheckConstraint(among("letter", list(BY_HAND)), name="letter"),
        CheckConstraint(among("state", list(STATES)), name="state"),
    )

    source_ref: Mapped[str] = mapped_column(
        String(32), ForeignKey("sources.source_ref"), primary_key=True, comment="of whom"
    )
    letter: Mapped[str] = mapped_column(String(1), primary_key=True, comment="of regulation 3 of SI 2000/2725")
    state: Mapped[str] = mapped_column(String(10), comment="known, or nothing of the kind")
    written_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when it was last written")
    by_ref: Mapped[str] = mapped_column(String(32), comment="by whom")
    entry_version: Mapped[int | None] = mapped_column(comment="which entry of the record compartment holds the words")


class Period(CaseBase):
    """From when to when somebody had a part in looking after a source (SI 2000/2725 regulation 3(h) and (i))."""

    __tablename__ = "source_periods"
    __table_args__ = (
        CheckConstraint(among("part", list(PARTS)), name="part"),
        CheckConstraint(f"why IS NULL OR {among('why', list(TRANSFER_REASONS))}", name="why"),
        Index("ix_source_periods_source", "source_ref", "since"),
    )

    period_ref: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, comment="random")
    source_ref: Mapped[str] = mapped_column(String(32), ForeignKey("sources.source_ref"), comment="of whom")
    part: Mapped[str] = mapped_column(String(16), comment="which of the three parts")
    person_ref: Mapped[str] = mapped_column(String(32), comment="who had it")
    since: Mapped[datetime] = mapped_column(UTCDateTime, comment="from when")
    until: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="until when; empty while it lasts")
    why: Mapped[str | None] = mapped_column(String(12), comment="why it passed to them, by code")
    by_ref: Mapped[str] = mapped_column(String(32), comment="who gave it to them")
