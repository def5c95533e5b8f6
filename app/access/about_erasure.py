"""The predicates about keeping and erasing a source, and the part of the permission table that they make."""

from app.access import predicates as p
from app.access.actions import Action
from app.access.claims import Predicate
from app.access.terms import eq, holds, no
from app.access.ways import AT_WORK, AUDITING, AUTHORISING, CONTROLLING, HANDLING, KEEPING

may_be_erased = Predicate(
    "may_be_erased",
    "This source must be kept for now. Its page says why, and who can change that.",
    lambda _actor, facts, _now: no(holds(facts.is_kept)),
)
set_by_someone_else = Predicate(
    "set_by_someone_else",
    "Whoever set a hold does not lift it. A colleague must.",
    lambda actor, facts, _now: no(eq(facts.requester_ref, actor.person_ref)),
)
hold_stands = Predicate(
    "hold_stands", "This hold has been lifted already.", lambda _actor, facts, _now: eq(facts.state, "STANDS")
)
is_erased = Predicate(
    "is_erased",
    "Only what was erased leaves the search index.",
    lambda _actor, facts, _now: eq(facts.state, "ERASED"),
)
at_the_command_line = Predicate(
    "at_the_command_line",
    "Only who restores a backup does this.",
    lambda actor, _facts, _now: actor.acting_for == "command-line",
    of_actor=True,
)

ERASURE_RULES: dict[Action, list[list[Predicate]]] = {
    # What must be kept, whatever anybody asks: one person says so, another takes it back.
    Action.HOLD_SET: [[*HANDLING, p.handles_it], CONTROLLING, AUTHORISING],
    Action.HOLD_LIFT: [[*way, hold_stands, set_by_someone_else] for way in (CONTROLLING, AUTHORISING)],
    # Erasing takes two people: whoever looks after the source asks, and somebody who oversees decides.
    Action.ERASURE_ASK: [[*HANDLING, p.handles_it, may_be_erased], [*CONTROLLING, may_be_erased]],
    Action.ERASURE_LIST: [
        [*HANDLING, p.is_own_request],
        CONTROLLING,
        AUTHORISING,
        AUDITING,
        [*AT_WORK, p.acts_as("DPO")],
    ],
    Action.ERASURE_DECIDE: [
        [*way, p.is_pending, p.asked_by_someone_else, may_be_erased] for way in (CONTROLLING, AUTHORISING)
    ],
    # What a kill or an old backup left is erased by the steward, and by whoever restores.
    Action.ERASURE_FINISH: [[p.is_steward], [at_the_command_line]],
    # The search index opens to custodians only, so one of them takes out what was erased.
    Action.REGISTER_LEAVE: [[*keeping, is_erased] for keeping in KEEPING],
}
