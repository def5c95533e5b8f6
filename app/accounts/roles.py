"""The roles people hold: the pages of each, the vetting and courses it needs, and which never meet in one person."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from app.markings.vetting import MINIMUM_BY_ROLE, VettingCode


class RoleCode(StrEnum):
    """Every role there is."""

    PUBLIC = "PUBLIC"
    INTAKE = "INTAKE"
    ASSESSOR = "ASSESSOR"
    INTEL_MANAGER = "INTEL_MANAGER"
    NSU_HANDLER = "NSU_HANDLER"
    NSU_CONTROLLER = "NSU_CONTROLLER"
    NSU_AUTHORISER = "NSU_AUTHORISER"
    DISSEM_OFFICER = "DISSEM_OFFICER"
    RECEIVER = "RECEIVER"
    AGENCY_READER = "AGENCY_READER"
    TASKING_CHAIR = "TASKING_CHAIR"
    SAFEGUARDING = "SAFEGUARDING"
    AUDITOR = "AUDITOR"
    DPO = "DPO"
    TRAINING_LEAD = "TRAINING_LEAD"
    SYS_ADMIN = "SYS_ADMIN"


class Face(StrEnum):
    """Which of the three sets of pages a role belongs to."""

    PUBLIC = "public"
    STAFF = "staff"
    PARTNER = "partner"


class Group(StrEnum):
    """The key groups of custody. Nobody is in two of them."""

    CUSTODIANS = "custodians"
    AUTHORISERS = "authorisers"
    AUDITORS = "auditors"


@dataclass(frozen=True, slots=True)
class Role:
    """One role. ``courses`` come on top of what everybody who signs in needs; ``group`` is the key group it joins."""

    code: RoleCode
    label: str
    face: Face
    courses: tuple[str, ...] = ()
    group: Group | None = None

    @property
    def minimum_vetting(self) -> VettingCode | None:
        """The least clearance, from the one table that policy reads too; ``None`` for the public."""
        return MINIMUM_BY_ROLE[self.code]

    @property
    def required_courses(self) -> tuple[str, ...]:
        """Every course that must be live before the role can be used."""
        return self.courses if self.code is RoleCode.PUBLIC else (*EVERYBODY, *self.courses)


# What anybody who signs in has done: source protection, and data protection for law enforcement.
EVERYBODY = ("SRC_AWARE", "DPA_P3")

_STAFF, _PARTNER = Face.STAFF, Face.PARTNER

ROLES: tuple[Role, ...] = (
    Role(RoleCode.PUBLIC, "Member of the public", Face.PUBLIC),
    Role(RoleCode.INTAKE, "Intake officer", _STAFF),
    Role(RoleCode.ASSESSOR, "Assessor", _STAFF, ("IMS_INDUCTION", "RIPA_DRIFT")),
    Role(RoleCode.INTEL_MANAGER, "Intelligence manager", _STAFF, ("IPP_CERT",)),
    Role(RoleCode.NSU_HANDLER, "Source handler", _STAFF, ("SRC_ENGAGE", "RIPA_DRIFT"), Group.CUSTODIANS),
    Role(RoleCode.NSU_CONTROLLER, "Source controller", _STAFF, ("SRC_CONTROL", "RIPA_DRIFT"), Group.CUSTODIANS),
    Role(RoleCode.NSU_AUTHORISER, "Source authoriser", _STAFF, ("SRC_CONTROL", "RIPA_DRIFT"), Group.AUTHORISERS),
    Role(RoleCode.DISSEM_OFFICER, "Dissemination officer", _STAFF, ("SANITISE",)),
    Role(RoleCode.RECEIVER, "Receiving team", _PARTNER),
    Role(RoleCode.AGENCY_READER, "Agency reader", _PARTNER),
    Role(RoleCode.TASKING_CHAIR, "Tasking chair", _STAFF),
    Role(RoleCode.SAFEGUARDING, "Safeguarding lead", _STAFF, ("SAFEGUARD",)),
    Role(RoleCode.AUDITOR, "Auditor", _STAFF, ("AUDIT",), Group.AUDITORS),
    Role(RoleCode.DPO, "Data protection officer", _STAFF),
    Role(RoleCode.TRAINING_LEAD, "Training lead", _STAFF),
    Role(RoleCode.SYS_ADMIN, "System administrator", _STAFF),
)
ROLE_BY_CODE: dict[str, Role] = {role.code.value: role for role in ROLES}

# An administrator appoints people, so never holds a role whose holder can be given a key to a source.
_CAN_HOLD_A_KEY = frozenset(
    {RoleCode.ASSESSOR, RoleCode.NSU_HANDLER, RoleCode.NSU_CONTROLLER, RoleCode.NSU_AUTHORISER, RoleCode.AUDITOR}
)


def are_incompatible(one: RoleCode, other: RoleCode) -> bool:
    """
    Return whether no person may hold both.

    An auditor holds no other role; nobody stands on both sides of a key; nobody works on two faces.
    """
    if one is other:
        return False
    pair = {one, other}
    if RoleCode.AUDITOR in pair or ROLE_BY_CODE[one].face is not ROLE_BY_CODE[other].face:
        return True
    if RoleCode.SYS_ADMIN in pair and pair & _CAN_HOLD_A_KEY:
        return True
    return len({group for group in (ROLE_BY_CODE[one].group, ROLE_BY_CODE[other].group) if group}) > 1


def incompatible(codes: Iterable[str]) -> tuple[tuple[RoleCode, RoleCode], ...]:
    """
    Return the pairs among these that no person may hold together.

    :raises ValueError: a code is not a role.
    """
    held = sorted({RoleCode(code) for code in codes})
    return tuple((one, other) for one, other in combinations(held, 2) if are_incompatible(one, other))


def required_courses(codes: Iterable[str]) -> frozenset[str]:
    """Return every course that a person with these roles needs."""
    return frozenset(course for code in codes for course in ROLE_BY_CODE[code].required_courses)


def groups_of(codes: Iterable[str]) -> frozenset[Group]:
    """Return the key groups that these roles join."""
    return frozenset(group for code in codes if (group := ROLE_BY_CODE[code].group) is not None)
