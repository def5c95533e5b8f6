"""What the source unit does about the risk to a source."""

from app.risk.service.caring import (
    Asked,
    Compromised,
    check_welfare,
    close_compromise,
    look_at_compromise,
    record_compromise,
)
from app.risk.service.reading import SourceRisk, list_reviews, look, look_at, look_at_plan, read
from app.risk.service.registering import Assessed, Planned, add, close, finish, plan, rate
from app.risk.service.reviewing import escalate, happened, see_to_happenings, sign
from app.risk.service.threats import (
    Learned,
    ThreatView,
    close_threat,
    decide,
    hand,
    list_threats,
    raise_threat,
    read_threat,
    say_whether_it_exposes,
    take,
)

__all__ = [
    "Asked",
    "Assessed",
    "Compromised",
    "Learned",
    "Planned",
    "SourceRisk",
    "ThreatView",
    "add",
    "check_welfare",
    "close",
    "close_compromise",
    "close_threat",
    "decide",
    "escalate",
    "finish",
    "hand",
    "happened",
    "list_reviews",
    "list_threats",
    "look",
    "look_at",
    "look_at_compromise",
    "look_at_plan",
    "plan",
    "raise_threat",
    "rate",
    "read",
    "read_threat",
    "record_compromise",
    "say_whether_it_exposes",
    "see_to_happenings",
    "sign",
    "take",
]
