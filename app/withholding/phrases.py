"""The phrases to look for in an account, each run together: e-mail addresses, numbers, birth dates, employers."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import product

from app.withholding.reading import run_together, words_of

# Everybody's mail provider tells nothing of one person.
_PROVIDERS = frozenset(
    [
        "gmail",
        "googlemail",
        "hotmail",
        "outlook",
        "live",
        "msn",
        "yahoo",
        "ymail",
        "icloud",
        "me",
        "mac",
        "aol",
        "btinternet",
    ]
    + [
        "sky",
        "virginmedia",
        "talktalk",
        "protonmail",
        "proton",
        "gmx",
        "mail",
        "tutanota",
        "ntlworld",
        "blueyonder",
        "zoho",
    ]
)
_ENDINGS = frozenset(
    ["com", "co", "uk", "org", "net", "ac", "gov", "nhs", "sch", "police", "eu", "ie", "info", "biz", "io", "me"]
)
_SHARED_BOXES = frozenset(
    [
        "admin",
        "contact",
        "enquiries",
        "enquiry",
        "hello",
        "help",
        "info",
        "mail",
        "office",
        "reception",
        "sales",
        "support",
    ]
)
_EMAIL = re.compile(r"([^\s@]{1,64})@([^\s@]{1,253})")
_SPELLINGS = {
    ".": ("", "dot"),
    "@": ("", "at"),
    "_": ("", "underscore"),
    "-": ("", "dash", "hyphen"),
    "+": ("", "plus"),
}
_MOST_SPELLINGS = 64

_LEGAL_FORMS = frozenset(
    ["ltd", "limited", "plc", "llp", "llc", "inc", "incorporated", "corp", "gmbh", "cic", "uk", "company"]
)
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip

# A run of figures shorter than this might be anything.
_LEAST_IDENTIFIER = 5


def email_phrases(emails: Iterable[str]) -> Iterator[str]:
    """Yield the ways an address is written out, its own part alone, and a domain that is not everybody's."""
    for email in emails:
        found = _EMAIL.search(email)
        if found is None:
            continue
        local, domain = found[1], found[2].strip(".,;>)")
        yield from _spellings(f"{local}@{domain}")
        own = run_together(local)
        if own not in _SHARED_BOXES and (len(own) >= _LEAST_IDENTIFIER or any(map(str.isdecimal, own))):
            yield from _spellings(local)
        labels = [label for label in words_of(domain) if label not in _ENDINGS]
        if labels and labels[-1] not in _PROVIDERS:
            yield from _spellings(domain)
            yield labels[-1]


def _spellings(address: str) -> Iterator[str]:
    """Yield an address with its signs left out and written as words, a bounded number of ways."""
    pieces = re.split(r"([.@_+-])", address.casefold())
    ways = product(*((run_together(piece),) if piece not in _SPELLINGS else _SPELLINGS[piece] for piece in pieces))
    for _, way in zip(range(_MOST_SPELLINGS), ways, strict=False):
        yield "".join(way)


def identifier_phrases(identifiers: Iterable[str]) -> Iterator[str]:
    """Yield numbers and handles of any kind, whatever signs stand between their letters and figures."""
    for identifier in identifiers:
        term = run_together(identifier)
        if len(term) >= _LEAST_IDENTIFIER:
            yield term


def birth_phrases(born_on: date) -> Iterator[str]:
    """Yield a date as people write it: ``12/3/85``, ``1985-03-12``, ``12th of March 1985``, ``March 12, 1985``."""
    day, month = str(born_on.day), str(born_on.month)
    years = (str(born_on.year), f"{born_on.year % 100:02}")
    days, months = {day, day.zfill(2)}, {month, month.zfill(2)}
    for d, m, y in product(days, months, years):
        yield from (d + m + y, m + d + y, y + m + d)
    name = _MONTHS[born_on.month - 1]
    ordinals = days | {day + ending for ending in ("st", "nd", "rd", "th")}
    for d, m, y in product(ordinals, {name, name[:3], name[:4]}, years):
        yield from (d + m + y, d + "of" + m + y, m + d + y, y + m + d)


def birthday_phrases(born_on: date) -> Iterator[str]:
    """Yield what tells a birth date only where the words around speak of a birth: the day and month, or the year."""
    day, month, name = str(born_on.day), str(born_on.month), _MONTHS[born_on.month - 1]
    ordinals = {day, day.zfill(2)} | {day + ending for ending in ("st", "nd", "rd", "th")}
    yield str(born_on.year)
    for d, m in product(ordinals, (name, name[:3], name[:4], month, month.zfill(2))):
        yield from (d + m, d + "of" + m, m + d)


def name_of_employer(employer: str) -> list[str]:
    """Return the words of an employer's name without article and legal form."""
    words = words_of(employer)
    if words[:1] == ["the"] and len(words) > 1:
        words = words[1:]
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words = words[:-1]
    return words


def employer_phrases(employers: Iterable[str]) -> Iterator[str]:
    """Yield an employer's name with and without its legal form, and its beginning where that has two words or more."""
    for employer in employers:
        whole, words = words_of(employer), name_of_employer(employer)
        yield "".join(whole[1:] if whole[:1] == ["the"] and len(whole) > 1 else whole)
        for length in range(min(2, len(words)), len(words) + 1):
            yield "".join(words[:length])
