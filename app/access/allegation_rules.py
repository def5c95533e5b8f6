"""The part of the permission table about allegations: what was said, what is made of it, and where it goes."""

from app.access import about_register as r
from app.access import predicates as p
from app.access.actions import Action
from app.access.claims import Predicate
from app.access.ways import (
    ASSESSED_STATES,
    ASSESSING,
    AT_WORK,
    CLOSABLE,
    CONTROLLING,
    IN_HAND,
    KEEPING,
    MANAGING,
    TAKEABLE,
    WRITING,
)

ALLEGATION_RULES: dict[Action, list[list[Predicate]]] = {
    # Whatever came by another way than the public form is entered by whoever received it.
    Action.ALLEGATION_ENTER: [
        [*AT_WORK, p.is_staff, p.acts_as("INTAKE", "ASSESSOR", "INTEL_MANAGER", "NSU_HANDLER", "NSU_CONTROLLER")]
    ],
    # Whoever works here may tell us something themself, whatever their training: a refusal would be on record.
    Action.ALLEGATION_REFER: [[p.signed_in, p.is_staff]],
    # What stands on a unit's list, and what was said.
    Action.ALLEGATION_LIST: [
        [
            *AT_WORK,
            p.acts_as("INTAKE", "ASSESSOR", "INTEL_MANAGER", "DISSEM_OFFICER"),
            p.in_own_unit,
            p.cleared_for_tier,
            p.open_to_rank,
        ],
        *([*keeping, p.cleared_for_tier] for keeping in KEEPING),
    ],
    Action.ALLEGATION_READ: [
        [*ASSESSING, p.owns_it, p.cleared_for_tier, p.is_not_held],
        [*MANAGING, p.in_own_unit, p.cleared_for_tier, p.is_not_held],
        [*WRITING, p.in_own_unit, p.stands_at(*ASSESSED_STATES), p.cleared_for_tier, p.open_to_rank],
        [*CONTROLLING, p.cleared_for_tier, p.is_not_held],
    ],
    Action.ALLEGATION_TAKE: [
        [*ASSESSING, p.in_own_unit, p.cleared_for_tier, p.open_to_rank, p.is_free_or_own, TAKEABLE]
    ],
    Action.ALLEGATION_WORK: [[*ASSESSING, p.owns_it, p.cleared_for_tier, IN_HAND]],
    Action.ALLEGATION_SEARCH: [ASSESSING, MANAGING],
    # The words that would tell who spoke: whoever assesses stops, and the source unit cuts.
    Action.ALLEGATION_HOLD: [
        [*ASSESSING, p.owns_it, p.cleared_for_tier, IN_HAND],
        [*MANAGING, p.in_own_unit, p.cleared_for_tier, p.stands_at("RECEIVED", "IN_ASSESSMENT")],
    ],
    Action.ALLEGATION_CUT: [[*keeping, p.cleared_for_tier, p.words_are_held] for keeping in KEEPING],
    Action.ALLEGATION_AGREE: [[*MANAGING, p.in_own_unit, p.cleared_for_tier, IN_HAND, p.owned_by_someone_else]],
    Action.ALLEGATION_RETURN: [
        [*MANAGING, p.in_own_unit, p.cleared_for_tier, p.stands_at("IN_ASSESSMENT", "RETURNED")]
    ],
    Action.ALLEGATION_DECIDE: [
        [*ASSESSING, p.owns_it, p.cleared_for_tier, p.stands_at("IN_ASSESSMENT", *CLOSABLE)],
    ],
    Action.ALLEGATION_DEVELOP: [
        [*ASSESSING, p.owns_it, p.cleared_for_tier, p.stands_at("ASSESSED", "RESULTED")],
        [*MANAGING, p.in_own_unit, p.cleared_for_tier, p.stands_at("ASSESSED", "RESULTED")],
    ],
    Action.ALLEGATION_NOTE: [
        [*ASSESSING, p.owns_it, p.cleared_for_tier],
        [*MANAGING, p.in_own_unit, p.cleared_for_tier],
    ],
    # Whoever was promised anonymity is asked only the way they came.
    Action.QUESTION_ASK: [[*ASSESSING, p.owns_it, p.cleared_for_tier, p.is_not_held, r.stays_unknown]],
    # Whoever releases a report moves what it rests on; whoever received it records what came of it.
    Action.ALLEGATION_SEND: [
        [*MANAGING, p.in_own_unit, p.cleared_for_tier, p.stands_at(*ASSESSED_STATES)],
        [*CONTROLLING, p.cleared_for_tier, p.stands_at(*ASSESSED_STATES)],
    ],
    Action.ALLEGATION_RESULT: [
        [*AT_WORK, p.acts_as("AGENCY_READER", "RECEIVER"), p.stands_at(*ASSESSED_STATES)],
        [p.is_steward, p.stands_at(*ASSESSED_STATES)],
    ],
    Action.ALLEGATION_CLOSE: [
        [*ASSESSING, p.owns_it, p.cleared_for_tier, p.stands_at(*CLOSABLE)],
        [*MANAGING, p.in_own_unit, p.cleared_for_tier, p.stands_at(*CLOSABLE)],
    ],
    Action.ALLEGATION_REOPEN: [[*MANAGING, p.in_own_unit, p.cleared_for_tier, p.stands_at("CLOSED")]],
}
