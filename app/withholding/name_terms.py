"""What to look for when a source's name must not be told: its parts, their other forms, and what they make together."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations, permutations

from app.withholding.name_words import ORDINARY, TITLES, also_known_as
from app.withholding.reading import words_of

# More words than this in one name are a sentence; the rest is looked for as single words only by other finders.
_MOST_PARTS = 12
_APOSTROPHE = re.compile("['\u2018\u2019\u02bc`]")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "Ä": "ae", "Ö": "oe", "Ü": "ue"})


@dataclass(frozen=True, slots=True)
class NameTerms:
    """
    ``exact`` is cut wherever it stands as a word; ``shy`` where it is written with a capital or stands beside a cut;
    ``parts`` serve for misspellings; ``inside`` is looked for within words. Nothing of it shows when printed.
    """

    exact: frozenset[str] = field(repr=False)
    shy: frozenset[str] = field(repr=False)
    parts: tuple[str, ...] = field(repr=False)
    initials: frozenset[str] = field(repr=False)
    initial_strings: frozenset[str] = field(repr=False)
    inside: tuple[str, ...] = field(repr=False)


def terms_of(names: Iterable[str]) -> NameTerms:
    """Return what to look for, for names as typed. A single letter is never looked for alone."""
    forms = {form for name in names for form in (name, name.translate(_UMLAUTS))}
    split = [found for form in sorted(forms) for found in _splits(form) if found]
    parts = {part for found in split for part in found if len(part) > 1}
    return NameTerms(
        exact=frozenset(parts | _with_endings(parts | {joined for found in split for joined in _joined(found)})),
        shy=frozenset(short for part in parts for short in also_known_as(part)),
        parts=tuple(sorted(part for part in parts if len(part) > 3)),
        initials=frozenset(part[0] for found in split for part in found),
        initial_strings=frozenset(string for found in split for string in _initial_strings(found)),
        inside=tuple(sorted(term for part in parts if not part.isascii() for term in _within(part))),
    )


def _splits(name: str) -> tuple[list[str], list[str]]:
    """Return the parts of a name, with what an apostrophe parts taken both as two and as one."""
    return _parts(name), _parts(_APOSTROPHE.sub("", name))


def _parts(name: str) -> list[str]:
    """Split a name; a title is part of it only when there is nothing else."""
    found = words_of(name)[:_MOST_PARTS]
    return [part for part in found if part not in TITLES] or found


def _with_endings(terms: set[str]) -> set[str]:
    """Add the plural and the possessive without apostrophe, unless that makes an ordinary word, as Thi does this."""
    ended = {term + ending for term in terms for ending in ("s", "es") if len(term) > 2}
    return {term for term in terms | ended if len(term) > 1} - ORDINARY


def _joined(parts: list[str]) -> Iterator[str]:
    """Yield the parts run together as user names and hashtags do: ``johnsmith``, ``jsmith``, ``smithj``."""
    if len(parts) < 2:
        return
    for first, last in combinations(range(len(parts)), 2):
        yield "".join(parts[first : last + 1])
    for one, other in permutations(parts, 2):
        yield one + other
        if len(other) > 2:
            yield one[0] + other
            yield other + one[0]


def _initial_strings(parts: list[str]) -> Iterator[str]:
    letters = [part[0] for part in parts]
    if len(letters) > 1:
        yield from ("".join(letters), letters[0] + letters[-1], letters[-1] + letters[0])


def _within(part: str) -> Iterator[str]:
    """A script without spaces gives a whole name as one word: any two letters in a row of a short one tell enough."""
    yield part
    if len(part) == 3 and "\u2e80" <= part[0] <= "\u9fff":
        yield from (part[:2], part[1:])
