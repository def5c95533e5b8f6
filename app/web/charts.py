"""Bars for a chart: how long each is, and what may be said of it; small numbers never reach a template."""

from collections.abc import Iterable
from dataclasses import dataclass

# Fewer than this could point at one person. Zero counts as few: that there is none can tell as much as one.
FEWEST_SHOWN = 5
LONGEST_BAR = 330  # of the 640 units that the picture is wide


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, the words beside it, and its width in units of the picture (0: nothing drawn)."""

    label: str
    shown: str
    width: int


def bars(counts: Iterable[tuple[str, int]], *, few: str = "fewer than 5") -> list[Bar]:
    """Return bars for (label, count) pairs; a count below five is neither drawn nor said."""
    pairs = list(counts)
    largest = max((count for _label, count in pairs), default=0)
    return [
        Bar(label, f"{count:,}", round(count / largest * LONGEST_BAR)) if count >= FEWEST_SHOWN else Bar(label, few, 0)
        for label, count in pairs
    ]
