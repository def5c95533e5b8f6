"""Whether this is a moment at which a source may be called: plan in force, safe window, rest, not too many failures."""

from datetime import datetime, timedelta
from itertools import takewhile

from app.contacts.finding import Behind
from app.contacts.models import Attempt
from app.contacts.outcomes import (
    BETWEEN_ATTEMPTS,
    FAILURES_BEFORE_REVIEW,
    OUTCOME_BY_CODE,
    PURPOSE_BY_CODE,
    Consequence,
    Direction,
)
from app.errors import Refused
from app.organisations.rules import local_day
from app.sources.plans import ContactPlan
from app.sources.standings import CONTACTABLE
from app.sources.windows import LONDON

# A promised call may be made this much before its time.
EARLY = timedelta(minutes=5)
ASK_CONTROLLER = "A controller of the source unit may let you call all the same."


def require_moment(found: Behind, plan: ContactPlan, now: datetime) -> None:
    """
    Return quietly when the source may be called now.

    Nobody lets an officer call where contact is barred; without a plan in force, only what does not wait for one goes
    ahead. The rest a controller can set aside.

    :raises Refused: with the rule that stands against it, and what to do.
    """
    barred = plan.do_not_contact or not found.source.contactable or found.source.status not in CONTACTABLE
    if barred:
        raise Refused("plan_allows_contact", "The contact plan does not allow this now. Ask the source unit.")
    if found.source.is_held_for_drift(local_day(now)) and not PURPOSE_BY_CODE[found.request.purpose].without_plan:
        raise Refused("drift_is_decided", "The contact plan does not allow this now. Ask the source unit.")
    in_force = found.plan is not None and found.plan.is_approved and not plan.has_ended(now.astimezone(LONDON).date())
    if not in_force and not PURPOSE_BY_CODE[found.request.purpose].without_plan:
        raise Refused("plan_is_in_force", "The contact plan does not allow this now. Ask the source unit.")
    if found.request.is_let_outside(now):
        return
    if not plan.is_safe_at(now):
        raise Refused("in_safe_window", f"It is outside their safe window. {_opens(plan, now)} {ASK_CONTROLLER}")
    _require_rest(found, now)


def failed_in_a_row(newest_first: list[Attempt]) -> int:
    """Return how many attempts failed in a row, the newest among them."""
    failed = (Consequence.COUNTS_AS_FAILURE in OUTCOME_BY_CODE[one.outcome].consequences for one in newest_first)
    return len(list(takewhile(bool, failed)))


def _require_rest(found: Behind, now: datetime) -> None:
    """Refuse a fourth try after three that failed, and one that comes too soon after the last."""
    attempts = list(found.newest_attempts)
    if failed_in_a_row(attempts) >= FAILURES_BEFORE_REVIEW:
        raise Refused("not_failed_too_often", f"They could not be reached three times. {ASK_CONTROLLER}")
    last = next((one for one in attempts if one.direction == Direction.OUTGOING), None)
    if last is None:
        return
    promised = last.call_back_at is not None and last.call_back_at - EARLY <= now
    again = last.at + BETWEEN_ATTEMPTS
    if now < again and not promised:
        at = again.astimezone(LONDON)
        raise Refused("has_rested", f"Leave four hours between two attempts: until {at:%H:%M}. {ASK_CONTROLLER}")


def _opens(plan: ContactPlan, now: datetime) -> str:
    """Return when the window opens next, in words."""
    opens = plan.window.next_from(now)
    if opens is None:
        return "The plan names no safe time."
    local = opens.astimezone(LONDON)
    beside = plan.window.beside(opens)
    there = f" ({beside})" if beside else ""
    return f"It opens on {local:%A} {local.day} {local:%B} at {local:%H:%M}, UK time{there}."
