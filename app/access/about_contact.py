"""The predicates about how a source is reached: who looks at a plan, and who lets somebody call all the same."""

from app.access.claims import Predicate
from app.access.terms import eq, no

plan_waits = Predicate(
    "plan_waits",
    "This plan does not wait to be approved. Open the source again to see where it stands.",
    lambda _actor, facts, _now: eq(facts.state, "WRITTEN"),
)
plan_by_someone_else = Predicate(
    "plan_by_someone_else",
    "Nobody approves a plan that they wrote. Another controller must.",
    lambda actor, facts, _now: no(eq(facts.written_by, actor.person_ref)),
)
