"""The tables of erasure: what was asked and became of it, and the holds that stand in its way."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, column_property, mapped_column

from app.access.facts import ErasureFacts
from app.database import CaseBase, UTCDateTime, new_id
from app.erasure.words import ERASURE_GROUNDS, HOLD_GROUNDS
from app.sources.models import Source, of_its_source

PENDING, REFUSED, ERASED = STATES = ("PENDING", "REFUSED", "ERASED")
STANDS, LIFTED = "STANDS", "LIFTED"
REF = String(32)


def _among(column: str, values: Iterable[str]) -> str:
    """Return the condition that a column holds one of these values."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class Erasure(CaseBase):
    """
    A request to erase a source, and what became of it. It outlives the source: it is what the certificate says.

    The words why are there while somebody decides, and go with the source.
    """

    __tablename__ = "source_erasures"
    __table_args__ = (
        CheckConstraint(_among("state", STATES), name="state"),
        CheckConstraint(_among("ground", ERASURE_GROUNDS), name="ground"),
        CheckConstraint("decider_ref IS NULL OR decider_ref <> requester_ref", name="second_person"),
        CheckConstraint("state <> 'ERASED' OR (decided_at IS NOT NULL AND reason = '')", name="erased"),
        CheckConstraint("(finished_at IS NULL) = (gone_on IS NULL)", name="finished"),
        Index("ix_source_erasures_source", "source_ref", "asked_at"),
        Index("ix_source_erasures_state", "state", "finished_at", "asked_at"),
        Index("ix_source_erasures_index", "state", "left_index_at"),
    )

    erasure_ref: Mapped[str] = mapped_column(REF, primary_key=True, default=new_id, comment="random")
    source_ref: Mapped[str] = mapped_column(REF, ForeignKey("sources.source_ref"), comment="which source")
    state: Mapped[str] = mapped_column(String(10), default=PENDING, comment="what became of it")
    ground: Mapped[str] = mapped_column(String(20), comment="why, by code")
    reason: Mapped[str] = mapped_column(Text, default="", comment="why, in words; erased with the source")
    requester_ref: Mapped[str] = mapped_column(REF, comment="who asked")
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when")
    decider_ref: Mapped[str | None] = mapped_column(REF, comment="who decided; never who asked")
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when it was decided")
    decision_reason: Mapped[str] = mapped_column(Text, default="", comment="why it was refused")
    lock_number: Mapped[int | None] = mapped_column(comment="the newest of the server's keys that it was locked with")
    left_index_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when it left the search index")
    parts_left: Mapped[list[str]] = mapped_column(JSON, default=list, comment="sealed parts to delete; then empty")
    grants_left: Mapped[list[str]] = mapped_column(JSON, default=list, comment="permissions to end; then empty")
    boxes_left: Mapped[list[str]] = mapped_column(JSON, default=list, comment="mailboxes to empty; then empty")
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when no store held anything of it")
    gone_on: Mapped[date | None] = mapped_column(comment="the day from which no backup can bring it back")
    again: Mapped[bool] = mapped_column(default=False, comment="erased again after an older backup was restored")
    kept_from: Mapped[str] = column_property(of_its_source(Source.kept_from, source_ref))
    kept_number: Mapped[int] = column_property(of_its_source(Source.kept_number, source_ref))

    def facts(self, *, is_kept: bool = False) -> ErasureFacts:
        """Return what policy may know of it, and whether something stands in its way."""
        return ErasureFacts(
            ref=self.erasure_ref,
            source_ref=self.source_ref,
            handler_ref=None,
            state=self.state,
            requester_ref=self.requester_ref,
            is_kept=is_kept,
            kept_from=self.kept_from,
            kept_number=self.kept_number,
        )


class _ErasureColumns:
    ref = Erasure.erasure_ref
    source_ref = Erasure.source_ref
    state = Erasure.state
    requester_ref = Erasure.requester_ref
    kept_from = Erasure.kept_from
    kept_number = Erasure.kept_number


def erasure_columns() -> Any:
    """Return the columns that hold the facts of a request, under the same names."""
    return _ErasureColumns


class LegalHold(CaseBase):
    """One reason why a source must be kept. As long as one stands, nobody erases it."""

    __tablename__ = "legal_holds"
    __table_args__ = (
        CheckConstraint(_among("ground", HOLD_GROUNDS), name="ground"),
        CheckConstraint("lifted_by IS NULL OR lifted_by <> set_by", name="second_person"),
        CheckConstraint("(lifted_by IS NULL) = (lifted_at IS NULL)", name="lifted"),
        Index("ix_legal_holds_source", "source_ref", "lifted_at"),
        Index("ix_legal_holds_standing", "lifted_at", "set_at"),
    )

    hold_ref: Mapped[str] = mapped_column(REF, primary_key=True, default=new_id, comment="random")
    source_ref: Mapped[str] = mapped_column(REF, ForeignKey("sources.source_ref"), comment="which source")
    ground: Mapped[str] = mapped_column(String(20), comment="why, by code")
    reason: Mapped[str] = mapped_column(Text, comment="why, in the words of whoever set it")
    set_by: Mapped[str] = mapped_column(REF, comment="who set it")
    set_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when")
    lifted_by: Mapped[str | None] = mapped_column(REF, comment="who lifted it; never who set it")
    lifted_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when")
    lifted_reason: Mapped[str] = mapped_column(Text, default="", comment="why it was lifted")
    kept_from: Mapped[str] = column_property(of_its_source(Source.kept_from, source_ref))
    kept_number: Mapped[int] = column_property(of_its_source(Source.kept_number, source_ref))

    def facts(self) -> ErasureFacts:
        """Return what policy may know of it."""
        return ErasureFacts(
            ref=self.hold_ref,
            source_ref=self.source_ref,
            handler_ref=None,
            state=STANDS if self.lifted_at is None else LIFTED,
            requester_ref=self.set_by,
            kept_from=self.kept_from,
            kept_number=self.kept_number,
        )
