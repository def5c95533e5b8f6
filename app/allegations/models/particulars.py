"""Who and where an allegation is about, and the key fields by which the same person or place is found again."""

from datetime import date

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.allegations.keys import KeyKind
from app.allegations.models.allegation import ALLEGATION, REF, one_of
from app.allegations.particulars import Category, Sex
from app.database import CaseBase, new_id

LINE = String(200)
ID = String(32)


class Subject(CaseBase):
    """A person whom the allegation is about. Never the one who told us."""

    __tablename__ = "subjects"
    __table_args__ = (
        CheckConstraint(one_of("sex", Sex), name="sex"),
        CheckConstraint(one_of("category", Category), name="category"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id, comment="random")
    allegation_ref: Mapped[str] = mapped_column(REF, ForeignKey(ALLEGATION), index=True, comment="of which allegation")
    position: Mapped[int] = mapped_column(comment="first, second and so on")
    name: Mapped[str] = mapped_column(LINE, default="", comment="name as given")
    aliases: Mapped[str] = mapped_column(LINE, default="", comment="other names")
    born_on: Mapped[date | None] = mapped_column(comment="date of birth")
    age: Mapped[str] = mapped_column(LINE, default="", comment="age or look of age, where no date of birth was given")
    sex: Mapped[str] = mapped_column(String(12), default=Sex.NOT_GIVEN, comment="as given")
    nationality: Mapped[str] = mapped_column(LINE, default="", comment="as given")
    home_office_ref: Mapped[str] = mapped_column(LINE, default="", comment="Home Office reference")
    passport: Mapped[str] = mapped_column(LINE, default="", comment="passport or document number")
    address: Mapped[str] = mapped_column(Text, default="", comment="where they live or stay")
    postcode: Mapped[str] = mapped_column(LINE, default="", comment="postcode of that address")
    phone: Mapped[str] = mapped_column(LINE, default="", comment="telephone")
    email: Mapped[str] = mapped_column(LINE, default="", comment="e-mail")
    vehicle: Mapped[str] = mapped_column(LINE, default="", comment="registration of a vehicle")
    employer: Mapped[str] = mapped_column(LINE, default="", comment="employer or company")
    description: Mapped[str] = mapped_column(Text, default="", comment="what they look like, and anything else")
    is_vulnerable: Mapped[bool] = mapped_column(default=False, comment="a child, or an adult who may be at risk")
    category: Mapped[str] = mapped_column(
        String(20), default=Category.UNCATEGORISED, comment="data-subject category, Data Protection Act 2018 s.38(3)"
    )
    not_given: Mapped[list[str]] = mapped_column(JSON, default=list, comment="fields that the account does not answer")


class Place(CaseBase):
    """A place or a business that the allegation is about."""

    __tablename__ = "places"

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id, comment="random")
    allegation_ref: Mapped[str] = mapped_column(REF, ForeignKey(ALLEGATION), index=True, comment="of which allegation")
    position: Mapped[int] = mapped_column(comment="first, second and so on")
    address: Mapped[str] = mapped_column(Text, default="", comment="address as given")
    postcode: Mapped[str] = mapped_column(LINE, default="", comment="postcode")
    uprn: Mapped[str] = mapped_column(LINE, default="", comment="unique property reference number")
    business: Mapped[str] = mapped_column(LINE, default="", comment="name of a business there")
    company: Mapped[str] = mapped_column(LINE, default="", comment="company number")
    port: Mapped[str] = mapped_column(LINE, default="", comment="port or airport")
    vehicle: Mapped[str] = mapped_column(LINE, default="", comment="registration of a vehicle that comes there")
    safety: Mapped[str] = mapped_column(Text, default="", comment="what officers who go there should know")
    not_given: Mapped[list[str]] = mapped_column(JSON, default=list, comment="fields that the account does not answer")


class MatchKey(CaseBase):
    """One key field of a person or place in the one form in which the same is written the same."""

    __tablename__ = "match_keys"
    __table_args__ = (
        CheckConstraint(one_of("kind", KeyKind), name="kind"),
        Index("ix_match_keys_allegation", "allegation_ref"),
    )

    kind: Mapped[str] = mapped_column(String(20), primary_key=True, comment="what kind of field")
    value: Mapped[str] = mapped_column(String(300), primary_key=True, comment="the field in its one form")
    allegation_ref: Mapped[str] = mapped_column(REF, ForeignKey(ALLEGATION), primary_key=True, comment="where it is")
