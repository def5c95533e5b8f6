"""What a page offers to do with an allegation: only what this person may do with it as it stands."""

from datetime import datetime

from app.access.actor import Actor
from app.access.facts import AllegationFacts
from app.access.policy import Action, allowed

OFFERED = {
    "take": Action.ALLEGATION_TAKE,
    "work": Action.ALLEGATION_WORK,
    "hold": Action.ALLEGATION_HOLD,
    "cut": Action.ALLEGATION_CUT,
    "return": Action.ALLEGATION_RETURN,
    "decide": Action.ALLEGATION_DECIDE,
    "develop": Action.ALLEGATION_DEVELOP,
    "note": Action.ALLEGATION_NOTE,
    "close": Action.ALLEGATION_CLOSE,
    "reopen": Action.ALLEGATION_REOPEN,
}


def offers(actor: Actor, facts: AllegationFacts, now: datetime) -> frozenset[str]:
    """Return the names of what this person may do with an allegation."""
    return frozenset(name for name, action in OFFERED.items() if allowed(actor, action, facts, now))
