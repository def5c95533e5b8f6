"""Claims about setting up a unit: proposals that wait for a second person, and duties."""

from app.access.claims import Predicate
from app.access.terms import all_of, any_of, eq, is_empty, no, one_of

change_waits = Predicate(
    "change_waits", "This change has been decided already.", lambda _actor, facts, _now: eq(facts.state, "WAITING")
)
proposed_by_someone_else = Predicate(
    "proposed_by_someone_else",
    "Nobody agrees to their own change. A second person must.",
    lambda actor, facts, _now: no(eq(facts.proposer_ref, actor.person_ref)),
)
for_own_unit_or_all = Predicate(
    "for_own_unit_or_all",
    "This change is another unit's. Its own manager decides, or a controller.",
    lambda actor, facts, _now: any_of(
        is_empty(facts.for_unit_ref), all_of(bool(actor.unit_ref), eq(facts.for_unit_ref, actor.unit_ref))
    ),
)


def duty_is(*duties: str) -> Predicate:
    """Claim that it is one of these duties."""
    return Predicate(
        "duty_is:" + "+".join(duties),
        "Somebody else says who has this duty: the unit's manager, or for the source unit a controller or authoriser.",
        lambda _actor, facts, _now: one_of(facts.duty, duties),
    )


is_for_someone_else = Predicate(
    "is_for_someone_else",
    "Nobody gives this duty to themselves, or ends their own. A colleague of the source unit must.",
    lambda actor, facts, _now: no(eq(facts.holder_ref, actor.person_ref)),
)
