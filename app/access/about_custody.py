"""The predicates about how a source is held: by whom, whose half is there, and who breaks the glass."""

from app.access.claims import Predicate
from app.access.terms import all_of, eq, holds, is_empty, no, one_of

held_by_two = Predicate(
    "held_by_two",
    "This source is held by the custodians alone. A custodian opens it on its own page.",
    lambda _actor, facts, _now: eq(facts.custody, "DUAL"),
)
one_may_hold = Predicate(
    "one_may_hold",
    "The risk to this source is high, or it is marked sensitive: two groups must hold it. Raise it on its own page.",
    lambda _actor, facts, _now: all_of(one_of(facts.band, ("LOW", "MEDIUM")), no(holds(facts.is_sensitive))),
)
is_on_duty = Predicate(
    "is_on_duty",
    "Only the duty custodian breaks the glass. The rota says who that is now.",
    lambda _actor, facts, _now: holds(facts.on_duty),
)
custodians_half_is_missing = Predicate(
    "custodians_half_is_missing",
    "A custodian has given their half already. An authoriser gives the other.",
    lambda _actor, facts, _now: is_empty(facts.custodian_ref),
)
authorisers_half_is_missing = Predicate(
    "authorisers_half_is_missing",
    "An authoriser has given their half already. A custodian gives the other.",
    lambda _actor, facts, _now: is_empty(facts.authoriser_ref),
)
is_unreviewed = Predicate(
    "is_unreviewed", "A colleague has reviewed this already.", lambda _actor, facts, _now: is_empty(facts.reviewer_ref)
)


def asks_for(*kinds: str) -> Predicate:
    """Claim that a request is one of these kinds."""
    return Predicate(
        "asks_for:" + "+".join(kinds),
        "This was not what was asked for. Ask for it by itself.",
        lambda _actor, facts, _now: one_of(facts.kind, kinds),
    )
