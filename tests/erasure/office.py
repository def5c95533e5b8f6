"""Asking for a source to be erased, deciding, and finishing, as people and the steward do."""

from typing import Any

from app.erasure.finishing import finish
from tests.factories import Unit, Visitor
from tests.sources.test_raising import press
from tests.sources.test_registering import register

ASKED = {"ground": "RETENTION_ENDED", "reason": "Canary-Reason six years have passed"}
HELD = {"ground": "CPIA", "reason": "Canary-Case R v Somebody"}


def asked(unit: Unit, source_ref: str, who: str = "hana") -> str:
    """Have a custodian ask; returns the page of the request."""
    reply = unit.sign_in(who).post(f"/erasures/ask/{source_ref}", ASKED)
    assert reply.status_code == 302, reply.text
    return str(reply.headers["Location"])


def decided(unit: Unit, page: str, who: str = "cleo") -> Visitor:
    """Have a second person erase."""
    visitor = unit.sign_in(who, unlock=True)
    assert press(visitor, f"{page}/erase", page, understood="y") == 302
    return visitor


def erased(unit: Unit, who: str = "cleo", *, band: str = "LOW") -> tuple[str, str]:
    """Have a source registered and erased for good; returns its reference and the page of the request."""
    _, source_ref = register(unit, band=band)
    page = asked(unit, source_ref)
    decided(unit, page, who)
    assert finish(unit.steward_house) == (who != "ava")
    return source_ref, page


def keep(unit: Unit, source_ref: str, who: str = "hana") -> Any:
    """Have somebody set a hold."""
    return unit.sign_in(who).post(f"/erasures/keep/{source_ref}", HELD)
