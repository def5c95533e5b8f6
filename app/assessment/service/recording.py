"""The form: what happened, who and where it is about. Nothing that must be answered stays blank."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import func, select

from app.allegations import rules
from app.allegations.given import Person, Where
from app.allegations.matching import write_keys
from app.allegations.models import Place, Subject
from app.allegations.particulars import PLACE_FIELDS, SUBJECT_FIELDS, Particular, faults
from app.allegations.types import PRIORITIES, Priority
from app.assessment.file import File
from app.assessment.service.opening import begin
from app.assessment.service.searching import search_keys
from app.errors import Conflict, Invalid, NotFound
from app.organisations import queries as organisations
from app.organisations.settings import SettingCode, held
from app.unit_of_work import UnitOfWork
from audit.events import Event

T = TypeVar("T", Subject, Place)
_ORDER = [row.code for row in PRIORITIES]


@dataclass(frozen=True, slots=True)
class What:
    """What happened, as the account has it."""

    types: tuple[str, ...]
    happened_when: str = field(repr=False)
    when_not_given: bool
    still_happening: str
    time_critical_at: datetime | None = None
    expected_what: str = field(default="", repr=False)


def record_what(uow: UnitOfWork, ref: str, what: What) -> None:
    """
    Record what happened. What makes it more urgent brings its due time forward; nothing here puts it off.

    :raises Invalid: a question is neither answered nor marked as not given.
    :raises NotFound: there is none that this person may know of.
    :raises Refused: it is not theirs, or not being assessed.
    """
    with uow.trail.recording(Event.ALLEGATION_RECORD, ref, detail={"fields": ["what"]}):
        file, _assessment = begin(uow, ref)
        if not what.types:
            raise Invalid({"types": "Choose what it is about."})
        if bool(what.happened_when.strip()) == what.when_not_given:
            raise Invalid({"happened_when": "Enter when it happened, or tick that it was not given."})
        row = file.allegation
        row.types, row.still_happening = list(what.types), what.still_happening
        row.happened_when, row.expected_what = what.happened_when, what.expected_what
        row.not_given = ["happened_when"] if what.when_not_given else []
        row.time_critical_at = what.time_critical_at
        _bring_forward(uow, file)


def record_person(uow: UnitOfWork, ref: str, person: Person, *, person_id: str = "") -> str:
    """
    Record somebody the allegation is about, new or changed, and search earlier reports for them; return their id.

    :raises Invalid: a field that must be answered is neither filled nor marked as not given.
    :raises NotFound: there is no such allegation, or no such person in it.
    :raises Refused: it is not theirs, or not being assessed.
    """
    with uow.trail.recording(Event.ALLEGATION_RECORD, ref, detail={"fields": ["person"]}):
        file, _assessment = begin(uow, ref)
        _check(SUBJECT_FIELDS, person.columns())
        row = _child(uow, Subject, ref, person_id, file.people)
        for name, value in person.columns().items():
            setattr(row, name, value)
        file.allegation.nobody_named = False
        uow.case.flush()
        search_keys(uow, file, write_keys(uow.case, ref))
        return row.id


def record_place(uow: UnitOfWork, ref: str, where: Where, *, place_id: str = "") -> str:
    """
    Record a place, new or changed, and search earlier reports for it; return its id.

    :raises Invalid: a field that must be answered is neither filled nor marked as not given.
    :raises NotFound: there is no such allegation, or no such place in it.
    :raises Refused: it is not theirs, or not being assessed.
    """
    with uow.trail.recording(Event.ALLEGATION_RECORD, ref, detail={"fields": ["place"]}):
        file, _assessment = begin(uow, ref)
        _check(PLACE_FIELDS, where.columns())
        row = _child(uow, Place, ref, place_id, file.places)
        for name, value in where.columns().items():
            setattr(row, name, value)
        file.allegation.no_place = False
        uow.case.flush()
        search_keys(uow, file, write_keys(uow.case, ref))
        return row.id


def remove_person(uow: UnitOfWork, ref: str, person_id: str) -> None:
    """
    Remove somebody who was entered by mistake.

    :raises Conflict: a check was made of them, so they stay.
    :raises NotFound: there is no such allegation, or no such person in it.
    :raises Refused: it is not theirs, or not being assessed.
    """
    with uow.trail.recording(Event.ALLEGATION_RECORD, ref, detail={"fields": ["person"]}):
        file, _assessment = begin(uow, ref)
        row = _child(uow, Subject, ref, person_id, file.people)
        if any(check.subject_id == row.id for check in file.checks):
            raise Conflict("A check was recorded for this person, so they cannot be removed. Change the entry instead.")
        uow.case.delete(row)
        uow.case.flush()
        write_keys(uow.case, ref)


def remove_place(uow: UnitOfWork, ref: str, place_id: str) -> None:
    """
    Remove a place that was entered by mistake.

    :raises NotFound: there is no such allegation, or no such place in it.
    :raises Refused: it is not theirs, or not being assessed.
    """
    with uow.trail.recording(Event.ALLEGATION_RECORD, ref, detail={"fields": ["place"]}):
        file, _assessment = begin(uow, ref)
        uow.case.delete(_child(uow, Place, ref, place_id, file.places))
        uow.case.flush()
        write_keys(uow.case, ref)


def confirm_nobody(uow: UnitOfWork, ref: str, *, nobody: bool) -> None:
    """
    Record that the account names nobody, or take that back.

    :raises Conflict: somebody stands in the form.
    :raises NotFound: there is none that this person may know of.
    :raises Refused: it is not theirs, or not being assessed.
    """
    with uow.trail.recording(Event.ALLEGATION_RECORD, ref, detail={"fields": ["people"]}):
        file, _assessment = begin(uow, ref)
        if nobody and file.people:
            raise Conflict("Somebody stands in the form already. Remove them first.")
        file.allegation.nobody_named = nobody


def confirm_no_place(uow: UnitOfWork, ref: str, *, nowhere: bool) -> None:
    """
    Record that the account gives no place, or take that back.

    :raises Conflict: a place stands in the form.
    :raises NotFound: there is none that this person may know of.
    :raises Refused: it is not theirs, or not being assessed.
    """
    with uow.trail.recording(Event.ALLEGATION_RECORD, ref, detail={"fields": ["places"]}):
        file, _assessment = begin(uow, ref)
        if nowhere and file.places:
            raise Conflict("A place stands in the form already. Remove it first.")
        file.allegation.no_place = nowhere


def _child(uow: UnitOfWork, model: type[T], ref: str, wanted: str, there: Iterable[T]) -> T:
    """Return the person or place of this allegation, or a new one; what belongs to another is not found."""
    if wanted:
        found = next((row for row in there if row.id == wanted), None)
        if found is None:
            raise NotFound
        return found
    last = uow.case.scalar(select(func.max(model.position)).where(model.allegation_ref == ref)) or 0
    row = model(allegation_ref=ref, position=last + 1)
    uow.case.add(row)
    return row


def _check(fields: tuple[Particular, ...], values: dict[str, Any]) -> None:
    """Refuse a field left blank, and one that is both filled and marked as not given."""
    problems = faults(fields, values, values["not_given"])
    if problems:
        raise Invalid(problems)


def _bring_forward(uow: UnitOfWork, file: File) -> None:
    """Raise the priority, and bring the due time forward, where what was recorded makes it more urgent."""
    row = file.allegation
    found = rules.priority_of(row.types, row.time_critical_at, still_happening=row.still_happening != "NO")
    row.priority = min(Priority(row.priority), found, key=_ORDER.index).value
    unit = organisations.unit(uow.case, row.unit_ref)
    days_off = organisations.holidays(uow.case, unit.division)
    dated = Priority.P3_ROUTINE if row.time_critical_at is None else Priority.P2_TIME_CRITICAL
    days = held(unit.tightened, SettingCode.ASSESS_WORKING_DAYS)
    due = rules.due_at(dated, row.received_at, row.time_critical_at, days_off, days=days)
    if due < row.assess_by:
        row.assess_by = row.due_at = due
