"""Whom the permission table keeps from what came from somebody who works here: no way of theirs leads to it."""

from typing import Final

from app.access import about_register as r
from app.access.actions import Action
from app.access.claims import Predicate

Table = dict[Action, list[list[Predicate]]]

# Whoever follows the record does so by reference, and is told nothing of the people; whoever asked, or is on a call,
# ends what they began. None of these ways shows a name.
_BY_REFERENCE: Final = {"acts_as:AUDITOR", "acts_as:DPO"}
_ONES_OWN: Final = {Action.CONTACT_LIST: "is_own_request", Action.CONTACT_REVOKE: "is_own_request"}

# Everything that is about one source, or about what is asked of it.
ABOUT_A_SOURCE: Final = (
    *(Action.SOURCE_LIST, Action.SOURCE_OPEN, Action.SOURCE_WRITE, Action.MESSAGE_SEND, Action.SOURCE_KEEP_FROM),
    Action.SOURCE_COMPARE,
    *(Action.RECORD_WRITE, Action.SOURCE_TRANSFER, Action.CARE_MARK, Action.DRIFT_WRITE, Action.DRIFT_DECIDE),
    *(Action.CARE_LIFT, Action.RECORD_FOLLOW),
    *(Action.SOURCE_REST, Action.SOURCE_WAKE, Action.SOURCE_CLOSE, Action.SOURCE_REOPEN, Action.AFTERCARE),
    *(Action.RISK_LIST, Action.RISK_WRITE, Action.RISK_SIGN, Action.THREAT_RAISE),
    *(Action.THREAT_LIST, Action.THREAT_WORK, Action.THREAT_TAKE, Action.THREAT_EXPOSE, Action.THREAT_CLOSE),
    *(Action.CUSTODY_MARK, Action.CUSTODY_RAISE, Action.CUSTODY_ASK, Action.CUSTODY_ASK_STANDING),
    *(Action.CUSTODY_ASK_LOWER, Action.GLASS_ASK, Action.CUSTODY_LIST, Action.CUSTODY_DECIDE, Action.CUSTODY_END),
    *(Action.CUSTODY_OPEN, Action.CUSTODY_LOWER, Action.GLASS_LIST),
    *(Action.HOLD_SET, Action.HOLD_LIFT, Action.ERASURE_ASK, Action.ERASURE_LIST, Action.ERASURE_DECIDE),
    *(Action.SUBMISSION_LIST, Action.SUBMISSION_OPEN, Action.SUBMISSION_DISMISS, Action.SOURCE_REGISTER),
    *(Action.CONTACT_LIST, Action.CONTACT_DECIDE, Action.CONTACT_REVOKE, Action.CONTACT_OVERRIDE),
    *(Action.CONTACT_OPEN, Action.CONTACT_MESSAGE, Action.CONTACT_ASK_STANDING, Action.CONTACT_EXTEND),
    *(Action.CONTACT_RECEIVE, Action.PLAN_LET_CALL),
)
# Everything that is about one report, but what an agency says that came of it.
ABOUT_A_REPORT: Final = (
    *(Action.ALLEGATION_LIST, Action.ALLEGATION_READ, Action.ALLEGATION_TAKE, Action.ALLEGATION_WORK),
    *(Action.ALLEGATION_HOLD, Action.ALLEGATION_CUT, Action.ALLEGATION_AGREE, Action.ALLEGATION_RETURN),
    *(Action.ALLEGATION_DECIDE, Action.ALLEGATION_DEVELOP, Action.ALLEGATION_NOTE, Action.ALLEGATION_SEND),
    *(Action.ALLEGATION_CLOSE, Action.ALLEGATION_REOPEN, Action.REPORT_START, Action.QUESTION_ASK),
)
# What was written from one, before it goes anywhere. A release is burned, and names nothing that it came from.
ABOUT_WHAT_IS_WRITTEN: Final = (
    *(Action.REPORT_LIST, Action.REPORT_WRITE, Action.REPORT_CHECK_WORDS, Action.REPORT_DECIDE),
    *(Action.REPORT_RELEASE, Action.REPORT_RECALL),
)

_RULE: Final = {
    **dict.fromkeys(ABOUT_A_SOURCE, r.is_not_kept_from),
    **dict.fromkeys(ABOUT_A_REPORT, r.has_it_or_may_know),
    **dict.fromkeys(ABOUT_WHAT_IS_WRITTEN, r.wrote_it_or_may_know),
}


def kept_from(rules: Table) -> Table:
    """Return the same table, in which nobody who is kept from something has a way to it."""
    return {action: [_barred(action, way) for way in ways] for action, ways in rules.items()}


def _barred(action: Action, way: list[Predicate]) -> list[Predicate]:
    names = {rule.name for rule in way}
    is_free = action not in _RULE or names & _BY_REFERENCE or _ONES_OWN.get(action) in names
    return way if is_free else [*way, _RULE[action]]
