"""The seven gates as a list of tasks: what each is called, where it is done, and how it stands."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.assessment.checks import was_made
from app.assessment.file import (
    File,
    empty_what,
    empty_where,
    empty_who,
    gate_facts,
    grade_of,
    has_something_to_check,
    name_of,
    place_name,
    unchecked,
)
from app.assessment.gates import GATES, SOURCE_ANSWER_LABELS, Gate, GateCode, SourceAnswer
from app.assessment.outcomes import OUTCOME_BY_CODE
from app.assessment.service.finishing import with_second_person

# What each gate's task is called, and where it is done. The form has three.
PLACES = {
    GateCode.ATTACHMENTS_READ: ("Attachments", ""),
    GateCode.CHECKS_DONE: ("Checks", "assessment.checks"),
    GateCode.CROSS_SEARCHED: ("Earlier reports", "assessment.search"),
    GateCode.SOURCE_ANSWERED: ("The source", "assessment.source"),
    GateCode.OUTCOME_CHOSEN: ("Outcome", "assessment.outcome"),
    GateCode.GRADED: ("Grade and classification", "assessment.grade"),
}


@dataclass(frozen=True, slots=True)
class Task:
    """One task. An empty ``endpoint`` has nothing to do; ``mend`` says what is missing."""

    gate: Gate
    title: str
    endpoint: str
    is_done: bool
    hint: str
    mend: str


def tasks(file: File) -> list[Task]:
    """Return the tasks of an assessment in the order of the gates."""
    facts = with_second_person(gate_facts(file))
    listed: list[Task] = []
    for gate in GATES:
        if gate.code is GateCode.FORM_COMPLETE:
            listed += _form(gate, file)
        else:
            title, endpoint = PLACES[gate.code]
            mend = f"{title}: {gate.mend}"
            listed.append(Task(gate, title, endpoint, gate.is_met(facts), _HINTS[gate.code](file), mend))
    return listed


def _form(gate: Gate, file: File) -> Iterable[Task]:
    """The form's three parts, each with what is still empty."""
    people = ", ".join(name_of(person, number) for number, person in enumerate(file.people, start=1))
    places = ", ".join(place_name(place, number) for number, place in enumerate(file.places, start=1))
    parts = (
        ("What happened", "assessment.what", tuple(empty_what(file.allegation)), ""),
        ("Who it is about", "assessment.who", tuple(empty_who(file)), people or "Nobody entered"),
        ("Where it is about", "assessment.where", tuple(empty_where(file)), places or "No place entered"),
    )
    for title, endpoint, empty, hint in parts:
        missing = f"Still empty: {'; '.join(empty)}." if empty else ""
        yield Task(gate, title, endpoint, not empty, missing or hint, f"{title}. {missing}")


def _checks(file: File) -> str:
    made = sum(was_made(check.result) for check in file.checks)
    left = [person.name or "a person without a name" for person in unchecked(file)]
    if left:
        return f"Not checked yet: {', '.join(left)}"
    if made:
        return f"{made} recorded"
    return "A place, vehicle or company to check" if has_something_to_check(file) else "Nothing to check in the form"


def _search(file: File) -> str:
    if not file.searches:
        return "Not searched yet"
    if file.hits_undecided:
        return f"{file.hits_undecided} to judge"
    return f"{file.hits} judged" if file.hits else "Searched; nothing found"


def _source(file: File) -> str:
    answer = file.source_answer
    return SOURCE_ANSWER_LABELS[SourceAnswer(answer)] if answer else "Does the account still show who told us?"


def _outcome(file: File) -> str:
    return OUTCOME_BY_CODE[file.outcome.code].label if file.outcome else "Exactly one"


def _grade(file: File) -> str:
    return f"{grade_of(file.grade)} {file.grade.tier}" if file.grade else "3x5x2, and the classification"


_HINTS = {
    GateCode.ATTACHMENTS_READ: lambda _file: "Nothing is attached",
    GateCode.CHECKS_DONE: _checks,
    GateCode.CROSS_SEARCHED: _search,
    GateCode.SOURCE_ANSWERED: _source,
    GateCode.OUTCOME_CHOSEN: _outcome,
    GateCode.GRADED: _grade,
}
