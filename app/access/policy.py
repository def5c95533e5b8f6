"""The permission table: for each action, the ways in; and the one function that says yes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import ColumnElement

from app.access import about_register as r
from app.access import predicates as p
from app.access.actions import Action
from app.access.actor import Actor
from app.access.allegation_rules import ALLEGATION_RULES
from app.access.claims import claims_of
from app.access.custody_rules import CUSTODY_RULES
from app.access.facts import Facts, GrantFacts, Nothing
from app.access.kept_from import kept_from
from app.access.predicates import Predicate
from app.access.register_rules import LOOKING_AFTER_IT, REGISTER_RULES
from app.access.setting_up import SETTING_UP
from app.access.terms import any_of, as_sql
from app.access.ways import (
    ADDRESSED,
    ADMINISTERING,
    AT_WORK,
    AUDITING,
    AUTHORISING,
    CONTROLLING,
    HANDLING,
    IN_A_GROUP,
    KEEPING,
    LOOKING_AFTER,
    MANAGING,
    RECEIVING,
    SECOND_PERSON,
    TWO_PAIRS_OF_EYES,
    WRITING,
)
from app.errors import Refused

__all__ = ["RULES", "Action", "Columns", "Permit", "allowed", "could", "require", "stopped_by", "visible"]

# The second person, who releases a report or sends it back.
DECIDING: list[list[Predicate]] = [
    [
        *MANAGING,
        p.in_own_unit,
        p.cleared_for_tier,
        p.report_is("SUBMITTED"),
        p.written_by_someone_else,
        p.is_shared_freely,
    ],
    *(
        [*way, p.cleared_for_tier, p.report_is("SUBMITTED"), p.written_by_someone_else, p.not_thought_false]
        for way in (CONTROLLING, AUTHORISING)
    ),
]

_RULES: dict[Action, list[list[Predicate]]] = {
    Action.SUBMIT: [[p.anyone]],
    Action.SIGN_IN: [[p.anyone]],
    Action.SESSION_OWN: [[p.signed_in]],
    Action.SESSION_END: [[p.signed_in, p.is_own_session]],
    Action.BOARD_READ: [[p.signed_in, *AT_WORK]],
    Action.PEOPLE_LIST: [ADMINISTERING],
    Action.PERSON_ENROL: [ADMINISTERING, [p.is_founder]],
    # Who belongs here and what they hold: entered by one, confirmed by another, and never by whom it concerns.
    Action.PERSON_INVITE: [ADMINISTERING],
    Action.PERSON_READ: [*LOOKING_AFTER, [*MANAGING, p.in_own_unit, p.is_someone_else, p.stands_no_higher]],
    Action.PERSON_MANAGE: LOOKING_AFTER,
    Action.TRAINING_ENTER: [[*AT_WORK, p.acts_as("TRAINING_LEAD"), p.is_someone_else]],
    Action.CHANGE_LIST: [SECOND_PERSON, *IN_A_GROUP, [*AT_WORK, p.acts_as("TRAINING_LEAD")]],
    Action.CHANGE_CONFIRM: [
        [*SECOND_PERSON, *TWO_PAIRS_OF_EYES, p.stands_no_higher, p.is_in_no_group],
        *([*member, *TWO_PAIRS_OF_EYES, p.is_group_colleague] for member in IN_A_GROUP),
    ],
    Action.HOLDING_MOVE: [*LOOKING_AFTER, [*MANAGING, p.in_own_unit, p.is_someone_else, p.stands_no_higher]],
    Action.INVITATION_TAKE: [[p.anyone, p.invitation_is_open]],
    Action.ROSTER_LIST: [*IN_A_GROUP],
    Action.ROSTER_SIGN: [
        [*member, p.is_someone_else, p.may_sign_for_it, p.signed_by_someone_else] for member in IN_A_GROUP
    ],
    Action.ROSTER_REPAIR: [[p.is_operator]],
    **SETTING_UP,
    Action.STEWARD: [[p.is_steward]],
    **ALLEGATION_RULES,
    # Who said it.
    Action.SUBMISSION_LIST: [*KEEPING],
    Action.SUBMISSION_OPEN: [[*keeping, r.may_be_known, p.still_waits] for keeping in KEEPING],
    Action.SUBMISSION_CLEAR: [[*CONTROLLING, p.still_waits]],
    Action.SUBMISSION_DISMISS: [[*keeping, p.still_waits] for keeping in KEEPING],
    Action.SOURCE_REGISTER: [[*keeping, r.may_be_known, p.still_waits] for keeping in KEEPING],
    # Everybody who keeps sources may ask whether somebody is one; what is found is narrowed to what is theirs to know.
    Action.REGISTER_SEARCH: [[*keeping, r.may_be_known] for keeping in KEEPING],
    # A register that was kept before: whoever may register one person may bring in the file of many.
    Action.REGISTER_BRING: [*KEEPING],
    Action.LINKING_SETTLE: [CONTROLLING],
    **REGISTER_RULES,
    # The risk to a source: whoever looks after it writes; the band says who signs.
    Action.RISK_LIST: [[*HANDLING, p.handles_it, r.is_not_closed], CONTROLLING, AUTHORISING],
    Action.RISK_WRITE: [*LOOKING_AFTER_IT, [*AUTHORISING, r.is_not_closed]],
    Action.RISK_SIGN: [
        [*HANDLING, p.handles_it, p.band_is("LOW", "MEDIUM"), r.is_not_closed],
        [*CONTROLLING, p.band_is("LOW", "MEDIUM", "HIGH"), r.is_not_closed],
        [*AUTHORISING, p.band_is("VERY_HIGH", "CRITICAL"), r.is_not_closed],
    ],
    # A threat to life: everybody in the source unit sees it and may act on it at once.
    Action.THREAT_RAISE: [[*HANDLING, p.handles_it], CONTROLLING, AUTHORISING],
    Action.THREAT_LIST: [HANDLING, CONTROLLING, AUTHORISING],
    Action.THREAT_WORK: [[*way, p.threat_is_open] for way in (HANDLING, CONTROLLING, AUTHORISING)],
    Action.THREAT_TAKE: [[*way, p.threat_is_open] for way in (CONTROLLING, AUTHORISING)],
    Action.THREAT_EXPOSE: [[*AUTHORISING, p.threat_is_open]],
    Action.THREAT_CLOSE: [[*CONTROLLING, p.threat_is_open, p.police_have_it], [*AUTHORISING, p.threat_is_open]],
    **CUSTODY_RULES,
    # What did not open: two custodians look, and release it.
    Action.FROZEN_LIST: [*KEEPING],
    Action.FROZEN_RELEASE: [[*keeping, p.released_by_someone_else] for keeping in KEEPING],
    # What is passed on.
    Action.REPORT_LIST: [
        [*WRITING, p.in_own_unit, p.cleared_for_tier],
        [*MANAGING, p.in_own_unit, p.cleared_for_tier],
        [*CONTROLLING, p.cleared_for_tier],
        # What only an authoriser may let go; nothing else of reports is theirs.
        [*AUTHORISING, p.cleared_for_tier, p.report_is("SUBMITTED")],
    ],
    Action.REPORT_START: [
        [
            *WRITING,
            p.in_own_unit,
            p.stands_at("ASSESSED", "IN_DEVELOPMENT", "DISSEMINATED", "RESULTED"),
            p.cleared_for_tier,
        ]
    ],
    Action.REPORT_WRITE: [[*WRITING, p.wrote_it, p.report_is("DRAFT", "REFUSED"), p.cleared_for_tier]],
    # Every report, whoever told it: who waits here says nothing of whether anybody is known.
    Action.REPORT_CHECK_WORDS: [
        [*keeping, p.cleared_for_tier, p.report_is("SUBMITTED"), p.written_by_someone_else, p.words_wait]
        for keeping in KEEPING
    ],
    Action.REPORT_DECIDE: DECIDING,
    Action.REPORT_RELEASE: [[*way, p.words_are_checked, p.source_lets_it_go] for way in DECIDING],
    Action.REPORT_RECALL: [
        [*MANAGING, p.in_own_unit, p.cleared_for_tier, p.report_is("RELEASED")],
        [*CONTROLLING, p.cleared_for_tier, p.report_is("RELEASED")],
    ],
    Action.RELEASE_LIST: [[*RECEIVING, p.is_named, p.is_government]],
    Action.RELEASE_ACCEPT: [ADDRESSED],
    Action.RELEASE_READ: [[*ADDRESSED, p.conditions_accepted]],
    # The log.
    Action.LOG_READ: [AUDITING, [*AT_WORK, p.acts_as("DPO")]],
    Action.LOG_EXPORT: [AUDITING],
}
RULES = kept_from(_RULES)


class Columns(Protocol):
    """A feature's columns, under the names its facts have."""

    def __getattr__(self, name: str) -> Any:
        """Return the column of that name."""


