"""What custodians do with sources, and with what did not open."""

from app.sources.entering import Registration
from app.sources.service.finding import (
    Candidate,
    Found,
    read_linking,
    search,
    settle_linking,
)
from app.sources.service.handing_over import hand_over
from app.sources.service.holding import HeldShut, held_shut, held_shut_count, read_held_shut, release
from app.sources.service.keeping import (
    Opened,
    SourceView,
    before_opening,
    before_writing,
    dismiss,
    link,
    list_sources,
    open_compartment,
    open_submission,
    parts_of,
    read,
    register,
    waiting,
    write_plan,
)
from app.sources.service.keeping_from import keep_waiting_from
from app.sources.service.planning import PlanView, approve_plan, decide_calls, look_at_plan, read_plan, return_plan
from app.sources.service.protecting import mark_sensitive, raise_custody

__all__ = [
    "PlanView",
    "approve_plan",
    "decide_calls",
    "look_at_plan",
    "read_plan",
    "return_plan",
    "Candidate",
    "Found",
    "HeldShut",
    "Opened",
    "Registration",
    "SourceView",
    "before_opening",
    "before_writing",
    "dismiss",
    "hand_over",
    "held_shut",
    "held_shut_count",
    "keep_waiting_from",
    "link",
    "list_sources",
    "mark_sensitive",
    "open_compartment",
    "open_submission",
    "parts_of",
    "raise_custody",
    "read",
    "read_held_shut",
    "read_linking",
    "register",
    "release",
    "search",
    "settle_linking",
    "waiting",
    "write_plan",
]
