"""The systems an officer checks, what a check can come back with, and the course that opens each system."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum


class CheckSystem(StrEnum):
    """Where one can look."""

    ATLAS = "ATLAS"
    PNC = "PNC"
    WILBERFORCE = "WILBERFORCE"
    CID_LEGACY = "CID_LEGACY"
    CRS_VISA = "CRS_VISA"
    WARNINGS_INDEX = "WARNINGS_INDEX"
    BORDER_CROSSING = "BORDER_CROSSING"
    PND = "PND"
    COMPANIES_HOUSE = "COMPANIES_HOUSE"
    OPEN_SOURCE = "OPEN_SOURCE"
    PARTNER = "PARTNER"
    IMS_SEARCH = "IMS_SEARCH"


@dataclass(frozen=True, slots=True)
class CheckSystemRow:
    """One system. ``course`` is the training that must be live to record a check on it; empty when none is needed."""

    code: CheckSystem
    label: str
    course: str = ""


CHECK_SYSTEMS: tuple[CheckSystemRow, ...] = (
    CheckSystemRow(CheckSystem.ATLAS, "Atlas", "ATLAS"),
    CheckSystemRow(CheckSystem.PNC, "Police National Computer", "PNC"),
    CheckSystemRow(CheckSystem.WILBERFORCE, "Wilberforce (victim referrals)", "WILBERFORCE"),
    CheckSystemRow(CheckSystem.CID_LEGACY, "Casework Information Database (legacy)"),
    CheckSystemRow(CheckSystem.CRS_VISA, "Visa records (CRS)"),
    CheckSystemRow(CheckSystem.WARNINGS_INDEX, "Warnings Index"),
    CheckSystemRow(CheckSystem.BORDER_CROSSING, "Border Crossing"),
    CheckSystemRow(CheckSystem.PND, "Police National Database"),
    CheckSystemRow(CheckSystem.COMPANIES_HOUSE, "Companies House"),
    CheckSystemRow(CheckSystem.OPEN_SOURCE, "Open source"),
    CheckSystemRow(CheckSystem.PARTNER, "Asked another agency"),
    CheckSystemRow(CheckSystem.IMS_SEARCH, "Search of earlier allegations"),
)
CHECK_SYSTEM_BY_CODE: dict[str, CheckSystemRow] = {row.code.value: row for row in CHECK_SYSTEMS}


class CheckResult(StrEnum):
    """What came back."""

    TRACE = "TRACE"
    POSSIBLE_TRACE = "POSSIBLE_TRACE"
    NO_TRACE = "NO_TRACE"
    SYSTEM_DOWN = "SYSTEM_DOWN"
    NOT_AUTHORISED = "NOT_AUTHORISED"


@dataclass(frozen=True, slots=True)
class CheckResultRow:
    """One result. ``was_made`` is false where nobody got to look: such a check counts for nothing at the gate."""

    code: CheckResult
    label: str
    was_made: bool = True


CHECK_RESULTS: tuple[CheckResultRow, ...] = (
    CheckResultRow(CheckResult.TRACE, "Trace"),
    CheckResultRow(CheckResult.POSSIBLE_TRACE, "Possible trace"),
    CheckResultRow(CheckResult.NO_TRACE, "No trace"),
    CheckResultRow(CheckResult.SYSTEM_DOWN, "The system was down", was_made=False),
    CheckResultRow(CheckResult.NOT_AUTHORISED, "Not authorised to look", was_made=False),
)
CHECK_RESULT_BY_CODE: dict[str, CheckResultRow] = {row.code.value: row for row in CHECK_RESULTS}


def systems_open_to(training: Collection[str]) -> tuple[CheckSystemRow, ...]:
    """Return the systems a person with these live courses may record checks on, in table order."""
    return tuple(row for row in CHECK_SYSTEMS if not row.course or row.course in training)


def was_made(result: str) -> bool:
    """
    Return whether somebody got to look.

    :raises KeyError: no such result.
    """
    return CHECK_RESULT_BY_CODE[result].was_made
