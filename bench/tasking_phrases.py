"""How much of what gives a source a task the list of phrases sees in notes, and how much it sees wrongly."""

import sys
from collections.abc import Sequence

from app.register.phrases import signs_in
from bench.made_up_notes import HELD_OUT_PLAIN, HELD_OUT_TASKING, PLAIN, TASKING
from bench.reporting import Claim, run

# A list finds what is on it: these are what it can be held to, and no promise that a task in other words is seen.
RECALL, PRECISION = 0.6, 0.8


def seen(sentences: Sequence[str]) -> list[str]:
    """Return those of some sentences in which the list sees a task."""
    return [sentence for sentence in sentences if "TASKED" in signs_in(sentence)]


def measure(_quick: bool) -> Sequence[Claim]:
    """Return recall and precision on sentences that were not looked at while the list was mended."""
    right, wrong = len(seen(HELD_OUT_TASKING)), len(seen(HELD_OUT_PLAIN))
    against = f"{len(HELD_OUT_TASKING)} that task, {len(HELD_OUT_PLAIN)} that do not, kept aside"
    return (
        Claim("tasks in notes that are seen", right / len(HELD_OUT_TASKING), "", RECALL, against, at_least=True),
        Claim("of those seen, tasks", right / max(1, right + wrong), "", PRECISION, against, at_least=True),
    )


def _print_missed() -> None:
    """Print what is missed and what is seen wrongly among the sentences that the list is mended with."""
    print(*(f"missed: {one}" for one in TASKING if one not in seen(TASKING)), sep="\n")
    print(*(f"wrongly: {one} {signs_in(one)['TASKED']}" for one in seen(PLAIN)), sep="\n")
    print(len(seen(TASKING)), len(TASKING), len(seen(PLAIN)), len(PLAIN))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--missed"]:
        _print_missed()
        sys.exit(0)
    sys.exit(run(measure))
