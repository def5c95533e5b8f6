"""The tables of organisations, their units, and the days on which nobody is expected at work."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import CaseBase, new_id

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


class Unit(CaseBase):
    """A team within an organisation: where people work and where allegations stand."""

    __tablename__ = "units"

    ref: Mapped[str] = mapped_column(REF, primary_key=True, default=new_id, comment="random")
    name: Mapped[str] = mapped_column(String(200), comment="what its people call it")
    organisation_ref: Mapped[str] = mapped_column(
        REF, ForeignKey(Organisation.ref), index=True, comment="part of which"
    )
    division: Mapped[str] = mapped_column(String(32), comment="whose bank holidays it keeps")


class HolidayRow(CaseBase):
    """One day on which nobody is expected at work in one part of the United Kingdom. A unit may edit these."""

    __tablename__ = "holidays"

    day: Mapped[date] = mapped_column(Date, primary_key=True, comment="the day it is kept on")
    division: Mapped[str] = mapped_column(String(32), primary_key=True, comment="the part of the United Kingdom")
    title: Mapped[str] = mapped_column(String(100), comment="what it is called")


class Mark(CaseBase):
    """What a whole store is marked as. Only one mark is known: that everything in it is made up."""

    __tablename__ = "marks"

    name: Mapped[str] = mapped_column(String(32), primary_key=True, comment="DEMONSTRATION")
