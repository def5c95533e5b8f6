"""What a release knows of the person who would read it, of itself, and of each condition it carries."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RecipientFacts:
    """
    One person of one organisation, as they stand at this request.

    ``vetting_rank`` is 0 when the clearance is not live. ``nationality`` and ``country`` are ISO 3166 alpha-2 codes.
    ``training`` holds the codes of live courses. ``agreement_ends_at`` and the two that follow are the organisation's.
    """

    person_ref: str
    organisation_ref: str
    organisation_type: str
    vetting_rank: int
    nationality: str
    country: str
    training: frozenset[str] = frozenset()
    agreement_ends_at: datetime | None = None
    permitted_tiers: frozenset[str] = frozenset()
    vetting_floor: int = 0


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """
    One release: its marking, the organisation it is for, and the people it names.

    ``needs_training`` are the course codes a reader must hold.
    """

    tier: str
    organisation_ref: str
    named: frozenset[str] = frozenset()
    needs_training: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ConditionFacts:
    """
    One condition as it was set on a release: its code, and what the form asked for with it.

    ``until`` is an aware UTC instant; ``then`` is the code of the condition that holds afterwards.
    """

    code: str
    text: str = ""
    organisations: frozenset[str] = frozenset()
    until: datetime | None = None
    then: str = ""
    organisation_names: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why somebody may not read a release: the rule for the record, the reason for the officer who would send it."""

    rule: str
    reason: str

    @property
    def of_condition(self) -> bool:
        """Whether a condition of the release stops them, and not how they stand themselves."""
        return self.rule.startswith("condition:")
