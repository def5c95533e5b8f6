"""The part of the permission table about how a source is held, who may open it, and who may call."""

from app.access import about_contact as t
from app.access import about_custody as c
from app.access import about_register as r
from app.access import predicates as p
from app.access.about_erasure import ERASURE_RULES
from app.access.actions import Action
from app.access.claims import Predicate
from app.access.ways import AT_WORK, AUDITING, AUTHORISING, CALLING, CONTROLLING, HANDLING, KEEPING

FROM_AN_OFFICER, FROM_ITS_HANDLER = c.asks_for("CONTACT"), c.asks_for("HANDLER")
# Whoever called under a permission, also once it is over: an attempt that was made must not go unrecorded.
WHO_CALLED = [
    [*CALLING, FROM_AN_OFFICER, p.is_own_request, p.was_granted],
    [*HANDLING, FROM_ITS_HANDLER, p.is_own_request, p.was_granted],
]
# What was promised at intake holds: a handler lets nobody call against it, a controller only for their safety.
# Of whoever was promised anonymity nobody lets anybody call, whatever for.
KEEPING_PROMISES = (
    [*HANDLING, r.may_be_known, t.calls_are_promised],
    [*CONTROLLING, r.may_be_known, t.keeps_promise],
)

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
    # What custodians open alone: whoever oversees them sees how much; only the other group lets somebody open more.
    Action.OPENINGS_LIST: [CONTROLLING, AUTHORISING, AUDITING],
    Action.OPENINGS_LOOK: [[*AUTHORISING, p.is_someone_else], [*AUDITING, p.is_someone_else]],
    Action.OPENINGS_LET: [[*AUTHORISING, p.is_someone_else]],
    # A threat to life: the duty custodian and any authoriser. Whoever audits looks at it afterwards, always.
    Action.GLASS_ASK: [[*keeping, c.is_on_duty] for keeping in KEEPING],
    Action.GLASS_REVIEW: [[*AUDITING, c.asks_for("GLASS"), p.was_granted, c.is_unreviewed]],
    # How often it was broken, by the month: whoever answers for the law of it reads that without a name or a part.
    Action.GLASS_LIST: [
        [*CONTROLLING, c.asks_for("GLASS"), p.was_granted],
        [*AUTHORISING, c.asks_for("GLASS"), p.was_granted],
        [*AUDITING, c.asks_for("GLASS"), p.was_granted],
        [*AT_WORK, p.acts_as("DPO"), c.asks_for("GLASS"), p.was_granted],
    ],
    **ERASURE_RULES,
    # Calling them: under a plan that a second person approved, and at a safe time unless a controller says otherwise.
    Action.PLAN_APPROVE: [[*CONTROLLING, t.plan_waits, t.plan_by_someone_else]],
    Action.CONTACT_OVERRIDE: [[*CONTROLLING, p.grant_is_live, p.asked_by_someone_else]],
    # How many were tried and reached says who gave details: for those alone who know it anyhow.
    Action.FIGURES_READ: [CONTROLLING, AUTHORISING],
    Action.CONTACT_LIST: [
        [*CALLING, p.is_own_request],
        [*HANDLING, p.is_own_request],
        *([*keeping, FROM_AN_OFFICER] for keeping in KEEPING),
        CONTROLLING,
        [*AUTHORISING, c.held_by_two],
    ],
    Action.CONTACT_OWN: [[*CALLING, p.is_own_request], [*HANDLING, p.is_own_request, FROM_ITS_HANDLER]],
    Action.CONTACT_ASK: [[*CALLING, p.owns_it, p.cleared_for_tier, r.may_be_known]],
    # A source's own handler, to call them again and again: their controllers decide, or an authoriser for the half.
    Action.CONTACT_ASK_STANDING: [[*HANDLING, p.handles_it, r.is_not_closed]],
    Action.CONTACT_EXTEND: [
        [*CALLING, FROM_AN_OFFICER, p.is_own_request, p.grant_is_live],
        [*HANDLING, FROM_ITS_HANDLER, p.is_own_request, p.grant_is_live],
    ],
    Action.CONTACT_DECIDE: [
        *(
            [*keeping, p.is_pending, p.asked_by_someone_else, FROM_AN_OFFICER, p.held_by_one]
            for keeping in KEEPING_PROMISES
        ),
        *(
            [
                *(*keeping, p.is_pending, p.asked_by_someone_else, FROM_AN_OFFICER),
                *(c.held_by_two, c.custodians_half_is_missing),
            ]
            for keeping in KEEPING_PROMISES
        ),
        [
            *(*CONTROLLING, r.may_be_known, t.keeps_promise, p.is_pending, p.asked_by_someone_else),
            *(FROM_ITS_HANDLER, p.held_by_one),
        ],
        [
            *(*AUTHORISING, r.may_be_known, t.keeps_promise, p.is_pending, p.asked_by_someone_else),
            *(c.held_by_two, c.authorisers_half_is_missing),
        ],
    ],
    Action.CONTACT_REVOKE: [
        *([*keeping, FROM_AN_OFFICER, p.grant_is_live] for keeping in KEEPING),
        [*CONTROLLING, p.grant_is_live],
        [*AUTHORISING, c.held_by_two, p.grant_is_live],
        [*CALLING, p.is_own_request, p.grant_is_live],
        [*HANDLING, p.is_own_request, p.grant_is_live],
    ],
    Action.CONTACT_OPEN: [
        [
            *(*CALLING, FROM_AN_OFFICER, p.is_own_request, p.grant_is_live, p.approved_by_someone_else),
            *(r.may_be_known, t.keeps_promise),
        ],
        [
            *(*HANDLING, FROM_ITS_HANDLER, p.is_own_request, p.grant_is_live, p.approved_by_someone_else),
            *(p.handles_it, r.may_be_known, t.keeps_promise),
        ],
    ],
    Action.CONTACT_ATTEMPT: WHO_CALLED,
    Action.CONTACT_MESSAGE: [
        [*CALLING, FROM_AN_OFFICER, p.is_own_request, p.grant_is_live, p.approved_by_someone_else]
    ],
    # The sign for duress: whoever called may write to the risk part, once and without reading it.
    Action.CONTACT_ALARM: WHO_CALLED,
}
