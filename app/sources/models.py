"""The tables of the register: sources by reference, and sealed parts that wait for a custodian."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, ScalarSelect, String, Text, select, text
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from app.access.facts import PlanFacts, SourceFacts, SubmissionFacts
from app.access.marks import LONG, MARKS, KeptFrom, nobodys, number_of_a_report, number_of_a_source
from app.database import CaseBase, UTCDateTime
from app.markings.promises import CONFIDENCE, MAY_BE_KNOWN, PROMISE_BY_CODE
from app.sources.standings import AT_REST, CALLS_UNDECIDED, CARES, ORDINARY, Standing

STATUSES = tuple(standing.value for standing in Standing)
# What stands under it is a tombstone: the reference, the band, and that it was erased.
ERASED = Standing.ERASED.value
WAITING = "WAITING"
# Of whoever was promised anonymity nothing is kept, so there is nothing to open or to put to anybody.
NOTHING_KEPT = "NOTHING_KEPT"
WAITING_STATES = (WAITING, "REGISTERED", "LINKED", "DISMISSED", NOTHING_KEPT)
SINGLE, DUAL = "SINGLE", "DUAL"
BANDS = ("LOW", "MEDIUM", "HIGH", "VERY_HIGH", "CRITICAL")
# From this band upwards no single person may open what is known of a source.
HELD_BY_TWO = ("HIGH", "VERY_HIGH", "CRITICAL")
# A contact plan: written and not looked at; in force; sent back to whoever wrote it; overtaken by what a call showed.
WRITTEN, APPROVED, RETURNED, STOPPED = PLAN_STATES = ("WRITTEN", "APPROVED", "RETURNED", "STOPPED")


def _among(column: str, values: tuple[str, ...]) -> str:
    """Return the condition that a column holds one of these values."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _of_few(name: str, flag: str, *columns: str) -> Index:
    """Return an index of those alone that a flag is set for: nearly empty, however many others there are."""
    return Index(name, *columns, sqlite_where=text(f"{flag} IS 1"), postgresql_where=text(f"{flag} IS true"))


IS_OPEN = f"NOT ({_among('status', AT_REST)})"
IN_DANGER = f"({_among('band', HELD_BY_TWO)} OR is_sensitive)"


