"""An officer asks, a custodian re-seals, the officer calls, and what was said is sealed for the source unit."""

from datetime import timedelta
from typing import Any

import pytest

from app.contacts import service
from app.sources.models import Source
from audit.events import Decision, Event
from tests.factories import Unit, Visitor
from tests.pages import Page, proofread
from tests.sources.test_registering import register

pytestmark = pytest.mark.stores

PHONE = "07700 900123"
CALL: dict[str, Any] = {
    "outcome": "SPOKE_VERIFIED",
    "channel": "PHONE",
    "made_on-day": "2",
    "made_on-month": "3",
    "made_on-year": "2026",
    "duration": "7",
    "said": "Canary-Said the vans come on Fridays",
    "next_step": "ASSESS_AGAIN",
    "direction": "OUTGOING",
    "purpose": "CLARIFY",
    "risk_change": "SAME",
    "tasked": "no",
}


def taken(unit: Unit, who: str = "asha", *, band: str = "LOW") -> tuple[Visitor, str]:
    """Register a source, and let an officer take the allegation it came with; returns the browser and the reference."""
    register(unit, band=band)
    officer = unit.sign_in(who)
    reference = allegation_ref(unit)
    assert officer.post(f"/allegations/{reference}/take", on="/unlock").status_code == 302
    return officer, reference


def allegation_ref(unit: Unit) -> str:
    """Return the reference of the newest allegation that came in."""
    collected = unit.entries(action=Event.ALLEGATION_COLLECT.action, decision=Decision.DONE)
    return next(stored.entry.object_ref for stored in collected if stored.entry.object_ref.startswith("IMS-"))


def asked(unit: Unit, who: str = "asha", *, band: str = "LOW") -> tuple[Visitor, str]:
    """Let an officer ask for contact; returns their browser and the reference of the request."""
    officer, reference = taken(unit, who, band=band)
    reply = officer.post(f"/contacts/ask/{reference}", {"purpose": "CLARIFY", "reason": "Canary-Why which evenings"})
    assert reply.status_code == 302, reply.text
    return officer, reply.headers["Location"].rsplit("/", 1)[1]


def approve(unit: Unit, grant_ref: str, who: str = "cleo", hours: str = "4") -> Visitor:
    """Let a custodian approve a request."""
    custodian = unit.sign_in(who, unlock=True)
    reply = send(custodian, f"/requests/{grant_ref}/approve", {"hours": hours}, on=f"/requests/{grant_ref}")
    assert reply.status_code == 302, reply.text
    return custodian


def send(visitor: Visitor, address: str, data: dict[str, Any], *, on: str) -> Any:
    """Send one of several forms of a page, which share their token."""
    token = Page(visitor.get(on).text).all("input", name="csrf_token")[0].get("value")
    return visitor.client.post(address, data={**data, "csrf_token": token})


def granted(unit: Unit) -> tuple[Visitor, str]:
    """Return an unlocked officer with a live permission, and its reference."""
    officer, grant_ref = asked(unit)
    approve(unit, grant_ref)
    officer.unlock()
    return officer, grant_ref


def open_contact(officer: Visitor, grant_ref: str) -> Any:
    return send(officer, f"/contacts/{grant_ref}/open", {}, on=f"/contacts/{grant_ref}")


def show_number(officer: Visitor, grant_ref: str) -> Any:
    return send(officer, f"/contacts/{grant_ref}/number", {}, on=f"/contacts/{grant_ref}")


def test_an_officer_reaches_a_source_only_through_somebody_elses_key(whole_unit: Unit) -> None:
    officer, grant_ref = granted(whole_unit)
    reply = open_contact(officer, grant_ref)
    text = proofread(reply.text).text
    assert PHONE not in reply.text
    assert "Ask for the plumber" in text
    assert "Tregarth" not in reply.text
    assert PHONE in proofread(show_number(officer, grant_ref).text).text
    assert reply.headers["Cache-Control"] == "no-store"
    [done, attempted] = [one.entry for one in whole_unit.entries(action=Event.CONTACT_OPEN.action)]
    assert (attempted.decision, done.decision) == (Decision.ATTEMPTED, Decision.DONE)
    assert done.grant_ref == grant_ref


