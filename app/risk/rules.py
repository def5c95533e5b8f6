"""The risk a source runs: the score, the band, how often each band is reviewed, and what may still be sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.markings.grading import ActionCode, HandlingCode, SanitisationCode
from app.markings.terms import Terms

LIKELIHOODS = {1: "Very low", 2: "Low", 3: "Medium", 4: "High", 5: "Very high"}
IMPACTS = {
    1: "Upset",
    2: "Harassment, or a small loss",
    3: "Threat of assault, or loss of a job",
    4: "Serious injury, or harm to family",
    5: "Death",
}

# Not knowing how likely something is counts as medium, never as low.
UNKNOWN_LIKELIHOOD = 3
_DEATH = 5


class RiskCategory(StrEnum):
    """What kind of harm a risk is about. One record for each risk."""

    PHYSICAL = "PHYSICAL"
    PSYCHOLOGICAL = "PSYCHOLOGICAL"
    LEGAL = "LEGAL"
    MORAL_ETHICAL = "MORAL_ETHICAL"
    ECONOMIC = "ECONOMIC"
    COMPROMISE = "COMPROMISE"
    DIGITAL = "DIGITAL"
    FAMILY_THIRD_PARTY = "FAMILY_THIRD_PARTY"
    ORGANISATIONAL = "ORGANISATIONAL"
    REPUTATION = "REPUTATION"


CATEGORY_LABELS: dict[RiskCategory, str] = {
    RiskCategory.PHYSICAL: "Physical harm",
    RiskCategory.PSYCHOLOGICAL: "Psychological harm",
    RiskCategory.LEGAL: "Legal exposure, or their immigration status",
    RiskCategory.MORAL_ETHICAL: "Coercion, or harm to others on their account",
    RiskCategory.ECONOMIC: "Job, home or debts",
    RiskCategory.COMPROMISE: "Being found out",
    RiskCategory.DIGITAL: "Device or account",
    RiskCategory.FAMILY_THIRD_PARTY: "Family or others close to them",
    RiskCategory.ORGANISATIONAL: "The officer or the agency",
    RiskCategory.REPUTATION: "Reputation",
}


class Treatment(StrEnum):
    """What is done about a risk."""

    AVOID = "AVOID"
    REDUCE = "REDUCE"
    TRANSFER = "TRANSFER"
    ACCEPT = "ACCEPT"


class Band(StrEnum):
    """How much danger a source is in."""

    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"
    VERY_HIGH = "VERY_HIGH"
    CRITICAL = "CRITICAL"


class Sending(StrEnum):
    """What a band leaves of the freedom to send reports."""

    NORMAL = "NORMAL"
    CONDITIONS_PREFERRED = "CONDITIONS_PREFERRED"
    CONDITIONS_ONLY = "CONDITIONS_ONLY"
    AUTHORISER_ONLY = "AUTHORISER_ONLY"
    STOPPED = "STOPPED"


@dataclass(frozen=True, slots=True)
class BandRow:
    """One band: the least score it starts at, how often it is reviewed, who signs, and what may be sent."""

    code: Band
    label: str
    least_score: int | None
    review_every: timedelta
    signed_by: tuple[str, ...]
    sending: Sending


# Product defaults. CRITICAL has no score of its own: only a likely death reaches it.
BANDS: tuple[BandRow, ...] = (
    BandRow(Band.LOW, "Low", 1, timedelta(days=180), ("NSU_HANDLER",), Sending.NORMAL),
    BandRow(
        Band.MEDIUM, "Medium", 5, timedelta(days=90), ("NSU_HANDLER", "NSU_CONTROLLER"), Sending.CONDITIONS_PREFERRED
    ),
    BandRow(Band.HIGH, "High", 10, timedelta(days=28), ("NSU_CONTROLLER",), Sending.CONDITIONS_ONLY),
    BandRow(Band.VERY_HIGH, "Very high", 16, timedelta(days=7), ("NSU_AUTHORISER",), Sending.AUTHORISER_ONLY),
    BandRow(Band.CRITICAL, "Critical", None, timedelta(hours=24), ("NSU_AUTHORISER",), Sending.STOPPED),
)
BAND_BY_CODE: dict[str, BandRow] = {row.code.value: row for row in BANDS}
_ORDER = tuple(row.code for row in BANDS)

# Product defaults: what an overdue review leads to, counted from the day it was due.
OVERDUE_TELL_CONTROLLER = timedelta(days=2)
OVERDUE_BLOCK_SENDING = timedelta(days=5)


def score(likelihood: int | None, impact: int) -> int:
    """
    Return likelihood times impact, 1 to 25; ``None`` is a likelihood nobody can tell.

    :raises ValueError: either is not 1 to 5.
    """
    known = UNKNOWN_LIKELIHOOD if likelihood is None else likelihood
    if known not in LIKELIHOODS or impact not in IMPACTS:
        raise ValueError("Likelihood and impact are each 1 to 5.")
    return known * impact


def band(likelihood: int | None, impact: int, *, more_exposed: bool = False) -> Band:
    """
    Return the band of one risk.

    Death is at least HIGH, and CRITICAL from medium likelihood on. ``more_exposed``, for a child or a person whose
    immigration status lies in the suspect's hands, is one band more.

    :raises ValueError: likelihood or impact is not 1 to 5.
    """
    points = score(likelihood, impact)
    place = max(_ORDER.index(row.code) for row in BANDS if row.least_score is not None and row.least_score <= points)
    if impact == _DEATH:
        likely = points // impact >= UNKNOWN_LIKELIHOOD
        place = max(place, _ORDER.index(Band.CRITICAL if likely else Band.HIGH))
    return _ORDER[min(place + more_exposed, len(_ORDER) - 1)]


def overall(bands: Iterable[str]) -> Band:
    """
    Return the band of a source: that of its worst risk, never a mean.

    :raises ValueError: there is no risk recorded, which is not the same as no risk.
    """
    return _ORDER[max(_ORDER.index(Band(code)) for code in bands)]


def order(code: str) -> int:
    """Return the place of a band, 0 for the lowest."""
    return _ORDER.index(Band(code))


def is_grave(code: str) -> bool:
    """Return whether a band is HIGH or above: then custody is by two groups, and events are looked at once."""
    return order(code) >= _ORDER.index(Band.HIGH)


def needs_treatment(code: str) -> bool:
    """Return whether something must be done about a risk of this band, and be written down as a plan."""
    return order(code) >= _ORDER.index(Band.MEDIUM)


def higher(code: str) -> Band:
    """Return the next band up; the highest stays."""
    return _ORDER[min(order(code) + 1, len(_ORDER) - 1)]


def review_due_at(code: str, reviewed_at: datetime) -> datetime:
    """Return the UTC instant by which the next review must be done."""
    return reviewed_at + BAND_BY_CODE[code].review_every


def sending_is_blocked(due_at: datetime, now: datetime) -> bool:
    """Return whether a review is so late that nothing new from this source may be sent."""
    return now - due_at >= OVERDUE_BLOCK_SENDING


def may_send(code: str, terms: Terms, *, by_authoriser: bool = False) -> bool:
    """
    Return whether a band lets something be sent under these terms.

    HIGH lets through C with A1 or A2 and S2 only; VERY_HIGH an authoriser's decision only; CRITICAL nothing. A band
    that is not in the table lets nothing through.
    """
    row = BAND_BY_CODE.get(code)
    if row is None or row.sending is Sending.STOPPED:
        return False
    if row.sending is Sending.AUTHORISER_ONLY:
        return by_authoriser and _is_guarded(terms)
    return row.sending is not Sending.CONDITIONS_ONLY or _is_guarded(terms)


def _is_guarded(terms: Terms) -> bool:
    return (
        terms.handling is HandlingCode.CONDITIONS
        and terms.action in {ActionCode.COVERT_DEVELOPMENT, ActionCode.COVERT_USE}
        and terms.sanitisation is SanitisationCode.CONSULT
    )
