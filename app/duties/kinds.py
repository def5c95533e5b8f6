"""The duties there are: who may have each, whether it is the source unit's, and for how long at most."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class DutyCode(StrEnum):
    """Every duty: a dated assignment, on top of the roles that somebody holds."""

    DUTY_CUSTODIAN = "DUTY_CUSTODIAN"
    DUTY_AUTHORISER = "DUTY_AUTHORISER"
    NSU_HEAD = "NSU_HEAD"
    DUTY_MANAGER = "DUTY_MANAGER"
    SECOND_LINE = "SECOND_LINE"


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty. ``roles`` are those of which somebody must hold one, ``most`` how long one assignment lasts at most."""

    code: DutyCode
    label: str
    roles: tuple[str, ...]
    most: timedelta


# Product defaults. What opens a source in an emergency is given for a month at most, so that it is looked at again.
DUTIES: tuple[Duty, ...] = (
    Duty(DutyCode.DUTY_CUSTODIAN, "Duty custodian", ("NSU_HANDLER", "NSU_CONTROLLER"), timedelta(days=31)),
    Duty(DutyCode.DUTY_AUTHORISER, "Duty authoriser", ("NSU_AUTHORISER",), timedelta(days=31)),
    Duty(DutyCode.NSU_HEAD, "Head of the source unit", ("NSU_CONTROLLER", "NSU_AUTHORISER"), timedelta(days=366)),
    Duty(DutyCode.DUTY_MANAGER, "Duty manager", ("INTEL_MANAGER",), timedelta(days=31)),
    Duty(DutyCode.SECOND_LINE, "Second line", ("INTEL_MANAGER",), timedelta(days=366)),
)
DUTY_BY_CODE: dict[str, Duty] = {row.code.value: row for row in DUTIES}
