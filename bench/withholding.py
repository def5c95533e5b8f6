"""How long cutting an account takes, how much of what gives a source away it finds, and what it cuts besides."""

import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.withholding.cutting import Span
from app.withholding.finding import find, withhold
from bench.made_up_accounts import Account, made_up_account
from bench.reporting import Claim, percentile, run

LONG_CHARS = 20_000

# The seed of the figures that are published. It was not used while the finder was written or mended.
PUBLISHED_SEED = "held out until November 2026"


@dataclass(slots=True)
class Tally:
    """What became of the mentions in many accounts, and how much besides was cut."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    words: int = 0
    cut_besides: Counter[str] = field(default_factory=Counter)

    def recall(self, way: str) -> float:
        """Return the share of the mentions of one way that were cut whole."""
        return self.found[way] / self.planted[way]

    def besides_per_thousand_words(self) -> float:
        """Return how many stretches that give nobody away were cut, for each thousand words."""
        return 1000 * self.cut_besides.total() / self.words


def tally(count: int, seed: str = PUBLISHED_SEED) -> Tally:
    """Return what the finder does with so many made-up accounts."""
    result = Tally()
    for number in range(count):
        account = made_up_account(f"{seed}/{number}")
        spans = find(account.text, account.person.details())
        result.words += len(account.text.split())
        for mention in account.mentions:
            result.planted[mention.way] += 1
            result.found[mention.way] += is_cut_whole(account, mention.start, mention.end, spans)
        result.cut_besides.update(
            account.text[span.start : span.end] for span in spans if _gives_nobody_away(account, span)
        )
    return result


def is_cut_whole(account: Account, start: int, end: int, spans: Sequence[Span]) -> bool:
    """Return whether every letter and figure of a mention is cut; titles and joining words do not count."""
    said = account.text[start:end]
    for plain in ("Mr ", "number ", "born in ", "aged ", "ending ", "@"):
        if said.startswith(plain):
            start += len(plain)
    end -= 2 if said.endswith("'s") else 0
    places = [at for at in range(start, end) if account.text[at].isalnum()]
    return all(any(span.start <= at < span.end for span in spans) for at in places)


def _gives_nobody_away(account: Account, span: Span) -> bool:
    return not any(mention.start < span.end and span.start < mention.end for mention in account.mentions)


def milliseconds(chars: int, times: int) -> list[float]:
    """Return the processor time that finding and cutting took, for different accounts of so many characters."""
    taken = []
    for number in range(times):
        account = made_up_account(f"time/{number}", ways=chars // 350)
        text = account.text[:chars]
        details = account.person.details()
        began = time.process_time()
        withhold(text, details)
        taken.append((time.process_time() - began) * 1000)
    return taken


def measure(quick: bool) -> Sequence[Claim]:
    """Return the figures; every way of giving oneself away is a claim of its own in the page about decisions."""
    found = tally(1_000 if quick else 5_000)
    short, long = milliseconds(2_000, 50), milliseconds(LONG_CHARS, 20)
    shared = sum(found.found.values()) / sum(found.planted.values())
    return (
        Claim("cut an account, 2,000 characters, median", percentile(short, 0.5), "ms", 3, "processor time"),
        Claim("cut an account, 20,000 characters, median", percentile(long, 0.5), "ms", 10, "processor time"),
        Claim("mentions cut whole, all ways", 100 * shared, "%", 80, f"{sum(found.planted.values()):,}", at_least=True),
        Claim("cut besides, for 1,000 words", found.besides_per_thousand_words(), "cuts", 5, f"{found.words:,} words"),
    )


def _print_ways() -> None:
    """Print the table of every way, for the page about decisions."""
    found = tally(5_000, sys.argv[2])
    for way in found.planted:
        print(f"| {way} | {100 * found.recall(way):.1f} | {found.planted[way]} |")
    print(f"besides: {found.besides_per_thousand_words():.2f} per 1000 words", found.cut_besides.most_common(25))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--ways"]:
        _print_ways()
        sys.exit(0)
    sys.exit(run(measure))
