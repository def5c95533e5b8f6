"""The part of the permission table about the register: who sees a source, and what becomes of it."""

from app.access import about_custody as c
from app.access import about_register as r
from app.access import predicates as p
from app.access.actions import Action
from app.access.claims import Predicate
from app.access.ways import AUTHORISING, CONTROLLING, HANDLING, KEEPING

OPEN = ("REGISTERED", "ACTIVE", "DORMANT", "REOPENED")
# Whoever handles a source, and every controller, as long as it is not closed.
LOOKING_AFTER_IT: list[list[Predicate]] = [[*HANDLING, p.handles_it, r.is_not_closed], [*CONTROLLING, r.is_not_closed]]

REGISTER_RULES: dict[Action, list[list[Predicate]]] = {
    # The file of a closed source is sealed: only controllers see that it is there.
    Action.SOURCE_LIST: [
        [*HANDLING, p.handles_it, r.is_not_closed],
        [*HANDLING, r.keeps_its_record, r.is_not_closed],
        CONTROLLING,
    ],
    Action.SOURCE_OPEN: [[*way, p.held_by_one, c.one_may_hold] for way in LOOKING_AFTER_IT],
    # What a report says is compared with what is kept of whoever told it: nothing of them is shown, so that any
    # custodian does it, of a closed file as well.
    Action.SOURCE_COMPARE: [[*keeping, p.held_by_one, c.one_may_hold] for keeping in KEEPING],
    # Writing needs the public half only, and reads nothing.
    Action.SOURCE_WRITE: LOOKING_AFTER_IT,
    Action.MESSAGE_SEND: LOOKING_AFTER_IT,
    # Whoever keeps the record of a source writes it, and opens nothing.
    Action.RECORD_WRITE: [*LOOKING_AFTER_IT, [*HANDLING, r.keeps_its_record, r.is_not_closed]],
    # Which reports are whose is for those who look after them: not for whoever keeps the record and opens nothing.
    Action.RECORD_FOLLOW: [[*HANDLING, p.handles_it, r.is_not_closed], CONTROLLING],
    Action.SOURCE_TRANSFER: [[*CONTROLLING, r.is_not_closed]],
    Action.SOURCE_KEEP_FROM: LOOKING_AFTER_IT,
    # They came to us: whoever looks after them writes it down, under no permission.
    Action.CONTACT_RECEIVE: LOOKING_AFTER_IT,
    # Whether officers may ask to call somebody at high risk at all.
    Action.PLAN_LET_CALL: [[*CONTROLLING, r.is_not_closed]],
    Action.CARE_MARK: LOOKING_AFTER_IT,
    # Whoever looks after them marks them at once; that they need no such care any more, an authoriser says.
    Action.CARE_LIFT: [[*AUTHORISING, r.is_not_closed]],
    # Whether a volunteer is becoming an agent is for a controller to decide.
    Action.DRIFT_WRITE: LOOKING_AFTER_IT,
    Action.DRIFT_DECIDE: [[*CONTROLLING, r.is_not_closed]],
    Action.SOURCE_REST: [
        [*HANDLING, p.handles_it, r.source_is("REGISTERED", "ACTIVE")],
        [*CONTROLLING, r.source_is("REGISTERED", "ACTIVE")],
    ],
    Action.SOURCE_WAKE: [
        [*HANDLING, p.handles_it, r.source_is("DORMANT")],
        [*CONTROLLING, r.source_is("DORMANT")],
    ],
    Action.SOURCE_CLOSE: [[*CONTROLLING, r.source_is(*OPEN)]],
    Action.SOURCE_REOPEN: [[*CONTROLLING, r.source_is("CLOSED")]],
    Action.AFTERCARE: [[*CONTROLLING, r.source_is("CLOSED")]],
}
