"""The 3x5x2 grade: what each letter means, and how a grade is written and read."""

import re
from dataclasses import dataclass
from enum import StrEnum


class SourceGrade(StrEnum):
    """How far the source can be relied on."""

    RELIABLE = "1"
    UNTESTED = "2"
    NOT_RELIABLE = "3"


class Assessment(StrEnum):
    """How the source came to know."""

    KNOWN_DIRECTLY = "A"
    CORROBORATED = "B"
    KNOWN_INDIRECTLY = "C"
    NOT_KNOWN = "D"
    SUSPECTED_FALSE = "E"


class HandlingCode(StrEnum):
    """Whether it may be shared freely or with conditions."""

    PERMITTED = "P"
    CONDITIONS = "C"


class ActionCode(StrEnum):
    """What may be done with it. Strictest first."""

    COVERT_DEVELOPMENT = "A1"
    COVERT_USE = "A2"
    OVERT_USE = "A3"


class SanitisationCode(StrEnum):
    """Who may cut it further and pass it on. Strictest last."""

    DELEGATED = "S1"
    CONSULT = "S2"


@dataclass(frozen=True, slots=True)
class Letter:
    """One value of a grade: its label, its meaning for whoever chooses it, and how strict it is."""

    code: str
    label: str
    meaning: str
    strictness: int = 0


SOURCES: tuple[Letter, ...] = (
    Letter("1", "Reliable", "Believed competent; what they gave before was generally right."),
    Letter("2", "Untested", "Has given nothing before, or nothing that was borne out yet. Treat with caution."),
    Letter("3", "Not reliable", "There are reasons to doubt them, written in the risk assessment."),
)
ASSESSMENTS: tuple[Letter, ...] = (
    Letter("A", "Known directly", "The source saw or heard it themselves."),
    Letter("B", "Known indirectly but corroborated", "Second hand, and borne out by a separate report graded A."),
    Letter("C", "Known indirectly", "Second hand, and not borne out."),
    Letter("D", "Not known", "How they know cannot be told."),
    Letter("E", "Suspected to be false", "Believed untrue, with reasons written in the risk assessment."),
)
HANDLINGS: tuple[Letter, ...] = (
    Letter("P", "Lawful sharing permitted", "With those who have a lawful purpose and need it.", 0),
    Letter("C", "Lawful sharing permitted with conditions", "With conditions, an action and a sanitisation code.", 1),
)
ACTIONS: tuple[Letter, ...] = (
    Letter("A1", "Covert development", "May be built upon; ask the originator before acting on it.", 2),
    Letter("A2", "Covert use", "May be acted on covertly; not evidence, not alone a reason for arrest.", 1),
    Letter("A3", "Overt use", "May be used openly, as the originator's instructions say.", 0),
)
SANITISATIONS: tuple[Letter, ...] = (
    Letter("S1", "Delegated authority", "The receiver may sanitise it further and pass it on.", 0),
    Letter("S2", "Consult originator", "Ask the originator before sanitising or passing it on.", 1),
)
# One for each kind: C is an assessment and a handling code, and each must find its own.
SOURCE_BY_CODE: dict[str, Letter] = {letter.code: letter for letter in SOURCES}
ASSESSMENT_BY_CODE: dict[str, Letter] = {letter.code: letter for letter in ASSESSMENTS}
HANDLING_BY_CODE: dict[str, Letter] = {letter.code: letter for letter in HANDLINGS}
ACTION_BY_CODE: dict[str, Letter] = {letter.code: letter for letter in ACTIONS}
SANITISATION_BY_CODE: dict[str, Letter] = {letter.code: letter for letter in SANITISATIONS}

GRADE_PATTERN = re.compile(r"\[?([1-3])([A-E])([PC])\]?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Grade:
    """One item's grade and what it rests on. Empty text means that nothing was given."""

    source: SourceGrade
    assessment: Assessment
    handling: HandlingCode
    conditions: str = ""
    action: ActionCode | None = None
    sanitisation: SanitisationCode | None = None
    usage: str = ""
    corroboration_ref: str = ""
    manager_ref: str = ""
    has_risk_assessment: bool = False

    def __str__(self) -> str:
        """Return it as printed, such as ``[1BP]``."""
        return f"[{self.source.value}{self.assessment.value}{self.handling.value}]"


def parse(text: str) -> Grade:
    """
    Return the three letters of ``[1BP]`` or ``1BP``; conditions and codes are for the caller to add.

    :raises ValueError: it is not a grade.
    """
    found = GRADE_PATTERN.fullmatch(text.strip())
    if found is None or text.strip().startswith("[") != text.strip().endswith("]"):
        raise ValueError("A grade is written like [1BP].")
    return Grade(SourceGrade(found[1]), Assessment(found[2]), HandlingCode(found[3]))
