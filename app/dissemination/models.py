"""The tables of what is passed on: reports as the unit keeps them, and releases, each a product of its own."""

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, exists, literal
from sqlalchemy.orm import Mapped, column_property, mapped_column

from app.access.facts import ReleaseFacts, ReportFacts
from app.allegations.models import Allegation, of_its_allegation
from app.database import CaseBase, UTCDateTime
from app.dissemination.results import RESULT_BY_CODE

DRAFT, SUBMITTED, REFUSED, RELEASED, RECALLED = STATES = ("DRAFT", "SUBMITTED", "REFUSED", "RELEASED", "RECALLED")


def _among(column: str, values: tuple[str, ...] | list[str]) -> str:
    """Return the condition that a column holds one of these values."""
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class Report(CaseBase):
    """A sanitised report as its writer and its releaser see it, with what one agency must not see marked in it."""

    __tablename__ = "reports"
    __table_args__ = (
        CheckConstraint(_among("state", STATES), name="state"),
        CheckConstraint("decided_by IS NULL OR decided_by <> author_ref", name="second_person"),
        CheckConstraint("state <> 'RELEASED' OR decided_by IS NOT NULL", name="released"),
        CheckConstraint(
            "words_checked_at IS NULL OR (words_checked_by IS NOT NULL AND "
            + _among("state", (SUBMITTED, RELEASED, RECALLED))
            + ")",
            name="words_checked",
        ),
        Index("ix_reports_unit_state", "unit_ref", "state", "changed_at", "ref"),
        Index("ix_reports_state", "state", "changed_at", "ref"),
        Index("ix_reports_author", "author_ref", "state", "changed_at", "ref"),
        Index("ix_reports_unit_changed", "unit_ref", "changed_at", "ref"),
        Index("ix_reports_changed", "changed_at", "ref"),
        Index("ix_reports_allegation", "allegation_ref", "changed_at"),
    )

    ref: Mapped[str] = mapped_column(String(32), primary_key=True, comment="REP- and random letters")
    allegation_ref: Mapped[str] = mapped_column(String(16), comment="what it was written from")
    unit_ref: Mapped[str] = mapped_column(String(32), comment="the unit that writes it")
    author_ref: Mapped[str] = mapped_column(String(32), comment="who writes it; never who releases it")
    state: Mapped[str] = mapped_column(String(12), default=DRAFT, comment="where it stands")
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when it last changed")
    version: Mapped[int] = mapped_column(default=1, comment="grows with every change: two editors cannot overwrite")
    title: Mapped[str] = mapped_column(String(120), default="", comment="what it is about, without a name")
    body: Mapped[str] = mapped_column(Text, default="", comment="the sanitised text")
    spans: Mapped[list[list[int]]] = mapped_column(JSON, default=list, comment="[start, end) of what is withheld")
    source: Mapped[str] = mapped_column(String(1), default="2", comment="1 to 3: how far the source can be relied on")
    assessment: Mapped[str] = mapped_column(String(1), default="D", comment="A to E: how the source came to know")
    handling: Mapped[str] = mapped_column(String(1), default="C", comment="P or C")
    action: Mapped[str] = mapped_column(String(2), default="A1", comment="A1 to A3, with C only")
    sanitisation: Mapped[str] = mapped_column(String(2), default="S2", comment="S1 or S2, with C only")
    conditions: Mapped[str] = mapped_column(Text, default="", comment="the conditions that C stands for")
    usage: Mapped[str] = mapped_column(Text, default="", comment="how it may be used openly, with A3")
    risk: Mapped[str] = mapped_column(Text, default="", comment="the risk assessment that sharing needs")
    corroboration_ref: Mapped[str] = mapped_column(String(40), default="", comment="what bears out a B")
    tier: Mapped[int] = mapped_column(default=15, comment="rank of its classification")
    instructions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, comment="handling conditions set")
    named: Mapped[list[str]] = mapped_column(JSON, default=list, comment="people named, with RECIPIENTS ONLY")
    organisation_ref: Mapped[str] = mapped_column(String(32), default="", comment="the agency it is for")
    review_by: Mapped[date | None] = mapped_column(comment="until when it may be relied on")
    cleared_because: Mapped[str] = mapped_column(Text, default="", comment="why hints found in the text may stay")
    words_checked_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when the source unit let them go")
    words_checked_by: Mapped[str | None] = mapped_column(String(32), comment="which custodian; never who wrote it")
    decided_by: Mapped[str | None] = mapped_column(String(32), comment="the second person, who released or refused")
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when")
    decision_reason: Mapped[str] = mapped_column(Text, default="", comment="why it was refused or recalled")
    kept_from: Mapped[str] = column_property(of_its_allegation(Allegation.kept_from, allegation_ref))
    kept_number: Mapped[int] = column_property(of_its_allegation(Allegation.kept_number, allegation_ref))

    def facts(self, *, is_stopped: bool = False) -> ReportFacts:
        """Return what policy may know of it; who decides adds whether the source behind it lets it go."""
        return ReportFacts(
            ref=self.ref,
            state=self.state,
            author_ref=self.author_ref,
            unit_ref=self.unit_ref,
            handling=self.handling,
            assessment=self.assessment,
            tier=self.tier,
            is_stopped=is_stopped,
            words_checked=self.words_checked_at is not None,
            kept_from=self.kept_from,
            kept_number=self.kept_number,
        )


