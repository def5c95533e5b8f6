"""What grades come to together: the strictest terms of a bundle, and what a receiver may do under them."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.markings.grading import (
    ACTION_BY_CODE,
    HANDLING_BY_CODE,
    SANITISATION_BY_CODE,
    ActionCode,
    Grade,
    HandlingCode,
    SanitisationCode,
)


@dataclass(frozen=True, slots=True)
class Terms:
    """How something may be shared and used: what a bundle of grades comes to."""

    handling: HandlingCode
    action: ActionCode | None = None
    sanitisation: SanitisationCode | None = None


def strictest(grades: Iterable[Grade]) -> Terms:
    """
    Return the terms for a bundle: C over P, A1 over A2 over A3, S2 over S1.

    :raises ValueError: there is nothing to merge.
    """
    bundle = tuple(grades)
    actions = [grade.action for grade in bundle if grade.action]
    sanitisations = [grade.sanitisation for grade in bundle if grade.sanitisation]
    return Terms(
        max((grade.handling for grade in bundle), key=lambda code: HANDLING_BY_CODE[code].strictness),
        max(actions, key=lambda code: ACTION_BY_CODE[code].strictness, default=None),
        max(sanitisations, key=lambda code: SANITISATION_BY_CODE[code].strictness, default=None),
    )


def may_act(terms: Terms) -> bool:
    """Return whether the receiver may act on it without asking the originator first."""
    return terms.action is not ActionCode.COVERT_DEVELOPMENT


def is_evidential(terms: Terms) -> bool:
    """Return whether it may be used as evidence, in proceedings or alone for an arrest."""
    return terms.action not in {ActionCode.COVERT_DEVELOPMENT, ActionCode.COVERT_USE}


def may_pass_on(terms: Terms) -> bool:
    """Return whether the receiver may sanitise it and pass it on without asking."""
    return terms.sanitisation is not SanitisationCode.CONSULT
