"""What shows that a volunteer is becoming an agent, and what a controller decided on it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import CaseBase, UTCDateTime, new_id
from app.register.drifting import DECISIONS, SIGN_BY_CODE
from app.register.models.closing import among


class DriftSign(CaseBase):
    """
    One sign of drift: a contact of ours, words in a note, or something entered by hand.

    What a contact gave is kept to the day and without whoever called, so that it cannot be laid beside that contact.
    """

    __tablename__ = "drift_signs"
    __table_args__ = (
        CheckConstraint(among("code", list(SIGN_BY_CODE)), name="code"),
        Index("ix_drift_signs_source", "source_ref", "seen_on"),
    )

    sign_ref: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, comment="random")
    source_ref: Mapped[str] = mapped_column(String(32), ForeignKey("sources.source_ref"), comment="of whom")
    code: Mapped[str] = mapped_column(String(12), comment="which sign")
    seen_on: Mapped[date] = mapped_column(comment="on which day")
    phrase: Mapped[str] = mapped_column(String(80), default="", comment="which words of the unit's list gave it")
    by_ref: Mapped[str] = mapped_column(String(32), default="", comment="who entered it; empty for contacts and notes")


class DriftDecision(CaseBase):
    """What a controller decided on the drift of a source. The reason is sealed in the vault."""

    __tablename__ = "drift_decisions"
    __table_args__ = (
        CheckConstraint(among("decision", list(DECISIONS)), name="decision"),
        Index("ix_drift_decisions_source", "source_ref", "decided_at"),
    )

    decision_ref: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, comment="random")
    source_ref: Mapped[str] = mapped_column(String(32), ForeignKey("sources.source_ref"), comment="of whom")
    decision: Mapped[str] = mapped_column(String(24), comment="what was decided, by code")
    score: Mapped[int] = mapped_column(comment="what the signs came to then")
    advised: Mapped[bool] = mapped_column(comment="whether legal advice was sought")
    decided_by: Mapped[str] = mapped_column(String(32), comment="which controller")
    decided_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when")
    entry_version: Mapped[int] = mapped_column(comment="which entry of the record compartment holds the reason")
