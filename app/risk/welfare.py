"""What a welfare check comes to: how often, and when safeguarding must be told."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from app.risk.rules import is_grave

# Product defaults: how often somebody asks how a source is, and from which total safeguarding is told.
CHECK_EVERY = timedelta(days=90)
CHECK_EVERY_WHEN_GRAVE = timedelta(days=28)
TOTAL_FOR_SAFEGUARDING = 6
NOT_SAFE = 3
# From this answer on to whether anybody suspects them, they report suspicion, which is an event of its own.
SUSPECTED = 1


def needs_safeguarding(answers: Mapping[str, int]) -> bool:
    """Return whether safeguarding must be told: not safe, or six points and more in all."""
    return answers["safe"] >= NOT_SAFE or sum(answers.values()) >= TOTAL_FOR_SAFEGUARDING


def reports_suspicion(answers: Mapping[str, int]) -> bool:
    """Return whether the source thinks that somebody suspects them."""
    return answers["suspicion"] >= SUSPECTED


def check_due_at(band: str, last: datetime, *, in_care: bool = False) -> datetime:
    """Return the UTC instant by which the next check must be made; monthly of whoever is under 18 or vulnerable."""
    return last + (CHECK_EVERY_WHEN_GRAVE if in_care or is_grave(band) else CHECK_EVERY)
