"""What a receiving team can record, when it is due, and who is told when it does not come."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.allegations.types import PRIORITY_BY_CODE
from app.organisations import rules as working_days


class ResultCode(StrEnum):
    """What became of a release."""

    NOT_OPENED = "NOT_OPENED"
    ACCEPTED = "ACCEPTED"
    REJECTED_QUALITY = "REJECTED_QUALITY"
    REJECTED_PRIORITY = "REJECTED_PRIORITY"
    VISIT_NO_ENCOUNTER = "VISIT_NO_ENCOUNTER"
    VISIT_ARREST = "VISIT_ARREST"
    CIVIL_PENALTY = "CIVIL_PENALTY"
    REMOVAL_DEPARTURE = "REMOVAL_DEPARTURE"
    LEAVE_REFUSED_CURTAILED = "LEAVE_REFUSED_CURTAILED"
    MARRIAGE_STOPPED = "MARRIAGE_STOPPED"
    SEIZURE = "SEIZURE"
    PROSECUTION = "PROSECUTION"
    VICTIM_SAFEGUARDED = "VICTIM_SAFEGUARDED"
    INTEL_GAP_CLOSED = "INTEL_GAP_CLOSED"
    NO_TRACE = "NO_TRACE"
    NO_ACTION = "NO_ACTION"


@dataclass(frozen=True, slots=True)
class Result:
    """
    One result. ``is_final`` ones end the wait; ``was_action`` ones count as the report having led to something;
    ``by_reader`` is false for what the system notes by itself.
    """

    code: ResultCode
    label: str
    is_final: bool = True
    was_action: bool = False
    needs_reason: bool = False
    by_reader: bool = True


RESULTS: tuple[Result, ...] = (
    Result(ResultCode.NOT_OPENED, "Not opened", is_final=False, by_reader=False),
    Result(ResultCode.ACCEPTED, "Accepted for action", is_final=False),
    Result(ResultCode.REJECTED_QUALITY, "Rejected: not usable as it stands", needs_reason=True),
    Result(ResultCode.REJECTED_PRIORITY, "Rejected: below our priorities", needs_reason=True),
    Result(ResultCode.VISIT_NO_ENCOUNTER, "Visited; nobody encountered", was_action=True),
    Result(ResultCode.VISIT_ARREST, "Visited; arrest made", was_action=True),
    Result(ResultCode.CIVIL_PENALTY, "Civil penalty", was_action=True),
    Result(ResultCode.REMOVAL_DEPARTURE, "Removal or departure", was_action=True),
    Result(ResultCode.LEAVE_REFUSED_CURTAILED, "Leave refused or curtailed", was_action=True),
    Result(ResultCode.MARRIAGE_STOPPED, "Marriage or partnership stopped", was_action=True),
    Result(ResultCode.SEIZURE, "Seizure", was_action=True),
    Result(ResultCode.PROSECUTION, "Prosecution", was_action=True),
    Result(ResultCode.VICTIM_SAFEGUARDED, "Victim safeguarded", was_action=True),
    Result(ResultCode.INTEL_GAP_CLOSED, "Intelligence gap closed", was_action=True),
    Result(ResultCode.NO_TRACE, "No trace of the person or place"),
    Result(ResultCode.NO_ACTION, "No action", needs_reason=True),
)
# Somebody was arrested or charged: whoever told us may be looked for.
ARRESTS = frozenset({ResultCode.VISIT_ARREST, ResultCode.PROSECUTION})
RESULT_BY_CODE: dict[str, Result] = {row.code.value: row for row in RESULTS}


class Chase(StrEnum):
    """Who is told that a result is overdue."""

    TEAM = "TEAM"
    MANAGER = "MANAGER"
    TASKING_GROUP = "TASKING_GROUP"


@dataclass(frozen=True, slots=True)
class ChaseRow:
    """One step: working days after the result was due (product default), and who is told then."""

    code: Chase
    label: str
    working_days_late: int


CHASES: tuple[ChaseRow, ...] = (
    ChaseRow(Chase.TEAM, "The receiving team", 0),
    ChaseRow(Chase.MANAGER, "Its manager", 2),
    ChaseRow(Chase.TASKING_GROUP, "The tasking group", 5),
)

# A release that nobody has opened after this many working days is chased.
UNOPENED_WORKING_DAYS = 2


def choices() -> tuple[Result, ...]:
    """Return the results a reader may record, in table order."""
    return tuple(row for row in RESULTS if row.by_reader)


def due_at(priority: str, sent_at: datetime, holidays: Collection[date], *, most: int) -> datetime:
    """
    Return the UTC instant by which the receiving team owes a result; ``most`` is what the unit set.

    :raises KeyError: no such priority.
    """
    days = min(PRIORITY_BY_CODE[priority].result_working_days, most)
    return working_days.due_at(sent_at, holidays, days)


def chases_due(due: datetime, now: datetime, holidays: Collection[date]) -> tuple[Chase, ...]:
    """Return everybody who should have been told by now, the first step first; nobody while it is not overdue."""
    if now <= due:
        return ()
    late = working_days.working_days_between(working_days.local_day(due), working_days.local_day(now), holidays)
    return tuple(row.code for row in CHASES if row.working_days_late <= late)
