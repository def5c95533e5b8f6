"""A clearance opens what its level allows, only while it is live, and only from the rank that a role needs."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.markings.tiers import TIERS
from app.markings.vetting import (
    LIVE_STATES,
    MINIMUM_BY_ROLE,
    UNREACHABLE_RANK,
    VETTINGS,
    VettingState,
    VettingStatus,
    highest_tier_rank,
    is_live,
    last_moment,
    live_rank,
    minimum_rank,
    opens,
    rank_of_vetting,
    state_of,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=400)


def test_the_levels_stand_in_order() -> None:
    assert [(vetting.code.value, vetting.rank) for vetting in VETTINGS] == [
        ("BPSS", 1), ("AC", 1), ("CTC", 2), ("L1B", 2), ("SC", 3), ("eSC", 4), ("DV", 5), ("eDV", 6),
    ]  # fmt: skip


def test_the_years_until_each_level_is_reviewed() -> None:
    assert {vetting.code.value: vetting.review_months / 12 for vetting in VETTINGS} == {
        "BPSS": 3, "AC": 5, "CTC": 10, "L1B": 10, "SC": 10, "eSC": 5, "DV": 7, "eDV": 5,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("code", "alone", "supervised"),
    [
        ("BPSS", 15, 20), ("AC", 15, 20), ("CTC", 15, 20), ("L1B", 15, 20),
        ("SC", 20, 30), ("eSC", 20, 30), ("DV", 30, 30), ("eDV", 30, 30),
    ],
)  # fmt: skip
def test_each_level_opens_its_tiers_and_no_higher(code: str, alone: int, supervised: int) -> None:
    rank = rank_of_vetting(code)
    assert highest_tier_rank(rank) == alone
    assert highest_tier_rank(rank, supervised=True) == supervised
    assert [opens(rank, tier.code) for tier in TIERS] == [tier.rank <= alone for tier in TIERS]
    assert [opens(rank, tier.code, supervised=True) for tier in TIERS] == [tier.rank <= supervised for tier in TIERS]


def test_no_clearance_opens_nothing() -> None:
    assert not any(opens(0, tier.code, supervised=True) for tier in TIERS)
    assert rank_of_vetting("") == rank_of_vetting("sc") == rank_of_vetting("NPPV3") == 0


def test_the_highest_clearance_does_not_open_an_unknown_tier() -> None:
    assert not opens(6, "COSMIC")


@pytest.mark.parametrize(
    ("left", "state"),
    [
        (timedelta(days=-1), VettingState.EXPIRED),
        (timedelta(0), VettingState.EXPIRED),
        (timedelta(microseconds=1), VettingState.EXPIRING),
        (timedelta(days=90), VettingState.EXPIRING),
        (timedelta(days=90, microseconds=1), VettingState.ACTIVE),
    ],
)
def test_a_held_clearance_runs_out_at_its_instant(left: timedelta, state: VettingState) -> None:
    assert state_of("HELD", NOW + left, NOW) is state
    assert is_live("HELD", NOW + left, NOW) is (state in LIVE_STATES)


@pytest.mark.parametrize("status", [status for status in VettingStatus if status is not VettingStatus.HELD])
def test_only_a_held_clearance_lets_anybody_in(status: VettingStatus) -> None:
    assert state_of(status, LATER, NOW).value == status.value
    assert live_rank("DV", status, LATER, NOW) == 0


def test_a_clearance_without_an_end_counts_as_ended() -> None:
    assert state_of("HELD", None, NOW) is VettingState.EXPIRED


def test_a_status_nobody_knows_is_an_error_and_never_a_yes() -> None:
    with pytest.raises(ValueError, match="GRANTED"):
        state_of("GRANTED", LATER, NOW)


def test_a_live_clearance_gives_its_rank() -> None:
    assert live_rank("SC", "HELD", LATER, NOW) == 3
    assert live_rank("SC", "HELD", NOW, NOW) == 0


@pytest.mark.parametrize(
    ("ends_on", "instant"),
    [
        (date(2026, 1, 31), datetime(2026, 2, 1, 0, tzinfo=UTC)),
        (date(2026, 7, 31), datetime(2026, 7, 31, 23, tzinfo=UTC)),
        (date(2026, 3, 28), datetime(2026, 3, 29, 0, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 23, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 26, 0, tzinfo=UTC)),
    ],
)
def test_a_clearance_ends_with_its_last_day_in_london(ends_on: date, instant: datetime) -> None:
    assert last_moment(ends_on) == instant


@pytest.mark.parametrize(
    ("role", "code"),
    [
        ("AGENCY_READER", "CTC"), ("INTAKE", "CTC"), ("ASSESSOR", "CTC"), ("RECEIVER", "CTC"),
        ("DISSEM_OFFICER", "CTC"), ("TASKING_CHAIR", "CTC"), ("TRAINING_LEAD", "CTC"), ("INTEL_MANAGER", "SC"),
        ("SAFEGUARDING", "SC"), ("AUDITOR", "SC"), ("DPO", "SC"), ("NSU_HANDLER", "SC"), ("NSU_CONTROLLER", "SC"),
        ("SYS_ADMIN", "SC"), ("NSU_AUTHORISER", "DV"),
    ],
)  # fmt: skip
def test_each_role_needs_its_least_vetting(role: str, code: str) -> None:
    assert MINIMUM_BY_ROLE[role] == code
    assert minimum_rank(role) == rank_of_vetting(code) > 0


def test_the_public_needs_none_and_an_unknown_role_cannot_be_reached() -> None:
    assert minimum_rank("PUBLIC") == 0
    assert minimum_rank("ROOT") == UNREACHABLE_RANK > max(vetting.rank for vetting in VETTINGS)
