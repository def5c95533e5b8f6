"""What an assessment is made of: its answers, checks, searches, grade and its one outcome."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.allegations.models.allegation import ALLEGATION, REF, one_of
from app.assessment.checks import CheckResult, CheckSystem
from app.assessment.gates import SourceAnswer
from app.assessment.outcomes import OutcomeCode
from app.database import CaseBase, UTCDateTime, new_id
from app.markings.grading import ActionCode, Assessment, HandlingCode, SanitisationCode, SourceGrade

CODE = String(20)
PERSON = "people.person_ref"


def _of_assessment() -> ForeignKeyConstraint:
    """Return the constraint that ties a row to its assessment."""
    return ForeignKeyConstraint(["allegation_ref", "round"], ["assessments.allegation_ref", "assessments.round"])


class AssessmentRow(CaseBase):
    """One assessment of an allegation. A reopening begins another; a return goes on with the same."""

    __tablename__ = "assessments"
    __table_args__ = (CheckConstraint(one_of("source_answer", ["", *SourceAnswer]), name="source_answer"),)

    allegation_ref: Mapped[str] = mapped_column(REF, ForeignKey(ALLEGATION), primary_key=True, comment="of which")
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="the first, the second and so on")
    begun_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when it was begun")
    source_answer: Mapped[str] = mapped_column(CODE, default="", comment="whether the account shows who told us")
    no_checks_because: Mapped[str] = mapped_column(Text, default="", comment="why there was nothing to check")


class Check(CaseBase):
    """One look at one system, about one person or about a place, vehicle or company."""

    __tablename__ = "checks"
    __table_args__ = (
        CheckConstraint(one_of("system", CheckSystem), name="system"),
        CheckConstraint(one_of("result", CheckResult), name="result"),
        Index("ix_checks_allegation", "allegation_ref", "at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, comment="random")
    allegation_ref: Mapped[str] = mapped_column(REF, ForeignKey(ALLEGATION), comment="of which allegation")
    subject_id: Mapped[str | None] = mapped_column(ForeignKey("subjects.id"), comment="about whom, if about a person")
    system: Mapped[str] = mapped_column(CODE, comment="where somebody looked")
    reason: Mapped[str] = mapped_column(Text, comment="why, as that system's own record would have it")
    result: Mapped[str] = mapped_column(CODE, comment="what came back")
    note: Mapped[str] = mapped_column(Text, default="", comment="what it said")
    by_ref: Mapped[str] = mapped_column(ForeignKey(PERSON), comment="who looked")
    at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when")


class Search(CaseBase):
    """One search of earlier allegations by the key fields of this one. The terms are its own fields."""

    __tablename__ = "searches"
    __table_args__ = (_of_assessment(), Index("ix_searches_allegation", "allegation_ref", "round", "at"))

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, comment="random")
    allegation_ref: Mapped[str] = mapped_column(REF, ForeignKey(ALLEGATION), comment="for which allegation")
    round: Mapped[int] = mapped_column(comment="in which assessment")
    kinds: Mapped[list[str]] = mapped_column(JSON, comment="kinds of field that were looked for")
    hits: Mapped[int] = mapped_column(comment="how many were found, of those that this person may know of")
    by_ref: Mapped[str] = mapped_column(ForeignKey(PERSON), comment="for whom it was run")
    at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when")


class SearchHit(CaseBase):
    """Another allegation that a search found, and what it was judged to be."""

    __tablename__ = "search_hits"
    __table_args__ = (
        _of_assessment(),
        UniqueConstraint("allegation_ref", "round", "other_ref"),
        CheckConstraint("decision IN ('', 'SAME', 'LINKED', 'NOT_RELATED')", name="decision"),
        CheckConstraint("allegation_ref <> other_ref", name="two"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, comment="random")
    allegation_ref: Mapped[str] = mapped_column(REF, ForeignKey(ALLEGATION), comment="for which allegation")
    round: Mapped[int] = mapped_column(comment="in which assessment")
    search_id: Mapped[str] = mapped_column(ForeignKey("searches.id"), index=True, comment="the search that found it")
    other_ref: Mapped[str] = mapped_column(REF, ForeignKey(ALLEGATION), comment="what it found")
    matched: Mapped[list[str]] = mapped_column(JSON, comment="kinds of field that are the same")
    decision: Mapped[str] = mapped_column(CODE, default="", comment="SAME, LINKED, NOT_RELATED; empty until judged")
    by_ref: Mapped[str | None] = mapped_column(ForeignKey(PERSON), comment="who judged it")
    at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when")


class GradeRow(CaseBase):
    """The 3x5x2 grade of an assessment, with what it rests on, and the classification."""

    __tablename__ = "grades"
    __table_args__ = (
        _of_assessment(),
        CheckConstraint(one_of("source", SourceGrade), name="source"),
        CheckConstraint(one_of("assessment", Assessment), name="assessment"),
        CheckConstraint(one_of("handling", HandlingCode), name="handling"),
        CheckConstraint(one_of("action", ["", *ActionCode]), name="action"),
        CheckConstraint(one_of("sanitisation", ["", *SanitisationCode]), name="sanitisation"),
        CheckConstraint("handling = 'C' OR (action = '' AND sanitisation = '' AND conditions = '')", name="p_is_bare"),
    )

    allegation_ref: Mapped[str] = mapped_column(REF, ForeignKey(ALLEGATION), primary_key=True, comment="of which")
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="in which assessment")
    source: Mapped[str] = mapped_column(String(1), comment="1 to 3: how far the source can be relied on")
    assessment: Mapped[str] = mapped_column(String(1), comment="A to E: how the source came to know")
    handling: Mapped[str] = mapped_column(String(1), comment="P or C: shared freely or with conditions")
    action: Mapped[str] = mapped_column(String(2), default="", comment="A1 to A3, with C only")
    sanitisation: Mapped[str] = mapped_column(String(2), default="", comment="S1 or S2, with C only")
    conditions: Mapped[str] = mapped_column(Text, default="", comment="the conditions that C stands for")
    usage: Mapped[str] = mapped_column(Text, default="", comment="how it may be used openly, with A3")
    corroboration_ref: Mapped[str] = mapped_column(String(40), default="", comment="the report that bears out a B")
    doubt: Mapped[str] = mapped_column(Text, default="", comment="why a source graded 3 or information E is doubted")
    tier: Mapped[str] = mapped_column(CODE, comment="classification, as printed")
    by_ref: Mapped[str] = mapped_column(ForeignKey(PERSON), comment="who graded")
    at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when")


class OutcomeRow(CaseBase):
    """The one outcome of an assessment: its key is the assessment's, so that there cannot be two."""

    __tablename__ = "outcomes"
    __table_args__ = (
        _of_assessment(),
        CheckConstraint(one_of("code", OutcomeCode), name="code"),
        CheckConstraint("code <> 'DUP' OR parent_ref IS NOT NULL", name="duplicate_of"),
        CheckConstraint("parent_ref IS NULL OR parent_ref <> allegation_ref", name="not_of_itself"),
        CheckConstraint("agreed_by IS NULL OR agreed_by <> decided_by", name="second_person"),
    )

    allegation_ref: Mapped[str] = mapped_column(REF, ForeignKey(ALLEGATION), primary_key=True, comment="of which")
    round: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="of which assessment")
    code: Mapped[str] = mapped_column(CODE, comment="the one reason")
    rationale: Mapped[str] = mapped_column(Text, comment="why")
    parent_ref: Mapped[str | None] = mapped_column(ForeignKey(ALLEGATION), comment="the allegation it repeats")
    check_id: Mapped[str | None] = mapped_column(ForeignKey("checks.id"), comment="the check that shows it")
    partner_ref: Mapped[str | None] = mapped_column(ForeignKey("organisations.ref"), comment="the agency it goes to")
    owner_unit_ref: Mapped[str | None] = mapped_column(ForeignKey("units.ref"), comment="whose enquiry it is")
    developer_ref: Mapped[str | None] = mapped_column(ForeignKey(PERSON), comment="who develops it")
    review_on: Mapped[date | None] = mapped_column(comment="the day it is looked at again")
    referral: Mapped[str] = mapped_column(String(80), default="", comment="reference of the referral")
    source_unit_decision: Mapped[str] = mapped_column(String(80), default="", comment="reference of their decision")
    where_sent: Mapped[str] = mapped_column(String(200), default="", comment="where the person was pointed to")
    decided_by: Mapped[str] = mapped_column(ForeignKey(PERSON), comment="who chose it")
    decided_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when")
    agreed_by: Mapped[str | None] = mapped_column(ForeignKey(PERSON), comment="the second person")
    agreed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when they agreed")
