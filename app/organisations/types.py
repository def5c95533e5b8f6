"""The kinds of organisation a release can go to, and whether each needs an agreement first."""

from dataclasses import dataclass
from enum import StrEnum


class OrganisationType(StrEnum):
    """What an organisation is, as handling instructions tell them apart."""

    HMG = "HMG"
    POLICE = "POLICE"
    LAW_ENFORCEMENT_OTHER = "LAW_ENFORCEMENT_OTHER"
    LOCAL_AUTHORITY = "LOCAL_AUTHORITY"
    AGENCY_CONTRACTOR = "AGENCY_CONTRACTOR"
    OVERSEAS = "OVERSEAS"
    PRIVATE = "PRIVATE"
    CHARITY = "CHARITY"


@dataclass(frozen=True, slots=True)
class OrganisationTypeRow:
    """One kind. Product default: all but government departments need a live agreement to receive anything."""

    code: OrganisationType
    label: str
    needs_agreement: bool = True


ORGANISATION_TYPES: tuple[OrganisationTypeRow, ...] = (
    OrganisationTypeRow(OrganisationType.HMG, "Government department", needs_agreement=False),
    OrganisationTypeRow(OrganisationType.POLICE, "Police force"),
    OrganisationTypeRow(OrganisationType.LAW_ENFORCEMENT_OTHER, "Other law enforcement body"),
    OrganisationTypeRow(OrganisationType.LOCAL_AUTHORITY, "Local authority"),
    OrganisationTypeRow(OrganisationType.AGENCY_CONTRACTOR, "Contractor to an agency"),
    OrganisationTypeRow(OrganisationType.OVERSEAS, "Overseas or international body"),
    OrganisationTypeRow(OrganisationType.PRIVATE, "Private company"),
    OrganisationTypeRow(OrganisationType.CHARITY, "Charity"),
)
ORGANISATION_TYPE_BY_CODE: dict[str, OrganisationTypeRow] = {row.code.value: row for row in ORGANISATION_TYPES}
