"""What tests of risk begin from: a registered source, and the forms of its risk filled in."""

from typing import Any

from app.sources.models import Source
from tests.factories import Unit, Visitor
from tests.pages import Page
from tests.sources.test_registering import register

RISK: dict[str, Any] = {
    "category": "PHYSICAL",
    "description": "Canary-Feared they would be beaten",
    "cause": "Canary-Cause the owner hears of it",
    "who_may_harm": "Canary-Harmer the owner's brother",
    "likelihood": "2",
    "impact": "2",
    "controls": "Canary-Control nobody rings at night",
    "residual_likelihood": "NOT_RATED",
    "residual_impact": "",
    "review_on-day": "3",
    "review_on-month": "3",
    "review_on-year": "2026",
}
CANARIES = ("Canary-Feared", "Canary-Cause", "Canary-Harmer", "Canary-Control")
PLAN: dict[str, Any] = {
    "treatment": "REDUCE",
    "what": "Canary-Planned a new telephone",
    "due_on-day": "9",
    "due_on-month": "3",
    "due_on-year": "2026",
}


def send(visitor: Visitor, address: str, data: dict[str, Any] | None = None) -> Any:
    """Send a form with a token of the person's own account page."""
    token = Page(visitor.get("/account").text).all("input", name="csrf_token")[0].get("value")
    return visitor.client.post(address, data={**(data or {}), "csrf_token": token})


def with_risk(unit: Unit, **changed: str) -> tuple[Visitor, str, str]:
    """Register a source and write down a risk to it; returns the handler's browser and both references."""
    visitor, source_ref = register(unit)
    risk_ref = write_down(unit, visitor, source_ref, **changed)
    return visitor, source_ref, risk_ref


def write_down(unit: Unit, visitor: Visitor, source_ref: str, **changed: str) -> str:
    """Write down a risk; returns its reference."""
    reply = send(visitor, f"/risk/{source_ref}/add", RISK | {"owner": unit.ref("hana")} | changed)
    assert reply.status_code == 302, reply.text
    [newest, *_] = unit.entries(action="risk:write")
    return str(newest.entry.detail["risk"])


def plan_for(unit: Unit, visitor: Visitor, source_ref: str, about: str) -> None:
    """Plan something about a risk or a compromise."""
    reply = send(visitor, f"/risk/{source_ref}/plan", PLAN | {"owner": unit.ref("hana"), "about": about})
    assert reply.status_code == 302, reply.text


def row(unit: Unit, source_ref: str) -> Source:
    """Return a source as it stands."""
    with unit.steward() as uow:
        return uow.case.get_one(Source, source_ref)
