"""The predicates that rules are made of: each a name, what to do when it fails, and one claim over facts or columns."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from app.access.about_reports import (
    conditions_accepted,
    embargo_has_passed,
    is_addressed,
    is_government,
    is_named,
    is_released,
    is_shared_freely,
    not_thought_false,
    report_is,
    source_lets_it_go,
    words_are_checked,
    words_wait,
    written_by_someone_else,
    wrote_it,
)
from app.access.about_setting_up import (
    change_waits,
    duty_is,
    for_own_unit_or_all,
    is_for_someone_else,
    proposed_by_someone_else,
)
from app.access.actor import Actor
from app.access.claims import NOT_YOURS, Predicate
from app.access.standing import standing_of
from app.access.terms import Term, all_of, any_of, at_most, eq, holds, is_empty, later, no, one_of
from app.markings.vetting import highest_tier_rank, minimum_rank

# What this module shows besides its own.
__all__ = [
    "Predicate",
    "change_waits",
    "duty_is",
    "for_own_unit_or_all",
    "is_for_someone_else",
    "proposed_by_someone_else",
    "conditions_accepted",
    "embargo_has_passed",
    "is_addressed",
    "is_government",
    "is_named",
    "is_released",
    "is_shared_freely",
    "not_thought_false",
    "report_is",
    "source_lets_it_go",
    "words_are_checked",
    "words_wait",
    "written_by_someone_else",
    "wrote_it",
]


def _of_actor(name: str, advice: str, claim: Callable[[Actor], bool]) -> Predicate:
    return Predicate(name, advice, lambda actor, _facts, _now: claim(actor), of_actor=True)


def acts_as(*roles: str) -> Predicate:
    """Claim that the person holds one of these roles, with the vetting that role needs at least."""
    return _of_actor(
        "acts_as:" + "+".join(roles),
        "Your role does not include this. If it should, ask your manager to have it added.",
        lambda actor: any(role in actor.roles and actor.clearance_rank >= minimum_rank(role) for role in roles),
    )


def trained(course: str) -> Predicate:
    """Claim that the person's training in this course is live."""
    return _of_actor(
        f"trained:{course}",
        f"Your training in {course} is missing or has run out. Ask the training lead to book it.",
        lambda actor: course in actor.training,
    )


anyone = _of_actor("anyone", "", lambda _actor: True)
signed_in = _of_actor("signed_in", "Sign in first.", lambda actor: actor.person_ref not in {"nobody", ""})
is_founder = _of_actor("is_founder", "Only the ceremony does this.", lambda actor: "FOUNDER" in actor.roles)
is_steward = _of_actor("is_steward", "Only the steward does this.", lambda actor: "STEWARD" in actor.roles)
is_operator = _of_actor(
    "is_operator",
    "Only whoever runs the server does this, at its command line.",
    lambda actor: actor.person_ref == "operator" and actor.acting_for == "command-line",
)
vetting_is_current = Predicate(
    "vetting_is_current",
    "Your vetting has run out or is suspended. Ask your vetting contact to renew it.",
    lambda actor, _facts, now: (
        actor.clearance_rank > 0 and actor.clearance_ends_at is not None and actor.clearance_ends_at > now
    ),
    of_actor=True,
)
only_audits = _of_actor(
    "only_audits",
    "An auditor holds no other role. Ask the administrator to separate the two.",
    lambda actor: actor.roles <= {"AUDITOR"},
)

is_staff = _of_actor(
    "is_staff",
    "This is for the unit's own staff.",
    lambda actor: bool(actor.roles - {"AGENCY_READER", "RECEIVER", "FOUNDER", "STEWARD"}),
)

is_own_session = Predicate(
    "is_own_session",
    "This session is not yours to end.",
    lambda actor, facts, _now: eq(facts.person_ref, actor.person_ref),
)

is_someone_else = Predicate(
    "is_someone_else",
    "Nobody does this to themselves. Somebody else must.",
    lambda actor, facts, _now: no(eq(facts.ref, actor.person_ref)),
)
stands_no_higher = Predicate(
    "stands_no_higher",
    "They stand above you. Somebody who stands as high must do this; whoever holds a group's keys, their own group.",
    lambda actor, facts, _now: at_most(facts.standing, standing_of(actor.roles)),
)
is_group_colleague = Predicate(
    "is_group_colleague",
    "They do not hold keys of your group. Their own group, or the administrator, looks after them.",
    lambda actor, facts, _now: one_of(facts.group, actor.groups),
)
is_in_no_group = Predicate(
    "is_in_no_group",
    "This concerns the keys of a group. A member of that group confirms it.",
    lambda _actor, facts, _now: eq(facts.group, ""),
)
entered_by_someone_else = Predicate(
    "entered_by_someone_else",
    "Whoever entered this does not confirm it. A second person must.",
    lambda actor, facts, _now: no(eq(facts.entered_by, actor.person_ref)),
)
concerns_someone_else = Predicate(
    "concerns_someone_else",
    "Nobody confirms what concerns themselves. A second person must.",
    lambda actor, facts, _now: no(eq(facts.person_ref, actor.person_ref)),
)
awaits_confirmation = Predicate(
    "awaits_confirmation", "This has been decided already.", lambda _actor, facts, _now: eq(facts.state, "WAITING")
)
invitation_is_open = Predicate(
    "invitation_is_open",
    "This invitation cannot be used. Ask for another.",
    lambda _actor, facts, now: all_of(eq(facts.state, "OPEN"), later(facts.expires_at, now)),
)
may_sign_for_it = Predicate(
    "may_sign_for_it",
    "Only members of the group sign for it. Ask one of them.",
    lambda actor, facts, _now: one_of(facts.signing_group, actor.groups),
)
signed_by_someone_else = Predicate(
    "signed_by_someone_else",
    "You have signed this already. Another member of the group must.",
    lambda actor, facts, _now: no(eq(facts.first_signer, actor.person_ref)),
)


