"""Who gives their details with which report: most once, some again, and one who tells us time after time."""

from dataclasses import dataclass

from app.demonstration.stories import Teller, Writer

# One report in so many that come with details is from somebody who told us before.
ONE_AGAIN_IN = 6
LEAST_AGAIN = 4


@dataclass(frozen=True, slots=True)
class Given:
    """Who gave their details, and whether for the first time."""

    teller: Teller
    is_new: bool


def who_tells(writer: Writer, reports: int, tellers: int) -> dict[int, Given]:
    """Return who gives their details with which report, by its number in time; the others give none."""
    chance = writer.chance
    people = [writer.teller(number) for number in range(tellers)]
    again = max(LEAST_AGAIN, tellers // ONE_AGAIN_IN)
    # The first ones and the last are new, so that whoever tells again was heard before.
    order = [True] * (tellers - 3) + [False] * again
    chance.shuffle(order)
    order = [True, True, *order, True]
    new, known = iter(people), list[Teller]()
    given: dict[int, Given] = {}
    for number, is_new in zip(sorted(chance.sample(range(reports), len(order))), order, strict=True):
        # Half of what is told again comes from the one who told us first.
        teller = next(new) if is_new else known[0] if chance.random() < 1 / 2 else chance.choice(known)
        known += [teller] if is_new else []
        given[number] = Given(teller, is_new)
    return given
