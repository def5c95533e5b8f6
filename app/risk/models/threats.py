"""Threats to the life of a source: two clocks, and the decisions as a log. Who, from whom and why is in the vault."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, column_property, mapped_column

from app.access.facts import ThreatFacts
from app.database import CaseBase, UTCDateTime, new_id
from app.risk.models.risks import CLOSED, OPEN, among
from app.risk.words import LEARNED_BY, THREAT_GRADES, THREAT_OPTIONS
from app.sources.models import Source, of_its_source


class Threat(CaseBase):
    """A threat to life. It cannot be closed before the police have it, or an authoriser says why not."""

    __tablename__ = "threats"
    __table_args__ = (
        CheckConstraint(among("state", [OPEN, CLOSED]), name="state"),
        CheckConstraint(among("learned_by", list(LEARNED_BY)), name="learned_by"),
        CheckConstraint(among("grade", list(THREAT_GRADES)), name="grade"),
        CheckConstraint(
            "state = 'OPEN' OR (closed_by IS NOT NULL AND (handed_at IS NOT NULL OR without_police))", name="closed"
        ),
        Index("ix_threats_state", "state", "received_at"),
        Index("ix_threats_source", "source_ref", "received_at"),
    )

    threat_ref: Mapped[str] = mapped_column(String(32), primary_key=True, comment="TTL- and random letters")
    source_ref: Mapped[str] = mapped_column(String(32), ForeignKey("sources.source_ref"), comment="to whom")
    state: Mapped[str] = mapped_column(String(10), default=OPEN, comment="open or closed")
    learned_by: Mapped[str] = mapped_column(String(20), comment="how it came to be known, by code")
    grade: Mapped[str] = mapped_column(String(10), comment="how real and immediate, by code")
    received_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when it was learned; both clocks start")
    raised_by: Mapped[str] = mapped_column(String(32), comment="who raised it")
    taken_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when a controller or authoriser had it")
    taken_by: Mapped[str | None] = mapped_column(String(32), comment="who")
    handed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when the police had it")
    handed_by: Mapped[str | None] = mapped_column(String(32), comment="who handed it over")
    notice_exposes: Mapped[bool | None] = mapped_column(comment="whether a notice would show who the source is")
    exposes_by: Mapped[str | None] = mapped_column(String(32), comment="the authoriser who decided that")
    review_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when it is looked at again")
    without_police: Mapped[bool] = mapped_column(default=False, comment="an authoriser closed it with a reason")
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when it was closed")
    closed_by: Mapped[str | None] = mapped_column(String(32), comment="by whom")
    entry_version: Mapped[int] = mapped_column(comment="which entry of the vault's risk compartment holds the words")
    kept_from: Mapped[str] = column_property(of_its_source(Source.kept_from, source_ref))
    kept_number: Mapped[int] = column_property(of_its_source(Source.kept_number, source_ref))

    def facts(self) -> ThreatFacts:
        """Return what policy may know of it."""
        return ThreatFacts(
            ref=self.threat_ref,
            state=self.state,
            police_told=self.handed_at is not None,
            source_ref=self.source_ref,
            kept_from=self.kept_from,
            kept_number=self.kept_number,
        )


class _ThreatColumns:
    ref = Threat.threat_ref
    state = Threat.state
    police_told = Threat.handed_at.is_not(None)
    kept_from = Threat.kept_from
    kept_number = Threat.kept_number


def threat_columns() -> Any:
    """Return the columns that hold a threat's facts, under the same names."""
    return _ThreatColumns


class ThreatDecision(CaseBase):
    """One decision in the policy log of a threat. Why it was taken is in the vault."""

    __tablename__ = "threat_decisions"
    __table_args__ = (CheckConstraint(among("decided", list(THREAT_OPTIONS)), name="decided"),)

    decision_ref: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, comment="random")
    threat_ref: Mapped[str] = mapped_column(
        String(32), ForeignKey("threats.threat_ref"), index=True, comment="on which threat"
    )
    at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when")
    by_ref: Mapped[str] = mapped_column(String(32), comment="who decided")
    decided: Mapped[str] = mapped_column(String(20), comment="what, by code")
    entry_version: Mapped[int] = mapped_column(comment="which entry of the vault's risk compartment says why")
