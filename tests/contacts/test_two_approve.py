"""Calling a source that two groups hold: one of each lets the officer in, in either order, and nobody alone."""

import pytest

from app.contacts import service
from audit.events import Decision, Event
from tests.contacts.test_calling import PHONE, asked, send, show_number
from tests.factories import Unit, Visitor
from tests.pages import proofread
from tests.sources.test_raising import endanger, press


def half(unit: Unit, grant_ref: str, who: str, hours: str = "4") -> Visitor:
    """Let somebody give the half of their group."""
    approver = unit.sign_in(who, unlock=True)
    page = f"/requests/{grant_ref}"
    assert send(approver, f"{page}/approve", {"hours": hours}, on=page).status_code == 302
    return approver


@pytest.mark.parametrize(("first", "second"), [("cleo", "ava"), ("ava", "hana")])
def test_one_of_each_group_lets_the_officer_call(whole_unit: Unit, first: str, second: str) -> None:
    officer, grant_ref = asked(whole_unit, band="HIGH")
    half(whole_unit, grant_ref, first)
    officer.unlock()
    reply = send(officer, f"/contacts/{grant_ref}/open", {}, on="/unlock")
    assert reply.status_code == 403
    assert PHONE not in reply.text
    half(whole_unit, grant_ref, second)
    officer = whole_unit.sign_in("asha", unlock=True)
    assert PHONE in proofread(show_number(officer, grant_ref).text).text


def test_the_request_shows_whose_half_is_there(whole_unit: Unit) -> None:
    _, grant_ref = asked(whole_unit, band="HIGH")
    cleo = half(whole_unit, grant_ref, "cleo")
    text = proofread(cleo.get(f"/requests/{grant_ref}").text).text
    assert "Your group has given its half" in text
    ava = whole_unit.sign_in("ava")
    text = proofread(ava.get(f"/requests/{grant_ref}").text).text
    assert "The other group has given theirs" in text
    assert "Cleo Stone" in text
    assert "Custodians' half" in proofread(ava.get("/board").text).text


def test_the_officer_does_not_learn_that_two_are_asked(whole_unit: Unit) -> None:
    officer, grant_ref = asked(whole_unit, band="HIGH")
    before = officer.get(f"/contacts/{grant_ref}").text
    half(whole_unit, grant_ref, "cleo")
    page = whole_unit.sign_in("asha").get(f"/contacts/{grant_ref}").text
    assert "Waits for the source unit" in before
    assert "Waits for the source unit" in page
    assert "half" not in page


def test_two_custodians_are_one(whole_unit: Unit) -> None:
    _, grant_ref = asked(whole_unit, band="HIGH")
    half(whole_unit, grant_ref, "cleo")
    other = whole_unit.sign_in("hugo", unlock=True)
    assert send(other, f"/requests/{grant_ref}/approve", {"hours": "4"}, on="/unlock").status_code == 403
    refused = whole_unit.entries(action=Event.CONTACT_APPROVE.action, decision=Decision.REFUSED)
    assert refused[0].entry.rule == "custodians_half_is_missing"


def test_an_authoriser_knows_of_no_request_that_one_decides(whole_unit: Unit) -> None:
    _, grant_ref = asked(whole_unit)
    ava = whole_unit.sign_in("ava", unlock=True)
    assert ava.get(f"/requests/{grant_ref}").status_code == 404
    assert grant_ref not in ava.get("/requests").text


def test_either_refuses_and_nothing_of_the_first_half_stays(whole_unit: Unit) -> None:
    officer, grant_ref = asked(whole_unit, band="HIGH")
    half(whole_unit, grant_ref, "cleo")
    ava = whole_unit.sign_in("ava", unlock=True)
    page = f"/requests/{grant_ref}"
    assert send(ava, f"{page}/refuse", {"reason": "Too dangerous now"}, on=page).status_code == 302
    with whole_unit.steward() as uow:
        assert not uow.vault.keeps_grant(grant_ref)
    assert "Too dangerous now" in proofread(whole_unit.sign_in("asha").get(f"/contacts/{grant_ref}").text).text


def test_half_an_approval_ends_like_a_whole_one(whole_unit: Unit) -> None:
    _, grant_ref = asked(whole_unit, band="HIGH")
    half(whole_unit, grant_ref, "cleo", hours="1")
    whole_unit.clock.tick(hours=1, seconds=1)
    with whole_unit.steward() as uow:
        assert service.end_expired(uow) == 1
    with whole_unit.steward() as uow:
        assert not uow.vault.keeps_grant(grant_ref)
    ava = whole_unit.sign_in("ava", unlock=True)
    assert send(ava, f"/requests/{grant_ref}/approve", {"hours": "4"}, on="/unlock").status_code == 403


def test_raising_ends_what_stood_on_the_old_keys(whole_unit: Unit) -> None:
    officer, grant_ref = asked(whole_unit)
    custodian = half(whole_unit, grant_ref, "cleo")
    source_ref = custodian.get("/sources").text.split("SRC-")[1][:10]
    page = f"/sources/SRC-{source_ref}"
    endanger(whole_unit, f"SRC-{source_ref}")
    assert press(custodian, f"{page}/raise", page, understood="y") == 302
    officer = whole_unit.sign_in("asha", unlock=True)
    assert send(officer, f"/contacts/{grant_ref}/open", {}, on="/unlock").status_code == 403
    assert "Ended early" in proofread(officer.get(f"/contacts/{grant_ref}").text).text


def test_what_waits_when_it_is_raised_waits_for_both(whole_unit: Unit) -> None:
    _, grant_ref = asked(whole_unit)
    custodian = whole_unit.sign_in("cleo", unlock=True)
    source_ref = "SRC-" + custodian.get("/sources").text.split("SRC-")[1][:10]
    page = f"/sources/{source_ref}"
    assert press(custodian, f"{page}/sensitive", page, because="Her brother is named") == 302
    assert press(custodian, f"{page}/raise", page, understood="y") == 302
    half(whole_unit, grant_ref, "cleo")
    half(whole_unit, grant_ref, "ava")
    officer = whole_unit.sign_in("asha", unlock=True)
    assert PHONE in show_number(officer, grant_ref).text
