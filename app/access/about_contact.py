"""The predicates about how a source is reached: who looks at a plan, and who lets somebody call all the same."""

from app.access.claims import Predicate
from app.access.terms import any_of, eq, holds, no, one_of
from app.markings.promises import NOT_CALLED

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
calls_are_promised = Predicate(
    "calls_are_promised",
    "They were promised that nobody calls unless they are not safe. A controller decides on this.",
    lambda _actor, facts, _now: no(one_of(facts.promise, NOT_CALLED)),
)
keeps_promise = Predicate(
    "keeps_promise",
    "They were promised that nobody calls unless they are not safe. Only contact to see whether they are safe, or to "
    "warn them, keeps to that.",
    lambda _actor, facts, _now: any_of(no(one_of(facts.promise, NOT_CALLED)), holds(facts.is_for_safety)),
)
