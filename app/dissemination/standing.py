"""What must hold for every release whatever it carries: address, vetting, agreement, permitted tiers, training."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.dissemination.recipients import RecipientFacts, Refusal, ReleaseFacts
from app.markings.tiers import within_ceiling
from app.markings.vetting import opens
from app.organisations.types import ORGANISATION_TYPE_BY_CODE


@dataclass(frozen=True, slots=True)
class Standing:
    """One rule that no release is free of, and why it stops one, in officers' words."""

    code: str
    refusal: str
    holds: Callable[[RecipientFacts, ReleaseFacts, datetime], bool]


def _is_addressed(recipient: RecipientFacts, release: ReleaseFacts, _now: datetime) -> bool:
    return bool(release.organisation_ref) and recipient.organisation_ref == release.organisation_ref


def _agreement_is_live(recipient: RecipientFacts, _release: ReleaseFacts, now: datetime) -> bool:
    """An agreement on file must be live, even where none would be needed."""
    row = ORGANISATION_TYPE_BY_CODE.get(recipient.organisation_type)
    if row is None:
        return False
    if recipient.agreement_ends_at is None:
        return not row.needs_agreement
    return now < recipient.agreement_ends_at


STANDING: tuple[Standing, ...] = (
    Standing(
        "tier_is_known",
        "Its classification is above what this system may hold, or is not known.",
        lambda _recipient, release, _now: within_ceiling(release.tier),
    ),
    Standing("is_addressed", "It is addressed to another organisation.", _is_addressed),
    Standing(
        "vetting_is_live",
        "This person's vetting has run out, is suspended or was never recorded.",
        lambda recipient, _release, _now: recipient.vetting_rank > 0,
    ),
    Standing(
        "vetting_reaches_tier",
        "This person's vetting does not reach its classification.",
        lambda recipient, release, _now: opens(recipient.vetting_rank, release.tier),
    ),
    Standing(
        "vetting_reaches_floor",
        "This person's vetting is below what was agreed with their organisation.",
        lambda recipient, _release, _now: recipient.vetting_rank >= recipient.vetting_floor,
    ),
    Standing(
        "agreement_is_live", "The sharing agreement with this organisation is missing or has ended.", _agreement_is_live
    ),
    Standing(
        "tier_is_permitted",
        "This organisation has not been cleared to hold that classification.",
        lambda recipient, release, _now: release.tier in recipient.permitted_tiers,
    ),
    Standing(
        "training_is_live",
        "This person lacks training that the release asks for.",
        lambda recipient, release, _now: release.needs_training <= recipient.training,
    ),
)
STANDING_BY_CODE: dict[str, Standing] = {rule.code: rule for rule in STANDING}


def standing_refusals(recipient: RecipientFacts, release: ReleaseFacts, now: datetime) -> list[Refusal]:
    """Return every standing rule that stops this person reading this release, in table order."""
    return [Refusal(rule.code, rule.refusal) for rule in STANDING if not rule.holds(recipient, release, now)]
