"""How the conditions of a release are checked before it is set, and how they are written on the packet."""

from collections.abc import Sequence
from datetime import datetime

from app.dissemination.handling import CONDITION_BY_CODE, LONDON, Needs
from app.dissemination.recipients import ConditionFacts, RecipientFacts, ReleaseFacts
from app.markings.handling import Marking, MarkKind, outgoing_line
from app.markings.tiers import TierCode
from app.organisations.types import OrganisationType

_PUBLIC = "FOR_PUBLIC_RELEASE"


def faults(conditions: Sequence[ConditionFacts], release: ReleaseFacts) -> list[str]:
    """Return what must be mended before a release may carry these conditions together, in officers' words."""
    found = [fault for asked in conditions for fault in _faults_of(asked, release)]
    codes = [asked.code for asked in conditions]
    if len(set(codes)) != len(codes):
        found.append("Set each condition once.")
    if _PUBLIC in codes and len(codes) > 1:
        found.append("What is for public release carries no other condition.")
    return found


def _faults_of(asked: ConditionFacts, release: ReleaseFacts) -> list[str]:
    condition = CONDITION_BY_CODE.get(asked.code)
    if condition is None:
        return ["Choose a condition from the list."]
    if release.tier not in condition.mark.tiers:
        return [f"{release.tier} cannot carry {condition.label}."]
    lacking = {
        Needs.TEXT: not asked.text.strip(),
        Needs.PEOPLE: not release.named,
        Needs.ORGANISATIONS: not asked.organisations or not asked.organisation_names,
        Needs.DATE: asked.until is None or not _may_follow(asked, release),
    }
    return [f"{condition.label}: {_ASK[condition.needs]}"] if lacking.get(condition.needs, False) else []


_ASK = {
    Needs.TEXT: "give the reference of the approval.",
    Needs.PEOPLE: "name each person who may read it.",
    Needs.ORGANISATIONS: "name at least one organisation.",
    Needs.DATE: "give the date and time it ends, and which instruction holds afterwards.",
}


def _may_follow(asked: ConditionFacts, release: ReleaseFacts) -> bool:
    """What holds after an embargo is an instruction of its own, set in full: never nothing, never another embargo."""
    then = CONDITION_BY_CODE.get(asked.then)
    if then is None or then.mark.kind is not MarkKind.INSTRUCTION or then.needs is Needs.DATE:
        return False
    return not _faults_of(
        ConditionFacts(asked.then, asked.text, asked.organisations, organisation_names=asked.organisation_names),
        release,
    )


def is_foreign(recipient: RecipientFacts) -> bool:
    """Return whether the marking needs the ``UK`` prefix: it goes to a foreign government or an international body."""
    return recipient.organisation_type == OrganisationType.OVERSEAS or recipient.country != "GB"


def marking_line(
    tier: str, conditions: Sequence[ConditionFacts], descriptors: Sequence[str] = (), *, foreign: bool = False
) -> str:
    """
    Return the marking for the top and bottom of every page of a release.

    :raises ValueError: something in it cannot be written; nothing is sent then.
    """
    names = tuple(name for asked in conditions for name in asked.organisation_names if not asked.then)
    codes = (*(asked.code for asked in conditions), *descriptors)
    return outgoing_line(Marking(TierCode(tier), codes, names, to_foreign_body=foreign))


def packet_lines(conditions: Sequence[ConditionFacts]) -> tuple[str, ...]:
    """
    Return one line for each condition, for the reader to accept.

    :raises KeyError: a condition is not in the table; nothing is sent then.
    """
    return tuple(_line(asked) for asked in conditions)


def _line(asked: ConditionFacts) -> str:
    condition = CONDITION_BY_CODE[asked.code]
    if condition.needs is Needs.ORGANISATIONS:
        return f"{condition.label}: {', '.join(asked.organisation_names)}."
    if condition.needs is Needs.DATE and asked.until is not None:
        return f"{condition.label} until {london_time(asked.until)}, then: {CONDITION_BY_CODE[asked.then].label}."
    return f"{condition.label}. {condition.mark.meaning}"


def london_time(at: datetime) -> str:
    """Return an instant as it is read aloud in London, with its zone: ``9:05am on 21 November 2026 (UK time)``."""
    local = at.astimezone(LONDON)
    hour = local.hour % 12 or 12
    half = "am" if local.hour < 12 else "pm"
    return f"{hour}:{local.minute:02}{half} on {local.day} {local:%B %Y} (UK time)"
