"""Tiers come in one order, and this system holds none above its ceiling."""

import pytest

from app.markings.tiers import MAX_TIER, TIER_BY_CODE, TIER_BY_RANK, TIERS, choices, rank_of, strictest, within_ceiling


def test_the_tiers_stand_in_order_of_care() -> None:
    assert [(tier.code.value, tier.rank) for tier in TIERS] == [
        ("OFFICIAL", 10),
        ("OFFICIAL-SENSITIVE", 15),
        ("SECRET", 20),
        ("TOP SECRET", 30),
    ]
    assert len(TIER_BY_CODE) == len(TIER_BY_RANK) == len(TIERS)


@pytest.mark.parametrize(
    ("tier", "held"), [("OFFICIAL", True), ("OFFICIAL-SENSITIVE", True), ("SECRET", False), ("TOP SECRET", False)]
)
def test_nothing_above_the_ceiling_is_held(tier: str, held: bool) -> None:
    assert within_ceiling(tier) is held


@pytest.mark.parametrize("unknown", ["", "official", "OFFICIAL SENSITIVE", "RESTRICTED", "SECRET ", "COSMIC"])
def test_a_marking_nobody_knows_is_above_every_ceiling(unknown: str) -> None:
    assert not within_ceiling(unknown, "TOP SECRET")
    with pytest.raises(KeyError):
        rank_of(unknown)


def test_a_unit_may_lower_or_raise_its_ceiling() -> None:
    assert [tier.code for tier in choices("OFFICIAL")] == ["OFFICIAL"]
    assert [tier.code for tier in choices()] == ["OFFICIAL", "OFFICIAL-SENSITIVE"]
    assert [tier.code for tier in choices("TOP SECRET")] == [tier.code for tier in TIERS]
    assert MAX_TIER == "OFFICIAL-SENSITIVE"


def test_a_bundle_is_marked_as_its_strictest_part() -> None:
    assert strictest(["OFFICIAL", "SECRET", "OFFICIAL-SENSITIVE"]) == "SECRET"
    with pytest.raises(ValueError, match="empty"):
        strictest([])
