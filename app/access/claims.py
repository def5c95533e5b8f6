"""What a predicate is: a name, what to do when it fails, and one claim over facts or columns."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.access.actor import Actor
from app.access.terms import Term

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
