"""The tables of contact: requests to open one compartment, and every attempt to reach a source."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, func, literal
from sqlalchemy.orm import Mapped, column_property, mapped_column

from app.access.actor import Actor
from app.access.facts import GrantFacts
from app.allegations.models import Allegation, of_its_allegation
from app.contacts.outcomes import CHANNEL_BY_CODE, OUTCOME_BY_CODE, PURPOSE_BY_CODE, SAFETY, Direction
from app.database import CaseBase, UTCDateTime, new_id
from app.markings.promises import CONFIDENCE
from app.sources.models import Source, of_its_source

PENDING, APPROVED, REFUSED, REVOKED, ENDED = STATES = ("PENDING", "APPROVED", "REFUSED", "REVOKED", "ENDED")
CONTACT = "contact"
# Who asks: an officer about an allegation of theirs, or a source's own handler.
FROM_OFFICER, FROM_HANDLER = KINDS = ("CONTACT", "HANDLER")
# The two groups that each give a half where both hold a source, as the record names them.
CUSTODIANS, AUTHORISERS = "custodians", "authorisers"

_A = Allegation


def _among(column: str, values: tuple[str, ...] | list[str]) -> str:
    """Return the condition that a column holds one of these values."""
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class ContactRequest(CaseBase):
    """
    A request for one compartment of whoever is behind a link, and what became of it.

    The approval itself is the re-sealed key in the vault; what stands here opens nothing.
    """

    __tablename__ = "contact_requests"
    __table_args__ = (
        CheckConstraint(_among("state", STATES), name="state"),
        CheckConstraint(_among("purpose", list(PURPOSE_BY_CODE)), name="purpose"),
        CheckConstraint(_among("kind", KINDS), name="kind"),
        CheckConstraint("(kind = 'HANDLER') = (allegation_ref = '')", name="about"),
        CheckConstraint("approver_ref IS NULL OR approver_ref <> requester_ref", name="second_person"),
        CheckConstraint("custody IN ('SINGLE', 'DUAL')", name="custody"),
        CheckConstraint("custodian_ref IS NULL OR custodian_ref <> requester_ref", name="custodian_is_another"),
        CheckConstraint("authoriser_ref IS NULL OR authoriser_ref <> requester_ref", name="authoriser_is_another"),
        CheckConstraint("authoriser_ref IS NULL OR authoriser_ref <> custodian_ref", name="two_people"),
        CheckConstraint("outside_by IS NULL OR outside_by <> requester_ref", name="outside_by_another"),
        CheckConstraint("(outside_until IS NULL) = (outside_by IS NULL)", name="outside"),
        CheckConstraint(
            "state <> 'APPROVED' OR custody = 'SINGLE' "
            "OR (authoriser_ref IS NOT NULL AND (custodian_ref IS NOT NULL OR kind = 'HANDLER'))",
            name="approved_by_both",
        ),
        CheckConstraint("state <> 'APPROVED' OR (approver_ref IS NOT NULL AND ends_at IS NOT NULL)", name="approved"),
        Index("ix_contact_requests_state", "state", "asked_at", "grant_ref"),
        Index("ix_contact_requests_requester", "requester_ref", "asked_at", "grant_ref"),
        Index("ix_contact_requests_allegation", "allegation_ref", "asked_at"),
        Index("ix_contact_requests_ends", "state", "ends_at"),
    )

    grant_ref: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, comment="random")
    kind: Mapped[str] = mapped_column(String(10), default=FROM_OFFICER, comment="who asks: an officer or its handler")
    # No table says which link is whose: what an officer asks names a link, what a handler asks the source itself.
    link: Mapped[str] = mapped_column(String(32), index=True, comment="the allegation's link, or a handler's source")
    allegation_ref: Mapped[str] = mapped_column(String(16), comment="why: which allegation; empty for a handler")
    compartment: Mapped[str] = mapped_column(String(20), default=CONTACT, comment="which part was asked for")
    purpose: Mapped[str] = mapped_column(String(20), comment="what for, by code")
    reason: Mapped[str] = mapped_column(Text, comment="what for, in the officer's words; the approver reads it")
    requester_ref: Mapped[str] = mapped_column(String(32), comment="who asked")
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when")
    state: Mapped[str] = mapped_column(String(10), default=PENDING, comment="what became of it")
    approver_ref: Mapped[str | None] = mapped_column(String(32), comment="who decided; never who asked")
    custody: Mapped[str] = mapped_column(String(10), default="SINGLE", comment="DUAL: one of each group must approve")
    custodian_ref: Mapped[str | None] = mapped_column(String(32), comment="DUAL: who gave the custodians' half")
    authoriser_ref: Mapped[str | None] = mapped_column(String(32), comment="DUAL: who gave the authorisers' half")
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when it was decided")
    decision_reason: Mapped[str] = mapped_column(Text, default="", comment="why it was refused or taken back")
    ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when the permission ends by itself")
    extends_ref: Mapped[str | None] = mapped_column(String(32), index=True, comment="which one it takes over from")
    outside_until: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="until when any moment will do")
    outside_by: Mapped[str | None] = mapped_column(String(32), comment="the controller who said so")
    # A handler's own is about a source, any other about an allegation; there is never both.
    kept_from: Mapped[str] = column_property(
        func.coalesce(of_its_allegation(_A.kept_from, allegation_ref), of_its_source(Source.kept_from, link))
    )
    kept_number: Mapped[int] = column_property(
        func.coalesce(of_its_allegation(_A.kept_number, allegation_ref), of_its_source(Source.kept_number, link))
    )
    # What was promised with the report; with a handler's own there is none, and what the source was promised counts.
    promised: Mapped[str] = column_property(func.coalesce(of_its_allegation(_A.promise, allegation_ref), CONFIDENCE))

    @property
    def is_handlers(self) -> bool:
        """Whether a source's own handler asked, to call them again and again."""
        return self.kind == FROM_HANDLER

    @property
    def about(self) -> str:
        """What it is called by: its allegation, or the source that a handler asks for."""
        return self.link if self.is_handlers else self.allegation_ref

    @property
    def is_half_approved(self) -> bool:
        """Whether one of two groups has given its half, and the other has not."""
        return self.state == PENDING and (self.custodian_ref is not None or self.authoriser_ref is not None)

    @property
    def decided_by(self) -> tuple[str | None, ...]:
        """Who decided, and who gave the half of each group."""
        return self.approver_ref, self.custodian_ref, self.authoriser_ref

    def is_let_outside(self, now: datetime) -> bool:
        """Whether a controller lets the officer call at any moment now."""
        return self.outside_until is not None and now < self.outside_until

    def give_half(self, actor: Actor) -> str:
        """Write down who gave the half of their group, and return which group that is."""
        if AUTHORISERS in actor.groups:
            self.authoriser_ref = actor.person_ref
            return AUTHORISERS
        self.custodian_ref = actor.person_ref
        return CUSTODIANS

    def facts(
        self, source_ref: str = "", custody: str = "", handler_ref: str | None = None, promise: str = CONFIDENCE
    ) -> GrantFacts:
        """Return what policy may know of it; who acts in custody adds what the vault's own map says."""
        return GrantFacts(
            ref=self.grant_ref,
            state=self.state,
            compartment=self.compartment,
            custody=custody or self.custody,
            requester_ref=self.requester_ref,
            approver_ref=self.approver_ref,
            ends_at=self.ends_at,
            owner_ref=self.requester_ref,
            source_ref=source_ref,
            kind=self.kind,
            handler_ref=handler_ref,
            custodian_ref=self.custodian_ref,
            authoriser_ref=self.authoriser_ref,
            kept_from=self.kept_from,
            kept_number=self.kept_number,
            promise=promise,
            is_for_safety=PURPOSE_BY_CODE[self.purpose].without_plan,
        )


