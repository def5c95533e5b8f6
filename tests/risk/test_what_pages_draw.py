"""The clocks, the welfare rule, the history and the two pictures: arithmetic alone."""

from datetime import UTC, datetime, timedelta

import pytest

from app.risk.clocks import clocks
from app.risk.history import Step, worst_over_time
from app.risk.models import Risk
from app.risk.views.pictures import line, matrix
from app.risk.welfare import check_due_at, needs_safeguarding

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
WELL = dict.fromkeys(("safe", "stress", "living", "family", "suspicion", "stopping"), 0)


def test_clocks_say_what_is_left_and_what_is_late() -> None:
    senior, police = clocks(NOW, None, None)
    assert senior.words(NOW + timedelta(minutes=14, seconds=1)) == "1 minute left"
    assert not senior.is_late(NOW + timedelta(minutes=15))
    assert senior.words(NOW + timedelta(minutes=16)) == "1 minute late"
    assert police.words(NOW) == "60 minutes left"


def test_a_clock_that_stopped_says_whether_it_was_in_time() -> None:
    senior, police = clocks(NOW, NOW + timedelta(minutes=15), NOW + timedelta(minutes=90))
    assert senior.words(NOW + timedelta(days=1)) == "had it in time"
    assert police.words(NOW + timedelta(days=1)) == "had it 30 minutes late"


@pytest.mark.parametrize(
    ("answers", "told"),
    [({}, False), ({"safe": 2}, False), ({"safe": 3}, True), ({"living": 3, "family": 2}, False),
     ({"living": 3, "family": 3}, True)],
)  # fmt: skip
def test_safeguarding_is_told_from_six_points_or_when_not_safe(answers: dict[str, int], told: bool) -> None:
    assert needs_safeguarding(WELL | answers) is told


def test_welfare_is_asked_more_often_from_high_upwards() -> None:
    assert check_due_at("MEDIUM", NOW) == NOW + timedelta(days=90)
    assert check_due_at("HIGH", NOW) == NOW + timedelta(days=28)
    assert check_due_at("LOW", NOW, in_care=True) == NOW + timedelta(days=28)


def test_the_history_is_that_of_the_worst_risk() -> None:
    hours = [NOW + timedelta(hours=number) for number in range(5)]
    rated = [(hours[0], "a", 4), (hours[1], "b", 12), (hours[2], "a", 6), (hours[3], "b", 6)]
    assert worst_over_time(rated, [(hours[4], "a")]) == [
        Step(hours[0], 4), Step(hours[1], 12), Step(hours[3], 6),
    ]  # fmt: skip
    assert worst_over_time([], []) == []
    assert worst_over_time(rated[:1], [(hours[4], "a")])[-1].score == 0


def test_the_line_begins_at_the_left_and_ends_now() -> None:
    drawn = line([Step(NOW, 4), Step(NOW + timedelta(days=1), 25)], NOW + timedelta(days=2))
    assert drawn is not None
    assert drawn.dots == ((40, 136.0), (330.0, 10.0))
    assert drawn.points == "40.0,136.0 330.0,136.0 330.0,10.0 620,10.0"
    assert line([], NOW) is None


def test_each_risk_stands_in_its_cell_and_unknown_is_medium() -> None:
    first = Risk(likelihood=None, impact=5)
    second = Risk(likelihood=5, impact=5, residual_likelihood=1, residual_impact=1, residual_band="LOW")
    drawn = matrix([first, second])
    assert {cell.numbers: (cell.band, cell.short) for cell in drawn.cells if cell.numbers} == {
        "1": ("CRITICAL", "C"), "2": ("LOW", "L"),
    }  # fmt: skip
    assert len(drawn.cells) == 25
