"""The file of one assessment, and what the gates may know of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.allegations.models import Allegation, Place, Subject
from app.allegations.particulars import PLACE_FIELDS, SUBJECT_FIELDS, Particular, blank, can_be_checked, in_a_sentence
from app.allegations.types import CHANNEL_BY_CODE
from app.assessment.checks import was_made
from app.assessment.gates import GateFacts
from app.assessment.models import AssessmentRow, Check, GradeRow, OutcomeRow
from app.assessment.outcomes import Need
from app.markings.grading import ActionCode, Assessment, Grade, HandlingCode, SanitisationCode, SourceGrade


@dataclass(frozen=True, slots=True)
class File:
    """Everything that an assessment has come to so far."""

    allegation: Allegation
    assessment: AssessmentRow | None = None
    grade: GradeRow | None = None
    outcome: OutcomeRow | None = None
    people: Sequence[Subject] = field(default=(), repr=False)
    places: Sequence[Place] = field(default=(), repr=False)
    checks: Sequence[Check] = field(default=(), repr=False)
    searches: int = 0
    hits: int = 0
    hits_undecided: int = 0
    sendings: int = 0

    @property
    def ref(self) -> str:
        """The allegation's reference."""
        return self.allegation.ref

    @property
    def source_answer(self) -> str:
        """The answer to the question about the source; empty until it is given."""
        return self.assessment.source_answer if self.assessment else ""


def values_of(row: Subject | Place, fields: tuple[Particular, ...]) -> dict[str, Any]:
    """Return the fields of a person or place by name."""
    return {one.name: getattr(row, one.name) for one in fields}


def name_of(person: Subject, number: int) -> str:
    """Return how a person is called on the screen: by name, or by number."""
    return person.name or f"Person {number}"


def place_name(place: Place, number: int) -> str:
    """Return how a place is called on the screen."""
    return place.business or place.address.partition("\n")[0] or place.postcode or f"Place {number}"


def empty_what(row: Allegation) -> Iterator[str]:
    """Yield the questions about what happened that are neither answered nor marked as not given."""
    if not row.types:
        yield "what it is about"
    if not row.happened_when.strip() and "happened_when" not in row.not_given:
        yield "when it happened"


def empty_who(file: File) -> Iterator[str]:
    """Yield what is missing about the people."""
    if not file.people and not file.allegation.nobody_named:
        yield "who it is about, or that nobody is named"
    for number, person in enumerate(file.people, start=1):
        empty = blank(SUBJECT_FIELDS, values_of(person, SUBJECT_FIELDS), person.not_given)
        if empty:
            yield f"{', '.join(in_a_sentence(one) for one in empty)} ({name_of(person, number)})"


def empty_where(file: File) -> Iterator[str]:
    """Yield what is missing about the places."""
    if not file.places and not file.allegation.no_place:
        yield "where it happens, or that no place is given"
    for number, place in enumerate(file.places, start=1):
        empty = blank(PLACE_FIELDS, values_of(place, PLACE_FIELDS), place.not_given)
        if empty:
            yield f"{', '.join(in_a_sentence(one) for one in empty)} ({place_name(place, number)})"


def identified(file: File) -> list[Subject]:
    """Return the people of whom something is known that can be looked up."""
    return [person for person in file.people if can_be_checked(SUBJECT_FIELDS, values_of(person, SUBJECT_FIELDS))]


def unchecked(file: File) -> list[Subject]:
    """Return the identified people for whom no check was made."""
    done = {check.subject_id for check in file.checks if was_made(check.result)}
    return [person for person in identified(file) if person.id not in done]


def has_something_to_check(file: File) -> bool:
    """Return whether a person, address, telephone, vehicle or company is filled anywhere."""
    return bool(identified(file)) or any(
        can_be_checked(PLACE_FIELDS, values_of(place, PLACE_FIELDS)) for place in file.places
    )


def details_found(row: Allegation) -> bool:
    """Return whether a source's details were found in it and locked away; some channels may never hold a source."""
    return row.cut_at is not None and CHANNEL_BY_CODE[row.channel].may_hold_source


def grade_of(row: GradeRow) -> Grade:
    """
    Return the grade as the rules of grading read it.

    :raises ValueError: a letter or a code is not in its table.
    """
    return Grade(
        SourceGrade(row.source),
        Assessment(row.assessment),
        HandlingCode(row.handling),
        conditions=row.conditions,
        action=ActionCode(row.action) if row.action else None,
        sanitisation=SanitisationCode(row.sanitisation) if row.sanitisation else None,
        usage=row.usage,
        corroboration_ref=row.corroboration_ref,
        has_risk_assessment=bool(row.doubt.strip()),
    )


def needs_met(file: File, outcome: OutcomeRow | None = None) -> frozenset[Need]:
    """Return what an outcome rests on and has been given."""
    row = outcome or file.outcome
    if row is None:
        return frozenset()
    given = {
        Need.DISSEMINATION: file.sendings,
        Need.PARTNER: row.partner_ref,
        Need.REFERRAL: row.referral,
        Need.OWNER: row.developer_ref,
        Need.REVIEW_ON: row.review_on,
        Need.SECOND_PERSON: row.agreed_by,
        Need.MANAGER: row.agreed_by,
        Need.OWNER_UNIT: row.owner_unit_ref,
        Need.NSU_DECISION: row.source_unit_decision,
        Need.CHECK: row.check_id,
        Need.WHERE_SENT: row.where_sent,
        Need.PARENT: row.parent_ref,
    }
    return frozenset(need for need, value in given.items() if value)


def gate_facts(file: File) -> GateFacts:
    """Return what the gates may know of this file."""
    row = file.allegation
    return GateFacts(
        channel=row.channel,
        empty_fields=(*empty_what(row), *empty_who(file), *empty_where(file)),
        attachments_unread=0,
        subjects_unchecked=len(unchecked(file)),
        checks_made=sum(was_made(check.result) for check in file.checks),
        can_be_checked=has_something_to_check(file),
        checks_not_possible_reason=file.assessment.no_checks_because if file.assessment else "",
        searches_since_receipt=file.searches,
        hits_undecided=file.hits_undecided,
        source_answer=file.source_answer,
        details_found=details_found(row),
        outcomes=(file.outcome.code,) if file.outcome else (),
        rationale=file.outcome.rationale if file.outcome else "",
        needs_met=needs_met(file),
        grade=grade_of(file.grade) if file.grade else None,
        tier=file.grade.tier if file.grade else "",
    )
