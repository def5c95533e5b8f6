"""What can be asked for where two groups hold a source: for how long, and under which rule."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from app.access.actions import Action

# How many sources more an authoriser may let somebody open alone: up to as many again as in a day.
MORE = (5, 15, 30)
EVERY = "every"  # in the place of a compartment: each of them, one at a time


class Kind(StrEnum):
    """What a custodian asks an authoriser for."""

    OPEN = "OPEN"
    STANDING = "STANDING"
    LOWER = "LOWER"
    GLASS = "GLASS"


@dataclass(frozen=True, slots=True)
class KindRow:
    """One kind. ``longest`` is how long it may last, ``ask`` the rule that says who may ask."""

    code: Kind
    label: str
    longest: timedelta
    ask: Action


# A handler's standing permission lasts 30 days at most, and breaking the glass an hour: product rules of custody.
KINDS: tuple[KindRow, ...] = (
    KindRow(Kind.OPEN, "Open one part", timedelta(hours=24), Action.CUSTODY_ASK),
    KindRow(Kind.STANDING, "Open one part for longer, as its handler", timedelta(days=30), Action.CUSTODY_ASK_STANDING),
    KindRow(Kind.LOWER, "Have custodians alone hold it again", timedelta(hours=24), Action.CUSTODY_ASK_LOWER),
    KindRow(Kind.GLASS, "Break the glass: a life is in danger", timedelta(minutes=60), Action.GLASS_ASK),
)
KIND_BY_CODE: dict[str, KindRow] = {row.code.value: row for row in KINDS}
