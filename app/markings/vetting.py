"""Vetting: the levels, the tiers each opens, the least each role needs, and whether a clearance is live at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.markings.tiers import TIER_BY_CODE, TierCode, rank_of

LONDON = ZoneInfo("Europe/London")

# Product default: how long before its end a clearance is shown as running out.
EXPIRING_WITHIN = timedelta(days=90)

# Higher than any level there is, so that a role nobody has described opens nothing.
UNREACHABLE_RANK = 99


class VettingCode(StrEnum):
    """National security vetting levels as they are written."""

    BPSS = "BPSS"
    AC = "AC"
    CTC = "CTC"
    L1B = "L1B"
    SC = "SC"
    ESC = "eSC"
    DV = "DV"
    EDV = "eDV"


class VettingStatus(StrEnum):
    """What the vetting contact recorded. Time does the rest."""

    HELD = "HELD"
    SUSPENDED = "SUSPENDED"
    WITHDRAWN = "WITHDRAWN"
    TRANSFER_PENDING = "TRANSFER_PENDING"


class VettingState(StrEnum):
    """Where a clearance stands at one moment. Only ACTIVE and EXPIRING let anybody in."""

    ACTIVE = "ACTIVE"
    EXPIRING = "EXPIRING"
    EXPIRED = "EXPIRED"
    SUSPENDED = "SUSPENDED"
    WITHDRAWN = "WITHDRAWN"
    TRANSFER_PENDING = "TRANSFER_PENDING"


LIVE_STATES = frozenset({VettingState.ACTIVE, VettingState.EXPIRING})


@dataclass(frozen=True, slots=True)
class Vetting:
    """
    One level: what it opens alone, what it opens now and then under supervision, and how many months until its review.

    Review periods differ between published sources and for contractors, so a unit sets its own over these.
    """

    code: VettingCode
    rank: int
    label: str
    opens: TierCode
    opens_supervised: TierCode
    review_months: int


_OS, _S, _TS = TierCode.OFFICIAL_SENSITIVE, TierCode.SECRET, TierCode.TOP_SECRET

VETTINGS: tuple[Vetting, ...] = (
    Vetting(VettingCode.BPSS, 1, "Baseline Personnel Security Standard", _OS, _S, 36),
    Vetting(VettingCode.AC, 1, "Accreditation Check (airside)", _OS, _S, 60),
    Vetting(VettingCode.CTC, 2, "Counter-Terrorist Check", _OS, _S, 120),
    Vetting(VettingCode.L1B, 2, "Level 1B", _OS, _S, 120),
    Vetting(VettingCode.SC, 3, "Security Check", _S, _TS, 120),
    Vetting(VettingCode.ESC, 4, "Enhanced Security Check", _S, _TS, 60),
    Vetting(VettingCode.DV, 5, "Developed Vetting", _TS, _TS, 84),
    Vetting(VettingCode.EDV, 6, "Enhanced Developed Vetting", _TS, _TS, 60),
)
VETTING_BY_CODE: dict[str, Vetting] = {vetting.code.value: vetting for vetting in VETTINGS}

# The least vetting for each role (product default). ``None`` means that the role needs none.
MINIMUM_BY_ROLE: Mapping[str, VettingCode | None] = {
    "PUBLIC": None,
    "INTAKE": VettingCode.CTC,
    "ASSESSOR": VettingCode.CTC,
    "INTEL_MANAGER": VettingCode.SC,
    "NSU_HANDLER": VettingCode.SC,
    "NSU_CONTROLLER": VettingCode.SC,
    "NSU_AUTHORISER": VettingCode.DV,
    "DISSEM_OFFICER": VettingCode.CTC,
    "RECEIVER": VettingCode.CTC,
    "AGENCY_READER": VettingCode.CTC,
    "TASKING_CHAIR": VettingCode.CTC,
    "SAFEGUARDING": VettingCode.SC,
    "AUDITOR": VettingCode.SC,
    "DPO": VettingCode.SC,
    "TRAINING_LEAD": VettingCode.CTC,
    "SYS_ADMIN": VettingCode.SC,
}


def rank_of_vetting(code: str) -> int:
    """Return the rank of a level; 0 for one that is not in the table, which opens nothing."""
    vetting = VETTING_BY_CODE.get(code)
    return vetting.rank if vetting else 0


def minimum_rank(role: str) -> int:
    """Return the least rank that a role needs: 0 for the public, out of reach for a role that is not in the table."""
    if role not in MINIMUM_BY_ROLE:
        return UNREACHABLE_RANK
    minimum = MINIMUM_BY_ROLE[role]
    return rank_of_vetting(minimum) if minimum else 0


def last_moment(ends_on: date) -> datetime:
    """Return the UTC instant at which a clearance that ends on this day stops: the midnight after it, in London."""
    return datetime.combine(ends_on + timedelta(days=1), time.min, LONDON).astimezone(UTC)


def last_day(ends_at: datetime) -> date:
    """Return the last day, in London, on which something that stops at this instant still holds."""
    return (ends_at - timedelta(microseconds=1)).astimezone(LONDON).date()


def state_of(status: str, ends_at: datetime | None, now: datetime) -> VettingState:
    """
    Return where a clearance stands at ``now``.

    :param status: what was recorded, one of :class:`VettingStatus`.
    :param ends_at: aware UTC instant from which it no longer holds; ``None`` counts as ended, since nothing was shown.
    :raises ValueError: the status is not a known one.
    """
    recorded = VettingStatus(status)
    if recorded is not VettingStatus.HELD:
        return VettingState(recorded.value)
    if ends_at is None or ends_at <= now:
        return VettingState.EXPIRED
    return VettingState.EXPIRING if ends_at - now <= EXPIRING_WITHIN else VettingState.ACTIVE


def is_live(status: str, ends_at: datetime | None, now: datetime) -> bool:
    """Return whether a clearance lets anybody in at ``now``: asked at each request, never once at sign-in."""
    return state_of(status, ends_at, now) in LIVE_STATES


def live_rank(code: str, status: str, ends_at: datetime | None, now: datetime) -> int:
    """Return the rank a clearance gives at ``now``: 0 when it is not live."""
    return rank_of_vetting(code) if is_live(status, ends_at, now) else 0


def highest_tier_rank(rank: int, *, supervised: bool = False) -> int:
    """Return the rank of the highest tier that a vetting rank opens; 0 when it opens none."""
    reached = [vetting for vetting in VETTINGS if vetting.rank <= rank]
    return max((rank_of(v.opens_supervised if supervised else v.opens) for v in reached), default=0)


def opens(rank: int, tier: str, *, supervised: bool = False) -> bool:
    """Return whether a live clearance of this rank opens the tier. An unknown tier is opened by nobody."""
    wanted = TIER_BY_CODE.get(tier)
    return wanted is not None and wanted.rank <= highest_tier_rank(rank, supervised=supervised)
