"""What follows from an attempt: one table says what, and here each consequence is carried out."""

from collections.abc import Callable, Mapping
from typing import Final

from app.contacts import queries
from app.contacts.finding import Known
from app.contacts.models import REVOKED, Attempt
from app.contacts.moments import failed_in_a_row
from app.contacts.outcomes import OUTCOME_BY_CODE, TELL_SOURCE_UNIT, Consequence, ContactOutcome, follows
from app.organisations.rules import local_day
from app.risk import service as risk
from app.risk.listeners import CONTACT_FAILED, CONTACT_UNSAFE, DURESS, REVIEW_ASKED, THIRD_PARTY_ANSWERED
from app.sources.standing_plans import stop_plan
from app.unit_of_work import UnitOfWork

# The same words whatever happened: an officer with another report of theirs must not learn of this call.
NOT_FOR_NOW = "Contact cannot go on for now. The source unit knows why."
POLICE_MUST_KNOW = "The sign for duress was given in a contact. Where and who: see the contact plan and the log."

Carry = Callable[[UnitOfWork, Known], None]


def follow(uow: UnitOfWork, found: Known, attempt: Attempt, *, riskier: bool) -> None:
    """
    Carry out what follows from an attempt that was just written down, and tell those who see to the risk.

    :param riskier: whether the risk to them seems greater, to whoever was in contact with them.
    """
    earlier = [one for one in found.newest_attempts if one.attempt_ref != attempt.attempt_ref]
    followed = follows(attempt.outcome, failed_in_a_row(earlier))
    if OUTCOME_BY_CODE[attempt.outcome].reached:
        _settle_plan(uow, found)
    for consequence, carry in CARRIED.items():
        if consequence in followed:
            carry(uow, found)
    for what in _to_tell(attempt, followed, riskier=riskier):
        uow.tell(what, found.source.source_ref)


def _settle_plan(uow: UnitOfWork, found: Known) -> None:
    """Take the next contact of the plan off the boards, where this was it."""
    planned = found.plan.next_contact_on if found.plan is not None else None
    if found.plan is not None and planned is not None and planned <= local_day(uow.now):
        found.plan.next_contact_on = None


def _to_tell(attempt: Attempt, followed: frozenset[Consequence], *, riskier: bool) -> list[str]:
    """Return what those who see to the risk are told."""
    own = OUTCOME_BY_CODE[attempt.outcome].consequences
    told = {
        DURESS: Consequence.RISK_IS_CRITICAL in followed,
        THIRD_PARTY_ANSWERED: Consequence.COMPROMISE_RISES in followed,
        CONTACT_UNSAFE: attempt.outcome == ContactOutcome.UNSAFE_ABORTED,
        CONTACT_FAILED: Consequence.REVIEW_RISK in followed - own,
        REVIEW_ASKED: riskier or attempt.next_step == TELL_SOURCE_UNIT,
    }
    return [what for what, is_so in told.items() if is_so]


def _tell_police(uow: UnitOfWork, found: Known) -> None:
    """Raise a threat to life, with its clock of an hour to the police."""
    action, facts = found.alarm
    risk.raise_from_call(uow, found.source, risk.FromCall(action, facts, {"what": POLICE_MUST_KNOW}))


def _stop_plan(uow: UnitOfWork, found: Known) -> None:
    """Let the plan count no more until it is written anew and approved."""
    stop_plan(uow, found.source.source_ref)


def _stop_contact(uow: UnitOfWork, found: Known) -> None:
    """Bar contact, and end every permission and request under whichever link of the source."""
    found.source.contactable = False
    for row in queries.open_under(uow, found.ways):
        uow.vault.revoke(row.grant_ref)
        row.state, row.decision_reason, row.ends_at = REVOKED, NOT_FOR_NOW, uow.now


CARRIED: Final[Mapping[Consequence, Carry]] = {
    Consequence.TELL_POLICE: _tell_police,
    Consequence.REVIEW_PLAN: _stop_plan,
    Consequence.STOP_CONTACT: _stop_contact,
}
