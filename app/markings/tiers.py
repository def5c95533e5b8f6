"""The tiers of classification, in order, and the ceiling above which this system stores nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class TierCode(StrEnum):
    """The printed words of each tier. ``-SENSITIVE`` is a marking on OFFICIAL, ranked above it."""

    OFFICIAL = "OFFICIAL"
    OFFICIAL_SENSITIVE = "OFFICIAL-SENSITIVE"
    SECRET = "SECRET"  # noqa: S105 - a marking, not a password
    TOP_SECRET = "TOP SECRET"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Tier:
    """One tier: a higher ``rank`` needs more care. ``hint`` is for the person who chooses it."""

    code: TierCode
    rank: int
    hint: str


TIERS: tuple[Tier, ...] = (
    Tier(TierCode.OFFICIAL, 10, "Ordinary work: loss would do no more than modest harm."),
    Tier(TierCode.OFFICIAL_SENSITIVE, 15, "Loss could harm a person, an enquiry or the unit's work."),
    Tier(TierCode.SECRET, 20, "Loss could threaten life or seriously damage security. Not for this system."),
    Tier(TierCode.TOP_SECRET, 30, "Loss could cause widespread loss of life. Not for this system."),
)
TIER_BY_CODE: dict[str, Tier] = {tier.code.value: tier for tier in TIERS}
TIER_BY_RANK: dict[int, Tier] = {tier.rank: tier for tier in TIERS}

# Product default. A unit may lower it, and raises it only where the system is accredited to hold more.
MAX_TIER = TierCode.OFFICIAL_SENSITIVE

# Where the identity of a source is shown at all, it carries at least this.
IDENTITY_TIER = TierCode.OFFICIAL_SENSITIVE


def rank_of(code: str) -> int:
    """
    Return the rank of a tier.

    :raises KeyError: no such tier; a marking that is not known is never treated as a low one.
    """
    return TIER_BY_CODE[code].rank


def within_ceiling(code: str, ceiling: str = MAX_TIER) -> bool:
    """Return whether this system may hold the tier. An unknown tier is above every ceiling."""
    tier = TIER_BY_CODE.get(code)
    return tier is not None and tier.rank <= rank_of(ceiling)


def choices(ceiling: str = MAX_TIER) -> tuple[Tier, ...]:
    """Return the tiers a form may offer under this ceiling, lowest first."""
    return tuple(tier for tier in TIERS if within_ceiling(tier.code, ceiling))


def strictest(codes: Iterable[str]) -> TierCode:
    """
    Return the highest tier among these: what a bundle of them is marked.

    :raises ValueError: nothing was given, so nothing can be said.
    """
    return max((TIER_BY_CODE[code] for code in codes), key=lambda tier: tier.rank).code
