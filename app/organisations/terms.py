"""Organisations and units as they are entered."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

from app.organisations.agreements import Terms

TEAM, HUB = UNIT_KINDS = ("TEAM", "HUB")


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """
    An organisation as it is entered.

    ``highest_tier`` is the rank of the highest marking it may be sent; ``vetting_floor`` the least its readers hold.
    """

    name: str
    org_type: str
    highest_tier: int
    vetting_floor: str
    is_partner: bool = False
    agreement_ref: str = ""
    agreement_ends_on: date | None = None
    country: str = "GB"
    keeps_months: int | None = None

    @property
    def terms(self) -> Terms:
        """What is agreed with it."""
        return Terms(
            self.agreement_ref, self.agreement_ends_on, self.highest_tier, self.vetting_floor, self.keeps_months
        )

    def as_content(self) -> dict[str, Any]:
        """Return it as a change keeps it."""
        return asdict(self) | {"agreement_ends_on": self.agreement_ends_on and self.agreement_ends_on.isoformat()}

    @classmethod
    def of_content(cls, content: Mapping[str, Any]) -> Self:
        """Return what a change kept."""
        ends_on = content["agreement_ends_on"]
        return cls(**{**content, "agreement_ends_on": date.fromisoformat(ends_on) if ends_on else None})


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit as it is entered: a team, or a hub (``HUB``) that teams of the same organisation belong to."""

    name: str
    division: str
    kind: str = TEAM
    hub_ref: str | None = None
    governance: str = ""
