"""What became of an allegation: its moves, what was told later, what it is linked to and what was sent."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.allegations.models.allegation import ALLEGATION, REF, one_of
from app.allegations.states import State
from app.database import CaseBase, UTCDateTime, new_id


class Move(CaseBase):
    """One step from one state to the next: who made it, when and why."""

    __tablename__ = "allegation_history"
    __table_args__ = (
        CheckConstraint(one_of("to_status", State), name="to_status"),
        Index("ix_allegation_history_allegation", "allegation_ref", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, comment="grows; no meaning beyond the order")
    allegation_ref: Mapped[str] = mapped_column(REF, ForeignKey(ALLEGATION), comment="of which allegation")
    from_status: Mapped[str] = mapped_column(String(20), comment="where it stood; empty when it came in")
    to_status: Mapped[str] = mapped_column(String(20), comment="where it came to stand")
    by_ref: Mapped[str] = mapped_column(String(32), comment="who moved it")
    at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when")
    reason: Mapped[str] = mapped_column(Text, default="", comment="why, in the words of whoever moved it")


class Addition(CaseBase):
    """Something told later by whoever holds the receipt, with their own details cut out as before."""

    __tablename__ = "additions"
    __table_args__ = (Index("ix_additions_allegation", "allegation_ref", "at"),)

    intake_ref: Mapped[str] = mapped_column(String(64), primary_key=True, comment="which submission it came from")
    allegation_ref: Mapped[str] = mapped_column(REF, ForeignKey(ALLEGATION), comment="of which allegation")
    text: Mapped[str] = mapped_column(Text, comment="what was said")
    at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when it came in, to the hour")
    is_held: Mapped[bool] = mapped_column(default=False, comment="not shown until the source unit has seen to it")


class Question(CaseBase):
    """
    A question to somebody who was promised that nobody learns who they are: it goes the way they came, and no other.

    It is the only contact there is with them, and stands where that is looked for.
    """

    __tablename__ = "questions"
    __table_args__ = (
        CheckConstraint("way IN ('VIA_CRIMESTOPPERS', 'BY_RECEIPT')", name="way"),
        Index("ix_questions_allegation", "allegation_ref", "at"),
    )

    question_ref: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, comment="random")
    allegation_ref: Mapped[str] = mapped_column(REF, ForeignKey(ALLEGATION), comment="of which allegation")
    way: Mapped[str] = mapped_column(String(20), comment="passed on by the line, or sealed to their receipt")
    text: Mapped[str] = mapped_column(Text, comment="what was asked; nothing that would show who they are")
    by_ref: Mapped[str] = mapped_column(String(32), comment="who asked")
    at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when")
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when an answer was noted")


class Relation(CaseBase):
    """Two allegations that are about the same or belong together. Each keeps its own link to whoever told it."""

    __tablename__ = "allegation_relations"
    __table_args__ = (
        CheckConstraint("kind IN ('SAME', 'LINKED')", name="kind"),
        CheckConstraint("one_ref <> other_ref", name="two"),
        Index("ix_allegation_relations_other", "other_ref", "one_ref"),
    )

    one_ref: Mapped[str] = mapped_column(REF, ForeignKey(ALLEGATION), primary_key=True, comment="the one")
    other_ref: Mapped[str] = mapped_column(REF, ForeignKey(ALLEGATION), primary_key=True, comment="the other")
    kind: Mapped[str] = mapped_column(String(10), comment="SAME report, or LINKED")
    by_ref: Mapped[str] = mapped_column(String(32), comment="who said so")
    at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when")


class Sending(CaseBase):
    """A report that was released from an allegation."""

    __tablename__ = "allegation_sendings"

    allegation_ref: Mapped[str] = mapped_column(REF, ForeignKey(ALLEGATION), primary_key=True, comment="from which")
    report_ref: Mapped[str] = mapped_column(String(40), primary_key=True, comment="which report")
    at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when it was released")