class _ReportColumns:
    ref = Report.ref
    state = Report.state
    author_ref = Report.author_ref
    unit_ref = Report.unit_ref
    handling = Report.handling
    assessment = Report.assessment
    tier = Report.tier
    kept_from = Report.kept_from
    kept_number = Report.kept_number
    words_checked = Report.words_checked_at.is_not(None)
    # Known only while somebody decides: a column would show which reports share a source.
    is_stopped = literal(False)


def report_columns() -> Any:
    """Return the columns that hold a report's facts, under the same names."""
    return _ReportColumns


class Release(CaseBase):
    """
    What one agency may read: its own text, from which everything withheld has been burned out.

    Nothing in this row leads back to the allegation, to whoever wrote it, or to what was withheld.
    """

    __tablename__ = "releases"
    __table_args__ = (
        CheckConstraint(_among("state", [RELEASED, RECALLED]), name="state"),
        Index("ix_releases_organisation", "organisation_ref", "state", "released_on", "ref"),
        Index("ix_releases_organisation_owed", "organisation_ref", "state", "resulted", "result_due_at", "ref"),
        Index("ix_releases_report", "report_ref"),
    )

    ref: Mapped[str] = mapped_column(String(32), primary_key=True, comment="REL- and random letters")
    report_ref: Mapped[str] = mapped_column(String(32), comment="what an agency quotes when it writes to the unit")
    organisation_ref: Mapped[str] = mapped_column(String(32), comment="the agency it is for")
    state: Mapped[str] = mapped_column(String(12), default=RELEASED, comment="released or recalled")
    released_on: Mapped[date] = mapped_column(comment="the day; nothing finer")
    title: Mapped[str] = mapped_column(String(120), comment="what it is about")
    body: Mapped[str] = mapped_column(Text, comment="the text, burned")
    grade: Mapped[str] = mapped_column(String(5), comment="as printed, such as [2DC]")
    marking: Mapped[str] = mapped_column(String(200), comment="for the top and bottom of every page")
    lines: Mapped[list[str]] = mapped_column(JSON, comment="the conditions a reader accepts, one line each")
    codes: Mapped[list[str]] = mapped_column(JSON, comment="action and sanitisation codes")
    usage: Mapped[str] = mapped_column(Text, default="", comment="how it may be used openly")
    contact: Mapped[str] = mapped_column(String(200), comment="the unit to write to")
    tier: Mapped[int] = mapped_column(comment="rank of its classification")
    instructions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, comment="handling conditions, as data")
    named: Mapped[list[str]] = mapped_column(JSON, comment="people named, with RECIPIENTS ONLY")
    named_only: Mapped[bool] = mapped_column(comment="only the people named")
    hmg_only: Mapped[bool] = mapped_column(comment="only government departments")
    embargo_until: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="nobody before this time")
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="nobody after this time")
    result_due_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when the agency owes a result")
    resulted: Mapped[bool] = mapped_column(default=False, comment="whether a final result was recorded")

    def facts(self, person_ref: str, *, accepted: bool) -> ReleaseFacts:
        """Return what policy may know of it, and how this person stands to it."""
        return ReleaseFacts(
            ref=self.ref,
            state=self.state,
            organisation_ref=self.organisation_ref,
            tier=self.tier,
            named_only=self.named_only,
            named=person_ref in self.named,
            hmg_only=self.hmg_only,
            embargo_until=self.embargo_until,
            expires_at=self.expires_at,
            accepted=accepted,
        )


class NamedReader(CaseBase):
    """One person named on a release, so that a list can be narrowed to them."""

    __tablename__ = "release_named"

    release_ref: Mapped[str] = mapped_column(ForeignKey("releases.ref"), primary_key=True, comment="which release")
    person_ref: Mapped[str] = mapped_column(String(32), primary_key=True, comment="who")


class Acceptance(CaseBase):
    """Somebody's acceptance of the conditions of a release. Without it the text is not shown to them."""

    __tablename__ = "release_acceptances"

    release_ref: Mapped[str] = mapped_column(ForeignKey("releases.ref"), primary_key=True, comment="which release")
    person_ref: Mapped[str] = mapped_column(String(32), primary_key=True, comment="who accepted")
    at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when")


class Result(CaseBase):
    """What an agency says became of a release."""

    __tablename__ = "release_results"
    __table_args__ = (
        CheckConstraint(_among("code", list(RESULT_BY_CODE)), name="code"),
        Index("ix_release_results_release", "release_ref", "at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, comment="random")
    release_ref: Mapped[str] = mapped_column(ForeignKey("releases.ref"), comment="which release")
    code: Mapped[str] = mapped_column(String(40), comment="what became of it, by code")
    reason: Mapped[str] = mapped_column(Text, default="", comment="why, where the code asks for it")
    by_ref: Mapped[str] = mapped_column(String(32), comment="who recorded it")
    at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when")
    waits: Mapped[bool] = mapped_column(default=False, comment="whether it is still to be entered at the allegation")


def release_columns(person_ref: str) -> Any:
    """
    Return the columns that hold a release's facts for one person, under the same names.

    What depends on the person is looked up for each release that is looked at: never all that they ever accepted.
    """
    return SimpleNamespace(
        ref=Release.ref,
        state=Release.state,
        organisation_ref=Release.organisation_ref,
        tier=Release.tier,
        named_only=Release.named_only,
        named=exists().where(NamedReader.release_ref == Release.ref, NamedReader.person_ref == person_ref),
        hmg_only=Release.hmg_only,
        embargo_until=Release.embargo_until,
        expires_at=Release.expires_at,
        accepted=exists().where(Acceptance.release_ref == Release.ref, Acceptance.person_ref == person_ref),
    )
