"""Welfare checks and compromises: numbers in the register, words in the vault, and what is grave raises a review."""

from typing import Any

import pytest

from audit.events import Decision, Event
from tests.factories import Unit
from tests.pages import proofread
from tests.risk.office import plan_for, row, send, with_risk
from tests.risk.test_what_raises_a_review import causes
from tests.sources.test_registering import register

WELL = dict.fromkeys(("safe", "stress", "living", "family", "suspicion", "stopping"), "0") | {"said": "Canary-Well"}
COMPROMISE: dict[str, Any] = {
    "found_on-day": "2",
    "found_on-month": "3",
    "found_on-year": "2026",
    "found_by": "AGENCY_SAID",
    "reach": "OUTSIDE",
    "what": "Canary-Leak a letter was left on a desk",
}


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({}, False),
        ({"safe": "3"}, True),
        ({"stress": "3", "living": "2"}, False),
        ({"stress": "3", "living": "3"}, True),
    ],
)
def test_a_check_goes_to_safeguarding_when_they_are_not_safe_or_not_well(
    whole_unit: Unit, answers: dict[str, str], told: bool
) -> None:
    visitor, source_ref = register(whole_unit)
    reply = send(visitor, f"/risk/{source_ref}/welfare", WELL | answers)
    assert reply.status_code == 302
    assert ("tell safeguarding now" in visitor.get(reply.headers["Location"]).text) is told
    assert ("WELFARE" in causes(whole_unit)) is told
    assert b"Canary-Well" not in whole_unit.raw()


def test_for_somebody_more_exposed_the_appropriate_adult_is_noted(whole_unit: Unit) -> None:
    visitor, source_ref, _ = with_risk(whole_unit, more_exposed="y")
    reply = send(visitor, f"/risk/{source_ref}/welfare", WELL)
    assert reply.status_code == 400
    assert "note the appropriate adult first" in reply.text
    assert "Canary-Well" in reply.text
    assert send(visitor, f"/risk/{source_ref}/welfare", WELL | {"adult_noted": "y"}).status_code == 302


def test_a_compromise_raises_the_band_and_is_closed_once_its_plan_is_done(whole_unit: Unit) -> None:
    visitor, source_ref = register(whole_unit)
    assert send(visitor, f"/risk/{source_ref}/compromise", COMPROMISE).status_code == 302
    assert row(whole_unit, source_ref).band == "HIGH"
    assert "COMPROMISE" in causes(whole_unit)
    assert b"Canary-Leak" not in whole_unit.raw()
    [done, *_] = whole_unit.entries(action=Event.COMPROMISE_RECORD.action, decision=Decision.DONE)
    incident = str(done.entry.detail["incident"])
    close = f"/risk/{source_ref}/compromise/{incident}"
    assert send(visitor, close, {"reason": "Over"}).status_code == 409
    plan_for(whole_unit, visitor, source_ref, incident)
    assert send(visitor, close, {"reason": "Over"}).status_code == 409
    page = proofread(visitor.get(f"/risk/{source_ref}").text)
    [link] = [one.get("href", "") for one in page.all("a") if f"/risk/{source_ref}/plan/" in one.get("href", "")]
    assert send(visitor, link, {"effect": "PARTLY", "what": "Moved"}).status_code == 302
    assert send(visitor, close, {"reason": "Over"}).status_code == 302


@pytest.mark.parametrize("who", ["asha", "hugo", "mia", "olga"])
def test_nobody_else_writes_of_a_source(whole_unit: Unit, who: str) -> None:
    _, source_ref = register(whole_unit)
    visitor = whole_unit.sign_in(who)
    for page, sent in (("welfare", WELL), ("compromise", COMPROMISE)):
        assert send(visitor, f"/risk/{source_ref}/{page}", sent).status_code in {403, 404}
    assert len(whole_unit.entries(person_ref=whole_unit.ref(who), decision=Decision.REFUSED)) >= 2
