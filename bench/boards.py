"""How long everybody's board takes with a hundred thousand allegations, and against its own time with a thousand."""

import sys
from collections.abc import Sequence

from bench.reporting import Claim, percentile, run
from bench.served_unit import fill, served_unit, timed
from tests.factories import Unit, Visitor

FEW = 1_000
MANY, MANY_QUICK = 100_000, 20_000
ASKED, ASKED_QUICK = 100, 60
# One of each role, and two readers: one who is behind with reading, and one who has read everything.
WHO = ("asha", "mia", "hana", "cleo", "ava", "dora", "iris", "olga", "sid", "pia", "lin")


def measure(quick: bool) -> Sequence[Claim]:
    """
    Return the slowest board's 95th percentile, and the largest growth of any board.

    A unit with few allegations and one with many are asked in turns, so that both meet the same machine.
    """
    many, asked = (MANY_QUICK, ASKED_QUICK) if quick else (MANY, ASKED)
    with served_unit() as small, served_unit() as large:
        pairs = {who: (small.sign_in(who), large.sign_in(who)) for who in WHO}
        for unit, count in ((small, FEW), (large, many)):
            fill(unit, 1, count)
            _settle(unit)
        taken = {who: _in_turns(*pair, asked) for who, pair in pairs.items()}
    after = {who: percentile(large_taken, 0.95) for who, (_small_taken, large_taken) in taken.items()}
    growth = {who: percentile(grown, 0.5) / percentile(before, 0.5) for who, (before, grown) in taken.items()}
    slowest, grown = max(after, key=lambda who: after[who]), max(growth, key=lambda who: growth[who])
    return (
        Claim("slowest board, 95 of 100", after[slowest], "ms", 60, f"{many:,} allegations ({slowest})"),
        Claim("board's growth, at the most", growth[grown], "times", 1.5, f"its median at {FEW:,} ({grown})"),
    )


def _in_turns(one: Visitor, other: Visitor, times: int) -> tuple[list[float], list[float]]:
    """Return how long the same person's board took in two units, asked one after the other, again and again."""
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(times):
        for visitor, so_far in zip((one, other), took, strict=True):
            so_far += timed(lambda visitor=visitor: _ask(visitor), 1, first=3 if not so_far else 0)  # type: ignore[misc]
    return took


def _ask(visitor: Visitor) -> None:
    """Ask for somebody's board, and see that it came."""
    root = "/partner" if visitor.unit.people[visitor.who].is_partner else ""
    if visitor.get(f"{root}/board").status_code != 200:
        raise RuntimeError("the board did not come")


def _settle(unit: Unit) -> None:
    """Let the store count what is in its indexes, as its upkeep does every night."""
    engine = unit.house.stores.case
    if engine is not None:
        with engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")


if __name__ == "__main__":
    sys.exit(run(measure))
