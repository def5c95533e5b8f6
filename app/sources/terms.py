"""The terms by which a source is found again, from what is known or told of them."""

from collections.abc import Iterable, Mapping
from datetime import date

from jellyfish import metaphone

from app.markings.spelling import SHORTEST, email, house, person, phone, postcode_in
from app.withholding.lookalikes import latin

PHONE, EMAIL, PREMISES, BORN_NAME, NAME = "PHONE", "EMAIL", "PREMISES", "BORN_NAME", "NAME"
KIND_LABELS: dict[str, str] = {
    PHONE: "telephone",
    EMAIL: "e-mail",
    PREMISES: "house and postcode",
    BORN_NAME: "birth date with a name that sounds alike",
    NAME: "names that sound alike",
}
MOST_NAMES = 6

Term = tuple[str, str]


def terms_of(details: Mapping[str, object]) -> frozenset[Term]:
    """
    Return every term of what is known of a person.

    :param details: any of ``name``, ``other_names`` (parted by commas), ``born_on`` (ISO 8601), ``address``, ``phone``
        and ``email``, as typed.
    """
    return frozenset((*_reached(details), *_named(details)))


def _reached(details: Mapping[str, object]) -> Iterable[Term]:
    """How they can be reached, each in its one form."""
    number, mail = phone(_text(details, "phone")), email(_text(details, "email"))
    address = _text(details, "address")
    code, at = postcode_in(address), house(address)
    if len(number) >= SHORTEST:
        yield PHONE, number
    if mail:
        yield EMAIL, mail
    if code and at:
        yield PREMISES, f"{code} {at}"


def _named(details: Mapping[str, object]) -> Iterable[Term]:
    """
    Their names by their sound: two together in either order, and each with the birth date.

    One name that was written quite otherwise leaves the birth date with the other one.
    """
    born = _text(details, "born_on")
    for name in (_text(details, "name"), *_text(details, "other_names").split(",")):
        sounds = sounds_of(name)
        if len(sounds) > 1:
            yield NAME, "|".join(sorted({sounds[0], sounds[-1]}))
        if _is_day(born):
            yield from ((BORN_NAME, f"{born}|{sound}") for sound in sounds)


def sounds_of(name: str) -> list[str]:
    """
    Return how each word of a name sounds in English, in the order of the alphabet of the words.

    A word in letters that have no sound in English stands for itself, so that a name in any script is found again.
    """
    words = person(latin(name)).split()[:MOST_NAMES]
    return [sound for word in words if (sound := metaphone(word) or ("" if word.isascii() else word))]


def _text(details: Mapping[str, object], name: str) -> str:
    return str(details.get(name) or "").strip()


def _is_day(typed: str) -> bool:
    try:
        date.fromisoformat(typed)
    except ValueError:
        return False
    return True
