"""Opening the file of an assessment: to look at it, and to work on it."""

from dataclasses import dataclass, field

from app.access.policy import Action, require
from app.accounts import queries as accounts
from app.assessment import queries
from app.assessment.file import File
from app.assessment.models import AssessmentRow
from app.assessment.queries import Hit
from app.organisations import queries as organisations
from app.unit_of_work import UnitOfWork
from audit.events import Event


@dataclass(frozen=True, slots=True)
class Hits:
    """What the searches found, with the file they were made for."""

    file: File
    hits: list[Hit] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Checks:
    """The file with the names of those who made its checks."""

    file: File
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class Choices:
    """The file with what its outcome can name: references and names of agencies and of units."""

    file: File
    agencies: list[tuple[str, str]]
    units: list[tuple[str, str]]


def look(uow: UnitOfWork, ref: str, action: Action = Action.ALLEGATION_WORK) -> File:
    """
    Return the file of an assessment to whoever may do this with it: a recorded consultation.

    :raises NotFound: there is none that this person may know of.
    :raises Refused: it is not theirs, or not at that step.
    """
    with uow.trail.consulting(Event.ALLEGATION_READ, ref):
        file = queries.load(uow, ref, action)
        require(uow.actor, action, file.allegation.facts(), uow.now)
        return file


def look_at_hits(uow: UnitOfWork, ref: str) -> Hits:
    """
    Return what the searches for an allegation found: a recorded consultation that says which.

    :raises NotFound: there is none that this person may know of.
    :raises Refused: it is not theirs, or not being assessed.
    """
    with uow.trail.consulting(Event.ALLEGATION_READ, ref) as note:
        file = queries.load(uow, ref, Action.ALLEGATION_WORK)
        require(uow.actor, Action.ALLEGATION_WORK, file.allegation.facts(), uow.now)
        found = queries.hits(uow, file)
        note.detail["listed"] = [hit.ref for hit in found]
        return Hits(file, found)


def look_at_checks(uow: UnitOfWork, ref: str) -> Checks:
    """
    Return the checks of an allegation with who made them: a recorded consultation.

    :raises NotFound: there is none that this person may know of.
    :raises Refused: it is not theirs, or not being assessed.
    """
    file = look(uow, ref)
    refs = {check.by_ref for check in file.checks} - {uow.actor.person_ref}
    return Checks(file, {uow.actor.person_ref: uow.actor.name} | accounts.names(uow.case, refs))


def look_at_choices(uow: UnitOfWork, ref: str) -> Choices:
    """
    Return the file with the agencies and units that an outcome can name: a recorded consultation.

    :raises NotFound: there is none that this person may know of.
    :raises Refused: it is not theirs, or not at a step where it can be decided.
    """
    file = look(uow, ref, Action.ALLEGATION_DECIDE)
    agencies = [(agency.ref, agency.name) for agency in organisations.agencies(uow.case)]
    return Choices(file, agencies, queries.units(uow.case))


def begin(uow: UnitOfWork, ref: str, action: Action = Action.ALLEGATION_WORK) -> tuple[File, AssessmentRow]:
    """
    Return the file and its row to write to, for an act that records itself.

    Whatever changes, a manager who was asked to agree must be asked anew.

    :raises NotFound: there is none that this person may know of.
    :raises Refused: it is not theirs, or not at that step.
    """
    file = queries.load(uow, ref, action)
    require(uow.actor, action, file.allegation.facts(), uow.now)
    row = file.assessment
    if row is None:
        row = AssessmentRow(allegation_ref=ref, round=file.allegation.round, begun_at=uow.now)
        uow.case.add(row)
        uow.case.flush()
    file.allegation.second_asked_at = None
    return file, row
