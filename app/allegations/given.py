"""What comes in: an allegation as the steward hands it over, and the people and places it is about."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from app.access.marks import KeptFrom
from app.allegations.keys import Fields
from app.allegations.particulars import Category, Sex
from app.markings.promises import CONFIDENCE


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the allegation is about, as typed; empty where not given. Never the one who told us."""

    name: str = field(default="", repr=False)
    aliases: str = field(default="", repr=False)
    born_on: date | None = field(default=None, repr=False)
    age: str = field(default="", repr=False)
    sex: str = Sex.NOT_GIVEN.value
    nationality: str = field(default="", repr=False)
    home_office_ref: str = field(default="", repr=False)
    passport: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    postcode: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    vehicle: str = field(default="", repr=False)
    employer: str = field(default="", repr=False)
    description: str = field(default="", repr=False)
    is_vulnerable: bool = False
    category: str = Category.UNCATEGORISED.value
    not_given: tuple[str, ...] = ()

    def columns(self) -> dict[str, Any]:
        """Return the values of the row."""
        return asdict(self) | {"not_given": list(self.not_given)}


@dataclass(frozen=True, slots=True)
class Where:
    """A place or business the allegation is about, as typed; empty where not given."""

    address: str = field(default="", repr=False)
    postcode: str = field(default="", repr=False)
    uprn: str = field(default="", repr=False)
    business: str = field(default="", repr=False)
    company: str = field(default="", repr=False)
    port: str = field(default="", repr=False)
    vehicle: str = field(default="", repr=False)
    safety: str = field(default="", repr=False)
    not_given: tuple[str, ...] = ()

    def columns(self) -> dict[str, Any]:
        """Return the values of the row."""
        return asdict(self) | {"not_given": list(self.not_given)}


@dataclass(frozen=True, slots=True)
class MailboxGiven:
    """The public half of a receipt."""

    locator: str
    public_key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Collected:
    """
    One allegation on its way in, with its teller's own details already cut out of every text.

    ``intake_ref`` names the submission: the same one is collected once. ``link`` is the random reference that the vault
    may map to a source; every allegation has one, whether there is a source or not. ``received_at`` is rounded to the
    hour; ``still_happening`` is YES, NO or NOT_GIVEN; ``types`` are codes of the table of types, ``promise`` one of the
    table of promises; ``kept`` are the marks of whom it is kept from.
    """

    intake_ref: str
    link: str
    channel: str
    unit_ref: str
    received_at: datetime
    account: str = field(repr=False)
    types: tuple[str, ...] = ()
    happened_when: str = field(default="", repr=False)
    still_happening: str = "NOT_GIVEN"
    time_critical_at: datetime | None = None
    expected_what: str = field(default="", repr=False)
    danger_to_life: bool = False
    is_sensitive: bool = False
    people: tuple[Person, ...] = field(default=(), repr=False)
    places: tuple[Where, ...] = field(default=(), repr=False)
    mailbox: MailboxGiven | None = None
    promise: str = CONFIDENCE
    kept: KeptFrom | None = None


def key_fields_of_person(row: Any) -> Fields:
    """Return the key fields of a :class:`Person` or of a row of the table of subjects."""
    return Fields(
        name=row.name,
        aliases=row.aliases,
        born_on=row.born_on,
        address=row.address,
        postcode=row.postcode,
        phone=row.phone,
        email=row.email,
        vehicle=row.vehicle,
        company=row.employer,
        documents=(row.passport, row.home_office_ref),
    )


def key_fields_of_place(row: Any) -> Fields:
    """Return the key fields of a :class:`Where` or of a row of the table of places."""
    return Fields(
        address=row.address,
        postcode=row.postcode,
        company=row.business,
        company_number=row.company,
        vehicle=row.vehicle,
    )


def values_of(row: Any, names: tuple[str, ...]) -> Mapping[str, Any]:
    """Return some fields of a row by name."""
    return {name: getattr(row, name) for name in names}
