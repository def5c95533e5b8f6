"""The predicates about where a source stands on the register, and who may not know of it."""

from app.access.claims import NOT_YOURS, Predicate
from app.access.terms import any_of, eq, no, one_of, stands_on
from app.markings.promises import NEVER_KNOWN

is_not_closed = Predicate(
    "is_not_closed",
    "This source is closed and its file is sealed. A controller opens it again first, with a new risk assessment. "
    "In a threat to life the duty custodian breaks the glass.",
    lambda _actor, facts, _now: no(one_of(facts.status, ("CLOSED", "ERASED"))),
)
is_not_kept_from = Predicate(
    "is_not_kept_from",
    NOT_YOURS,
    lambda actor, facts, _now: no(stands_on(facts.kept_from, facts.kept_number, actor.marks)),
)
# Whoever has a report in hand has read it: taken away, it would tell them that it came from somebody near them.
has_it_or_may_know = Predicate(
    "has_it_or_may_know",
    NOT_YOURS,
    lambda actor, facts, _now: any_of(
        eq(facts.owner_ref, actor.person_ref), no(stands_on(facts.kept_from, facts.kept_number, actor.marks))
    ),
)
wrote_it_or_may_know = Predicate(
    "wrote_it_or_may_know",
    NOT_YOURS,
    lambda actor, facts, _now: any_of(
        eq(facts.author_ref, actor.person_ref), no(stands_on(facts.kept_from, facts.kept_number, actor.marks))
    ),
)
may_be_known = Predicate(
    "may_be_known",
    "Whoever told us was promised anonymity. Nobody looks for who they are, and nothing of them is opened or kept. A "
    "question goes only the way they came.",
    lambda _actor, facts, _now: no(one_of(facts.promise, NEVER_KNOWN)),
)
stays_unknown = Predicate(
    "stays_unknown",
    "Nobody promised this teller anonymity: ask for contact instead.",
    lambda _actor, facts, _now: one_of(facts.promise, NEVER_KNOWN),
)
keeps_its_record = Predicate(
    "keeps_its_record",
    "Somebody else keeps the record of this source. Its page says who.",
    lambda actor, facts, _now: eq(facts.keeper_ref, actor.person_ref),
)


def source_is(*standings: str) -> Predicate:
    """Claim that a source stands at one of these places on the register."""
    return Predicate(
        "source_is:" + "+".join(standings),
        "This source does not stand at that step. Open its page again to see where it stands.",
        lambda _actor, facts, _now: one_of(facts.status, standings),
    )
