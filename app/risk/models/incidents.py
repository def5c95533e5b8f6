"""Welfare checks, compromises, and what is being done: plans with owners and dates."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import CaseBase, UTCDateTime, new_id
from app.risk.models.risks import CLOSED, OPEN, among
from app.risk.rules import Treatment
from app.risk.words import EFFECTS, FOUND_BY, REACHES


class Incident(CaseBase):
    """A compromise: somebody may have learned who a source is. How and who stands in the vault."""

    __tablename__ = "compromises"
    __table_args__ = (
        CheckConstraint(among("state", [OPEN, CLOSED]), name="state"),
        CheckConstraint(among("found_by", list(FOUND_BY)), name="found_by"),
        CheckConstraint(among("reach", list(REACHES)), name="reach"),
        CheckConstraint("(state = 'CLOSED') = (closed_at IS NOT NULL)", name="closed"),
        Index("ix_compromises_source", "source_ref", "found_on"),
    )

    incident_ref: Mapped[str] = mapped_column(String(32), primary_key=True, comment="INC- and random letters")
    source_ref: Mapped[str] = mapped_column(String(32), ForeignKey("sources.source_ref"), comment="of whom")
    state: Mapped[str] = mapped_column(String(10), default=OPEN, comment="whether anything is left to do")
    found_on: Mapped[date] = mapped_column(comment="the day it was found out")
    found_by: Mapped[str] = mapped_column(String(20), comment="how it was found out, by code")
    reach: Mapped[str] = mapped_column(String(20), comment="how far it may have gone, by code")
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when it was written down")
    recorded_by: Mapped[str] = mapped_column(String(32), comment="by whom")
    entry_version: Mapped[int] = mapped_column(comment="which entry of the vault's risk compartment holds the words")
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when it was closed")
    closed_by: Mapped[str | None] = mapped_column(String(32), comment="by whom")


class Mitigation(CaseBase):
    """One thing that is to be done about a risk or a compromise: by whom, by when, and whether it helped."""

    __tablename__ = "risk_mitigations"
    __table_args__ = (
        CheckConstraint(among("treatment", [code.value for code in Treatment]), name="treatment"),
        CheckConstraint(f"effect IS NULL OR {among('effect', list(EFFECTS))}", name="effect"),
        CheckConstraint("(done_on IS NULL) = (effect IS NULL)", name="done"),
        CheckConstraint("(risk_ref IS NULL) <> (incident_ref IS NULL)", name="about_one"),
        Index("ix_risk_mitigations_source", "source_ref", "due_on"),
        Index("ix_risk_mitigations_owner", "owner_ref", "done_on", "due_on"),
        Index("ix_risk_mitigations_late", "done_on", "due_on"),
    )

    mitigation_ref: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, comment="random")
    source_ref: Mapped[str] = mapped_column(String(32), ForeignKey("sources.source_ref"), comment="for whom")
    risk_ref: Mapped[str | None] = mapped_column(String(32), ForeignKey("risks.risk_ref"), comment="about this risk")
    incident_ref: Mapped[str | None] = mapped_column(
        String(32), ForeignKey("compromises.incident_ref"), comment="or about this compromise"
    )
    treatment: Mapped[str] = mapped_column(String(10), comment="avoid, reduce, transfer or accept")
    owner_ref: Mapped[str] = mapped_column(String(32), comment="who does it")
    due_on: Mapped[date] = mapped_column(comment="by when")
    done_on: Mapped[date | None] = mapped_column(comment="when it was done")
    effect: Mapped[str | None] = mapped_column(String(10), comment="whether it helped, by code")
    planned_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when it was planned")
    planned_by: Mapped[str] = mapped_column(String(32), comment="by whom")
    entry_version: Mapped[int] = mapped_column(comment="which entry of the vault's risk compartment says what it is")


class WelfareCheck(CaseBase):
    """One time that somebody asked how a source is, as numbers. What they said stands in the vault."""

    __tablename__ = "welfare_checks"
    __table_args__ = (
        *(CheckConstraint(f"{name} BETWEEN 0 AND 3", name=name) for name in
          ("safe", "stress", "living", "family", "suspicion", "stopping")),
        Index("ix_welfare_checks_source", "source_ref", "at"),
    )  # fmt: skip

    check_ref: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, comment="random")
    source_ref: Mapped[str] = mapped_column(String(32), ForeignKey("sources.source_ref"), comment="of whom")
    at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when, to the hour")
    by_ref: Mapped[str] = mapped_column(String(32), comment="who asked")
    safe: Mapped[int] = mapped_column(comment="0 safe to 3 not safe")
    stress: Mapped[int] = mapped_column(comment="sleep and stress, 0 to 3")
    living: Mapped[int] = mapped_column(comment="money, job and home, 0 to 3")
    family: Mapped[int] = mapped_column(comment="family, 0 to 3")
    suspicion: Mapped[int] = mapped_column(comment="whether anybody suspects them, 0 to 3")
    stopping: Mapped[int] = mapped_column(comment="whether they want to stop, 0 to 3")
    to_safeguarding: Mapped[bool] = mapped_column(comment="whether safeguarding must be told")
    adult_noted: Mapped[bool] = mapped_column(comment="child or vulnerable: the appropriate adult is noted")
    entry_version: Mapped[int] = mapped_column(comment="which entry of the vault's risk compartment holds the words")
