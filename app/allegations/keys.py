"""Key fields in the one form in which the same person or place is written the same, however it was typed."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, is_possible_number, parse


class KeyKind(StrEnum):
    """What kind of field a key is. A name counts with its date of birth, where both sides have one."""

    NAME = "NAME"
    NAME_BORN = "NAME_BORN"
    NAME_UNDATED = "NAME_UNDATED"
    PREMISES = "PREMISES"
    POSTCODE = "POSTCODE"
    ADDRESS = "ADDRESS"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    VEHICLE = "VEHICLE"
    COMPANY = "COMPANY"
    COMPANY_NUMBER = "COMPANY_NUMBER"
    DOCUMENT = "DOCUMENT"


KIND_LABELS: dict[str, str] = {
    "NAME": "name",
    "NAME_BORN": "name and date of birth",
    "NAME_UNDATED": "name",
    "PREMISES": "address",
    "POSTCODE": "postcode",
    "ADDRESS": "address",
    "PHONE": "telephone",
    "EMAIL": "e-mail",
    "VEHICLE": "vehicle",
    "COMPANY": "company",
    "COMPANY_NUMBER": "company number",
    "DOCUMENT": "document number",
}

# The column's width. What is longer is cut, on both sides alike.
LONGEST = 300
# Fewer characters than this find half the country.
SHORTEST = 3

_COMPANY_ENDINGS = frozenset({"limited", "ltd", "plc", "llp", "inc", "co", "company"})
_TITLES = frozenset({"mr", "mrs", "miss", "ms", "dr", "mx"})
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}")
_HOUSE = re.compile(r"(?<![0-9A-Za-z])([0-9]{1,5}[A-Za-z]?)(?![0-9A-Za-z])")


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """One key field in its one form."""

    kind: KeyKind
    value: str


@dataclass(frozen=True, slots=True)
class Fields:
    """The key fields of one person or place, as typed; empty where not given."""

    name: str = ""
    aliases: str = ""
    born_on: date | None = None
    address: str = ""
    postcode: str = ""
    phone: str = ""
    email: str = ""
    vehicle: str = ""
    company: str = ""
    company_number: str = ""
    documents: tuple[str, ...] = ()


def kept(fields: Fields) -> frozenset[Key]:
    """Return every key under which these fields are to be found later."""
    return frozenset((*_names(fields, searching=False), *_places(fields, searching=False), *_others(fields)))


def sought(fields: Fields) -> frozenset[Key]:
    """Return the keys to look for: the narrow ones where they are known, else the wide ones."""
    return frozenset((*_names(fields, searching=True), *_places(fields, searching=True), *_others(fields)))


def _names(fields: Fields, *, searching: bool) -> Iterable[Key]:
    """A dated name finds the same date and the undated; an undated one finds all of that name."""
    for typed in (fields.name, *re.split(r"[,;/]", fields.aliases)):
        value = person(typed)
        if len(value) < SHORTEST:
            continue
        if fields.born_on is None:
            yield from (Key(KeyKind.NAME, value), *(() if searching else (Key(KeyKind.NAME_UNDATED, value),)))
            continue
        yield Key(KeyKind.NAME_BORN, f"{value}|{fields.born_on.isoformat()}")
        yield Key(KeyKind.NAME_UNDATED if searching else KeyKind.NAME, value)


def _places(fields: Fields, *, searching: bool) -> Iterable[Key]:
    """A house in a postcode is looked for as such; a postcode alone finds all of it."""
    code = postcode(fields.postcode) or postcode_in(fields.address)
    if not code:
        value = words(fields.address)
        if len(value) >= SHORTEST:
            yield Key(KeyKind.ADDRESS, value[:LONGEST])
        return
    house = _HOUSE.search(fields.address)
    if house:
        yield Key(KeyKind.PREMISES, f"{code} {house[1].upper()}")
    if not (house and searching):
        yield Key(KeyKind.POSTCODE, code)


def _others(fields: Fields) -> Iterable[Key]:
    """The fields that have one form each."""
    plain = (
        (KeyKind.PHONE, phone(fields.phone)),
        (KeyKind.EMAIL, fields.email.strip().casefold()),
        (KeyKind.VEHICLE, compact(fields.vehicle)),
        (KeyKind.COMPANY, company(fields.company)),
        (KeyKind.COMPANY_NUMBER, compact(fields.company_number).lstrip("0")),
        *((KeyKind.DOCUMENT, compact(document)) for document in fields.documents),
    )
    return (Key(kind, value[:LONGEST]) for kind, value in plain if len(value) >= SHORTEST)


def words(typed: str) -> str:
    """Return the words of a text without case, accents and punctuation, one space apart."""
    plain = unicodedata.normalize("NFKD", typed).casefold()
    letters = "".join(" " if not sign.isalnum() else sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(letters.split())


def person(typed: str) -> str:
    """Return a name in its one form: its words in order of the alphabet, so that surname first makes no difference."""
    return " ".join(sorted(word for word in words(typed).split() if word not in _TITLES))[: LONGEST - 20]


def company(typed: str) -> str:
    """Return a company's name without what kind of company it is."""
    return " ".join(word for word in words(typed).split() if word not in _COMPANY_ENDINGS)


def compact(typed: str) -> str:
    """Return only the letters and figures, in capitals: registrations and document numbers."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", typed).upper() if sign.isalnum())


def postcode(typed: str) -> str:
    """Return a postcode in its one form, or nothing where it is not one."""
    value = compact(typed)
    return value if _POSTCODE.fullmatch(value) else ""


def postcode_in(address: str) -> str:
    """Return the postcode that an address ends with, if it does."""
    for count in (2, 1):
        value = postcode("".join(words(address).split()[-count:]))
        if value:
            return value
    return ""


def phone(typed: str) -> str:
    """Return a telephone number in its international form; only its figures where it is not a possible one."""
    try:
        number = parse(typed, "GB")
    except NumberParseException:
        return ""
    if is_possible_number(number):
        return str(format_number(number, PhoneNumberFormat.E164))
    return "".join(sign for sign in typed if sign.isdigit() and sign.isascii())
