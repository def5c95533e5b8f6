"""How a measurement is asked for and told: ``--quick`` for a smaller size, ``--json`` for one line a claim."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Claim:
    """
    One figure: what was measured, against what it stands, and whether it is reached.

    ``reach`` is the figure to reach: at least that much where ``at_least``, else at most. ``against`` says what the
    figure was measured against or at which size.
    """

    claim: str
    value: float
    unit: str
    reach: float
    against: str
    at_least: bool = False

    @property
    def met(self) -> bool:
        """Whether the figure is reached."""
        return self.value >= self.reach if self.at_least else self.value <= self.reach

    def as_json(self) -> str:
        """Return the line that ``--json`` prints."""
        parts = asdict(self) | {"met": self.met, "value": round(self.value, 4)}
        return json.dumps({name: parts[name] for name in ("claim", "value", "unit", "reach", "met", "against")})


Measure = Callable[[bool], Sequence[Claim]]


def run(measure: Measure, arguments: Sequence[str] | None = None) -> int:
    """Run one benchmark from the command line; return 0 when every claim is reached, else 1."""
    return run_all({"": measure}, arguments)


def run_all(measures: dict[str, Measure], arguments: Sequence[str] | None = None) -> int:
    """Run benchmarks one after the other, printing each as it ends; return 0 when every claim is reached, else 1."""
    parser = argparse.ArgumentParser(description="Measure what the README claims.")
    parser.add_argument("--quick", action="store_true", help="a smaller size, within 40 seconds each")
    parser.add_argument("--json", action="store_true", help="one line of JSON for each claim")
    asked = parser.parse_args(arguments)
    if not asked.json:
        _print_row("claim", "value", "unit", "reach", "met", "against")
    every_one_met = True
    for measure in measures.values():
        for claim in measure(asked.quick):
            every_one_met &= claim.met
            if asked.json:
                print(claim.as_json())
            else:
                _print_claim(claim)
            sys.stdout.flush()
    return 0 if every_one_met else 1


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that ``share`` (0 to 1) of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _print_claim(claim: Claim) -> None:
    """Print one claim as a row of the table."""
    reach = f"{'>=' if claim.at_least else '<='} {claim.reach:g}"
    _print_row(claim.claim, f"{claim.value:.3g}", claim.unit, reach, "yes" if claim.met else "NO", claim.against)


def _print_row(*cells: str) -> None:
    """Print one row of the table."""
    widths = (48, 10, 12, 10, 4, 0)
    print("  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip())
