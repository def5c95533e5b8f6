"""The one form in which a name, an address, a telephone number or a registration is the same, however it was typed."""

import re
import unicodedata
from typing import Final

from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, is_possible_number, parse

# Characters. What is longer is cut, on both sides of a comparison alike.
LONGEST: Final = 300
# Fewer characters than this find half the country.
SHORTEST: Final = 3

_TITLES = frozenset({"mr", "mrs", "miss", "ms", "dr", "mx"})
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}")
_HOUSE = re.compile(r"(?<![0-9A-Za-z])([0-9]{1,5}[A-Za-z]?)(?![0-9A-Za-z])")


def seen(typed: str) -> str:
    """Return a text without signs that nobody sees: joiners, spaces of no width, marks that turn its direction."""
    return typed if typed.isascii() else "".join(sign for sign in typed if unicodedata.category(sign) != "Cf")


def words(typed: str) -> str:
    """Return the words of a text without case, accents and punctuation, one space apart."""
    plain = unicodedata.normalize("NFKD", seen(typed)).casefold()
    letters = "".join(" " if not sign.isalnum() else sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(letters.split())


def person(typed: str) -> str:
    """Return a name in its one form: its words in order of the alphabet, so that surname first makes no difference."""
    return " ".join(sorted(word for word in words(typed).split() if word not in _TITLES))[: LONGEST - 20]


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
        number = parse(seen(typed), "GB")
    except NumberParseException:
        return ""
    if is_possible_number(number):
        return str(format_number(number, PhoneNumberFormat.E164))
    return "".join(sign for sign in typed if sign.isdigit() and sign.isascii())


def house(address: str) -> str:
    """Return the number of a house as it stands in an address, or nothing."""
    found = _HOUSE.search(unicodedata.normalize("NFKC", seen(address)))
    return found[1].upper() if found else ""


def email(typed: str) -> str:
    """Return an e-mail address without case, its domain as it is sent (IDNA); nothing where it is not one."""
    plain = unicodedata.normalize("NFKC", seen(typed)).strip().casefold()
    name, _, domain = plain.rpartition("@")
    try:
        sent = domain.encode("idna").decode()
    except UnicodeError:
        return ""
    return f"{name}@{sent}" if name and sent else ""


def possible_phone(typed: str) -> bool:
    """Return whether this can be a telephone number, of this country where it names none, however it is written."""
    try:
        return is_possible_number(parse(typed, "GB"))
    except NumberParseException:
        return False
