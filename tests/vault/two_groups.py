"""What two groups do with a source that both hold: raise, approve by halves, open, lower."""

from datetime import timedelta
from typing import Any

from app.access.facts import GrantFacts, SourceFacts
from app.access.policy import Action, require
from app.database import new_id
from audit.events import Event
from tests.vault.small_unit import AUTHORISER, CONTROLLER, HANDLER, SmallUnit

EVERY = "every"


def raised(unit: SmallUnit, source_ref: str, *, by: str = HANDLER) -> str:
    """Have a custodian raise a source to two groups; returns its reference."""
    with unit.work(by) as uow, uow.trail.recording(Event.CUSTODY_RAISE, source_ref):
        facts = SourceFacts(source_ref, "ACTIVE", "SINGLE", "HIGH", by, CONTROLLER)
        uow.vault.raise_custody(require(uow.actor, Action.CUSTODY_RAISE, facts, uow.now))
    return source_ref


def held_by_two(unit: SmallUnit) -> str:
    """Return a source that two groups hold; everybody who matters has unlocked."""
    unit.unlock(AUTHORISER)
    return raised(unit, unit.register())


def asked_for(grant_ref: str, source_ref: str, requester: str, compartment: str, **other: Any) -> GrantFacts:
    """Return the facts of what a custodian asks of authorisers."""
    known: dict[str, Any] = {
        "state": "PENDING",
        "custody": "DUAL",
        "approver_ref": AUTHORISER,
        "ends_at": None,
        "kind": "OPEN",
    }
    return GrantFacts(
        ref=grant_ref,
        compartment=compartment,
        requester_ref=requester,
        owner_ref=requester,
        source_ref=source_ref,
        **{**known, **other},
    )


def give_half(
    unit: SmallUnit, source_ref: str, *, to: str = HANDLER, by: str = AUTHORISER, compartment: str = "contact"
) -> str:
    """Have an authoriser give their half to a custodian; returns the grant."""
    grant_ref = new_id()
    with unit.work(by) as uow, uow.trail.recording(Event.CONTACT_APPROVE, source_ref):
        facts = asked_for(grant_ref, source_ref, to, compartment)
        permit = require(uow.actor, Action.CUSTODY_DECIDE, facts, uow.now)
        assert uow.vault.grant(permit, to, uow.now + timedelta(hours=1))
    return grant_ref


def open_with_half(
    unit: SmallUnit, grant_ref: str, source_ref: str, *, by: str = HANDLER, compartment: str = "contact"
) -> dict[str, object]:
    """Open one compartment with the half that an authoriser gave."""
    with unit.work(by, writes=False) as uow, uow.trail.recording(Event.SOURCE_OPEN, source_ref):
        live = {"state": "APPROVED", "ends_at": uow.now + timedelta(hours=1)}
        facts = asked_for(grant_ref, source_ref, by, compartment, **live)
        return uow.vault.open(require(uow.actor, Action.CUSTODY_OPEN, facts, uow.now))


def lower(unit: SmallUnit, grant_ref: str, source_ref: str, *, by: str = CONTROLLER) -> None:
    """Have a controller lower a source with the halves that an authoriser gave for that."""
    with unit.work(by) as uow, uow.trail.recording(Event.CUSTODY_RAISE, source_ref):
        live = {"state": "APPROVED", "ends_at": uow.now + timedelta(hours=1), "kind": "LOWER"}
        facts = asked_for(grant_ref, source_ref, by, EVERY, **live)
        uow.vault.lower_custody(require(uow.actor, Action.CUSTODY_LOWER, facts, uow.now))
