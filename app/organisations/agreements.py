"""What an agreement allows, and whether a change of it would allow more."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

from app.errors import Invalid
from app.markings.tiers import TIER_BY_RANK
from app.markings.vetting import VETTING_BY_CODE

LONGEST_KEPT = 600  # months


@dataclass(frozen=True, slots=True)
class Terms:
    """
    What holds between us and an organisation.

    ``highest_tier`` is the rank of the highest marking it may be sent; ``ends_on`` the last day; ``keeps_months`` how
    long it promised to keep what it is sent, ``None`` where it promised nothing.
    """

    agreement_ref: str
    ends_on: date | None
    highest_tier: int
    vetting_floor: str
    keeps_months: int | None = None

    def as_content(self) -> dict[str, Any]:
        """Return it as a change keeps it."""
        return asdict(self) | {"ends_on": self.ends_on.isoformat() if self.ends_on else None}

    @classmethod
    def of_content(cls, content: Mapping[str, Any]) -> Self:
        """Return what a change kept."""
        ends_on = content["ends_on"]
        return cls(**{**content, "ends_on": date.fromisoformat(ends_on) if ends_on else None})


def loosens(old: Terms, new: Terms) -> bool:
    """Return whether new terms allow what the old ones did not: a later end, a higher marking, less vetting."""
    later = old.ends_on is not None and (new.ends_on is None or new.ends_on > old.ends_on)
    floor = VETTING_BY_CODE[new.vetting_floor].rank < VETTING_BY_CODE[old.vetting_floor].rank
    longer = old.keeps_months is not None and (new.keeps_months is None or new.keeps_months > old.keeps_months)
    another = new.agreement_ref != old.agreement_ref
    return any((later, floor, longer, another, new.highest_tier > old.highest_tier))


def require_known(terms: Terms, *, needed: bool) -> None:
    """
    Refuse terms that the tables do not know, and none where an agreement is needed.

    :raises Invalid: with what to mend, by field.
    """
    problems = {}
    if needed and not (terms.agreement_ref and terms.ends_on):
        problems["agreement_ref"] = "Enter the sharing agreement and its last day: this kind may not receive without."
    elif terms.agreement_ref and terms.ends_on is None:
        problems["ends_on"] = "Enter the last day of the agreement."
    if terms.vetting_floor not in VETTING_BY_CODE:
        problems["vetting_floor"] = "Choose a vetting level from the list."
    if terms.highest_tier not in TIER_BY_RANK:
        problems["highest_tier"] = "Choose a marking from the list."
    if terms.keeps_months is not None and not 0 < terms.keeps_months <= LONGEST_KEPT:
        problems["keeps_months"] = f"Enter a number of months from 1 to {LONGEST_KEPT}."
    if problems:
        raise Invalid(problems)
