"""How bad a risk is, how often it is looked at again, and what it leaves of the freedom to send."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from app.markings.grading import ActionCode, HandlingCode, SanitisationCode
from app.markings.terms import Terms
from app.risk.rules import (
    BAND_BY_CODE,
    BANDS,
    CATEGORY_LABELS,
    IMPACTS,
    LIKELIHOODS,
    Band,
    RiskCategory,
    band,
    may_send,
    overall,
    review_due_at,
    score,
    sending_is_blocked,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
L, M, H, V, C = Band.LOW, Band.MEDIUM, Band.HIGH, Band.VERY_HIGH, Band.CRITICAL

# Rows are likelihood 1 to 5, columns impact 1 to 5, worked out by hand from score and overrides.
MATRIX = [
    [L, L, L, L, H],
    [L, L, M, M, H],
    [L, M, M, H, C],
    [L, M, H, V, C],
    [M, H, H, V, C],
]
GUARDED = Terms(HandlingCode.CONDITIONS, ActionCode.COVERT_USE, SanitisationCode.CONSULT)
FREE = Terms(HandlingCode.PERMITTED)


@pytest.mark.parametrize(("likelihood", "impact"), list(product(range(1, 6), range(1, 6))))
def test_every_cell_of_the_matrix(likelihood: int, impact: int) -> None:
    expected = MATRIX[likelihood - 1][impact - 1]
    assert score(likelihood, impact) == likelihood * impact
    assert band(likelihood, impact) is expected
    order = list(Band)
    assert band(likelihood, impact, more_exposed=True) is order[min(order.index(expected) + 1, 4)]


@pytest.mark.parametrize("impact", range(1, 6))
def test_not_knowing_how_likely_counts_as_medium(impact: int) -> None:
    assert band(None, impact) is band(3, impact)


@pytest.mark.parametrize(("likelihood", "impact"), [(0, 3), (6, 3), (3, 0), (3, 6), (-1, -1)])
def test_numbers_off_the_scale_are_refused(likelihood: int, impact: int) -> None:
    with pytest.raises(ValueError, match="1 to 5"):
        band(likelihood, impact)


def test_a_source_is_as_much_at_risk_as_its_worst_risk() -> None:
    assert overall(["LOW", "LOW", "VERY_HIGH", "MEDIUM"]) is V
    assert overall(["LOW"]) is L
    with pytest.raises(ValueError, match="empty"):
        overall([])


@pytest.mark.parametrize(
    ("code", "every", "signed_by"),
    [
        ("LOW", timedelta(days=180), {"NSU_HANDLER"}),
        ("MEDIUM", timedelta(days=90), {"NSU_HANDLER", "NSU_CONTROLLER"}),
        ("HIGH", timedelta(days=28), {"NSU_CONTROLLER"}),
        ("VERY_HIGH", timedelta(days=7), {"NSU_AUTHORISER"}),
        ("CRITICAL", timedelta(hours=24), {"NSU_AUTHORISER"}),
    ],
)
def test_each_band_is_reviewed_and_signed_in_its_way(code: str, every: timedelta, signed_by: set[str]) -> None:
    assert review_due_at(code, NOW) == NOW + every
    assert set(BAND_BY_CODE[code].signed_by) == signed_by


def test_a_review_five_days_late_stops_anything_new() -> None:
    assert not sending_is_blocked(NOW, NOW + timedelta(days=5) - timedelta(seconds=1))
    assert sending_is_blocked(NOW, NOW + timedelta(days=5))


ALL_TERMS = [Terms(*choice) for choice in product(HandlingCode, [None, *ActionCode], [None, *SanitisationCode])]


@pytest.mark.parametrize("terms", ALL_TERMS, ids=str)
def test_a_high_risk_lets_through_guarded_terms_only(terms: Terms) -> None:
    guarded = terms.handling == "C" and terms.action in {"A1", "A2"} and terms.sanitisation == "S2"
    assert may_send("LOW", terms)
    assert may_send("MEDIUM", terms)
    assert may_send("HIGH", terms) is guarded
    assert not may_send("VERY_HIGH", terms)
    assert may_send("VERY_HIGH", terms, by_authoriser=True) is guarded
    assert not may_send("CRITICAL", terms, by_authoriser=True)


def test_a_band_nobody_knows_lets_nothing_through() -> None:
    assert not may_send("", FREE, by_authoriser=True)
    assert not may_send("NONE", GUARDED, by_authoriser=True)


def test_the_tables_are_whole() -> None:
    assert [row.code for row in BANDS] == list(Band)
    assert set(CATEGORY_LABELS) == set(RiskCategory)
    assert list(LIKELIHOODS) == list(IMPACTS) == [1, 2, 3, 4, 5]