def _cleared(actor: Actor, facts: Any, _now: datetime) -> Term:
    return at_most(facts.tier, highest_tier_rank(actor.clearance_rank))


cleared_for_tier = Predicate(
    "cleared_for_tier", "Your vetting does not reach the marking of this record. Ask your manager who may.", _cleared
)
in_own_unit = Predicate(
    "in_own_unit",
    NOT_YOURS,
    lambda actor, facts, _now: all_of(bool(actor.unit_ref), eq(facts.unit_ref, actor.unit_ref)),
)
owns_it = Predicate("owns_it", NOT_YOURS, lambda actor, facts, _now: eq(facts.owner_ref, actor.person_ref))
is_free_or_own = Predicate(
    "is_free_or_own",
    "A colleague has taken this one. Ask them, or take another.",
    lambda actor, facts, _now: any_of(is_empty(facts.owner_ref), eq(facts.owner_ref, actor.person_ref)),
)
owned_by_someone_else = Predicate(
    "owned_by_someone_else",
    "Nobody agrees to their own decision. Another manager of the unit must.",
    lambda actor, facts, _now: no(eq(facts.owner_ref, actor.person_ref)),
)
open_to_rank = Predicate(
    "open_to_rank",
    "This record is restricted. Ask the unit's manager.",
    lambda actor, facts, _now: any_of(actor.clearance_rank >= 3, no(holds(facts.is_sensitive))),
)


def stands_at(*states: str) -> Predicate:
    """Claim that an allegation stands at one of these states."""
    return Predicate(
        "stands_at:" + "+".join(states),
        "This allegation is not at that step. Open it again to see where it stands.",
        lambda _actor, facts, _now: one_of(facts.status, states),
    )


is_not_held = Predicate(
    "is_not_held",
    "It waits for the source unit, which cuts out words that would tell who spoke. It comes back by itself.",
    lambda _actor, facts, _now: no(eq(facts.status, "HELD_SOURCE")),
)
words_are_held = Predicate(
    "words_are_held",
    "Nothing in this allegation waits for the source unit any more.",
    lambda _actor, facts, _now: holds(facts.words_held),
)
still_waits = Predicate(
    "still_waits",
    "A colleague has dealt with this one already.",
    lambda _actor, facts, _now: holds(facts.waiting),
)
released_by_someone_else = Predicate(
    "released_by_someone_else",
    "You have released this already. A second custodian must look at it and release it too.",
    lambda actor, facts, _now: no(eq(facts.first_releaser, actor.person_ref)),
)
handles_it = Predicate(
    "handles_it",
    "Another handler looks after this source. Ask them, or their controller.",
    lambda actor, facts, _now: eq(facts.handler_ref, actor.person_ref),
)
held_by_one = Predicate(
    "held_by_one",
    "This source is held by two groups. Ask for it to be opened by both.",
    lambda _actor, facts, _now: eq(facts.custody, "SINGLE"),
)


def band_is(*bands: str) -> Predicate:
    """Claim that the risk to a source, before or after a review, is at most in one of these bands."""
    return Predicate(
        "band_is:" + "+".join(bands),
        "The risk to this source is for somebody else to sign. Its page says for whom.",
        lambda _actor, facts, _now: one_of(facts.band, bands),
    )


threat_is_open = Predicate(
    "threat_is_open",
    "This threat has been closed. Raise a new one if there is danger again.",
    lambda _actor, facts, _now: eq(facts.state, "OPEN"),
)
police_have_it = Predicate(
    "police_have_it",
    "It cannot be closed before the police have it. Hand it over, or ask an authoriser to close it with a reason.",
    lambda _actor, facts, _now: holds(facts.police_told),
)
is_pending = Predicate(
    "is_pending", "This request has been decided already.", lambda _actor, facts, _now: eq(facts.state, "PENDING")
)
asked_by_someone_else = Predicate(
    "asked_by_someone_else",
    "Nobody decides their own request. A colleague in the source unit must.",
    lambda actor, facts, _now: no(eq(facts.requester_ref, actor.person_ref)),
)
is_own_request = Predicate(
    "is_own_request",
    "This was given to someone else. Ask for it yourself.",
    lambda actor, facts, _now: eq(facts.requester_ref, actor.person_ref),
)
grant_is_live = Predicate(
    "grant_is_live",
    "This permission has ended or was never given. Ask for it again.",
    lambda _actor, facts, now: all_of(eq(facts.state, "APPROVED"), later(facts.ends_at, now)),
)
was_granted = Predicate(
    "was_granted",
    "Contact was never allowed under this request. Ask for it first.",
    lambda _actor, facts, _now: one_of(facts.state, ("APPROVED", "ENDED", "REVOKED")),
)
approved_by_someone_else = Predicate(
    "approved_by_someone_else",
    "This permission was not given by a second person. Ask for it again.",
    lambda actor, facts, _now: all_of(
        no(is_empty(facts.approver_ref)),
        no(eq(facts.approver_ref, actor.person_ref)),
        no(eq(facts.approver_ref, actor.account_ref)),
    ),
)
