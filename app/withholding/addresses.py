"""Finding where a source lives: the house and street, a named house, the postcode, but not a neighbour's door."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile

from app.withholding.cutting import Span
from app.withholding.reading import Reading, Run, words_of

_SHORT_STREETS = {
    "road": ("rd",), "street": ("st", "str"), "avenue": ("ave", "av"), "lane": ("ln", "la"), "drive": ("dr", "drv"),
    "close": ("cl",), "court": ("ct", "crt"), "crescent": ("cres", "cresc", "cr"), "gardens": ("gdns", "gdn"),
    "grove": ("gr", "gro"), "place": ("pl",), "square": ("sq",), "terrace": ("ter", "terr", "tce"), "park": ("pk",),
    "way": (), "hill": (), "mews": (), "row": (), "walk": ("wk",), "rise": (), "view": (), "green": ("grn",),
    "parade": ("pde",), "gate": (), "wharf": (), "quay": (), "boulevard": ("blvd",), "estate": ("est",), "mount": (),
    "vale": (), "croft": (), "heol": (), "stryd": (), "ffordd": (),
}  # fmt: skip
_STREETS = {form: (full, *short) for full, short in _SHORT_STREETS.items() for form in (full, *short)}
_BUILDINGS = frozenset(
    ["flat", "house", "cottage", "apartment", "apt", "unit", "farm", "villa", "lodge", "room", "block"]
)
_POSTCODE = re.compile(r"([a-z]{1,2}[0-9][a-z0-9]?) ?([0-9][a-z]{2})\b", re.IGNORECASE)
_DIVIDER = re.compile(r"[,\n\r;]+")
_HOUSE_NUMBER = re.compile(r"[0-9]{1,5}[a-z]?")

# A street of one word is looked for without its number from so many letters on.
_LEAST_NAME = 6

# Between a number and its street stand at most so many characters.
_CLOSE = 2


@dataclass(frozen=True, slots=True)
class AddressTerms:
    """
    ``phrases`` are cut wherever they stand, run together; ``streets`` too, unless another house's number goes before.
    """

    phrases: frozenset[str] = field(repr=False)
    streets: frozenset[str] = field(repr=False)
    numbers: frozenset[str] = field(repr=False)


def address_terms(addresses: Iterable[str]) -> AddressTerms:
    """Return what to look for, for addresses as typed. A town alone is not looked for: it tells of thousands."""
    phrases: set[str] = set()
    streets: set[str] = set()
    numbers: set[str] = set()
    for address in addresses:
        phrases.update(f"{area}{unit}".lower() for area, unit in _POSTCODE.findall(address))
        for place, words in enumerate(_segments(_POSTCODE.sub("", address))):
            _sort_segment(words, place, phrases, streets, numbers)
    for number in numbers:
        phrases |= {"number" + number, "no" + number}
    return AddressTerms(frozenset(phrases), frozenset(streets), frozenset(numbers))


def _segments(address: str) -> Iterator[list[str]]:
    """Yield the words of each part of an address; a house's number alone on its line goes with what follows."""
    carried: list[str] = []
    for part in _DIVIDER.split(address):
        carried += words_of(part)
        if not all(map(_HOUSE_NUMBER.fullmatch, carried)):
            yield carried
            carried = []


def _sort_segment(words: list[str], place: int, phrases: set[str], streets: set[str], numbers: set[str]) -> None:
    """A segment is a street with or without its number, a house with a name, or a town, which is left alone."""
    own = list(takewhile(_HOUSE_NUMBER.fullmatch, words))
    numbers.update(own)
    words = words[len(own) :]
    phrases.update("".join((number, *words)) for number in own)
    if len(words) > 1 and words[-1] in _STREETS:
        streets.update("".join((*words[:-1], form)) for form in _STREETS[words[-1]])
        phrases.update("".join((number, *words[:-1])) for number in own)
    elif _names_a_house(words, place):
        phrases.add("".join(words))
    elif own and len("".join(words)) >= _LEAST_NAME:
        streets.add("".join(words))


def _names_a_house(words: list[str], place: int) -> bool:
    is_building = bool(_BUILDINGS.intersection(words)) or any(word[0].isdecimal() for word in words)
    return len(words) > 1 and (is_building or place == 0)


def find_addresses(reading: Reading, terms: AddressTerms) -> Iterator[Span]:
    """Yield every place where the address stands, its number and flat with it."""
    for phrase in terms.phrases:
        yield from map(reading.span, reading.phrase(phrase))
    for street in terms.streets:
        for run in reading.phrase(street):
            first = _with_number(reading, run.first, terms.numbers)
            if first is not None:
                yield reading.span(Run(first, run.last))


def _with_number(reading: Reading, first: int, own: frozenset[str]) -> int | None:
    """Return where the cut begins: at the own number, else at the street; nowhere at another's door."""
    while first > 0:
        before = reading.words[first - 1]
        if not _HOUSE_NUMBER.fullmatch(before) or len(reading.between(first - 1)) > _CLOSE:
            break
        if own and before not in own:
            return None
        first -= 1
    return first
