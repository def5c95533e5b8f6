"""The table of what custodians ask of authorisers. The approval itself is a re-sealed half in the vault."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, Index, String, Text
from sqlalchemy.orm import Mapped, column_property, mapped_column

from app.access.facts import GrantFacts
from app.custody.kinds import KIND_BY_CODE
from app.database import CaseBase, UTCDateTime, new_id
from app.sources.models import Source, of_its_source

PENDING, APPROVED, REFUSED, REVOKED, ENDED = STATES = ("PENDING", "APPROVED", "REFUSED", "REVOKED", "ENDED")
REF = String(32)


def _among(column: str, values: tuple[str, ...]) -> str:
    """Return the condition that a column holds one of these values."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class CustodyRequest(CaseBase):
    """What a custodian asked for, and what became of it. Breaking the glass is reviewed afterwards, always."""

    __tablename__ = "custody_requests"
    __table_args__ = (
        CheckConstraint(_among("kind", tuple(KIND_BY_CODE)), name="kind"),
        CheckConstraint(_among("state", STATES), name="state"),
        CheckConstraint("approver_ref IS NULL OR approver_ref <> requester_ref", name="second_person"),
        CheckConstraint("state <> 'APPROVED' OR (approver_ref IS NOT NULL AND ends_at IS NOT NULL)", name="approved"),
        CheckConstraint("reviewer_ref IS NULL OR reviewer_ref NOT IN (requester_ref, approver_ref)", name="reviewer"),
        Index("ix_custody_requests_state", "state", "asked_at", "request_ref"),
        Index("ix_custody_requests_requester", "requester_ref", "asked_at", "request_ref"),
        Index("ix_custody_requests_source", "source_ref", "state"),
        Index("ix_custody_requests_review", "kind", "reviewer_ref", "state"),
    )

    request_ref: Mapped[str] = mapped_column(REF, primary_key=True, default=new_id, comment="random")
    kind: Mapped[str] = mapped_column(String(10), comment="what for, by code")
    source_ref: Mapped[str] = mapped_column(REF, comment="which source")
    compartment: Mapped[str] = mapped_column(String(20), comment="which part, or every")
    purpose: Mapped[str] = mapped_column(String(20), comment="what for, by code")
    reason: Mapped[str] = mapped_column(Text, comment="why, in the custodian's words; the approver reads it")
    custody: Mapped[str] = mapped_column(String(10), comment="how the source was held")
    requester_ref: Mapped[str] = mapped_column(REF, comment="who asked")
    handler_ref: Mapped[str | None] = mapped_column(REF, comment="who handled the source then, and is told")
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when")
    state: Mapped[str] = mapped_column(String(10), default=PENDING, comment="what became of it")
    approver_ref: Mapped[str | None] = mapped_column(REF, comment="who decided; never who asked")
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when it was decided")
    decision_reason: Mapped[str] = mapped_column(Text, default="", comment="why it was refused or ended")
    ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when it ends by itself")
    review_due_on: Mapped[date | None] = mapped_column(Date, comment="glass: the last day for its review")
    reviewer_ref: Mapped[str | None] = mapped_column(REF, comment="glass: who reviewed it; neither of the two")
    reviewed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="glass: when")
    was_needed: Mapped[bool | None] = mapped_column(comment="glass: whether the reviewer found that it was needed")
    finding: Mapped[str] = mapped_column(Text, default="", comment="glass: what the reviewer found")
    kept_from: Mapped[str] = column_property(of_its_source(Source.kept_from, source_ref))
    kept_number: Mapped[int] = column_property(of_its_source(Source.kept_number, source_ref))

    def facts(self, compartment: str = "", *, custody: str = "") -> GrantFacts:
        """Return what policy may know of it; for one compartment of several, when that is asked about."""
        return GrantFacts(
            ref=self.request_ref,
            state=self.state,
            compartment=compartment or self.compartment,
            custody=custody or self.custody,
            requester_ref=self.requester_ref,
            approver_ref=self.approver_ref,
            ends_at=self.ends_at,
            owner_ref=self.requester_ref,
            source_ref=self.source_ref,
            kind=self.kind,
            handler_ref=self.handler_ref,
            reviewer_ref=self.reviewer_ref,
            kept_from=self.kept_from,
            kept_number=self.kept_number,
        )


class _RequestColumns:
    ref = CustodyRequest.request_ref
    state = CustodyRequest.state
    compartment = CustodyRequest.compartment
    custody = CustodyRequest.custody
    requester_ref = CustodyRequest.requester_ref
    approver_ref = CustodyRequest.approver_ref
    ends_at = CustodyRequest.ends_at
    owner_ref = CustodyRequest.requester_ref
    source_ref = CustodyRequest.source_ref
    kind = CustodyRequest.kind
    handler_ref = CustodyRequest.handler_ref
    reviewer_ref = CustodyRequest.reviewer_ref
    kept_from = CustodyRequest.kept_from
    kept_number = CustodyRequest.kept_number


def request_columns() -> Any:
    """Return the columns that hold a request's facts, under the same names."""
    return _RequestColumns
