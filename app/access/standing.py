"""How high each role stands: nobody acts on somebody who stands above them."""

from collections.abc import Iterable, Mapping
from typing import Final

# Product default. Whoever holds keys of a group stands above those who administer, and is looked after by the group.
ORDINARY: Final = 1
OVERSEEING: Final = 2
KEEPING_KEYS: Final = 3

STANDING: Final[Mapping[str, int]] = {
    "INTAKE": ORDINARY,
    "ASSESSOR": ORDINARY,
    "DISSEM_OFFICER": ORDINARY,
    "RECEIVER": ORDINARY,
    "AGENCY_READER": ORDINARY,
    "TASKING_CHAIR": ORDINARY,
    "SAFEGUARDING": ORDINARY,
    "TRAINING_LEAD": OVERSEEING,
    "INTEL_MANAGER": OVERSEEING,
    "SYS_ADMIN": OVERSEEING,
    "DPO": OVERSEEING,
    "NSU_HANDLER": KEEPING_KEYS,
    "NSU_CONTROLLER": KEEPING_KEYS,
    "NSU_AUTHORISER": KEEPING_KEYS,
    "AUDITOR": KEEPING_KEYS,
}


def standing_of(roles: Iterable[str]) -> int:
    """Return how high somebody with these roles stands; 0 without any, and as high as can be with one not described."""
    return max((STANDING.get(role, KEEPING_KEYS) for role in roles), default=0)
