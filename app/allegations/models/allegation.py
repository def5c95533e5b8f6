"""The table of allegations, and what policy may know of one."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, ScalarSelect, String, Text, select
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from app.access.facts import AllegationFacts
from app.access.marks import LONG, MARKS, nobodys, number_of_a_report
from app.allegations.states import RUNNING, State
from app.allegations.types import Channel, Priority
from app.database import CaseBase, UTCDateTime
from app.markings.promises import CONFIDENCE, PROMISE_BY_CODE

REF = String(16)
ALLEGATION = "allegations.ref"


class Stage(StrEnum):
    """Which list an allegation stands on. It follows from the status alone; lists are read by it from one index."""

    CLOCK = "CLOCK"
    HELD = "HELD"
    AFTER = "AFTER"
    CLOSED = "CLOSED"


class Saying(StrEnum):
    """Whether it is still going on, as far as whoever told us said."""

    YES = "YES"
    NO = "NO"
    NOT_GIVEN = "NOT_GIVEN"


STAGE_OF: dict[State, Stage] = {
    state: Stage.HELD
    if state is State.HELD_SOURCE
    else Stage.CLOCK
    if state in RUNNING
    else Stage.CLOSED
    if state is State.CLOSED
    else Stage.AFTER
    for state in State
}


def one_of(column: str, codes: Iterable[str]) -> str:
    """Return the text of a constraint: the column holds one of these codes."""
    return f"{column} IN ({', '.join(repr(str(code)) for code in codes)})"


def _stage_follows() -> str:
    """Return the text of a constraint: the stage is the one that the status leads to."""
    return " OR ".join(
        f"(stage = '{stage}' AND {one_of('status', [state for state in State if STAGE_OF[state] is stage])})"
        for stage in Stage
    )


class Allegation(CaseBase):
    """One allegation: the account without its teller, how urgent it is, and where it stands."""

    __tablename__ = "allegations"
    __table_args__ = (
        CheckConstraint(one_of("status", State), name="status"),
        CheckConstraint(_stage_follows(), name="stage"),
        CheckConstraint(one_of("channel", Channel), name="channel"),
        CheckConstraint(one_of("priority", Priority), name="priority"),
        CheckConstraint(one_of("still_happening", Saying), name="still_happening"),
        CheckConstraint(one_of("promise", PROMISE_BY_CODE), name="promise"),
        CheckConstraint("(channel = 'CRIMESTOPPERS') = (promise = 'CRIMESTOPPERS_1')", name="promise_of_the_line"),
        CheckConstraint("tier IN (10, 15, 20, 30)", name="tier"),
        CheckConstraint("status <> 'IN_ASSESSMENT' OR owner_ref IS NOT NULL", name="owned"),
        CheckConstraint("status <> 'HELD_SOURCE' OR held_from IS NOT NULL", name="held_from"),
        CheckConstraint("status <> 'HELD_SOURCE' OR words_held", name="words_held"),
        CheckConstraint("status <> 'CLOSED' OR outcome_code <> ''", name="closed_with_one_outcome"),
        Index("ix_allegations_unit_stage", "unit_ref", "stage", "due_at", "ref"),
        Index("ix_allegations_unit_status", "unit_ref", "status", "due_at", "ref"),
        Index("ix_allegations_unit_free", "unit_ref", "owner_ref", "stage", "due_at", "ref"),
        Index("ix_allegations_owner_stage", "owner_ref", "stage", "due_at", "ref"),
        Index("ix_allegations_owner_assessed", "owner_ref", "assessed_at", "ref"),
        Index("ix_allegations_assessed", "assessed_at", "ref"),
        Index("ix_allegations_held", "words_held", "due_at", "ref"),
        Index("ix_allegations_unit_second", "unit_ref", "second_asked_at", "ref"),
        Index("ix_allegations_unit_news", "unit_ref", "news_at", "ref"),
        Index("ix_allegations_owner_news", "owner_ref", "news_at", "ref"),
        Index("ix_allegations_result_due", "status", "result_due_at"),
    )

    ref: Mapped[str] = mapped_column(REF, primary_key=True, comment="IMS-YYYY-NNNNNN; says nothing of who told us")
    link: Mapped[str] = mapped_column(String(32), unique=True, comment="random; the vault maps it, and only the vault")
    intake_ref: Mapped[str] = mapped_column(String(64), unique=True, comment="which submission it came from")
    channel: Mapped[str] = mapped_column(String(20), comment="how it came in")
    promise: Mapped[str] = mapped_column(String(20), default=CONFIDENCE, comment="what whoever told us was promised")
    types: Mapped[list[str]] = mapped_column(JSON, comment="what it is about: codes of the table of types")
    priority: Mapped[str] = mapped_column(String(20), comment="how soon it must be opened")
    status: Mapped[str] = mapped_column(String(20), comment="where it stands")
    stage: Mapped[str] = mapped_column(String(10), comment="which list it stands on; follows from the status")
    unit_ref: Mapped[str] = mapped_column(String(32), ForeignKey("units.ref"), comment="the unit it is with")
    owner_ref: Mapped[str | None] = mapped_column(ForeignKey("people.person_ref"), comment="the person who assesses it")
    tier: Mapped[int] = mapped_column(default=15, comment="rank of its classification")
    is_sensitive: Mapped[bool] = mapped_column(default=False, comment="shown to fewer people")
    account: Mapped[str] = mapped_column(Text, comment="what was said, with its teller's own details cut out")
    happened_when: Mapped[str] = mapped_column(Text, default="", comment="when it happened, in the teller's words")
    still_happening: Mapped[str] = mapped_column(String(10), default=Saying.NOT_GIVEN, comment="YES, NO or NOT_GIVEN")
    not_given: Mapped[list[str]] = mapped_column(JSON, default=list, comment="fields that the account does not answer")
    nobody_named: Mapped[bool] = mapped_column(default=False, comment="confirmed: the account names no person")
    no_place: Mapped[bool] = mapped_column(default=False, comment="confirmed: the account gives no place")
    received_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when it came in, to the hour")
    time_critical_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="the event it warns of")
    expected_what: Mapped[str] = mapped_column(Text, default="", comment="what that event is")
    due_at: Mapped[datetime] = mapped_column(UTCDateTime, comment="when its next step is due: opened, or assessed")
    assess_by: Mapped[datetime] = mapped_column(UTCDateTime, comment="when its assessment is due, returned or not")
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when somebody first took it")
    assessed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when the clock stopped")
    second_asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="since when it waits for a manager")
    result_due_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when the receiving team owes a result")
    news_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when more was told that nobody noted yet")
    cut_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="when the source unit last cut words out")
    words_held: Mapped[bool] = mapped_column(default=False, comment="some of its words wait for the source unit")
    held_at: Mapped[datetime | None] = mapped_column(UTCDateTime, comment="since when they wait")
    held_reason: Mapped[str] = mapped_column(Text, default="", comment="why, for the source unit; erased afterwards")
    held_from: Mapped[str | None] = mapped_column(String(20), comment="where it stood before it was held")
    additions: Mapped[int] = mapped_column(default=0, comment="how often more was told")
    relations: Mapped[int] = mapped_column(default=0, comment="how many others it is linked with")
    outcome_code: Mapped[str] = mapped_column(String(20), default="", comment="what the assessment came to")
    round: Mapped[int] = mapped_column(default=1, comment="which assessment this is; a reopening begins another")
    kept_from: Mapped[str] = mapped_column(
        String(LONG * MARKS), default=nobodys, comment="marks of whom it is kept from"
    )
    kept_number: Mapped[int] = mapped_column(default=number_of_a_report, comment="under which they were made")

    def facts(self) -> AllegationFacts:
        """Return what policy may know of it."""
        return facts(self)


def of_its_allegation(column: InstrumentedAttribute[Any], ref: Any) -> ScalarSelect[Any]:
    """Return what this column holds of the allegation that a column of another table names."""
    return select(column).where(Allegation.ref == ref).correlate_except(Allegation).scalar_subquery()


class Counter(CaseBase):
    """The last number given out in a year. Its row is locked while the next is taken."""

    __tablename__ = "allegation_counters"
    __table_args__ = (CheckConstraint("last BETWEEN 1 AND 999999", name="six_figures"),)

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="the year, here, of receipt")
    last: Mapped[int] = mapped_column(comment="the last number given out")


def facts(row: Allegation) -> AllegationFacts:
    """Return what policy may know of an allegation."""
    return AllegationFacts(
        ref=row.ref,
        status=row.status,
        unit_ref=row.unit_ref,
        owner_ref=row.owner_ref,
        is_sensitive=row.is_sensitive,
        tier=row.tier,
        words_held=row.words_held,
        promise=row.promise,
        kept_from=row.kept_from,
        kept_number=row.kept_number,
    )


def fact_columns(of: Any = None) -> Any:
    """Return the columns that hold an allegation's facts, under the same names; of an alias, where one is given."""
    return _FactColumns if of is None else of


class _FactColumns:
    ref = Allegation.ref
    status = Allegation.status
    unit_ref = Allegation.unit_ref
    owner_ref = Allegation.owner_ref
    is_sensitive = Allegation.is_sensitive
    tier = Allegation.tier
    words_held = Allegation.words_held
    promise = Allegation.promise
    kept_from = Allegation.kept_from
    kept_number = Allegation.kept_number
