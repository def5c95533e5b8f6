"""When the risk to a source is looked at again, who signed that, and how the band has changed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import CaseBase, UTCDateTime, new_id
from app.risk.causes import CAUSE_BY_CODE
from app.risk.models.risks import BANDS, among

DUE, DONE = "DUE", "DONE"


class Review(CaseBase):
    """
    One reason to look at the risk to a source again, and whether it was done.

    What work tells is kept to the hour, so that it cannot be laid beside the time of that work.
    """

    __tablename__ = "risk_reviews"
    __table_args__ = (
        CheckConstraint(among("state", [DUE, DONE]), name="state"),
        CheckConstraint(among("cause", list(CAUSE_BY_CODE)), name="cause"),
        CheckConstraint("(state = 'DONE') = (done_at IS NOT NULL)", name="done"),
        Index("ix_risk_reviews_source", "source_ref", "state", "due_at"),
        Index("ix_risk_reviews_due", "state", "due_at", "review_ref"),
    )

    review_ref: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, comment="random")
    source_ref: Mapped[str] = mapped_column(String(32), ForeignKey("sources.source_ref"), comment="of whom")
    cause: Mapped[str] = mapped_column(String(20), comment="why, by code")
    state: Mapped[str] = mapped_column(String(10), default=DUE, comment="due or done")
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="since when, to the hour")
    due_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="by when")
    escalated_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when the controller was told")
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when it was signed in full")
    done_by: Mapped[str | None] = mapped_column(String(32), comment="who signed last")
    band_found: Mapped[str | None] = mapped_column(String(10), comment="what was found")


class Signature(CaseBase):
    """One signature under a review of everything that is open. Whatever changes meanwhile makes it count no more."""

    __tablename__ = "risk_signatures"
    __table_args__ = (
        CheckConstraint(among("band", BANDS), name="band"),
        Index("ix_risk_signatures_source", "source_ref", "at"),
    )

    signature_ref: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, comment="random")
    source_ref: Mapped[str] = mapped_column(String(32), ForeignKey("sources.source_ref"), comment="of whom")
    person_ref: Mapped[str] = mapped_column(String(32), comment="who signed")
    role: Mapped[str] = mapped_column(String(20), comment="in which role")
    at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when")
    band: Mapped[str] = mapped_column(String(10), comment="the band they signed for")
    counts: Mapped[bool] = mapped_column(default=True, comment="until it is used, or something changes")


class BandChange(CaseBase):
    """One step in how great the risk to a source was held to be."""

    __tablename__ = "risk_bands"
    __table_args__ = (
        CheckConstraint(among("band", BANDS), name="band"),
        CheckConstraint(among("cause", list(CAUSE_BY_CODE)), name="cause"),
        Index("ix_risk_bands_source", "source_ref", "at"),
    )

    change_ref: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, comment="random")
    source_ref: Mapped[str] = mapped_column(String(32), ForeignKey("sources.source_ref"), comment="of whom")
    at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when, to the hour")
    band: Mapped[str] = mapped_column(String(10), comment="from then on")
    cause: Mapped[str] = mapped_column(String(20), comment="why, by code")


class Happening(CaseBase):
    """
    Something that happened to a report, or to a source while somebody waits for a page, and may touch its risk.

    Only the steward asks the vault who is behind a report, if anybody; then the row goes.
    """

    __tablename__ = "risk_happenings"
    __table_args__ = (CheckConstraint(among("cause", list(CAUSE_BY_CODE)), name="cause"),)

    happening_ref: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, comment="random")
    allegation_ref: Mapped[str] = mapped_column(String(16), comment="of which allegation or source")
    cause: Mapped[str] = mapped_column(String(20), comment="what, by code")