def test_what_was_said_is_sealed_and_only_the_fact_of_the_call_is_kept(whole_unit: Unit) -> None:
    officer, grant_ref = granted(whole_unit)
    open_contact(officer, grant_ref)
    whole_unit.clock.tick(minutes=10)
    at = {"made_at": f"{whole_unit.clock.now:%H:%M}"}
    reply = officer.post(f"/contacts/{grant_ref}/attempt", CALL | at)
    assert reply.status_code == 302, reply.text
    page = proofread(officer.get(f"/contacts/{grant_ref}").text)
    assert "Spoke, and it was them" in page.text
    assert "Canary-Said" not in page.html
    assert b"Canary-Said" not in whole_unit.raw()


def test_the_source_unit_reads_what_was_said(whole_unit: Unit) -> None:
    officer, grant_ref = granted(whole_unit)
    whole_unit.clock.tick(minutes=10)
    officer.post(f"/contacts/{grant_ref}/attempt", CALL | {"made_at": f"{whole_unit.clock.now:%H:%M}"})
    custodian = whole_unit.sign_in("hana", unlock=True)
    source_ref = (
        proofread(custodian.get("/sources").text).all("th", scope="row")[0].find("a").get("href").split("/")[-1]
    )
    opened = {"compartment": "log", "purpose": "WELFARE", "reason": "After the call"}
    text = proofread(custodian.post(f"/sources/{source_ref}/open", opened).text).text
    assert "Canary-Said" in text
    assert "How it ended Spoke, and it was them" in text
    assert "SPOKE_VERIFIED" not in text


def test_whoever_calls_a_child_or_a_vulnerable_person_is_told_what_that_asks_of_them(whole_unit: Unit) -> None:
    officer, grant_ref = granted(whole_unit)
    assert "appropriate adult" not in open_contact(officer, grant_ref).text
    for care, said in (("CHILD", "They are under 18"), ("VULNERABLE", "They are vulnerable")):
        with whole_unit.behind() as uow:
            uow.case.query(Source).one().care = care
        for reply in (open_contact(officer, grant_ref), show_number(officer, grant_ref)):
            text = proofread(reply.text).text
            before, _, after = text.partition(said)
            assert "appropriate adult is to be with them" in after
            assert "How to reach them" in after
            assert PHONE not in before
            assert "Tregarth" not in text
    # Nothing of it before the keys were opened for it, and nothing to anybody else.
    assert "vulnerable" not in officer.get(f"/contacts/{grant_ref}").text
    other = send(whole_unit.sign_in("ben", unlock=True), f"/contacts/{grant_ref}/open", {}, on="/unlock")
    assert other.status_code == 404
    assert "vulnerable" not in other.text
    assert whole_unit.entries(action=Event.CONTACT_OPEN.action, decision=Decision.REFUSED)


@pytest.mark.parametrize("state", ["asked", "refused", "ended", "revoked", "somebody else's"])
def test_in_every_other_state_nothing_is_shown(whole_unit: Unit, state: str) -> None:
    officer, grant_ref = asked(whole_unit)
    other = "asha"
    if state == "refused":
        custodian = whole_unit.sign_in("cleo", unlock=True)
        send(custodian, f"/requests/{grant_ref}/refuse", {"reason": "Too soon"}, on=f"/requests/{grant_ref}")
    if state in {"ended", "revoked", "somebody else's"}:
        custodian = approve(whole_unit, grant_ref, hours="1")
    if state == "ended":
        whole_unit.clock.tick(hours=1, seconds=1)
    if state == "revoked":
        send(custodian, f"/requests/{grant_ref}/end", {"reason": "Danger"}, on=f"/requests/{grant_ref}")
    if state == "somebody else's":
        other = "ben"
    officer = whole_unit.sign_in(other, unlock=True)
    for way in ("open", "number", "code-word"):
        reply = send(officer, f"/contacts/{grant_ref}/{way}", {}, on="/unlock")
        assert reply.status_code in {403, 404}
        assert PHONE not in reply.text
        assert "plumber" not in reply.text
    refused = whole_unit.entries(action=Event.CONTACT_OPEN.action, decision=Decision.REFUSED)
    assert refused


