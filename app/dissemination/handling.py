"""What a release may carry: every handling condition as one row, which form, packet, refusal and tests all read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.dissemination.recipients import ConditionFacts, RecipientFacts, Refusal, ReleaseFacts
from app.dissemination.standing import standing_refusals
from app.markings.handling import MARK_BY_CODE, Mark
from app.organisations.types import OrganisationType

LONDON = ZoneInfo("Europe/London")

FIVE_EYES = frozenset({"AU", "CA", "GB", "NZ", "US"})
UK_US = frozenset({"GB", "US"})
UK_ONLY = frozenset({"GB"})
EUROPEAN_UNION = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905 - a table
)


class Needs(StrEnum):
    """What the form asks for with a condition."""

    NOTHING = "NOTHING"
    TEXT = "TEXT"
    PEOPLE = "PEOPLE"
    ORGANISATIONS = "ORGANISATIONS"
    DATE = "DATE"


Allows = Callable[[ConditionFacts, RecipientFacts, ReleaseFacts, datetime], bool]


@dataclass(frozen=True, slots=True)
class Condition:
    """
    One row: everything there is to know of one handling condition.

    ``mark`` gives the printed words and the tiers that may carry them. ``allows`` says whether this person may read it
    now; ``refusal`` is why not, in officers' words.
    """

    mark: Mark
    label: str
    hint: str
    needs: Needs
    allows: Allows
    refusal: str

    @property
    def code(self) -> str:
        """The code kept with a release."""
        return self.mark.code


def _of_nations(nations: frozenset[str]) -> Allows:
    """Both the person and their organisation belong to these nations; an unknown nationality belongs to none."""
    return lambda _asked, recipient, _release, _now: recipient.nationality in nations and recipient.country in nations


CONDITIONS: tuple[Condition, ...] = (
    Condition(
        MARK_BY_CODE["FOR_PUBLIC_RELEASE"],
        "For public release",
        "It may be published. Give the reference of the approval.",
        Needs.TEXT,
        lambda asked, _recipient, _release, _now: bool(asked.text.strip()),
        "Nothing is released to the public without the reference of its approval.",
    ),
    Condition(
        MARK_BY_CODE["RECIPIENTS_ONLY"],
        "Recipients only",
        "Only the people you name may read it. Name each of them.",
        Needs.PEOPLE,
        lambda _asked, recipient, release, _now: bool(recipient.person_ref) and recipient.person_ref in release.named,
        "It is for named recipients only, and this person is not named.",
    ),
    Condition(
        MARK_BY_CODE["HMG_USE_ONLY"],
        "HMG use only",
        "Only government departments may read it.",
        Needs.NOTHING,
        lambda _asked, recipient, _release, _now: recipient.organisation_type == OrganisationType.HMG,
        "It is for government departments only, and this organisation is not one.",
    ),
    Condition(
        MARK_BY_CODE["ORGANISATION_USE_ONLY"],
        "Organisation use only",
        "Only the organisations you name may read it.",
        Needs.ORGANISATIONS,
        lambda asked, recipient, _release, _now: (
            bool(recipient.organisation_ref) and recipient.organisation_ref in asked.organisations
        ),
        "It is for the organisations named only, and this one is not among them.",
    ),
    Condition(
        MARK_BY_CODE["EMBARGOED"],
        "Embargoed",
        "Nobody may read it until the time you give. Say which instruction holds afterwards.",
        Needs.DATE,
        lambda asked, _recipient, _release, now: asked.until is not None and now >= asked.until,
        "It is under embargo, and the time has not come.",
    ),
    Condition(
        MARK_BY_CODE["UK_EYES_ONLY"],
        "UK eyes only",
        "Only British nationals in United Kingdom organisations may read it.",
        Needs.NOTHING,
        _of_nations(UK_ONLY),
        "It is for British nationals in United Kingdom organisations only.",
    ),
    Condition(
        MARK_BY_CODE["FIVE_EYES_ONLY"],
        "Five Eyes only",
        "Only nationals and organisations of the five nations may read it.",
        Needs.NOTHING,
        _of_nations(FIVE_EYES),
        "It is for nationals and organisations of the five nations only.",
    ),
    Condition(
        MARK_BY_CODE["UK_US_EYES_ONLY"],
        "UK/US eyes only",
        "Only nationals and organisations of the United Kingdom and the United States may read it.",
        Needs.NOTHING,
        _of_nations(UK_US),
        "It is for nationals and organisations of the United Kingdom and the United States only.",
    ),
    Condition(
        MARK_BY_CODE["REL_EU"],
        "Releasable to the European Union",
        "Nationals and organisations of the United Kingdom and the European Union may read it.",
        Needs.NOTHING,
        _of_nations(UK_ONLY | EUROPEAN_UNION),
        "It may go to the United Kingdom and the European Union only.",
    ),
)
CONDITION_BY_CODE: dict[str, Condition] = {condition.code: condition for condition in CONDITIONS}

UNKNOWN = Refusal("condition:unknown", "It carries a condition that this system does not know. Ask the administrator.")
MISMATCH = Refusal(
    "condition:tier", "It carries a condition that its classification may not carry. Correct the marking."
)


def choices(tier: str) -> tuple[Condition, ...]:
    """Return the conditions a form may offer for a tier, in table order."""
    return tuple(condition for condition in CONDITIONS if tier in condition.mark.tiers)


def refusals(
    conditions: Sequence[ConditionFacts], recipient: RecipientFacts, release: ReleaseFacts, now: datetime
) -> list[Refusal]:
    """
    Return every reason why this person may not read this release now; an empty list is the only yes.

    Vetting and handling must both agree. A condition that is not in the table stops the release.
    """
    found = standing_refusals(recipient, release, now)
    for asked in conditions:
        found += _refusals_of(asked, recipient, release, now)
    return list(dict.fromkeys(found))


def _refusals_of(
    asked: ConditionFacts, recipient: RecipientFacts, release: ReleaseFacts, now: datetime
) -> list[Refusal]:
    condition = CONDITION_BY_CODE.get(asked.code)
    if condition is None:
        return [UNKNOWN]
    if release.tier not in condition.mark.tiers:
        return [MISMATCH]
    if not condition.allows(asked, recipient, release, now):
        return [Refusal(f"condition:{condition.code}", condition.refusal)]
    if condition.needs is Needs.DATE:
        return _refusals_of(after_embargo(asked), recipient, release, now)
    return []


def is_lasting(refusal: Refusal) -> bool:
    """Return whether waiting does not help: all but an embargo lasts."""
    return refusal.rule != "condition:EMBARGOED"


def after_embargo(asked: ConditionFacts) -> ConditionFacts:
    """Return the condition that holds once an embargo has passed. One embargo never leads to another."""
    then = "" if asked.then == asked.code else asked.then
    return ConditionFacts(then, asked.text, asked.organisations, organisation_names=asked.organisation_names)


def in_force(conditions: Sequence[ConditionFacts], now: datetime) -> tuple[ConditionFacts, ...]:
    """Return the conditions as a marking shows them now: what follows an embargo takes its place once it is over."""
    return tuple(
        after_embargo(asked) if asked.until is not None and now >= asked.until else asked for asked in conditions
    )
