"""The predicates about reports and releases: who wrote, who decides, who may read."""

from app.access.claims import NOT_YOURS, Predicate
from app.access.terms import all_of, any_of, eq, holds, is_empty, later, no, one_of

GOVERNMENT = "HMG"


def report_is(*states: str) -> Predicate:
    """Claim that a report stands at one of these states."""
    return Predicate(
        "report_is:" + "+".join(states),
        "This report is not at that step. Open it again to see where it stands.",
        lambda _actor, facts, _now: one_of(facts.state, states),
    )


wrote_it = Predicate("wrote_it", NOT_YOURS, lambda actor, facts, _now: eq(facts.author_ref, actor.person_ref))
written_by_someone_else = Predicate(
    "written_by_someone_else",
    "The writer never releases their own report. A second person must.",
    lambda actor, facts, _now: no(eq(facts.author_ref, actor.person_ref)),
)
words_are_checked = Predicate(
    "words_are_checked",
    "The source unit has not looked at its words yet. It must, before anything is released.",
    lambda _actor, facts, _now: holds(facts.words_checked),
)
words_wait = Predicate(
    "words_wait",
    "A colleague has looked at the words of this report already.",
    lambda _actor, facts, _now: no(holds(facts.words_checked)),
)
is_shared_freely = Predicate(
    "is_shared_freely",
    "This report carries conditions: a controller of the National Source Unit decides it.",
    lambda _actor, facts, _now: eq(facts.handling, "P"),
)
not_thought_false = Predicate(
    "not_thought_false",
    "Information suspected to be false is released by a manager only.",
    lambda _actor, facts, _now: no(eq(facts.assessment, "E")),
)
is_addressed = Predicate(
    "is_addressed",
    "This was not sent to your organisation.",
    lambda actor, facts, _now: all_of(bool(actor.organisation_ref), eq(facts.organisation_ref, actor.organisation_ref)),
)
is_released = Predicate(
    "is_released",
    "This release has been recalled or has ended. Write to the unit that sent it.",
    lambda _actor, facts, now: all_of(
        eq(facts.state, "RELEASED"), any_of(is_empty(facts.expires_at), later(facts.expires_at, now))
    ),
)
is_named = Predicate(
    "is_named",
    "This was sent to named people only. Ask the unit that sent it to name you.",
    lambda _actor, facts, _now: any_of(no(holds(facts.named_only)), holds(facts.named)),
)
is_government = Predicate(
    "is_government",
    "This is for government departments only.",
    lambda actor, facts, _now: any_of(no(holds(facts.hmg_only)), actor.organisation_type == GOVERNMENT),
)
embargo_has_passed = Predicate(
    "embargo_has_passed",
    "This is under embargo. Come back after the time shown on your list.",
    lambda _actor, facts, now: no(later(facts.embargo_until, now)),
)
conditions_accepted = Predicate(
    "conditions_accepted",
    "Accept the conditions first.",
    lambda _actor, facts, _now: holds(facts.accepted),
)
source_lets_it_go = Predicate(
    "source_lets_it_go",
    "The National Source Unit has asked for nothing to be sent from this for the present. Ask them.",
    lambda _actor, facts, _now: no(holds(facts.is_stopped)),
)