class _RequestColumns:
    ref = ContactRequest.grant_ref
    state = ContactRequest.state
    compartment = ContactRequest.compartment
    custody = ContactRequest.custody
    custodian_ref = ContactRequest.custodian_ref
    authoriser_ref = ContactRequest.authoriser_ref
    requester_ref = ContactRequest.requester_ref
    approver_ref = ContactRequest.approver_ref
    ends_at = ContactRequest.ends_at
    owner_ref = ContactRequest.requester_ref
    kind = ContactRequest.kind
    kept_from = ContactRequest.kept_from
    kept_number = ContactRequest.kept_number
    # Known only while somebody acts: a column would show which requests share a source.
    promise = literal(CONFIDENCE)
    is_for_safety = ContactRequest.purpose.in_(SAFETY)


def request_columns() -> Any:
    """Return the columns that hold a request's facts, under the same names."""
    return _RequestColumns


class Attempt(CaseBase):
    """
    The fact of one contact or attempt. What was said is in the vault and nowhere else.

    Whether a task was spoken of, and whether the risk seems another, is sealed with it: in clear, beside the signs and
    reviews of sources, it would tell whose link this is.
    """

    __tablename__ = "contact_attempts"
    __table_args__ = (
        CheckConstraint(_among("outcome", list(OUTCOME_BY_CODE)), name="outcome"),
        CheckConstraint(_among("channel", list(CHANNEL_BY_CODE)), name="channel"),
        CheckConstraint(_among("direction", list(Direction)), name="direction"),
        CheckConstraint(_among("purpose", list(PURPOSE_BY_CODE)), name="purpose"),
        CheckConstraint("grant_ref IS NOT NULL OR direction = 'INCOMING'", name="permitted"),
        CheckConstraint("duration_minutes BETWEEN 0 AND 600", name="duration"),
        Index("ix_contact_attempts_link", "link", "at"),
        Index("ix_contact_attempts_by", "by_ref", "at"),
        Index("ix_contact_attempts_promised", "by_ref", "call_back_at"),
    )

    attempt_ref: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, comment="random")
    grant_ref: Mapped[str | None] = mapped_column(
        String(32), ForeignKey("contact_requests.grant_ref"), index=True, comment="under which permission, if we called"
    )
    link: Mapped[str] = mapped_column(String(32), comment="the allegation's link, or the source a handler called")
    at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when it was made")
    by_ref: Mapped[str] = mapped_column(String(32), comment="who made it")
    direction: Mapped[str] = mapped_column(String(10), default=Direction.OUTGOING.value, comment="who began")
    purpose: Mapped[str] = mapped_column(String(20), comment="what for, by code")
    channel: Mapped[str] = mapped_column(String(20), comment="how, by code")
    outcome: Mapped[str] = mapped_column(String(30), comment="how it ended, by code")
    duration_minutes: Mapped[int] = mapped_column(comment="how long, in minutes")
    next_step: Mapped[str] = mapped_column(String(40), comment="what is to happen next, by code")
    call_back_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when another call was promised")
    entry_version: Mapped[int] = mapped_column(comment="which entry of the vault's log compartment holds what was said")
    digest: Mapped[str] = mapped_column(String(64), comment="SHA-256 of that entry's ciphertext, hexadecimal")
