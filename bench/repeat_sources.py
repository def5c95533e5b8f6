"""How many people who come back are recognised, and how many of those recognised are really the same person."""

import sys
from collections import defaultdict
from collections.abc import Sequence

from app.sources.likeness import LIKELY, VERY_LIKELY, likeness
from app.sources.service.finding import MOST_OPENED
from app.sources.terms import NAME, Term, terms_of
from bench.made_up_people import People, Someone
from bench.reporting import Claim, run

SEED = 1948
RECALL, PRECISION = 0.95, 0.9
TAKEN = {VERY_LIKELY, LIKELY}


def measure(quick: bool) -> Sequence[Claim]:
    """Return recall and precision of who is taken for somebody who is registered already."""
    size = 10_000 if quick else 100_000
    people = People(SEED)
    register = [people.someone() for _ in range(size)]
    by_term: dict[Term, list[int]] = defaultdict(list)
    for number, one in enumerate(register):
        for term in terms_of(one.details()):
            by_term[term].append(number)
    come_back = range(0, size, size // 2_000)
    right = wrong = 0
    for number in come_back:
        taken = _taken_for(people.again(register[number]), register, by_term)
        right += number in taken
        wrong += len(taken - {number})
    # People of the household of somebody registered, and people nobody knows, are nobody's second report.
    for number in come_back:
        wrong += len(_taken_for(people.housemate(register[number]), register, by_term))
        wrong += len(_taken_for(people.someone(), register, by_term))
    against = f"{size:,} registered; {len(come_back):,} come back, as many of their households, as many strangers"
    return (
        Claim("people who come back and are recognised", right / len(come_back), "", RECALL, against, at_least=True),
        Claim("of those recognised, the same person", right / (right + wrong), "", PRECISION, against, at_least=True),
    )


def _taken_for(one: Someone, register: Sequence[Someone], by_term: dict[Term, list[int]]) -> set[int]:
    """Return whom somebody is taken for: found by a term, compared, and at least likely."""
    details = one.details()
    found: dict[int, int] = defaultdict(int)
    for term in terms_of(details):
        for number in by_term[term]:
            found[number] += 1 if term[0] == NAME else 2
    nearest = sorted(found, key=lambda number: -found[number])[:MOST_OPENED]
    return {number for number in nearest if likeness(details, register[number].details()).code in TAKEN}


if __name__ == "__main__":
    sys.exit(run(measure))
