"""Which grades are refused, when and how to mend them, and the grade where nobody knows who spoke."""

from collections.abc import Callable
from dataclasses import dataclass

from app.markings.grading import ActionCode, Assessment, Grade, HandlingCode, SanitisationCode, SourceGrade


@dataclass(frozen=True, slots=True)
class Rule:
    """One combination that is refused: the field to mend and how. ``at_release`` ones are asked before sending."""

    code: str
    field: str
    mend: str
    broken: Callable[[Grade], bool]
    at_release: bool = False


def _has_conditions(grade: Grade) -> bool:
    return bool(grade.conditions.strip() or grade.action or grade.sanitisation or grade.usage.strip())


def _shared_conditionally(grade: Grade) -> bool:
    return grade.handling is HandlingCode.CONDITIONS


RULES: tuple[Rule, ...] = (
    Rule(
        "P_TAKES_NO_CONDITIONS",
        "handling",
        "P carries no conditions. Remove the conditions and codes, or choose C.",
        lambda grade: grade.handling is HandlingCode.PERMITTED and _has_conditions(grade),
    ),
    Rule(
        "C_NEEDS_CONDITIONS",
        "conditions",
        "Write the conditions that C stands for.",
        lambda grade: _shared_conditionally(grade) and not grade.conditions.strip(),
    ),
    Rule(
        "C_NEEDS_ACTION",
        "action",
        "Choose what may be done with it: A1, A2 or A3.",
        lambda grade: _shared_conditionally(grade) and grade.action is None,
    ),
    Rule(
        "C_NEEDS_SANITISATION",
        "sanitisation",
        "Choose who may cut it further and pass it on: S1 or S2.",
        lambda grade: _shared_conditionally(grade) and grade.sanitisation is None,
    ),
    Rule(
        "A3_NEEDS_USAGE",
        "usage",
        "Write how it may be used openly.",
        lambda grade: grade.action is ActionCode.OVERT_USE and not grade.usage.strip(),
    ),
    Rule(
        "B_NEEDS_CORROBORATION",
        "corroboration_ref",
        "Give the reference of the separate report that bears it out, or choose C.",
        lambda grade: grade.assessment is Assessment.CORROBORATED and not grade.corroboration_ref.strip(),
    ),
    Rule(
        "DOUBT_NEEDS_RISK_ASSESSMENT",
        "has_risk_assessment",
        "Write in a risk assessment why the source or the information is doubted.",
        lambda grade: (
            (grade.source is SourceGrade.NOT_RELIABLE or grade.assessment is Assessment.SUSPECTED_FALSE)
            and not grade.has_risk_assessment
        ),
    ),
    Rule(
        "C_NEEDS_RISK_ASSESSMENT",
        "has_risk_assessment",
        "Write a risk assessment before anything with conditions is sent.",
        lambda grade: _shared_conditionally(grade) and not grade.has_risk_assessment,
        at_release=True,
    ),
    Rule(
        "E_NEEDS_MANAGER",
        "manager_ref",
        "A manager must agree before anything suspected to be false is sent.",
        lambda grade: grade.assessment is Assessment.SUSPECTED_FALSE and not grade.manager_ref.strip(),
        at_release=True,
    ),
)


def faults(grade: Grade) -> tuple[Rule, ...]:
    """Return the rules that keep this grade from being recorded, in the order a form shows them."""
    return tuple(rule for rule in RULES if not rule.at_release and rule.broken(grade))


def release_faults(grade: Grade) -> tuple[Rule, ...]:
    """Return the rules that keep anything with this grade from being sent."""
    return tuple(rule for rule in RULES if rule.broken(grade))


FORCED = (SourceGrade.UNTESTED, Assessment.NOT_KNOWN)
FORCED_CHANNELS = frozenset({"CRIMESTOPPERS"})


def forced(channel: str, *, anonymous: bool) -> tuple[SourceGrade, Assessment] | None:
    """Return the only two letters allowed where nobody knows who spoke, or ``None`` where they are free to choose."""
    return FORCED if anonymous or channel in FORCED_CHANNELS else None


def suggested(*, anonymous: bool) -> Grade:
    """Return the grade a form starts from: ``2DP`` when truly anonymous, else ``2DC`` with A1 and S2."""
    if anonymous:
        return Grade(*FORCED, HandlingCode.PERMITTED)
    return Grade(
        *FORCED,
        HandlingCode.CONDITIONS,
        action=ActionCode.COVERT_DEVELOPMENT,
        sanitisation=SanitisationCode.CONSULT,
    )
