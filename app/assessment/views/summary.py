"""What the page of an allegation shows of its assessment, and what is to be done next."""

from collections.abc import Mapping
from typing import Any

from app.access.policy import Action, allowed
from app.allegations.models import Allegation
from app.allegations.states import State
from app.assessment import queries
from app.assessment.checks import CHECK_RESULT_BY_CODE, CHECK_SYSTEM_BY_CODE
from app.assessment.file import grade_of
from app.assessment.forms import ButtonForm
from app.assessment.gates import SOURCE_ANSWER_LABELS, SourceAnswer
from app.assessment.models import Check
from app.assessment.outcomes import OUTCOME_BY_CODE, Need
from app.assessment.queries import Summary
from app.unit_of_work import UnitOfWork

TO_SEND = "A report of it must be released before it can be closed. Whoever writes reports finds it under Assessed."
TO_CLOSE = "Nothing more is asked of it: it can be closed."
TO_WAIT = "It has been sent. The receiving team owes a result."


def what_it_came_to(uow: UnitOfWork, row: Allegation) -> Mapping[str, Any] | None:
    """Return what the assessment has come to; nothing before there is anything to show."""
    found = queries.summary(uow.case, row)
    if found.grade is None and found.outcome is None:
        return None
    return {
        "rows": _rows(found),
        "next_step": _next_step(State(row.status), found),
        "may_agree": row.second_asked_at is not None
        and allowed(uow.actor, Action.ALLEGATION_AGREE, row.facts(), uow.now),
        "ref": row.ref,
        "button": ButtonForm(),
    }


def _rows(found: Summary) -> list[tuple[str, str]]:
    """Return question and answer, as far as there is an answer."""
    outcome, answer = found.outcome, found.assessment.source_answer if found.assessment else ""
    rows = [
        ("Outcome", OUTCOME_BY_CODE[outcome.code].label if outcome else ""),
        ("Why", outcome.rationale if outcome else ""),
        ("Repeats", (outcome.parent_ref or "") if outcome else ""),
        ("Grade", str(grade_of(found.grade)) if found.grade else ""),
        ("Classification", found.grade.tier if found.grade else ""),
        ("Checks", "\n".join(map(_in_words, found.checks))),
        ("Shows who told us", SOURCE_ANSWER_LABELS[SourceAnswer(answer)] if answer else ""),
    ]
    return [row for row in rows if row[1]]


def _in_words(check: Check) -> str:
    return f"{CHECK_SYSTEM_BY_CODE[check.system].label}: {CHECK_RESULT_BY_CODE[check.result].label.lower()}"


def _next_step(status: State, found: Summary) -> str:
    """Return what an assessed one waits for."""
    if status in {State.DISSEMINATED, State.RESULT_DUE}:
        return TO_WAIT
    if found.outcome is None or status not in {State.ASSESSED, State.IN_DEVELOPMENT, State.RESULTED}:
        return ""
    to_send = Need.DISSEMINATION in OUTCOME_BY_CODE[found.outcome.code].needs and status is not State.RESULTED
    return TO_SEND if to_send else TO_CLOSE
