"""Finding a source's own name: any part of it, in any order, short, run together, spelled out or slightly misspelt."""

from collections.abc import Iterator

from app.withholding.cutting import Span
from app.withholding.name_terms import NameTerms
from app.withholding.name_words import ABBREVIATIONS, ORDINARY, TITLES
from app.withholding.reading import Reading, Run

# A capital for more than this share of the letters means that all was typed in capitals, which then say nothing.
_SHOUTED = 0.6

# From this many letters on, a name slightly misspelt is still no other word.
_LONG = 7

# What may stand between a name and its title or initial, in characters.
_CLOSE = 3


def find_names(reading: Reading, terms: NameTerms) -> Iterator[Span]:
    """Yield every place where part of the name stands, with the titles and initials beside it."""
    if not terms.initials:
        return
    finder = _NameFinder(reading, terms)
    for run in (*finder.runs(), *finder.spelled_out()):
        yield reading.span(run)
    for term in terms.inside:
        yield from reading.inside(term)


class _NameFinder:
    """One account searched for one person's name. Each word is looked at a fixed number of times."""

    def __init__(self, reading: Reading, terms: NameTerms) -> None:
        self._reading = reading
        self._terms = terms
        self._resembles: dict[str, bool] = {}

    def runs(self) -> Iterator[Run]:
        """Yield each run of words around a hit, left to right and never one inside another."""
        done = -1
        distinct = set(self._reading.words)
        certain = {word for word in distinct if self._is_exact(word)}
        written = {word for word in distinct - certain if self._is_like(word) or word in self._terms.initial_strings}
        wanted = certain | written
        for number, word in enumerate(self._reading.words):
            if word in wanted and number > done and (word in certain or self._is_written_as_name(number, word)):
                run = self._widened(number, done)
                done = run.last
                yield run

    def _is_exact(self, word: str) -> bool:
        return word in self._terms.exact or word.rstrip("0123456789") in self._terms.exact

    def _is_written_as_name(self, number: int, word: str) -> bool:
        """With a capital: a short form, a misspelling, or the initials."""
        if self._is_like(word):
            return self._is_long_slip(word) or self._reading.first_letter(number).isupper()
        if word in ABBREVIATIONS:
            return False
        return self._reading.as_typed(number).isupper() and not is_shouted(self._reading.original)

    def _is_long_slip(self, word: str) -> bool:
        """No ordinary word is so near a long name, so it needs no capital."""
        return any(len(part) >= _LONG and is_one_slip_away(word, part) for part in self._terms.parts)

    def _is_like(self, word: str) -> bool:
        """Return whether a word resembles part of the name; worked out once for each word."""
        known = self._resembles.get(word)
        if known is None:
            known = word not in ORDINARY and (word in self._terms.shy or self._is_near(word))
            self._resembles[word] = known
        return known

    def _is_near(self, word: str) -> bool:
        """A slip in a longer name, or its beginning alone. Either leaves its first letter or its last."""
        length = len(word)
        for part in self._terms.parts:
            if word[0] != part[0] and word[-1] != part[-1]:
                continue
            if length > 3 and len(part) > 4 and is_one_slip_away(word, part):
                return True
            if 2 < length < len(part) - 1 and part.startswith(word):
                return True
        return False

    def _widened(self, number: int, done: int) -> Run:
        """Return the run that a hit makes with the titles, initials and further forms beside it."""
        first = last = number
        while first - 1 > done and self._goes_before(first - 1):
            first -= 1
        while last + 1 < len(self._reading.words) and self._goes_after(last + 1):
            last += 1
        return Run(first, last)

    def _goes_before(self, number: int) -> bool:
        gap = self._reading.between(number)
        text = self._reading.words[number]
        return len(gap) <= _CLOSE and "\n" not in gap and (text in TITLES or self._is_beside(text))

    def _goes_after(self, number: int) -> bool:
        """What follows an apostrophe is a possessive, and what follows a full stop a sentence."""
        gap = self._reading.between(number - 1)
        return len(gap) <= _CLOSE and not set(gap) & set("\n'.") and self._is_beside(self._reading.words[number])

    def _is_beside(self, text: str) -> bool:
        return (len(text) == 1 and text in self._terms.initials) or self._is_like(text)

    def spelled_out(self) -> Iterator[Run]:
        """Yield runs of single letters that spell the name, or its initials with full stops between."""
        words = self._reading.words
        first: int | None = None
        for number in range(len(words) + 1):
            single = number < len(words) and len(words[number]) == 1
            goes_on = single and first is not None and len(self._reading.between(number - 1)) <= _CLOSE
            if first is not None and not goes_on and number - first > 1 and self._is_spelled(Run(first, number - 1)):
                yield Run(first, number - 1)
            if not goes_on:
                first = number if single else None

    def _is_spelled(self, run: Run) -> bool:
        letters = "".join(self._reading.words[run.first : run.last + 1])
        if any(part in letters for part in self._terms.exact if len(part) > 2):
            return True
        dotted = "." in self._reading.between(run.first)
        return dotted and any(string in letters for string in self._terms.initial_strings)


def is_shouted(text: str) -> bool:
    """Return whether a text was typed in capitals throughout."""
    letters = sum(map(str.isalpha, text))
    return sum(map(str.isupper, text)) > _SHOUTED * letters


def is_one_slip_away(one: str, other: str) -> bool:
    """Return whether one letter too many, too few or changed, or two swapped, make one word of the other."""
    if one == other or abs(len(one) - len(other)) > 1:
        return one == other
    shorter = min(len(one), len(other))
    at = next((place for place in range(shorter) if one[place] != other[place]), shorter)
    one, other = one[at:], other[at:]
    return (
        one[1:] == other[1:]
        or one[1:] == other
        or one == other[1:]
        or (one[2:] == other[2:] and one[:2] == other[1::-1])
    )
