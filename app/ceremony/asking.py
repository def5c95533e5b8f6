"""Asking for a plan question by question: the same rows that the people file holds."""

import re
from collections.abc import Callable, Collection
from datetime import date
from typing import Any, Protocol

from app.accounts.roles import ROLE_BY_CODE, Face
from app.markings.tiers import TIERS
from app.markings.vetting import VETTING_BY_CODE
from app.organisations.holidays import Division
from app.organisations.types import ORGANISATION_TYPE_BY_CODE

SIGN_IN_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,62}[a-z0-9]")
LONGEST_NAME = 200
# Whom a deployment cannot begin without, in the order they are asked for.
FEWEST = ("SYS_ADMIN", "NSU_HANDLER", "NSU_CONTROLLER", "NSU_AUTHORISER", "AUDITOR")

Check = Callable[[str], str]


class Desk(Protocol):
    """Where the ceremony is held: it shows text, and asks a question until the answer will do."""

    def say(self, text: str) -> None:
        """Show text."""

    def ask(self, question: str) -> str:
        """Return one answer."""


def ask_plan(desk: Desk) -> list[dict[str, Any]]:
    """Return one organisation with one unit and its people, as the people file would hold them."""
    desk.say("Who the deployment begins with. More units, agencies and people are entered later, on the staff pages.")
    organisation = {
        "name": _until(desk, "Name of your organisation", _name),
        "org_type": _until(desk, _or("Its kind", ORGANISATION_TYPE_BY_CODE), _among(ORGANISATION_TYPE_BY_CODE)),
        "highest_tier": int(_until(desk, _tiers(), _among({str(tier.rank) for tier in TIERS}))),
        "vetting_floor": _until(desk, _or("Least vetting of its readers", VETTING_BY_CODE), _among(VETTING_BY_CODE)),
    }
    divisions = {one.value for one in Division}
    unit: dict[str, Any] = {
        "name": _until(desk, "Name of the unit that public submissions go to", _name),
        "division": _until(desk, _or("Whose bank holidays it keeps", divisions), _among(divisions)),
        "people": [_person(desk, (role,)) for role in FEWEST],
    }
    staff = {code for code, role in ROLE_BY_CODE.items() if role.face is Face.STAFF}
    while _until(desk, "Somebody else, who works from the first day? (yes or no)", _among({"yes", "no"})) == "yes":
        unit["people"].append(_person(desk, tuple(_until(desk, _or("Their roles", staff), _all_among(staff)).split())))
    return [organisation | {"units": [unit]}]


def _person(desk: Desk, roles: tuple[str, ...]) -> dict[str, Any]:
    """Ask for one person."""
    desk.say(f"Next: {', '.join(ROLE_BY_CODE[role].label for role in roles)}.")
    return {
        "name": _until(desk, "Name", _name),
        "sign_in_name": _until(desk, "Sign-in name, such as first.last", _sign_in_name),
        "roles": list(roles),
        "vetting": _until(desk, _or("Vetting", VETTING_BY_CODE), _among(VETTING_BY_CODE)),
        "granted_on": _until(desk, "Vetting granted on, as 2026-11-21", _day),
        "ends_on": _until(desk, "Vetting ends on, as 2030-11-21", _day),
        "trained_on": _until(desk, "Every course of the role passed by, as 2026-09-01", _day),
    }


def _until(desk: Desk, question: str, check: Check) -> str:
    """Ask until the answer will do."""
    while True:
        typed = " ".join(desk.ask(question).split())
        wrong = check(typed)
        if not wrong:
            return typed
        desk.say(wrong)


def _name(typed: str) -> str:
    return "" if 0 < len(typed) <= LONGEST_NAME else f"Enter a name of at most {LONGEST_NAME} characters."


def _sign_in_name(typed: str) -> str:
    return "" if SIGN_IN_NAME.fullmatch(typed) else "Use lower case letters, digits, dots and hyphens, three at least."


def _day(typed: str) -> str:
    try:
        date.fromisoformat(typed)
    except ValueError:
        return "Enter a day as year-month-day, such as 2026-11-21."
    return ""


def _among(known: Collection[str]) -> Check:
    return lambda typed: "" if typed in known else f"Enter one of: {', '.join(sorted(known))}."


def _all_among(known: Collection[str]) -> Check:
    told = f"Enter one or more of these, with spaces between: {', '.join(sorted(known))}."
    return lambda typed: "" if typed and set(typed.split()) <= set(known) else told


def _or(question: str, known: Collection[str]) -> str:
    return f"{question} ({', '.join(sorted(known))})"


def _tiers() -> str:
    return f"Highest marking it may be sent ({', '.join(f'{tier.rank} {tier.code}' for tier in TIERS)})"
