"""Made-up people and what they might write, with the places where they give themselves away."""

import hashlib
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar

from app.withholding.details import SourceDetails
from bench import made_up_words as words

T = TypeVar("T")


class Dice:
    """A row of picks that comes out the same for the same seed."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._thrown = 0

    def below(self, limit: int) -> int:
        """Return a number from 0 up to but not including ``limit``."""
        self._thrown += 1
        return int.from_bytes(hashlib.sha256(f"{self._seed}/{self._thrown}".encode()).digest()[:8]) % limit

    def pick(self, choices: Sequence[T]) -> T:
        """Return one of the choices."""
        return choices[self.below(len(choices))]


@dataclass(frozen=True, slots=True)
class Person:
    """One made-up source."""

    given: str
    surname: str
    phone: str
    email: str
    number: int
    street: str
    kind: str
    town: str
    postcode: str
    employer: str
    legal: str
    born_on: date

    def details(self) -> SourceDetails:
        """Return what this person would type into the fields about themselves."""
        return SourceDetails(
            names=(f"{self.given} {self.surname}",),
            phones=(self.phone,),
            emails=(self.email,),
            addresses=(f"{self.number} {self.street} {self.kind}\n{self.town}\n{self.postcode}",),
            employers=(f"{self.employer} {self.legal}",),
            born_on=self.born_on,
        )


def made_up_person(dice: Dice) -> Person:
    """Return a person put together from the lists."""
    given, surname = dice.pick(words.GIVEN), dice.pick(words.SURNAMES)
    own = f"{given}.{surname}{dice.below(100)}".lower()
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    unit = f"{dice.below(10)}{dice.pick(letters)}{dice.pick(letters)}"
    return Person(
        given=given,
        surname=surname,
        phone=made_up_phone(dice),
        email=f"{own}@{dice.pick(words.MAILBOXES)}",
        number=1 + dice.below(180),
        street=dice.pick(words.STREETS),
        kind=dice.pick(words.KINDS),
        town=dice.pick(words.TOWNS),
        postcode=f"{dice.pick(letters)}{dice.pick(letters)}{1 + dice.below(29)} {unit}",
        employer=f"{dice.pick(words.EMPLOYERS)} {dice.pick(words.TRADES)}",
        legal=dice.pick(words.LEGAL),
        born_on=date(1950, 1, 1) + timedelta(days=dice.below(19_000)),
    )


def made_up_phone(dice: Dice) -> str:
    """Return a mobile number in the range kept for drama."""
    return f"07700 900{dice.below(1000):03}"


Way = Callable[[Person, Dice], str]
_SPOKEN = ("oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def _slipped(word: str, dice: Dice) -> str:
    """Return a word with one letter lost, doubled, changed or swapped inside it."""
    at = 1 + dice.below(max(1, len(word) - 2))
    return dice.pick(
        [
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + dice.pick("aeioustrn") + word[at + 1 :],
            word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :] if at > 1 else word[:at] + word[at:] + word[-1],
        ]
    )


def _figures(person: Person) -> str:
    return person.phone.replace(" ", "")


WAYS: dict[str, Way] = {
    "name: in full": lambda p, _: f"{p.given} {p.surname}",
    "name: given name": lambda p, _: p.given,
    "name: surname": lambda p, _: p.surname,
    "name: surname first": lambda p, _: f"{p.surname.upper()}, {p.given}",
    "name: initial and surname": lambda p, _: f"{p.given[0]}. {p.surname}",
    "name: title and surname, possessive": lambda p, _: f"Mr {p.surname}'s",
    "name: small letters": lambda p, _: f"{p.given} {p.surname}".lower(),
    "name: run together": lambda p, _: f"@{p.given}{p.surname}".lower(),
    "name: decomposed, accented": lambda p, _: unicodedata.normalize(
        "NFD", p.given.replace("a", "á").replace("o", "ö")
    ),
    "name: look-alike letters": lambda p, _: (
        p.surname.replace("o", "\u043e").replace("a", "\u0430").replace("e", "\u0435")
    ),
    "name: unseen letters inside": lambda p, _: p.surname[:2] + "\u200b" + p.surname[2:],
    "name: letter by letter": lambda p, _: " ".join(p.surname.replace("-", "")),
    "name: a slip, with a capital": lambda p, dice: _slipped(p.surname, dice),
    "name: a slip, small letters": lambda p, dice: _slipped(p.surname.lower(), dice),
    "name: two slips": lambda p, dice: _slipped(_slipped(p.surname, dice), dice),
    "name: short form": lambda p, _: words.SHORT.get(p.given, p.given[:3]),
    "phone: as given": lambda p, _: p.phone,
    "phone: international": lambda p, _: "+44 (0)" + p.phone[1:],
    "phone: other groups": lambda p, _: "-".join((_figures(p)[:3], _figures(p)[3:6], _figures(p)[6:])),
    "phone: last six": lambda p, _: _figures(p)[-6:],
    "phone: in words": lambda p, _: " ".join(_SPOKEN[int(figure)] for figure in _figures(p)),
    "phone: letter O for nought": lambda p, _: p.phone.replace("0", "O"),
    "phone: last three": lambda p, _: f"ending {_figures(p)[-3:]}",
    "email: as given": lambda p, _: p.email,
    "email: at and dot": lambda p, _: p.email.replace(".", " dot ").replace("@", " at "),
    "email: spaced": lambda p, _: p.email.replace("@", " @ ").upper(),
    "email: own part": lambda p, _: p.email.partition("@")[0],
    "home: whole line": lambda p, _: f"{p.number} {p.street} {p.kind}",
    "home: street": lambda p, _: f"{p.street} {p.kind}",
    "home: street, shortened kind": lambda p, _: f"{p.number} {p.street} {words.SHORT_KINDS[p.kind]}",
    "home: postcode": lambda p, _: p.postcode.replace(" ", "").lower(),
    "home: number": lambda p, _: f"number {p.number}",
    "home: street without kind": lambda p, _: p.street,
    "work: in full": lambda p, _: f"{p.employer} {p.legal}",
    "work: without its form": lambda p, _: p.employer.lower(),
    "work: first word": lambda p, _: p.employer.split()[0],
    "work: initials": lambda p, _: "".join(word[0] for word in p.employer.split()),
    "birth: figures": lambda p, _: f"{p.born_on:%d/%m/%Y}",
    "birth: short figures": lambda p, _: f"{p.born_on.day}.{p.born_on.month}.{p.born_on:%y}",
    "birth: in words": lambda p, _: f"{p.born_on.day} {p.born_on:%B %Y}",
    "birth: year": lambda p, _: f"born in {p.born_on.year}",
    "birth: age": lambda p, _: f"aged {2026 - p.born_on.year}",
}
# How a mention is led up to, so that no introduction gives it away: that is measured elsewhere.
_AROUND = (
    "It was {} who knew.",
    "They wrote down {} on the list.",
    "He mentioned {} twice.",
    "Somebody said {} in the yard.",
)


@dataclass(frozen=True, slots=True)
class Mention:
    """Where an account gives its writer away: half-open offsets, and the way it does."""

    way: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Account:
    """A made-up account, whose it is, and its mentions in order."""

    text: str
    person: Person
    mentions: tuple[Mention, ...]


def made_up_account(seed: str, ways: int = 6) -> Account:
    """Return an account with so many mentions between sentences about others."""
    dice = Dice(seed)
    person = made_up_person(dice)
    parts: list[str] = []
    mentions: list[Mention] = []
    length = 0
    for piece, way in _pieces(person, dice, ways):
        if way:
            mentions.append(Mention(way, length, length + len(piece)))
        parts.append(piece)
        length += len(piece)
    return Account("".join(parts), person, tuple(mentions))


def _pieces(person: Person, dice: Dice, ways: int) -> Iterator[tuple[str, str]]:
    """Yield stretches of the account, each with the way it gives the writer away, or none."""
    for _ in range(ways):
        for _ in range(2 + dice.below(3)):
            yield _sentence(person, dice) + " ", ""
        way = dice.pick(list(WAYS))
        before, after = dice.pick(_AROUND).split("{}")
        yield before, ""
        yield WAYS[way](person, dice), way
        yield after + " ", ""


def _sentence(person: Person, dice: Dice) -> str:
    """Return a sentence about others, none of whom shares a name, street or number with the writer."""
    other = made_up_person(dice)
    while {other.given, other.surname, other.street, other.phone} & {
        person.given, person.surname, person.street, person.phone
    } or other.employer.split()[0] == person.employer.split()[0]:  # fmt: skip
        other = made_up_person(dice)
    return dice.pick(words.SENTENCES).format(
        other=f"{other.given} {other.surname}",
        n=2 + dice.below(9),
        place=f"{other.number} {other.street} {other.kind}",
        phone=other.phone,
        shop=other.employer,
        day=f"{1 + dice.below(28)} {dice.pick(['May', 'July', 'October'])}",
    )
