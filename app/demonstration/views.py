"""What a demonstration adds: who to be, beside the sign-in form; and a door that opens from this machine only."""

import ipaddress
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask, current_app, request
from werkzeug.exceptions import Forbidden

from app.access.policy import Action
from app.accounts.roles import ROLE_BY_CODE
from app.demonstration.making import PEOPLE
from app.demonstration.mark import PREFIX
from app.unit_of_work import UnitOfWork
from app.web import boards
from app.web.boards import Section
from app.web.faces import Face, current_face
from crypto.totp import STEP_SECONDS, code_at, step_at

SIGN_IN_PAGE = "sign-in"
KEY = "demonstration_people"


def init_app(app: Flask, case_url: str) -> None:
    """Read who the made-up people are, show them beside the sign-in form, and shut out every other machine."""
    path = Path(case_url.removeprefix(PREFIX)).parent / PEOPLE
    app.extensions[KEY] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    app.before_request(refuse_other_machines)
    beside = Section(0, Action.SIGN_IN, "demonstration/who_to_be.html", who_to_be, SIGN_IN_PAGE, boards.BOTH_FACES)
    boards.add_section(app, beside)


def refuse_other_machines() -> None:
    """
    Refuse whoever does not come from this machine.

    :raises Forbidden: the address is not a loopback address, or not an address.
    """
    try:
        is_ours = ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        is_ours = False
    if not is_ours:
        raise Forbidden


def who_to_be(uow: UnitOfWork) -> Mapping[str, Any]:
    """Return the people of this face, with their words and the code their telephone shows now."""
    step = step_at(uow.now)
    partner = current_face() is Face.PARTNER
    return {
        "people": [
            {
                **one,
                "code": code_at(bytes.fromhex(one["totp_secret"]), step),
                "parts": ", ".join(ROLE_BY_CODE[role].label for role in one["roles"]),
            }
            for one in current_app.extensions[KEY]
            if one["is_partner"] is partner
        ],
        "seconds_left": STEP_SECONDS - int(uow.now.timestamp()) % STEP_SECONDS,
        "partner": partner,
    }
