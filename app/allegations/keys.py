"""Key fields in the one form in which the same person or place is written the same, however it was typed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.markings.spelling import LONGEST, SHORTEST, compact, house, person, phone, postcode, postcode_in, words
from app.withholding.lookalikes import latin


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

_COMPANY_ENDINGS = frozenset({"limited", "ltd", "plc", "llp", "inc", "co", "company"})


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
        value = person(latin(typed))
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
    number = house(fields.address)
    if number:
        yield Key(KeyKind.PREMISES, f"{code} {number}")
    if not (number and searching):
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


def company(typed: str) -> str:
    """Return a company's name without what kind of company it is."""
    return " ".join(word for word in words(latin(typed)).split() if word not in _COMPANY_ENDINGS)
