"""The grade with its classification, and the question whether the account shows who told us."""

from dataclasses import dataclass, field

from app.assessment.file import grade_of
from app.assessment.gates import SourceAnswer
from app.assessment.models import GradeRow
from app.assessment.service.opening import begin
from app.errors import Invalid
from app.markings.grading_rules import faults, forced
from app.markings.tiers import rank_of, within_ceiling
from app.unit_of_work import UnitOfWork
from audit.events import Event

FORCED = "Nobody knows who told us this, so it is graded 2 (untested) and D (not known)."


@dataclass(frozen=True, slots=True)
class Graded:
    """A grade as it is chosen. ``tier`` is the classification as printed; ``doubt`` says why a 3 or an E is doubted."""

    source: str
    assessment: str
    handling: str
    tier: str
    action: str = ""
    sanitisation: str = ""
    conditions: str = field(default="", repr=False)
    usage: str = field(default="", repr=False)
    corroboration_ref: str = ""
    doubt: str = field(default="", repr=False)


def grade(uow: UnitOfWork, ref: str, given: Graded) -> None:
    """
    Record the grade and the classification.

    :raises Invalid: the letters do not go together, something they need is missing, or it is marked too high.
    :raises NotFound: there is none that this person may know of.
    :raises Refused: it is not theirs, or not being assessed.
    """
    with uow.trail.recording(Event.ALLEGATION_GRADE, ref):
        file, assessment = begin(uow, ref)
        row = file.grade or GradeRow(allegation_ref=ref, round=assessment.round)
        anonymous = assessment.source_answer == SourceAnswer.ANONYMOUS
        _check(given, forced(file.allegation.channel, anonymous=anonymous))
        for name in Graded.__dataclass_fields__:
            setattr(row, name, getattr(given, name))
        row.by_ref, row.at = uow.actor.person_ref, uow.now
        uow.case.add(row)
        file.allegation.tier = rank_of(given.tier)


def answer_source(uow: UnitOfWork, ref: str, answer: str) -> None:
    """
    Record whether the account still shows who told us.

    :raises Invalid: that is no answer.
    :raises NotFound: there is none that this person may know of.
    :raises Refused: it is not theirs, or not being assessed.
    """
    with uow.trail.recording(Event.ALLEGATION_RECORD, ref, detail={"fields": ["source"]}):
        _file, assessment = begin(uow, ref)
        if answer not in set(SourceAnswer):
            raise Invalid({"answer": "Say whether the account still shows who told us."})
        assessment.source_answer = answer


def _check(given: Graded, only: tuple[str, str] | None) -> None:
    """Refuse a grade that cannot stand, with the field to mend."""
    row = GradeRow(**{name: getattr(given, name) for name in Graded.__dataclass_fields__})
    try:
        made = grade_of(row)
    except ValueError:
        raise Invalid({"source": "Choose the three letters of the grade."}) from None
    names = {"has_risk_assessment": "doubt"}
    problems = {names.get(rule.field, rule.field): rule.mend for rule in reversed(faults(made))}
    if only is not None and (given.source, given.assessment) != only:
        problems["assessment"] = FORCED
    if not within_ceiling(given.tier):
        problems["tier"] = (
            "This system holds nothing marked so high. Speak to the security adviser before writing more."
        )
    if problems:
        raise Invalid(problems)
