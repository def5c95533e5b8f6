"""The table of duties."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.access.facts import DutyFacts
from app.accounts.models import Person
from app.database import CaseBase, UTCDateTime, new_id
from app.organisations.models import Unit

REF = String(32)


class DutyHeld(CaseBase):
    """A duty from a time until a time. A row is never edited to begin earlier; ending it early moves its end."""

    __tablename__ = "duties"
    __table_args__ = (
        CheckConstraint("until_at >= from_at", name="order"),
        Index("ix_duties_duty", "duty", "until_at", "from_at"),
    )

    duty_ref: Mapped[str] = mapped_column(REF, primary_key=True, default=new_id, comment="random")
    duty: Mapped[str] = mapped_column(String(32), comment="code of the duty")
    unit_ref: Mapped[str] = mapped_column(REF, ForeignKey(Unit.ref), comment="of which unit")
    person_ref: Mapped[str] = mapped_column(REF, ForeignKey(Person.person_ref), index=True, comment="who has it")
    from_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="from when")
    until_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="from when no longer")
    given_by: Mapped[str] = mapped_column(REF, comment="person who said so")
    ended_by: Mapped[str | None] = mapped_column(REF, comment="person who ended it early")

    def facts(self) -> DutyFacts:
        """Return what a rule may know of it."""
        return DutyFacts(self.duty_ref, self.duty, self.unit_ref, self.person_ref)
