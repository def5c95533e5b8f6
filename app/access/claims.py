"""What a predicate is: a name, what to do when it fails, and one claim over facts or columns."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.access.actor import Actor
from app.access.terms import Term, all_of

NOT_YOURS = "This is not yours to do. Ask its owner, or their manager."


@dataclass(frozen=True, slots=True)
class Predicate:
    """
    One claim.

    ``of_actor`` claims need no record: they are asked before a page is opened and before a menu shows it.
    ``advice`` is shown to the person it stops, so it says what to do next and nothing of the record.
    """

    name: str
    advice: str
    claim: Callable[[Actor, Any, datetime], Term]
    of_actor: bool = False


def claims_of(way: Sequence[Predicate], actor: Actor, columns: Any, now: datetime) -> Term:
    """Return what a way in comes to over columns. Once a claim fails whatever the record, no more are written."""
    terms: list[Term] = []
    for rule in way:
        terms.append(rule.claim(actor, columns, now))
        if terms[-1] is False:
            break
    return all_of(*terms)
