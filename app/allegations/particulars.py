"""The fields for a person and for a place: their words, which must be answered, and which can be checked."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Sex(StrEnum):
    """As given."""

    MALE = "MALE"
    FEMALE = "FEMALE"
    OTHER = "OTHER"
    NOT_GIVEN = "NOT_GIVEN"


SEX_LABELS: dict[str, str] = {"MALE": "Male", "FEMALE": "Female", "OTHER": "Another", "NOT_GIVEN": "Not given"}


class Category(StrEnum):
    """The categories of data subject that the Data Protection Act 2018 s.38(3) tells apart."""

    SUSPECT = "SUSPECT"
    CONVICTED = "CONVICTED"
    VICTIM = "VICTIM"
    WITNESS_OTHER = "WITNESS_OTHER"
    UNCATEGORISED = "UNCATEGORISED"


CATEGORY_LABELS: dict[str, str] = {
    "SUSPECT": "Suspected of an offence, or about to commit one",
    "CONVICTED": "Convicted of an offence",
    "VICTIM": "Victim, or may be one",
    "WITNESS_OTHER": "Witness, or somebody else who is mentioned",
    "UNCATEGORISED": "Cannot be told yet",
}


@dataclass(frozen=True, slots=True)
class Particular:
    """
    One field.

    A ``mandatory`` one is filled or marked as not given, never left blank. A ``checkable`` one can be looked up on a
    system, so where it is filled a reason for making no check is not accepted.
    """

    name: str
    label: str
    mandatory: bool = False
    checkable: bool = False
    long: bool = False


SUBJECT_FIELDS: tuple[Particular, ...] = (
    Particular("name", "Name", mandatory=True, checkable=True),
    Particular("aliases", "Other names"),
    Particular("born_on", "Date of birth", mandatory=True),
    Particular("age", "Age, or how old they look"),
    Particular("nationality", "Nationality", mandatory=True),
    Particular("address", "Address", mandatory=True, checkable=True, long=True),
    Particular("postcode", "Postcode", checkable=True),
    Particular("phone", "Telephone", mandatory=True, checkable=True),
    Particular("email", "E-mail", checkable=True),
    Particular("vehicle", "Vehicle registration", mandatory=True, checkable=True),
    Particular("employer", "Employer or company", mandatory=True, checkable=True),
    Particular("home_office_ref", "Home Office reference", checkable=True),
    Particular("passport", "Passport or document number", checkable=True),
    Particular("description", "Description", long=True),
)
PLACE_FIELDS: tuple[Particular, ...] = (
    Particular("address", "Address", mandatory=True, checkable=True, long=True),
    Particular("postcode", "Postcode", mandatory=True, checkable=True),
    Particular("business", "Business there", mandatory=True, checkable=True),
    Particular("company", "Company number", checkable=True),
    Particular("vehicle", "Vehicle registration", checkable=True),
    Particular("port", "Port or airport"),
    Particular("uprn", "Unique property reference number"),
    Particular("safety", "What officers who go there should know", long=True),
)

# A stated age answers the question for the date of birth.
_ANSWERED_BY = {"born_on": "age"}


def blank(
    fields: Sequence[Particular], values: Mapping[str, Any], not_given: Collection[str]
) -> tuple[Particular, ...]:
    """Return the mandatory fields that are neither filled nor marked as not given, in the order of the form."""
    return tuple(
        field for field in fields if field.mandatory and field.name not in not_given and not _filled(field.name, values)
    )


def faults(fields: Sequence[Particular], values: Mapping[str, Any], not_given: Collection[str]) -> dict[str, str]:
    """Return, by field, what is left blank, and what is both filled and marked as not given."""
    empty = {
        one.name: f"Enter the {in_a_sentence(one)}, or tick that it was not given."
        for one in blank(fields, values, not_given)
    }
    twice = {
        one.name: f"{one.label} is filled in, and ticked as not given. Take one of the two back."
        for one in fields
        if one.name in not_given and values.get(one.name)
    }
    return empty | twice


def in_a_sentence(one: Particular) -> str:
    """Return a field's label as it stands within a sentence."""
    return one.label[:1].lower() + one.label[1:]


def _filled(name: str, values: Mapping[str, Any]) -> bool:
    """Return whether a field is answered, by itself or by the one that answers for it."""
    return bool(values.get(name) or values.get(_ANSWERED_BY.get(name, "")))


def can_be_checked(fields: Sequence[Particular], values: Mapping[str, Any]) -> bool:
    """Return whether anything here can be looked up on a system."""
    return any(values.get(field.name) for field in fields if field.checkable)