@dataclass(frozen=True, slots=True)
class Permit:
    """A yes, for one person, one action, one record and, in custody, one compartment. Only ``require`` makes it."""

    action: Action
    actor_ref: str
    object_ref: str
    compartment: str
    grant_ref: str
    at: datetime
    facts: Facts = field(repr=False)


def require(actor: Actor, action: Action, facts: Facts, now: datetime) -> Permit:
    """
    Return a permit, or raise with the rule that failed.

    :raises Refused: with the first failing rule of the way in that came furthest.
    """
    failed = _nearest_failure(actor, RULES[action], facts, now)
    if failed is not None:
        raise Refused(failed.name, failed.advice)
    grant_ref = facts.ref if isinstance(facts, GrantFacts) else ""
    return Permit(
        action=action,
        actor_ref=actor.person_ref,
        object_ref=getattr(facts, "source_ref", "") or facts.ref,
        compartment=getattr(facts, "compartment", ""),
        grant_ref=grant_ref,
        at=now,
        facts=facts,
    )


def visible(actor: Actor, action: Action, columns: Columns, now: datetime) -> ColumnElement[bool]:
    """Return the same rules as a condition over a feature's columns, to narrow a list."""
    return as_sql(any_of(*(claims_of(way, actor, columns, now) for way in RULES[action])))


