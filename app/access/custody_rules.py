"""The part of the permission table about how a source is held, who may open it, and who may call."""

from app.access import about_contact as t
from app.access import about_custody as c
from app.access import about_register as r
from app.access import predicates as p
from app.access.about_erasure import ERASURE_RULES
from app.access.actions import Action
from app.access.claims import Predicate
from app.access.ways import AUDITING, AUTHORISING, CALLING, CONTROLLING, HANDLING, KEEPING

CUSTODY_RULES: dict[Action, list[list[Predicate]]] = {
    # How a source is held, and what custodians ask of authorisers where both hold it.
    Action.CUSTODY_MARK: [[*HANDLING, p.handles_it, r.is_not_closed], [*CONTROLLING, r.is_not_closed]],
    Action.CUSTODY_RAISE: [[*HANDLING, p.handles_it, p.held_by_one], [*CONTROLLING, p.held_by_one]],
    Action.CUSTODY_ASK: [
        [*HANDLING, p.handles_it, r.is_not_closed, c.held_by_two],
        [*CONTROLLING, r.is_not_closed, c.held_by_two],
    ],
    Action.CUSTODY_ASK_STANDING: [[*HANDLING, p.handles_it, r.is_not_closed, c.held_by_two]],
    Action.CUSTODY_ASK_LOWER: [[*CONTROLLING, c.held_by_two, c.one_may_hold]],
    Action.CUSTODY_LIST: [
        [*HANDLING, p.is_own_request],
        [*HANDLING, p.handles_it],
        CONTROLLING,
        AUTHORISING,
        [*AUDITING, c.asks_for("GLASS")],
    ],
    Action.CUSTODY_DECIDE: [[*AUTHORISING, p.is_pending, p.asked_by_someone_else]],
    Action.CUSTODY_END: [
        *([*keeping, p.is_own_request, p.grant_is_live] for keeping in KEEPING),
        [*CONTROLLING, p.grant_is_live],
        [*AUTHORISING, p.grant_is_live],
    ],
    Action.CUSTODY_OPEN: [
        [
            *keeping,
            p.is_own_request,
            p.grant_is_live,
            p.approved_by_someone_else,
            c.asks_for("OPEN", "STANDING", "GLASS"),
        ]
        for keeping in KEEPING
    ],
    Action.CUSTODY_LOWER: [
        [*CONTROLLING, p.is_own_request, p.grant_is_live, p.approved_by_someone_else, c.asks_for("LOWER")]
    ],
    Action.GROUP_RESEAL: [HANDLING, CONTROLLING, AUTHORISING],
    # A threat to life: the duty custodian and any authoriser. Whoever audits looks at it afterwards, always.
    Action.GLASS_ASK: [[*keeping, c.is_on_duty] for keeping in KEEPING],
    Action.GLASS_REVIEW: [[*AUDITING, c.asks_for("GLASS"), p.was_granted, c.is_unreviewed]],
    **ERASURE_RULES,
    # Calling them: under a plan that a second person approved, and at a safe time unless a controller says otherwise.
    Action.PLAN_APPROVE: [[*CONTROLLING, t.plan_waits, t.plan_by_someone_else]],
    Action.CONTACT_OVERRIDE: [[*CONTROLLING, p.grant_is_live, p.asked_by_someone_else]],
    Action.CONTACT_LIST: [[*CALLING, p.is_own_request], *KEEPING, [*AUTHORISING, c.held_by_two]],
    Action.CONTACT_ASK: [[*CALLING, p.owns_it, p.cleared_for_tier, r.may_be_known]],
    Action.CONTACT_DECIDE: [
        *([*keeping, p.is_pending, p.asked_by_someone_else, p.held_by_one] for keeping in KEEPING),
        *(
            [*keeping, p.is_pending, p.asked_by_someone_else, c.held_by_two, c.custodians_half_is_missing]
            for keeping in KEEPING
        ),
        [*AUTHORISING, p.is_pending, p.asked_by_someone_else, c.held_by_two, c.authorisers_half_is_missing],
    ],
    Action.CONTACT_REVOKE: [
        *([*keeping, p.grant_is_live] for keeping in KEEPING),
        [*AUTHORISING, c.held_by_two, p.grant_is_live],
        [*CALLING, p.is_own_request, p.grant_is_live],
    ],
    Action.CONTACT_OPEN: [[*CALLING, p.is_own_request, p.grant_is_live, p.approved_by_someone_else]],
    Action.CONTACT_ATTEMPT: [[*CALLING, p.is_own_request, p.was_granted]],
    Action.CONTACT_MESSAGE: [[*CALLING, p.is_own_request, p.grant_is_live, p.approved_by_someone_else]],
    # The sign for duress: the officer may write to the risk part, once and without reading it.
    Action.CONTACT_ALARM: [[*CALLING, p.is_own_request, p.was_granted]],
}
