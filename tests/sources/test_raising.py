"""A source that two groups must hold: marked or in danger, shut until it is raised, then opened by nobody alone."""

import pytest
from sqlalchemy import update

from app.sources.models import Source
from audit.events import Decision, Event
from tests.factories import Unit, Visitor
from tests.pages import Page, proofread
from tests.sources.test_registering import register

OPENING = {"compartment": "identity", "purpose": "WELFARE", "reason": "Canary-Reason a call came"}


def press(visitor: Visitor, address: str, on: str, **data: str) -> int:
    """Press a button of a page; returns the status of the reply."""
    token = Page(visitor.get(on).text).all("input", name="csrf_token")[0].get("value")
    return visitor.client.post(address, data={**data, "csrf_token": token}).status_code


def endanger(unit: Unit, source_ref: str, band: str = "HIGH") -> None:
    """Let the risk to a source reach a band."""
    with unit.steward() as uow:
        uow.case.execute(update(Source).where(Source.source_ref == source_ref).values(band=band))


def marked(unit: Unit) -> tuple[Visitor, str]:
    """Return a custodian, and a source that they have marked as sensitive."""
    custodian, source_ref = register(unit)
    page = f"/sources/{source_ref}"
    assert press(custodian, f"{page}/sensitive", page, because="Canary-Reason a relative is a suspect") == 302
    return custodian, source_ref


def test_a_source_in_danger_opens_to_nobody_until_it_is_raised(whole_unit: Unit) -> None:
    custodian, source_ref = register(whole_unit)
    endanger(whole_unit, source_ref)
    page = f"/sources/{source_ref}"
    assert press(custodian, f"{page}/open", page, **OPENING) == 403
    assert "Two groups must hold this source now" in proofread(custodian.get(page).text).text
    assert "To be raised to two groups" in proofread(custodian.get("/board").text).text
    assert press(custodian, f"{page}/raise", page, understood="y") == 302
    assert "Two groups must hold this source now" not in custodian.get(page).text
    assert "To be raised" not in custodian.get("/board").text
    assert press(custodian, f"{page}/open", page, **OPENING) == 403
    refused = whole_unit.entries(action=Event.SOURCE_OPEN.action, decision=Decision.REFUSED)
    assert {one.entry.rule for one in refused} == {"one_may_hold", "held_by_one"}


def test_raising_is_recorded_and_leaves_nothing_readable(whole_unit: Unit) -> None:
    custodian, source_ref = marked(whole_unit)
    page = f"/sources/{source_ref}"
    assert press(custodian, f"{page}/raise", page, understood="y") == 302
    decisions = {one.entry.decision for one in whole_unit.entries(action=Event.CUSTODY_RAISE.action)}
    assert decisions == {Decision.DONE, Decision.ATTEMPTED}
    assert b"Canary-Reason" not in whole_unit.raw()
    assert "Two groups: a custodian and an authoriser open it together" in proofread(custodian.get(page).text).text


def test_the_mark_alone_shuts_it_too_and_comes_off_again(whole_unit: Unit) -> None:
    custodian, source_ref = marked(whole_unit)
    page = f"/sources/{source_ref}"
    assert press(custodian, f"{page}/open", page, **OPENING) == 403
    assert press(custodian, f"{page}/not-sensitive", page, because="It was somebody else's relative") == 302
    assert press(custodian, f"{page}/open", page, **OPENING) == 200


def test_a_mark_needs_a_reason(whole_unit: Unit) -> None:
    custodian, source_ref = register(whole_unit)
    reply = custodian.post(f"/sources/{source_ref}/sensitive", {"because": ""})
    assert "Say why" in proofread(reply.text).text
    assert not whole_unit.entries(action=Event.CUSTODY_MARK.action)


@pytest.mark.parametrize("who", ["hugo", "asha", "ava", "olga", "sid"])
def test_nobody_else_raises_or_marks_it(whole_unit: Unit, who: str) -> None:
    _, source_ref = register(whole_unit)
    endanger(whole_unit, source_ref)
    other = whole_unit.sign_in(who, unlock=True)
    assert press(other, f"/sources/{source_ref}/raise", "/unlock", understood="y") in {403, 404}
    assert press(other, f"/sources/{source_ref}/sensitive", "/unlock", because="x") in {403, 404}
    with whole_unit.steward() as uow:
        assert uow.case.get_one(Source, source_ref).custody == "SINGLE"


def test_locked_keys_raise_nothing(whole_unit: Unit) -> None:
    _, source_ref = register(whole_unit)
    endanger(whole_unit, source_ref)
    locked = whole_unit.sign_in("cleo")
    assert press(locked, f"/sources/{source_ref}/raise", f"/sources/{source_ref}", understood="y") == 423


def test_whoever_is_in_danger_from_the_first_day_is_held_by_two_from_then(whole_unit: Unit) -> None:
    custodian, source_ref = register(whole_unit, band="HIGH")
    page = f"/sources/{source_ref}"
    assert "Two groups: a custodian" in proofread(custodian.get(page).text).text
    assert "Open one part" not in custodian.get(page).text
    assert press(custodian, f"{page}/open", page, **OPENING) == 403


def test_a_plan_that_nobody_opens_alone_is_written_anew(whole_unit: Unit) -> None:
    custodian, source_ref = register(whole_unit, band="HIGH")
    page = f"/sources/{source_ref}"
    form = Page(custodian.post(f"{page}/plan/new", on=page).text)
    assert not form.value("phone")
    assert press(custodian, f"{page}/plan/open", page) == 403
