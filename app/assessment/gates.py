"""The seven gates an assessment must pass, as one table that the task list and the refusal both read."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from app.assessment.outcomes import OUTCOME_BY_CODE, Need, lacking, rationale_is_long_enough
from app.markings.grading import Grade
from app.markings.grading_rules import faults, forced
from app.markings.tiers import within_ceiling


class SourceAnswer(StrEnum):
    """What became of the question whether the source gave details."""

    YES_IN_VAULT = "YES_IN_VAULT"
    NO = "NO"
    ANONYMOUS = "ANONYMOUS"
    CRIMESTOPPERS = "CRIMESTOPPERS"


SOURCE_ANSWER_LABELS: dict[SourceAnswer, str] = {
    SourceAnswer.YES_IN_VAULT: "Yes, and they are locked away",
    SourceAnswer.NO: "No",
    SourceAnswer.ANONYMOUS: "They wish to stay anonymous",
    SourceAnswer.CRIMESTOPPERS: "It came through Crimestoppers",
}

_CRIMESTOPPERS_CHANNEL = "CRIMESTOPPERS"


class GateCode(StrEnum):
    """The gates, in the order they are shown."""

    FORM_COMPLETE = "FORM_COMPLETE"
    ATTACHMENTS_READ = "ATTACHMENTS_READ"
    CHECKS_DONE = "CHECKS_DONE"
    CROSS_SEARCHED = "CROSS_SEARCHED"
    SOURCE_ANSWERED = "SOURCE_ANSWERED"
    OUTCOME_CHOSEN = "OUTCOME_CHOSEN"
    GRADED = "GRADED"


@dataclass(frozen=True, slots=True)
class GateFacts:
    """
    What the gates may know of an allegation. The defaults are an allegation on which nothing has been done.

    ``empty_fields`` are mandatory fields neither filled nor marked as not given; ``subjects_unchecked`` are people
    named without a check that was made; ``can_be_checked`` says that a subject, address, telephone, vehicle or company
    is filled; ``details_found`` says that a source's details are known to stand anywhere; ``needs_met`` are the things
    the outcome rests on that have been given.
    """

    channel: str
    empty_fields: tuple[str, ...] = ()
    attachments_unread: int = 0
    subjects_unchecked: int = 0
    checks_made: int = 0
    can_be_checked: bool = True
    checks_not_possible_reason: str = ""
    searches_since_receipt: int = 0
    hits_undecided: int = 0
    source_answer: str = ""
    details_found: bool = False
    outcomes: tuple[str, ...] = ()
    rationale: str = ""
    needs_met: frozenset[Need] = frozenset()
    grade: Grade | None = None
    tier: str = ""


def _checks_done(facts: GateFacts) -> bool:
    if facts.can_be_checked or facts.subjects_unchecked:
        return facts.checks_made > 0 and facts.subjects_unchecked == 0
    return facts.checks_made > 0 or bool(facts.checks_not_possible_reason.strip())


def _source_answered(facts: GateFacts) -> bool:
    if facts.source_answer not in set(SourceAnswer):
        return False
    if (facts.source_answer == SourceAnswer.CRIMESTOPPERS) != (facts.channel == _CRIMESTOPPERS_CHANNEL):
        return False
    return not facts.details_found or facts.source_answer == SourceAnswer.YES_IN_VAULT


def _outcome_chosen(facts: GateFacts) -> bool:
    if len(facts.outcomes) != 1 or facts.outcomes[0] not in OUTCOME_BY_CODE:
        return False
    code = facts.outcomes[0]
    return rationale_is_long_enough(code, facts.rationale) and not lacking(code, _needs_met(facts))


def _needs_met(facts: GateFacts) -> frozenset[Need]:
    """What the other facts show is not asked for again: a finished search, and the grade."""
    shown = {Need.CROSS_SEARCH} if _cross_searched(facts) else set()
    if facts.grade is not None and facts.grade.assessment == "E":
        shown.add(Need.GRADE_E)
    return (facts.needs_met - {Need.CROSS_SEARCH, Need.GRADE_E}) | shown


def _cross_searched(facts: GateFacts) -> bool:
    return facts.searches_since_receipt > 0 and facts.hits_undecided == 0


def _graded(facts: GateFacts) -> bool:
    if facts.grade is None or faults(facts.grade) or not within_ceiling(facts.tier):
        return False
    letters = forced(facts.channel, anonymous=facts.source_answer == SourceAnswer.ANONYMOUS)
    return letters is None or letters == (facts.grade.source, facts.grade.assessment)


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate: what it is called, what it asks, how to mend it, and the claim that opens it."""

    code: GateCode
    title: str
    help: str
    mend: str
    is_met: Callable[[GateFacts], bool]


GATES: tuple[Gate, ...] = (
    Gate(
        GateCode.FORM_COMPLETE,
        "The form is complete",
        "Everything that was said stands in the form. What was not given is marked as not given.",
        "Fill in each empty field, or mark it as not given.",
        lambda facts: not facts.empty_fields,
    ),
    Gate(
        GateCode.ATTACHMENTS_READ,
        "Every attachment has been read",
        "Each one was written into the form, held nothing new, or could not be read.",
        "Open each attachment and record what was in it.",
        lambda facts: facts.attachments_unread == 0,
    ),
    Gate(
        GateCode.CHECKS_DONE,
        "Checks have been made",
        "Each person named has been checked on at least one system; so has any address, telephone, vehicle or company.",
        "Record a check for each person named. Only where there is nothing to check may you give a reason instead.",
        _checks_done,
    ),
    Gate(
        GateCode.CROSS_SEARCHED,
        "Earlier reports have been searched",
        "The key fields were searched after this came in, and each hit was judged the same, linked or not related.",
        "Run the quick search and decide on every hit.",
        _cross_searched,
    ),
    Gate(
        GateCode.SOURCE_ANSWERED,
        "The question about the source is answered",
        "Whether whoever told us gave details of themselves, and that any details are locked away.",
        "Answer the question. Where details stand in the text, have the National Source Unit move them first.",
        _source_answered,
    ),
    Gate(
        GateCode.OUTCOME_CHOSEN,
        "One outcome is chosen",
        "Exactly one reason, and why. Where nothing is done about it, in at least thirty characters.",
        "Choose one outcome, explain it, and give what that outcome rests on.",
        _outcome_chosen,
    ),
    Gate(
        GateCode.GRADED,
        "It is graded and marked",
        "The 3x5x2 grade with what it needs, and the classification.",
        "Complete the grade and choose a classification. Crimestoppers and anonymous reports are graded 2 and D.",
        _graded,
    ),
)
GATE_BY_CODE: dict[str, Gate] = {gate.code.value: gate for gate in GATES}


def unmet(facts: GateFacts) -> list[Gate]:
    """Return the gates that keep an allegation from being assessed, in the order shown; none when it may pass."""
    return [gate for gate in GATES if not gate.is_met(facts)]
