"""The part of the permission table that is about setting up a unit: who may be sent what, settings, duties."""

from app.access import predicates as p
from app.access.actions import Action
from app.access.predicates import Predicate
from app.access.ways import ADMINISTERING, AT_WORK, AUTHORISING, CONTROLLING, MANAGING

SETTING_UP: dict[Action, list[list[Predicate]]] = {
    # Who may be sent what: one enters, another agrees; whatever allows less holds at once.
    Action.ORGANISATION_FOUND: [[p.is_founder]],
    Action.ORGANISATION_WRITE: [ADMINISTERING, [p.is_founder]],
    Action.SETUP_READ: [ADMINISTERING, MANAGING, CONTROLLING],
    Action.AGREEMENT_END: [ADMINISTERING, MANAGING, CONTROLLING],
    Action.SETTING_WRITE: [[*MANAGING, p.in_own_unit], CONTROLLING],
    Action.PROPOSAL_DECIDE: [
        [*MANAGING, p.change_waits, p.for_own_unit_or_all, p.proposed_by_someone_else],
        [*CONTROLLING, p.change_waits, p.proposed_by_someone_else],
    ],
    Action.DUTY_READ: [[*AT_WORK, p.is_staff]],
    Action.DUTY_ASSIGN: [
        [*MANAGING, p.in_own_unit, p.duty_is("DUTY_MANAGER", "SECOND_LINE")],
        *(
            [*who, p.duty_is("DUTY_CUSTODIAN", "DUTY_AUTHORISER", "NSU_HEAD"), p.is_for_someone_else]
            for who in (CONTROLLING, AUTHORISING)
        ),
    ],
}
