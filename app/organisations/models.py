"""The tables of organisations, their units, and the days on which nobody is expected at work."""

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.access.facts import ProposalFacts
from app.database import CaseBase, UTCDateTime, new_id

REF = String(32)


class Organisation(CaseBase):
    """A body whose people use the system or may be sent something, with what its agreement allows."""

    __tablename__ = "organisations"
    __table_args__ = (CheckConstraint("highest_tier >= 0", name="highest_tier"),)

    ref: Mapped[str] = mapped_column(REF, primary_key=True, default=new_id, comment="random")
    name: Mapped[str] = mapped_column(String(200), unique=True, comment="as it is written on a release")
    org_type: Mapped[str] = mapped_column(String(32), comment="the kind, as handling instructions tell them apart")
    agreement_ref: Mapped[str] = mapped_column(String(64), default="", comment="its sharing agreement; empty for none")
    agreement_ends_on: Mapped[date | None] = mapped_column(Date, comment="the agreement's last day")
    is_partner: Mapped[bool] = mapped_column(comment="whether its people read on the partner face what is sent to them")
    country: Mapped[str] = mapped_column(String(2), default="GB", comment="ISO 3166 alpha-2 code of its seat")
    highest_tier: Mapped[int] = mapped_column(comment="rank of the highest marking it may be sent")
    vetting_floor: Mapped[str] = mapped_column(String(8), comment="the least vetting its readers must hold")
    keeps_months: Mapped[int | None] = mapped_column(comment="how long it promised to keep what it is sent")


class Unit(CaseBase):
    """A team within an organisation: where people work and where allegations stand."""

    __tablename__ = "units"
    __table_args__ = (CheckConstraint("kind IN ('TEAM', 'HUB')", name="kind"),)

    ref: Mapped[str] = mapped_column(REF, primary_key=True, default=new_id, comment="random")
    name: Mapped[str] = mapped_column(String(200), comment="what its people call it")
    organisation_ref: Mapped[str] = mapped_column(
        REF, ForeignKey(Organisation.ref), index=True, comment="part of which"
    )
    division: Mapped[str] = mapped_column(String(32), comment="whose bank holidays it keeps")
    kind: Mapped[str] = mapped_column(String(8), default="TEAM", comment="a team, or a hub that teams belong to")
    hub_ref: Mapped[str | None] = mapped_column(REF, ForeignKey("units.ref"), comment="the hub it belongs to")
    governance: Mapped[str] = mapped_column(String(200), default="", comment="what it is for, and whom it answers to")
    tightened: Mapped[dict[str, int]] = mapped_column(JSON, default=dict, comment="settings stricter than the bound")


class HolidayRow(CaseBase):
    """One day on which nobody is expected at work in one part of the United Kingdom. A unit may edit these."""

    __tablename__ = "holidays"

    day: Mapped[date] = mapped_column(Date, primary_key=True, comment="the day it is kept on")
    division: Mapped[str] = mapped_column(String(32), primary_key=True, comment="the part of the United Kingdom")
    title: Mapped[str] = mapped_column(String(100), comment="what it is called")


class Proposal(CaseBase):
    """A change that would allow more than before. It waits until a second person has agreed to it."""

    __tablename__ = "proposals"
    __table_args__ = (
        CheckConstraint("state IN ('WAITING', 'AGREED', 'REFUSED')", name="state"),
        CheckConstraint("state <> 'AGREED' OR (decided_by IS NOT NULL AND decided_by <> proposed_by)", name="second"),
        Index("ix_proposals_state", "state", "proposed_at", "ref"),
    )

    ref: Mapped[str] = mapped_column(REF, primary_key=True, default=new_id, comment="random")
    kind: Mapped[str] = mapped_column(String(16), comment="code of what is changed")
    subject_ref: Mapped[str] = mapped_column(REF, comment="the record it changes, also one still to be made")
    unit_ref: Mapped[str | None] = mapped_column(REF, comment="whose unit it is about; empty where it is for all")
    content: Mapped[dict[str, Any]] = mapped_column(JSON, comment="what would hold then")
    proposed_by: Mapped[str] = mapped_column(REF, comment="person who asked for it")
    proposed_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when")
    state: Mapped[str] = mapped_column(String(8), default="WAITING", comment="waiting, agreed or refused")
    decided_by: Mapped[str | None] = mapped_column(REF, comment="the second person")
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when")
    reason: Mapped[str] = mapped_column(String(500), default="", comment="why it was refused")

    def facts(self) -> ProposalFacts:
        """Return what a rule may know of it."""
        return ProposalFacts(self.ref, self.state, self.proposed_by, self.unit_ref)


class Mark(CaseBase):
    """What a whole store is marked as. Only one mark is known: that everything in it is made up."""

    __tablename__ = "marks"

    name: Mapped[str] = mapped_column(String(32), primary_key=True, comment="DEMONSTRATION")


def proposal_columns() -> Any:
    """Return the columns that hold a change's facts, under the same names."""
    return SimpleNamespace(
        ref=Proposal.ref, state=Proposal.state, proposer_ref=Proposal.proposed_by, for_unit_ref=Proposal.unit_ref
    )
