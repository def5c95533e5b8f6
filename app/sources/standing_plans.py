"""The part of other acts by which a contact plan comes to stand, waiting to be approved, or counts no more."""

from datetime import date

from app.sources.models import STOPPED, WRITTEN, StandingPlan
from app.sources.plans import ContactPlan
from app.unit_of_work import UnitOfWork
from audit.events import Event


def stand(uow: UnitOfWork, source_ref: str, plan: ContactPlan, version: int) -> None:
    """Let a plan that was just sealed stand as the newest one, which nobody has approved yet."""
    row = uow.case.get(StandingPlan, source_ref) or StandingPlan(source_ref=source_ref)
    row.state, row.version, row.returned_because = WRITTEN, version, ""
    row.written_by, row.written_at = uow.actor.person_ref, uow.now
    row.approved_by = row.approved_at = None
    row.next_contact_on = date.fromisoformat(plan.next_contact_on) if plan.next_contact_on else None
    uow.case.add(row)


def stop_plan(uow: UnitOfWork, source_ref: str) -> None:
    """Let a plan count no more, because a call showed that it does not hold: it is to be written anew."""
    with uow.trail.recording(Event.PLAN_STOP, source_ref):
        row = uow.case.get(StandingPlan, source_ref)
        if row is not None:
            row.state, row.approved_by, row.approved_at = STOPPED, None, None
