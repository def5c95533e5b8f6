"""How the risk to a source has stood over time: the worst score after each time that anything was rated or closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Step:
    """The worst score from a moment on; 0 when no risk was open."""

    at: datetime
    score: int


def worst_over_time(rated: Iterable[tuple[datetime, str, int]], closed: Iterable[tuple[datetime, str]]) -> list[Step]:
    """
    Return each change of the worst score, oldest first.

    :param rated: moment, reference of the risk, and its score from then on.
    :param closed: moment and reference of risks that ceased to be.
    """
    told = [*rated, *((at, ref, 0) for at, ref in closed)]
    standing: dict[str, int] = {}
    steps: list[Step] = []
    for at, ref, score in sorted(told):
        standing[ref] = score
        worst = max(standing.values())
        if not steps or steps[-1].score != worst:
            steps.append(Step(at, worst))
    return steps
