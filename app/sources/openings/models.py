"""The tables of what custodians open alone, and of who let whom open more."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import CaseBase, UTCDateTime, new_id

# What came to its end with an opening: the sources of a day, or those of a month.
DAY, MONTH = "DAY", "MONTH"
REF = String(32)


class Opening(CaseBase):
    """
    One part of a source that a custodian opened alone. Kept for as long as it counts; that it happened is in the log.

    Its number is the next of that person's, so that of two openings at one moment only one is written.
    """

    __tablename__ = "openings"
    __table_args__ = (
        CheckConstraint(f"reached IN ('', '{DAY}', '{MONTH}')", name="reached"),
        CheckConstraint("looked_by IS NULL OR looked_by <> person_ref", name="looked_by_another"),
        Index("ix_openings_person", "person_ref", "opened_at", "source_ref"),
        Index("ix_openings_reached", "reached", "opened_at"),
        Index("ix_openings_from_outside", "from_outside"),
    )

    person_ref: Mapped[str] = mapped_column(REF, primary_key=True, comment="who opened it")
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="their how many-th")
    source_ref: Mapped[str] = mapped_column(String(16), comment="of which source")
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when")
    from_outside: Mapped[bool] = mapped_column(
        default=False, comment="that who it is was read by somebody who does not look after it, and not seen to yet"
    )
    reached: Mapped[str] = mapped_column(String(8), default="", comment="what came to its end with it")
    looked_by: Mapped[str | None] = mapped_column(REF, comment="who looked at that, as somebody else")
    looked_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when")


class Leave(CaseBase):
    """That somebody else let a custodian open more sources alone than one may, for a while."""

    __tablename__ = "opening_leaves"
    __table_args__ = (
        CheckConstraint("given_by <> person_ref", name="given_by_another"),
        CheckConstraint("more > 0", name="more"),
        Index("ix_opening_leaves_person", "person_ref", "until"),
    )

    leave_ref: Mapped[str] = mapped_column(REF, primary_key=True, default=new_id, comment="random")
    person_ref: Mapped[str] = mapped_column(REF, comment="who may open more")
    more: Mapped[int] = mapped_column(comment="how many sources more")
    given_by: Mapped[str] = mapped_column(REF, comment="who let them")
    given_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when")
    until: Mapped[datetime] = mapped_column(UTCDateTime, comment="when it is over")
