"""Contact plans as they stand: written by one, approved by a controller who is another, stopped when they fail."""

from dataclasses import dataclass

from app.access.policy import Action, require
from app.errors import Conflict, NotFound
from app.sources import queries
from app.sources.entering import CONTACT
from app.sources.models import APPROVED, RETURNED, Source, StandingPlan
from app.sources.openings.counting import find_to_open
from app.sources.reading import open_alone
from app.unit_of_work import UnitOfWork
from audit.events import Event

TO_DECIDE = "To decide on the contact plan"


@dataclass(frozen=True, slots=True)
class PlanView:
    """Where a plan stands, and the source that it is of."""

    source: Source
    plan: StandingPlan


def look_at_plan(uow: UnitOfWork, source_ref: str) -> PlanView:
    """
    Return where the contact plan of a source stands, without opening it.

    :raises NotFound: no such source or plan, or not theirs to know.
    """
    with uow.trail.consulting(Event.SOURCE_READ, source_ref):
        return _plan_of(uow, source_ref)


def read_plan(uow: UnitOfWork, source_ref: str) -> tuple[PlanView, dict[str, object]]:
    """
    Open the contact plan of a source for a controller who is to decide on it.

    :raises NotFound: no such source or plan, or not theirs to know.
    :raises Refused: policy says no, the source is held by two groups, or they have opened as many as one may.
    :raises Locked: the controller has not unlocked.
    """
    with uow.trail.recording(
        Event.SOURCE_OPEN, source_ref, purpose="SOURCE_CONTACT", reason=TO_DECIDE, detail={"compartment": CONTACT}
    ):
        found = find_to_open(uow, source_ref)
        if found.plan is None:
            raise NotFound
        return PlanView(found.source, found.plan), open_alone(uow, found, CONTACT)


def approve_plan(uow: UnitOfWork, source_ref: str, *, version: int) -> None:
    """
    Approve the contact plan of a source, as a controller who did not write it.

    :raises NotFound: no such source or plan, or not theirs to know.
    :raises Refused: policy says no.
    :raises Conflict: another plan has taken its place meanwhile.
    """
    with uow.trail.recording(Event.PLAN_APPROVE, source_ref, detail={"version": version}):
        row = _waiting(uow, source_ref, version)
        row.state, row.approved_by, row.approved_at = APPROVED, uow.actor.person_ref, uow.now


def return_plan(uow: UnitOfWork, source_ref: str, *, version: int, reason: str) -> None:
    """
    Send a contact plan back to whoever wrote it, with a reason that they see.

    :raises NotFound: no such source or plan, or not theirs to know.
    :raises Refused: policy says no.
    :raises Conflict: another plan has taken its place meanwhile.
    """
    with uow.trail.recording(Event.PLAN_RETURN, source_ref, reason=reason, detail={"version": version}):
        row = _waiting(uow, source_ref, version)
        row.state, row.returned_because = RETURNED, reason


def decide_calls(uow: UnitOfWork, source_ref: str, *, let: bool, reason: str) -> None:
    """
    Decide whether officers may ask to call a source at high risk; it holds until the risk rises or the plan changes.

    :raises NotFound: no such source or plan, or not theirs to know.
    :raises Refused: only a controller decides.
    """
    detail: dict[str, str | int | list[str]] = {"let": "yes" if let else "no"}
    with uow.trail.recording(Event.PLAN_LET_CALL, source_ref, reason=reason, detail=detail):
        source = _plan_of(uow, source_ref).source
        require(uow.actor, Action.PLAN_LET_CALL, source.facts(), uow.now)
        source.calls_decided_for, source.calls_are_let = source.band, let


def _plan_of(uow: UnitOfWork, source_ref: str) -> PlanView:
    """Return a source that this person may know of and its plan; NotFound where there is not both."""
    source, plan = queries.known_with_plan(uow, source_ref)
    if plan is None:
        raise NotFound
    return PlanView(source, plan)


def _waiting(uow: UnitOfWork, source_ref: str, version: int) -> StandingPlan:
    """Return the plan of a source that this person may decide on."""
    row = _plan_of(uow, source_ref).plan
    require(uow.actor, Action.PLAN_APPROVE, row.facts(), uow.now)
    if row.version != version:
        raise Conflict("Another plan has taken its place. Open the source again and read that one.")
    return row
