"""Reading who a deployment begins with, from the file that the ceremony is given."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from app.accounts.enrolment import Cleared, Enrolment
from app.errors import Conflict
from app.founding import FoundingOrganisation, FoundingUnit
from app.organisations.service import NewOrganisation
from app.training.enrolment import everything_needed
from crypto.passphrases import generate

HOW = (
    'Write a JSON file: a list of organisations {"name", "org_type", "highest_tier", "vetting_floor", "units"}; a unit '
    'is {"name", "division", "people"}; a person {"name", "sign_in_name", "roles", "vetting", "granted_on", "ends_on", '
    '"trained_on"}. docs/operating.md shows one.'
)


def read_plan(path: Path) -> list[FoundingOrganisation]:
    """
    Return what a file says a deployment begins with. Each person is given six words of their own.

    :raises Conflict: it cannot be read; the message says how it must look.
    """
    with _telling_how(path):
        return to_plan(json.loads(path.read_text(encoding="utf-8")))


def read_entries(path: Path) -> list[dict[str, Any]]:
    """
    Return the rows of a file as they stand in it, having seen that they can be read.

    :raises Conflict: they cannot; the message says how it must look.
    """
    with _telling_how(path):
        entries: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
        to_plan(entries)
        return entries


def to_plan(entries: Sequence[Mapping[str, Any]]) -> list[FoundingOrganisation]:
    """
    Return what rows say a deployment begins with. Each person is given six words of their own.

    :raises ValueError: or KeyError or TypeError: they are not such rows.
    """
    return [_organisation(entry) for entry in entries]


@contextmanager
def _telling_how(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Conflict(f"{path} cannot be read ({type(error).__name__}: {error}). {HOW}") from error


def _organisation(entry: Mapping[str, Any]) -> FoundingOrganisation:
    """Return one organisation with its units and people."""
    ends_on = entry.get("agreement_ends_on")
    organisation = NewOrganisation(
        name=entry["name"],
        org_type=entry["org_type"],
        highest_tier=int(entry["highest_tier"]),
        vetting_floor=entry["vetting_floor"],
        is_partner=bool(entry.get("is_partner", False)),
        agreement_ref=entry.get("agreement_ref", ""),
        agreement_ends_on=date.fromisoformat(ends_on) if ends_on else None,
        country=entry.get("country", "GB"),
    )
    units = [
        FoundingUnit(unit["name"], unit["division"], [_person(person) for person in unit["people"]])
        for unit in entry["units"]
    ]
    return FoundingOrganisation(organisation, units)


def _person(entry: Mapping[str, Any]) -> Enrolment:
    """Return one person, with new words for a passphrase."""
    roles = tuple(entry["roles"])
    return Enrolment(
        name=entry["name"],
        sign_in_name=entry["sign_in_name"],
        unit_ref="",
        roles=roles,
        clearance=Cleared(
            entry["vetting"], date.fromisoformat(entry["granted_on"]), date.fromisoformat(entry["ends_on"])
        ),
        courses=everything_needed(roles, date.fromisoformat(entry["trained_on"])),
        passphrase=generate(),
        nationality=entry.get("nationality", "GB"),
    )