class Source(CaseBase):
    """
    A source by reference: how it is held, how great the risk, who looks after it.

    Nothing here says who it is, nor which allegations came from it: the vault alone maps links to sources.
    """

    __tablename__ = "sources"
    __table_args__ = (
        CheckConstraint(_among("status", STATUSES), name="status"),
        CheckConstraint(_among("band", BANDS), name="band"),
        CheckConstraint(_among("promise", MAY_BE_KNOWN), name="promise"),
        CheckConstraint(_among("care", tuple(CARES)), name="care"),
        CheckConstraint("custody IN ('SINGLE', 'DUAL')", name="custody"),
        CheckConstraint("calls_decided_for IS NOT NULL OR NOT calls_are_let", name="calls_are_decided"),
        CheckConstraint("handler_ref IS NULL OR handler_ref <> controller_ref", name="handler_is_not_controller"),
        Index("ix_sources_handler", "handler_ref", "status", "plan_ends_on", "source_ref"),
        Index("ix_sources_keeper", "keeper_ref"),
        Index("ix_sources_held_from", "held_from", "source_ref"),
        Index("ix_sources_plan_ends", "is_open", "plan_ends_on", "source_ref"),
        Index("ix_sources_welfare", "is_open", "welfare_due_on", "source_ref"),
        _of_few("ix_sources_calls_wait", "calls_wait", "plan_ends_on", "source_ref"),
        _of_few("ix_sources_care", "is_in_care", "handler_ref", "care", "source_ref"),
        _of_few("ix_sources_to_raise", "is_to_raise", "handler_ref", "plan_ends_on", "source_ref"),
    )

    source_ref: Mapped[str] = mapped_column(String(32), primary_key=True, comment="SRC- and random letters")
    status: Mapped[str] = mapped_column(String(20), default=Standing.REGISTERED.value, comment="where it stands")
    custody: Mapped[str] = mapped_column(String(10), default="SINGLE", comment="held by one group or by two")
    band: Mapped[str] = mapped_column(String(10), comment="overall source risk")
    handler_ref: Mapped[str | None] = mapped_column(String(32), comment="day-to-day responsibility (RIPA s.29(5)(a))")
    controller_ref: Mapped[str | None] = mapped_column(String(32), comment="general oversight (RIPA s.29(5)(b))")
    keeper_ref: Mapped[str | None] = mapped_column(String(32), comment="keeps the record of use (RIPA s.29(5)(c))")
    registered_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when it was registered")
    contactable: Mapped[bool] = mapped_column(comment="whether the contact plan allows contact to be asked for")
    plan_ends_on: Mapped[date] = mapped_column(comment="when the contact plan must be looked at again")
    is_sensitive: Mapped[bool] = mapped_column(default=False, comment="marked: two groups hold it whatever the risk")
    welfare_due_on: Mapped[date | None] = mapped_column(comment="the day by which somebody asks how they are")
    kept_from: Mapped[str] = mapped_column(
        String(LONG * MARKS), default=nobodys, comment="marks of whom it is kept from"
    )
    kept_number: Mapped[int] = mapped_column(default=number_of_a_source, comment="under which they were made")
    promise: Mapped[str] = mapped_column(String(20), default=CONFIDENCE, comment="what was promised when they told us")
    care: Mapped[str] = mapped_column(String(12), default=ORDINARY, comment="under 18, vulnerable, or neither")
    drift_score: Mapped[int] = mapped_column(default=0, comment="what the signs of status drift come to")
    held_from: Mapped[date | None] = mapped_column(comment="from this day nobody begins contact, until it is decided")
    recount_on: Mapped[date | None] = mapped_column(index=True, comment="from this day the signs of drift come to less")
    calls_decided_for: Mapped[str | None] = mapped_column(
        String(10), comment="for which band a controller decided whether officers may ask to call"
    )
    calls_are_let: Mapped[bool] = mapped_column(default=False, comment="whether they may, from HIGH up to that band")
    # Worked out by the store, so that a list of few never reads through the many that stand between them.
    is_open: Mapped[bool] = mapped_column(Computed(IS_OPEN, persisted=True), comment="neither closed nor erased")
    calls_wait: Mapped[bool] = mapped_column(
        Computed(f"{IS_OPEN} AND contactable AND {_among('band', HELD_BY_TWO)} AND {CALLS_UNDECIDED}", persisted=True),
        comment="open, to be reached, at high risk, and nobody has decided whether officers may call",
    )
    is_to_raise: Mapped[bool] = mapped_column(
        Computed(f"{IS_OPEN} AND {IN_DANGER} AND custody = 'SINGLE'", persisted=True),
        comment="open, held by one group, and to be held by two",
    )

    is_in_care: Mapped[bool] = mapped_column(
        Computed(f"{IS_OPEN} AND care <> '{ORDINARY}'", persisted=True), comment="open, and under 18 or vulnerable"
    )

    def is_held_for_drift(self, today: date) -> bool:
        """Whether nobody may begin contact before a controller has decided on status drift."""
        return self.held_from is not None and self.held_from <= today

    def keep_from(self, who: KeptFrom) -> None:
        """Write down whom it is kept from, and nobody else."""
        self.kept_from, self.kept_number = who.marks, who.number

    @property
    def is_erased(self) -> bool:
        """Whether only its tombstone is left."""
        return self.status == ERASED

    @property
    def needs_two(self) -> bool:
        """Whether two groups must hold it: the risk is high, or it is marked sensitive."""
        return self.is_sensitive or self.band in HELD_BY_TWO

    @property
    def must_be_held(self) -> str:
        """How it is held, or must be from now on: nothing opens that is held by too few."""
        return DUAL if self.needs_two else self.custody

    @property
    def lets_officers_ask(self) -> bool:
        """Whether officers may ask to call: at low and medium risk, from HIGH upwards as a controller decided."""
        return self.band not in HELD_BY_TWO or (self.calls_are_let and not self.calls_wait)

    def facts(self, compartment: str = "", *, on_duty: bool = False) -> SourceFacts:
        """Return what policy may know of it, and which compartment it is asked about."""
        return SourceFacts(
            ref=self.source_ref,
            status=self.status,
            custody=self.custody,
            band=self.band,
            handler_ref=self.handler_ref,
            controller_ref=self.controller_ref,
            compartment=compartment,
            is_sensitive=self.is_sensitive,
            on_duty=on_duty,
            keeper_ref=self.keeper_ref,
            kept_from=self.kept_from,
            kept_number=self.kept_number,
        )


def of_its_source(column: InstrumentedAttribute[Any], source_ref: Any) -> ScalarSelect[Any]:
    """Return what this column holds of the source that a column of another table names."""
    return select(column).where(Source.source_ref == source_ref).correlate_except(Source).scalar_subquery()


class _SourceColumns:
    ref = Source.source_ref
    status = Source.status
    custody = Source.custody
    band = Source.band
    handler_ref = Source.handler_ref
    controller_ref = Source.controller_ref
    is_sensitive = Source.is_sensitive
    keeper_ref = Source.keeper_ref
    kept_from = Source.kept_from
    kept_number = Source.kept_number


def source_columns() -> Any:
    """Return the columns that hold a source's facts, under the same names."""
    return _SourceColumns


