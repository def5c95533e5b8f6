"""How long signing in must wait, and for whom it must not."""

from datetime import UTC, datetime, timedelta

import pytest

from app.accounts.rules.waiting import PATIENCE, Refusals, Side, waits_until

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def wait(side: Side, refused: int, *, known: bool = False, ago: float = 0) -> float:
    """Return how many seconds must be waited after so many refusals, the last so many seconds ago."""
    rows = [Refusals(side, refused, NOW - timedelta(seconds=ago))]
    until = waits_until(rows, known_device=known, now=NOW)
    return (until - NOW).total_seconds() if until else 0


@pytest.mark.parametrize("side", [Side.PAIR, Side.CALLER, Side.NAME, Side.CODE])
def test_the_first_refusals_cost_no_wait(side: Side) -> None:
    assert wait(side, PATIENCE[side].free) == 0


def test_each_further_refusal_doubles_the_wait_up_to_the_longest() -> None:
    free = PATIENCE[Side.PAIR].free
    assert [wait(Side.PAIR, free + more) for more in (1, 2, 3, 4)] == [1, 2, 4, 8]
    assert wait(Side.PAIR, free + 30) == wait(Side.PAIR, 10**6) == 15 * 60


def test_the_wait_ends_by_itself() -> None:
    assert wait(Side.PAIR, 7, ago=4) == 0


def test_a_day_without_refusals_is_a_new_beginning() -> None:
    assert wait(Side.PAIR, 10**6, ago=24 * 60 * 60) == 0


@pytest.mark.parametrize("side", [Side.PAIR, Side.CALLER, Side.NAME, Side.CODE])
def test_a_known_browser_does_not_wait_for_what_strangers_did(side: Side) -> None:
    assert wait(side, 10**6, known=True) == 0


def test_a_known_browser_waits_for_what_it_did_itself() -> None:
    assert wait(Side.DEVICE, 10**6, known=True) == 15 * 60
    assert wait(Side.DEVICE, 10**6, known=False) == 0


def test_strangers_slow_a_name_by_half_a_minute_at_most() -> None:
    assert wait(Side.NAME, 10**6) == 30


def test_whoever_has_the_passphrase_tries_less_than_a_hundred_codes_a_day() -> None:
    assert 24 * 60 * 60 / wait(Side.CODE, 10**6) == 96


def test_the_longest_of_several_waits_counts() -> None:
    rows = [Refusals(Side.NAME, 100, NOW), Refusals(Side.PAIR, 100, NOW)]
    assert waits_until(rows, known_device=False, now=NOW) == NOW + timedelta(minutes=15)
