"""The two pictures of risk, in units of the picture: where each risk stands, and how the worst of them has moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.risk.history import Step
from app.risk.models import Risk
from app.risk.rules import IMPACTS, LIKELIHOODS, UNKNOWN_LIKELIHOOD, Band, band

CELL_WIDTH, CELL_HEIGHT = 84, 48
LEFT, TOP = 216, 8
SHORT = {Band.LOW: "L", Band.MEDIUM: "M", Band.HIGH: "H", Band.VERY_HIGH: "VH", Band.CRITICAL: "C"}
PLOT_LEFT, PLOT_WIDTH, PLOT_HEIGHT, PLOT_TOP = 40, 580, 150, 10
HIGHEST_SCORE = 25


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the matrix: where it lies, its band, and the numbers of the risks that stand there."""

    x: int
    y: int
    band: str
    short: str
    numbers: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """Likelihood to the right, impact upwards."""

    cells: tuple[Cell, ...]
    rows: tuple[tuple[int, str], ...]
    columns: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """The worst score over time: the line as SVG has it, and its corners."""

    points: str
    dots: tuple[tuple[float, float], ...]
    grid: tuple[tuple[float, int], ...]


def matrix(risks: Sequence[Risk]) -> Matrix:
    """Return the matrix with each risk where it counts; the numbers are those of the table beneath, from 1."""
    standing: dict[tuple[int, int], list[str]] = {}
    for number, risk in enumerate(risks, 1):
        likelihood, impact = risk.place
        standing.setdefault((likelihood or UNKNOWN_LIKELIHOOD, impact), []).append(str(number))
    cells = []
    for impact in IMPACTS:
        for likelihood in LIKELIHOODS:
            found = band(likelihood, impact)
            numbers = ", ".join(standing.get((likelihood, impact), []))
            cells.append(Cell(_x(likelihood), _y(impact), found.value, SHORT[found], numbers))
    return Matrix(
        tuple(cells),
        tuple((_y(impact), label) for impact, label in IMPACTS.items()),
        tuple((_x(likelihood), label) for likelihood, label in LIKELIHOODS.items()),
    )


def line(steps: Sequence[Step], until: datetime) -> Line | None:
    """Return the line of the worst score up to a moment; ``None`` when nothing was ever rated."""
    if not steps:
        return None
    begin = steps[0].at
    span = max((until - begin).total_seconds(), 1.0)
    dots = tuple(
        (round(PLOT_LEFT + (step.at - begin).total_seconds() / span * PLOT_WIDTH, 1), _height(step.score))
        for step in steps
    )
    corners: list[tuple[float, float]] = [dots[0]]
    for x, y in dots[1:]:
        corners += [(x, corners[-1][1]), (x, y)]
    corners.append((PLOT_LEFT + PLOT_WIDTH, corners[-1][1]))
    grid = tuple((_height(score), score) for score in (0, 5, 10, 16, 25))
    return Line(" ".join(f"{x},{y}" for x, y in corners), dots, grid)


def _x(likelihood: int) -> int:
    return LEFT + (likelihood - 1) * CELL_WIDTH


def _y(impact: int) -> int:
    return TOP + (len(IMPACTS) - impact) * CELL_HEIGHT


def _height(score: int) -> float:
    return round(PLOT_TOP + (HIGHEST_SCORE - score) / HIGHEST_SCORE * PLOT_HEIGHT, 1)
