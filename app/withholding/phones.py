"""Finding a source's own telephone number, in figures or in words, with any prefix and any spacing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import phonenumbers

from app.withholding.cutting import Span
from app.withholding.reading import Reading, Run

# Where a number without country code is dialled from.
_REGION = "GB"

# So many last figures of a number are looked for first: fewer would cut sums of money and dates.
_ANCHOR = 6

# Between two groups of one number stand at most so many characters: "-", ") ", " - ".
_CLOSE = 4

SPOKEN = {
    "zero": "0", "nought": "0", "oh": "0", "o": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_TIMES = {"double": 2, "treble": 3, "triple": 3}
_AS_TYPED_BY_MISTAKE = str.maketrans("oil", "011")


@dataclass(frozen=True, slots=True)
class PhoneTerm:
    """One number: the figures it ends with, and the ways it can be dialled in full."""

    anchor: str = field(repr=False)
    dialled: tuple[str, ...] = field(repr=False)


def phone_terms(phones: Iterable[str]) -> tuple[PhoneTerm, ...]:
    """Return what to look for, for numbers as typed. What has too few figures to be a number is left out."""
    return tuple(term for phone in phones for term in _terms_of(phone))


def _terms_of(phone: str) -> Iterator[PhoneTerm]:
    figures = "".join(str(int(sign)) for sign in phone if sign.isdecimal())
    try:
        parsed = phonenumbers.parse(phone, _REGION)
    except phonenumbers.NumberParseException:
        national, country = figures.lstrip("0"), "44"
    else:
        national, country = phonenumbers.national_significant_number(parsed), str(parsed.country_code)
    if len(national) >= _ANCHOR:
        prefixes = ("", "0", country, country + "0", "00" + country, "00" + country + "0")
        yield PhoneTerm(national[-_ANCHOR:], (*(prefix + national for prefix in prefixes), figures))


def find_phones(reading: Reading, terms: Iterable[PhoneTerm]) -> Iterator[Span]:
    """Yield every place where the last figures of one of the numbers stand, with as much of it as goes before."""
    wanted = tuple(terms)
    if not wanted:
        return
    figures, numbers = _figures(reading)
    for term in wanted:
        at = figures.find(term.anchor)
        while at >= 0:
            end = at + _ANCHOR
            start = end - max(_common_ending(figures, end, full) for full in term.dialled)
            yield _with_signs(reading, reading.span(Run(numbers[start], numbers[end - 1])))
            at = figures.find(term.anchor, end)


def _with_signs(reading: Reading, span: Span) -> Span:
    """Take in the plus of an international number and the bracket that opens around an area."""
    start = span.start
    if start and reading.original[start - 1] == "+":
        start -= 1
    within = reading.original[start : span.end]
    if start and reading.original[start - 1] == "(" and within.count(")") > within.count("("):
        start -= 1
    return Span(start, span.end)


def _common_ending(figures: str, end: int, full: str) -> int:
    """Return how many of a number's last figures stand before ``end``."""
    length = 0
    while length < min(end, len(full)) and figures[end - 1 - length] == full[-1 - length]:
        length += 1
    return length


def _figures(reading: Reading) -> tuple[str, list[int]]:
    """Return every figure of the account in a row, a space where words part them, and the word each came from."""
    found: list[str] = []
    numbers: list[int] = []
    meant: dict[str, int | str] = {word: _TIMES.get(word) or _spoken(word) for word in set(reading.words)}
    last, times = -2, 1
    for number, word in enumerate(reading.words):
        spoken = meant[word]
        if not spoken:
            continue
        if last != number - 1 or len(reading.between(last)) > _CLOSE:
            found.append(" ")
            numbers.append(number)
        last = number
        if isinstance(spoken, int):
            times = spoken
            continue
        found.append(spoken * times)
        numbers += [number] * (len(spoken) * times)
        times = 1
    return "".join(found), numbers


def _spoken(word: str) -> str:
    """Return the figures that a word stands for, read kindly: an O for a nought, a number run into other letters."""
    if word.isdecimal():
        return word
    if word in SPOKEN:
        return SPOKEN[word]
    kindly = word.translate(_AS_TYPED_BY_MISTAKE)
    if kindly.isdecimal() and len(word) > 1 and any(map(str.isdecimal, word)):
        return kindly
    figures = "".join(filter(str.isdecimal, word))
    return figures if len(figures) >= _ANCHOR else ""