def could(actor: Actor, action: Action, now: datetime) -> bool:
    """Return whether the person could do this to some record: what a menu shows and a page asks before it opens."""
    return stopped_by(actor, action, now) is None


def allowed(actor: Actor, action: Action, facts: Facts, now: datetime) -> bool:
    """Return whether ``require`` would say yes: what a page offers. The act itself asks ``require``."""
    return _nearest_failure(actor, RULES[action], facts, now) is None


def stopped_by(actor: Actor, action: Action, now: datetime) -> Predicate | None:
    """Return the rule about the person that stops every way in, or ``None`` when some record might be open to them."""
    ways = [[rule for rule in way if rule.of_actor] for way in RULES[action]]
    return _nearest_failure(actor, ways, Nothing(), now)


def _nearest_failure(
    actor: Actor, ways: Sequence[Sequence[Predicate]], facts: Facts, now: datetime
) -> Predicate | None:
    """Return the failing rule of the way that came furthest, or ``None`` when one way is open."""
    nearest: tuple[int, Predicate] | None = None
    for way in ways:
        for passed, rule in enumerate(way):
            if rule.claim(actor, facts, now) is not True:
                if nearest is None or passed > nearest[0]:
                    nearest = (passed, rule)
                break
        else:
            return None
    return nearest[1] if nearest else None