class Waiting(CaseBase):
    """A sealed part that came in with an allegation. Every submission has one, whether details were given or not."""

    __tablename__ = "waiting_submissions"
    __table_args__ = (
        CheckConstraint(_among("state", WAITING_STATES), name="state"),
        CheckConstraint(_among("promise", tuple(PROMISE_BY_CODE)), name="promise"),
        CheckConstraint(f"state = '{NOTHING_KEPT}' OR {_among('promise', MAY_BE_KNOWN)}", name="nothing_kept"),
        Index("ix_waiting_submissions_state", "state", "urgent", "received_at", "submission_ref"),
    )

    submission_ref: Mapped[str] = mapped_column(String(32), primary_key=True, comment="which sealed part, in the vault")
    link: Mapped[str] = mapped_column(String(32), unique=True, comment="the link its allegation carries")
    allegation_ref: Mapped[str] = mapped_column(String(16), comment="the allegation it came with")
    urgent: Mapped[bool] = mapped_column(comment="danger to life, or something within 48 hours")
    received_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when it came in, to the hour")
    promise: Mapped[str] = mapped_column(String(20), default=CONFIDENCE, comment="what they were promised, by code")
    needs_care: Mapped[bool] = mapped_column(
        default=False, comment="said to be under 18 or vulnerable; goes once somebody has dealt with it"
    )
    state: Mapped[str] = mapped_column(String(12), default=WAITING, comment="whether a custodian has dealt with it")
    decided_by: Mapped[str | None] = mapped_column(String(32), comment="which custodian dealt with it")
    # The day and no more: beside the time at which a source was registered it would say which report they told us.
    decided_on: Mapped[date | None] = mapped_column(comment="on which day")
    kept_from: Mapped[str] = mapped_column(String(LONG * MARKS), default=nobodys, comment="as its allegation is")
    kept_number: Mapped[int] = mapped_column(default=number_of_a_report, comment="under which the marks were made")

    @property
    def waiting(self) -> bool:
        """Whether nobody has dealt with it yet."""
        return self.state == WAITING

    def facts(self) -> SubmissionFacts:
        """Return what policy may know of it."""
        return SubmissionFacts(
            ref=self.submission_ref,
            waiting=self.waiting,
            promise=self.promise,
            kept_from=self.kept_from,
            kept_number=self.kept_number,
        )


class _WaitingColumns:
    ref = Waiting.submission_ref
    waiting = Waiting.state == WAITING
    promise = Waiting.promise
    kept_from = Waiting.kept_from
    kept_number = Waiting.kept_number


def waiting_columns() -> Any:
    """Return the columns that hold a waiting submission's facts, under the same names."""
    return _WaitingColumns


class LinkingTask(CaseBase):
    """
    Two sources that may be one: one just registered, and one that whoever registered it may not open.

    It names no term and no reason. A controller looks at both, and it is deleted.
    """

    __tablename__ = "linking_tasks"

    source_ref: Mapped[str] = mapped_column(String(32), primary_key=True, comment="the source that was registered")
    other_ref: Mapped[str] = mapped_column(String(32), primary_key=True, comment="the source that it may be")
    raised_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True, comment="when it was found")


class StandingPlan(CaseBase):
    """
    Where the contact plan of a source stands: who wrote it, who approved it, and when contact is meant to be next.

    What is in the plan is in the vault. Nobody is called under one that a second person has not approved.
    """

    __tablename__ = "contact_plans"
    __table_args__ = (
        CheckConstraint(_among("state", PLAN_STATES), name="state"),
        CheckConstraint("state <> 'APPROVED' OR approved_by IS NOT NULL", name="approved"),
        CheckConstraint("approved_by IS NULL OR approved_by <> written_by", name="second_person"),
        Index("ix_contact_plans_state", "state", "written_at", "source_ref"),
        Index("ix_contact_plans_next", "next_contact_on", "source_ref"),
    )

    source_ref: Mapped[str] = mapped_column(
        String(32), ForeignKey("sources.source_ref"), primary_key=True, comment="of"
    )
    state: Mapped[str] = mapped_column(String(10), default=WRITTEN, comment="where it stands")
    version: Mapped[int] = mapped_column(comment="which version of the vault's contact compartment it is")
    written_by: Mapped[str] = mapped_column(String(32), comment="who wrote it")
    written_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when")
    approved_by: Mapped[str | None] = mapped_column(String(32), comment="which controller approved; never who wrote it")
    approved_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when")
    returned_because: Mapped[str] = mapped_column(Text, default="", comment="why it was sent back; the writer reads it")
    next_contact_on: Mapped[date | None] = mapped_column(comment="when they are meant to be reached next")

    @property
    def is_approved(self) -> bool:
        """Whether it may be used, as far as a second person is concerned."""
        return self.state == APPROVED

    def facts(self) -> PlanFacts:
        """Return what policy may know of it."""
        return PlanFacts(ref=self.source_ref, state=self.state, written_by=self.written_by)


class _PlanColumns:
    ref = StandingPlan.source_ref
    state = StandingPlan.state
    written_by = StandingPlan.written_by


def plan_columns() -> Any:
    """Return the columns that hold a plan's facts, under the same names."""
    return _PlanColumns
