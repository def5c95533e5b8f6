"""The table of courses that people have passed."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Person
from app.database import CaseBase, UTCDateTime, new_id

REF = String(32)


class CourseRecord(CaseBase):
    """One course of one person: passed, or worked under a mentor until it is. A later pass is a further row."""

    __tablename__ = "course_records"

    record_ref: Mapped[str] = mapped_column(REF, primary_key=True, default=new_id, comment="random")
    person_ref: Mapped[str] = mapped_column(REF, ForeignKey(Person.person_ref), index=True, comment="whose")
    course: Mapped[str] = mapped_column(String(32), comment="code of the course")
    passed_on: Mapped[date | None] = mapped_column(Date, comment="the day it was passed; empty while provisional")
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True, comment="from when it opens nothing any more")
    mentor_ref: Mapped[str | None] = mapped_column(
        REF, ForeignKey(Person.person_ref), comment="who signs beside them while it is provisional"
    )
