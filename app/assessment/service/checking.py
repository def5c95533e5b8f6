"""Checks on other systems: which, why and what came back; or why there was nothing to check."""

from dataclasses import dataclass, field

from app.assessment.checks import CHECK_RESULT_BY_CODE, systems_open_to
from app.assessment.file import has_something_to_check
from app.assessment.models import Check
from app.assessment.service.opening import begin
from app.database import new_id
from app.errors import Invalid, NotFound, Refused
from app.unit_of_work import UnitOfWork
from audit.events import Event


@dataclass(frozen=True, slots=True)
class NewCheck:
    """One look at one system. ``subject_id`` is empty for a place, vehicle or company."""

    system: str
    subject_id: str
    reason: str = field(repr=False)
    result: str
    note: str = field(default="", repr=False)


def record_check(uow: UnitOfWork, ref: str, new: NewCheck) -> str:
    """
    Record a check and return its id.

    :raises Invalid: the result is not one there is.
    :raises NotFound: there is no such allegation, or no such person in it.
    :raises Refused: it is not theirs, not being assessed, or they are not trained for that system.
    """
    with uow.trail.recording(Event.ALLEGATION_CHECK, ref, detail={"system": new.system}):
        file, assessment = begin(uow, ref)
        if new.system not in {row.code.value for row in systems_open_to(uow.actor.training)}:
            raise Refused(f"trained_for:{new.system}", "You are not trained for that system. Ask somebody who is.")
        if new.result not in CHECK_RESULT_BY_CODE:
            raise Invalid({"result": "Choose what came back."})
        if new.subject_id and new.subject_id not in {person.id for person in file.people}:
            raise NotFound
        row = Check(
            id=new_id(),
            allegation_ref=ref,
            subject_id=new.subject_id or None,
            system=new.system,
            reason=new.reason,
            result=new.result,
            note=new.note,
            by_ref=uow.actor.person_ref,
            at=uow.now,
        )
        uow.case.add(row)
        assessment.no_checks_because = ""
        return row.id


def no_checks(uow: UnitOfWork, ref: str, *, because: str) -> None:
    """
    Record why there was nothing to check.

    :raises Invalid: there is something to check.
    :raises NotFound: there is none that this person may know of.
    :raises Refused: it is not theirs, or not being assessed.
    """
    with uow.trail.recording(Event.ALLEGATION_CHECK, ref):
        file, assessment = begin(uow, ref)
        if has_something_to_check(file):
            raise Invalid({"because": "The form gives something to check. Record a check of it instead."})
        assessment.no_checks_because = because