def test_without_unlocked_keys_a_permission_opens_nothing(whole_unit: Unit) -> None:
    officer, grant_ref = asked(whole_unit)
    approve(whole_unit, grant_ref)
    reply = open_contact(officer, grant_ref)
    assert reply.status_code == 423
    assert PHONE not in reply.text


def test_nobody_decides_their_own_request(whole_unit: Unit) -> None:
    _, grant_ref = asked(whole_unit)
    for who in ("asha", "ben", "mia", "ava", "olga", "sid"):
        visitor = whole_unit.sign_in(who)
        reply = send(visitor, f"/requests/{grant_ref}/approve", {"hours": "4"}, on="/unlock")
        assert reply.status_code in {403, 404}, who
    with whole_unit.steward() as uow:
        assert uow.vault.ended_grants(uow.now + timedelta(days=60)) == []


def test_a_second_request_for_the_same_is_not_made(whole_unit: Unit) -> None:
    officer, _ = asked(whole_unit)
    reply = officer.post(
        f"/contacts/ask/{allegation_ref(whole_unit)}", {"purpose": "CLARIFY", "reason": "Once more, please"}
    )
    assert reply.status_code == 409
    assert "already" in reply.text


def test_a_refusal_shows_its_reason_to_the_officer(whole_unit: Unit) -> None:
    officer, grant_ref = asked(whole_unit)
    custodian = whole_unit.sign_in("cleo", unlock=True)
    send(
        custodian, f"/requests/{grant_ref}/refuse", {"reason": "She asked not to be rung"}, on=f"/requests/{grant_ref}"
    )
    assert "She asked not to be rung" in officer.get(f"/contacts/{grant_ref}").text


def test_the_steward_ends_what_is_over_and_may_do_it_twice(whole_unit: Unit) -> None:
    _, grant_ref = asked(whole_unit)
    approve(whole_unit, grant_ref, hours="1")
    whole_unit.clock.tick(hours=2)
    for expected in (1, 0):
        with whole_unit.steward() as uow:
            assert service.end_expired(uow) == expected
    with whole_unit.steward() as uow:
        assert uow.vault.ended_grants(uow.now) == []


def test_an_attempt_before_the_permission_is_refused_with_nothing_lost(whole_unit: Unit) -> None:
    officer, grant_ref = granted(whole_unit)
    reply = officer.post(f"/contacts/{grant_ref}/attempt", CALL | {"made_at": "03:00"})
    assert reply.status_code == 400
    page = proofread(reply.text)
    assert "after the permission was given" in page.text
    assert page.value("said") == CALL["said"]


def test_where_nobody_can_be_reached_the_page_says_so_and_asking_is_refused(whole_unit: Unit) -> None:
    whole_unit.tell({"what-happened": {"account": "Something happens at the yard every night."}})
    officer = whole_unit.sign_in("asha")
    reference = allegation_ref(whole_unit)
    officer.post(f"/allegations/{reference}/take", on="/unlock")
    assert "Contact cannot be asked for" in officer.get(f"/allegations/{reference}").text
    reply = officer.post(f"/contacts/ask/{reference}", {"purpose": "CLARIFY", "reason": "Who are they?"})
    assert reply.status_code == 403
    refused = whole_unit.entries(action=Event.CONTACT_REQUEST.action, decision=Decision.REFUSED)
    assert refused[0].entry.rule == "contact_can_be_asked"


def test_pages_of_contact_ask_few_statements(whole_unit: Unit) -> None:
    officer, grant_ref = granted(whole_unit)
    custodian = whole_unit.sign_in("cleo", unlock=True)
    pages = [(officer, f"/contacts/{grant_ref}"), (officer, "/contacts"), (custodian, "/requests")]
    for visitor, address in [*pages, (custodian, f"/requests/{grant_ref}"), (officer, "/board")]:
        visitor.get(address)
        with whole_unit.counting() as statements:
            assert visitor.get(address).status_code == 200
        assert len(statements) <= 12, address + "\n" + "\n".join(statements)
