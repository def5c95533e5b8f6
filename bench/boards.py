"""How long everybody's board takes with a hundred thousand allegations, and against its own time with a thousand."""

import sys
from collections.abc import Sequence

from bench.reporting import Claim, percentile, run
from bench.served_unit import fill, served_unit, timed
from tests.factories import Unit, Visitor

FEW = 1_000
MANY, MANY_QUICK = 100_000, 20_000
ASKED, ASKED_QUICK = 60, 20
WHO = ("asha", "mia", "hana", "cleo", "dora", "olga", "sid")


def measure(quick: bool) -> Sequence[Claim]:
    """Return the slowest board's 95th percentile, and the largest growth of any board."""
    many, asked = (MANY_QUICK, ASKED_QUICK) if quick else (MANY, ASKED)
    with served_unit() as unit:
        visitors = {who: unit.sign_in(who) for who in WHO}
        fill(unit, 1, FEW)
        before = {who: _taken(visitor, asked) for who, visitor in visitors.items()}
        fill(unit, FEW + 1, many - FEW)
        _settle(unit)
        after = {who: _taken(visitor, asked) for who, visitor in visitors.items()}
    slowest = max(after, key=lambda who: percentile(after[who], 0.95))
    growth = {who: percentile(after[who], 0.5) / percentile(before[who], 0.5) for who in WHO}
    grown = max(growth, key=lambda who: growth[who])
    return (
        Claim(
            "slowest board, 95 of 100", percentile(after[slowest], 0.95), "ms", 60, f"{many:,} allegations ({slowest})"
        ),
        Claim("board's growth, at the most", growth[grown], "times", 1.5, f"its median at {FEW:,} ({grown})"),
    )


def _taken(visitor: Visitor, times: int) -> list[float]:
    """Return how long one person's board took, again and again."""

    def ask() -> None:
        if visitor.get("/board").status_code != 200:
            raise RuntimeError("the board did not come")

    return timed(ask, times)


def _settle(unit: Unit) -> None:
    """Let the store count what is in its indexes, as its upkeep does every night."""
    engine = unit.house.stores.case
    if engine is not None:
        with engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")


if __name__ == "__main__":
    sys.exit(run(measure))
