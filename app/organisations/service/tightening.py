"""A unit's settings: stricter holds at once, back towards the bound waits for a second person, beyond it never."""

from app.access.facts import UnitFacts
from app.access.policy import Action, require
from app.organisations import queries
from app.organisations.applying import Kind, propose
from app.organisations.settings import loosens, tightened_by
from app.unit_of_work import UnitOfWork
from audit.events import Event


def change_setting(uow: UnitOfWork, unit_ref: str, code: str, value: int) -> str:
    """
    Change one setting of a unit. Returns the reference of the change that waits; empty where it holds at once.

    :raises NotFound: there is no such unit.
    :raises Invalid: there is no such setting, or the value lies beyond its bound.
    :raises Conflict: a change of this unit's settings waits already.
    :raises Refused: policy says no.
    """
    with uow.trail.recording(Event.SETTING_CHANGE, unit_ref, detail={"setting": code, "value": value}) as note:
        row = queries.unit(uow.case, unit_ref)
        require(uow.actor, Action.SETTING_WRITE, UnitFacts(row.ref, row.ref), uow.now)
        tightened = tightened_by(row.tightened, code, value)
        if loosens(row.tightened, code, value):
            note.detail["holds"] = "proposed"
            return propose(uow, Kind.SETTING, unit_ref, {"code": code, "value": value}, unit_ref)
        row.tightened = tightened
        uow.case.flush()
    return ""
