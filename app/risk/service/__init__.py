"""What the source unit does about the risk to a source."""

from app.risk.service.reading import SourceRisk, list_reviews, look, look_at, look_at_plan, read
from app.risk.service.registering import Assessed, Planned, add, close, finish, plan, rate
from app.risk.service.reviewing import escalate, happened, see_to_happenings, sign

__all__ = [
    "Assessed",
    "Planned",
    "SourceRisk",
    "add",
    "close",
    "escalate",
    "finish",
    "happened",
    "list_reviews",
    "look",
    "look_at",
    "look_at_plan",
    "plan",
    "rate",
    "read",
    "see_to_happenings",
    "sign",
]
