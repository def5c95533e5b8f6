"""
What a unit may set for itself: one table, each setting with its bound. A unit can tighten and never relax.

The bound is enforced here and nowhere else: ``held`` is the only way to read a setting, and it gives what is stored
only where that is at least as strict as the bound, whoever stored it and however.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.errors import Invalid


class SettingCode(StrEnum):
    """Every setting a unit has."""

    ASSESS_WORKING_DAYS = "ASSESS_WORKING_DAYS"
    RESULT_WORKING_DAYS = "RESULT_WORKING_DAYS"
    CONTACT_HOURS = "CONTACT_HOURS"
    REASON_CHARS = "REASON_CHARS"
    OPENED_A_DAY = "OPENED_A_DAY"
    OPENED_A_MONTH = "OPENED_A_MONTH"


@dataclass(frozen=True, slots=True)
class Setting:
    """
    One setting.

    ``bound`` is what holds where nothing is set, and the laxest there can be; ``strictest`` is the other end. Which
    way is stricter follows from the two.
    """

    code: SettingCode
    label: str
    measure: str
    bound: int
    strictest: int
    hint: str

    @property
    def name(self) -> str:
        """Its code as an address has it."""
        return self.code.value.lower().replace("_", "-")

    def is_stricter(self, one: int, other: int) -> bool:
        """Return whether one value allows less than the other."""
        return one < other if self.strictest < self.bound else one > other

    def reaches(self, value: int) -> bool:
        """Return whether a value lies between the bound and the strictest."""
        return min(self.bound, self.strictest) <= value <= max(self.bound, self.strictest)


# The bounds: the ministers' target of two working days, the longest permission to call, twenty working days for a
# result, thirty characters for saying why nothing is done, and how many sources a custodian's own work asks for, which
# is less than five a day for a month (product defaults but for the first).
SETTINGS: tuple[Setting, ...] = (
    Setting(
        SettingCode.ASSESS_WORKING_DAYS,
        "An allegation is assessed within",
        "working days",
        2,
        1,
        "Holds for what comes in from then on. What is immediate or dated keeps its own, shorter time.",
    ),
    Setting(
        SettingCode.RESULT_WORKING_DAYS,
        "A receiving team owes a result within",
        "working days",
        20,
        1,
        "A shorter time that follows from the priority stays.",
    ),
    Setting(
        SettingCode.CONTACT_HOURS,
        "A permission to call a source lasts at most",
        "hours",
        24,
        1,
        "Permissions already given end when they were to end.",
    ),
    Setting(
        SettingCode.REASON_CHARS,
        "Why nothing is done is said in at least",
        "characters",
        30,
        500,
        "For outcomes without further action.",
    ),
    Setting(
        SettingCode.OPENED_A_DAY,
        "In 24 hours, a custodian opens by themselves at most",
        "sources",
        30,
        1,
        "All parts of a source count once. An authoriser can let somebody open more. Broken glass is not counted.",
    ),
    Setting(
        SettingCode.OPENED_A_MONTH,
        "In 30 days, a custodian opens by themselves at most",
        "sources",
        120,
        1,
        "All parts of a source count once. An authoriser can let somebody open more. Broken glass is not counted.",
    ),
)
SETTING_BY_CODE: dict[str, Setting] = {row.code.value: row for row in SETTINGS}


def held(tightened: Mapping[str, int], code: SettingCode) -> int:
    """Return what holds in a unit. What is stored counts only where it is no laxer than the bound."""
    setting = SETTING_BY_CODE[code]
    stored = tightened.get(code.value)
    if isinstance(stored, bool) or not isinstance(stored, int) or setting.is_stricter(setting.bound, stored):
        return setting.bound
    return stored


def tightened_by(tightened: Mapping[str, int], code: str, value: int) -> dict[str, int]:
    """
    Return a unit's settings with one of them changed.

    :raises Invalid: there is no such setting, or the value is laxer than its bound or stricter than makes sense.
    """
    setting = SETTING_BY_CODE.get(code)
    if setting is None:
        raise Invalid({"code": "Choose a setting from the list."})
    if not setting.reaches(value):
        low, high = sorted((setting.bound, setting.strictest))
        raise Invalid({"value": f"Enter a number from {low} to {high}: a unit can tighten this and never relax it."})
    return {**tightened, code: value}


def loosens(tightened: Mapping[str, int], code: str, value: int) -> bool:
    """Return whether a value would allow more than what holds now. Then a second person agrees first."""
    return SETTING_BY_CODE[code].is_stricter(held(tightened, SettingCode(code)), value)
