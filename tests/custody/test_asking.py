"""A custodian asks an authoriser for the other half, opens one part with it, and loses it again."""

from datetime import timedelta
from typing import Any

import pytest

from app.custody import service
from app.database import new_id
from app.duties.models import DutyHeld
from app.sources.models import Source
from audit.events import Decision, Event
from tests.factories import HOME_UNIT, Unit, Visitor
from tests.pages import proofread
from tests.sources.test_raising import endanger, press
from tests.sources.test_registering import register

NAME = "Morwenna Tregarth-Quayle"
ASKED = {"kind": "OPEN", "compartment": "identity", "purpose": "WELFARE", "reason": "Canary-Reason a call came"}


def asked(unit: Unit, who: str = "hana", **values: str) -> tuple[Visitor, str, str]:
    """Have a custodian ask for the other half; returns their browser, the source, and the page of the request."""
    custodian, source_ref = register(unit, band="HIGH")
    if who != "hana":
        custodian = unit.sign_in(who, unlock=True)
    reply = custodian.post(f"/custody/ask/{source_ref}", ASKED | values)
    assert reply.status_code == 302, reply.text
    return custodian, source_ref, reply.headers["Location"]


def given(unit: Unit, page: str, hours: str = "1") -> Visitor:
    """Have the authoriser give the other half."""
    ava = unit.sign_in("ava", unlock=True)
    assert press(ava, f"{page}/approve", page, hours=hours) == 302
    return ava


def opened(unit: Unit, page: str, part: str = "identity", who: str = "hana") -> Any:
    """Have somebody open a part."""
    visitor = unit.sign_in(who, unlock=True)
    token = proofread(visitor.get("/account").text).all("input", name="csrf_token")[0].get("value")
    return visitor.client.post(f"{page}/open", data={"part": part, "csrf_token": token})


def on_duty(unit: Unit, who: str, duty: str = "DUTY_CUSTODIAN") -> None:
    """Give somebody a duty for a day."""
    with unit.steward() as uow:
        row = DutyHeld(duty_ref=new_id(), duty=duty, unit_ref=unit.units[HOME_UNIT], person_ref=unit.ref(who))
        row.from_at, row.until_at, row.given_by = uow.now, uow.now + timedelta(days=1), unit.ref("sid")
        uow.case.add(row)


def broken(unit: Unit, who: str = "hugo") -> tuple[str, str]:
    """Have the duty custodian and the authoriser break the glass; returns the source and the page of the request."""
    _, source_ref = register(unit, band="CRITICAL")
    on_duty(unit, who)
    duty = unit.sign_in(who, unlock=True)
    reply = duty.post("/custody/glass", {"source_ref": source_ref, "reason": "Canary-Reason a threat was made"})
    assert reply.status_code == 302, reply.text
    given(unit, reply.headers["Location"])
    return source_ref, reply.headers["Location"]


def test_a_custodian_opens_one_part_with_the_authorisers_half(whole_unit: Unit) -> None:
    custodian, _, page = asked(whole_unit)
    text = proofread(custodian.get(page).text).text
    assert "An authoriser decides" in text
    assert "Open one part" in proofread(whole_unit.sign_in("ava").get("/board").text).text
    given(whole_unit, page)
    reply = opened(whole_unit, page)
    assert NAME in proofread(reply.text).text
    assert reply.headers["Cache-Control"] == "no-store"
    done = whole_unit.entries(action=Event.SOURCE_OPEN.action, decision=Decision.DONE)[0].entry
    assert done.grant_ref == page.rsplit("/", 1)[1]
    assert b"Canary-Reason" not in whole_unit.folder.joinpath("audit.db").read_bytes()


def test_before_the_half_is_there_and_after_its_end_nothing_opens(whole_unit: Unit) -> None:
    _, _, page = asked(whole_unit)
    assert opened(whole_unit, page).status_code == 403
    given(whole_unit, page)
    assert opened(whole_unit, page, part="contact").status_code in {400, 404, 200}
    assert NAME not in opened(whole_unit, page, part="contact").text
    whole_unit.clock.tick(hours=1)
    reply = opened(whole_unit, page)
    assert reply.status_code == 403
    assert NAME not in reply.text
    with whole_unit.steward() as uow:
        assert service.end_expired(uow) == 1
    with whole_unit.steward() as uow:
        assert not uow.vault.keeps_grant(page.rsplit("/", 1)[1])


@pytest.mark.parametrize("who", ["cleo", "hugo", "ava", "asha", "olga"])
def test_nobody_else_opens_with_it(whole_unit: Unit, who: str) -> None:
    _, _, page = asked(whole_unit)
    given(whole_unit, page)
    reply = opened(whole_unit, page, who=who)
    assert reply.status_code in {403, 404}
    assert NAME not in reply.text


@pytest.mark.parametrize("who", ["hana", "cleo", "hugo", "asha", "olga", "sid"])
def test_nobody_but_an_authoriser_gives_it(whole_unit: Unit, who: str) -> None:
    _, _, page = asked(whole_unit)
    other = whole_unit.sign_in(who, unlock=True)
    assert press(other, f"{page}/approve", "/unlock", hours="1") in {403, 404}
    assert opened(whole_unit, page).status_code == 403


def test_a_refusal_gives_its_reason(whole_unit: Unit) -> None:
    custodian, _, page = asked(whole_unit)
    ava = whole_unit.sign_in("ava", unlock=True)
    assert press(ava, f"{page}/refuse", page, reason="Ask the controller first") == 302
    assert "Ask the controller first" in proofread(whole_unit.sign_in("hana").get(page).text).text


def test_a_permission_that_is_ended_opens_nothing_at_the_next_request(whole_unit: Unit) -> None:
    _, _, page = asked(whole_unit)
    ava = given(whole_unit, page)
    assert press(ava, f"{page}/end", page, reason="No longer needed") == 302
    assert opened(whole_unit, page).status_code == 403
    with whole_unit.steward() as uow:
        assert not uow.vault.keeps_grant(page.rsplit("/", 1)[1])


def test_a_handlers_standing_permission_lasts_thirty_days_and_no_more(whole_unit: Unit) -> None:
    _, _, page = asked(whole_unit, kind="STANDING", compartment="contact")
    given(whole_unit, page, hours="720")
    whole_unit.clock.tick(days=29)
    assert "07700 900123" in opened(whole_unit, page, part="contact").text
    whole_unit.clock.tick(days=1)
    assert opened(whole_unit, page, part="contact").status_code == 403


def test_a_permission_is_asked_for_again_while_it_lasts_and_goes_on_without_a_gap(whole_unit: Unit) -> None:
    custodian, _, page = asked(whole_unit)
    assert "Ask for it to last longer" not in custodian.get(page).text
    given(whole_unit, page, hours="4")
    longer = proofread(custodian.get(page).text)
    [link] = [one for one in longer.all("a") if "last longer" in "".join(one.itertext())]
    address = str(link.get("href"))
    form = proofread(custodian.get(address).text)
    assert [one.get("value") for one in form.all("option", selected="")] == ["identity", "WELFARE"]
    token = form.all("input", name="csrf_token")[0].get("value")
    sent = ASKED | {"reason": "The matter goes on", "csrf_token": token}
    again = custodian.client.post(address.partition("?")[0], data=sent).headers["Location"]
    assert opened(whole_unit, again).status_code == 403
    assert opened(whole_unit, page).status_code == 200
    given(whole_unit, again, hours="24")
    whole_unit.clock.tick(hours=5)
    assert opened(whole_unit, page).status_code == 403
    assert NAME in opened(whole_unit, again).text


def test_only_the_handler_asks_for_a_standing_one(whole_unit: Unit) -> None:
    _, source_ref = register(whole_unit, band="HIGH")
    cleo = whole_unit.sign_in("cleo", unlock=True)
    assert cleo.post(f"/custody/ask/{source_ref}", ASKED | {"kind": "STANDING"}).status_code == 403


def test_both_lower_it_and_not_while_it_is_in_danger(whole_unit: Unit) -> None:
    _, source_ref = register(whole_unit, band="HIGH")
    cleo = whole_unit.sign_in("cleo", unlock=True)
    assert cleo.post(f"/custody/ask/{source_ref}", ASKED | {"kind": "LOWER"}).status_code == 403
    endanger(whole_unit, source_ref, "LOW")
    page = cleo.post(f"/custody/ask/{source_ref}", ASKED | {"kind": "LOWER"}).headers["Location"]
    assert press(cleo, f"{page}/lower", page, understood="y") == 403
    given(whole_unit, page, hours="4")
    cleo = whole_unit.sign_in("cleo", unlock=True)
    assert press(cleo, f"{page}/lower", page, understood="y") == 302
    reading = {"compartment": "identity", "purpose": "WELFARE", "reason": "To see to them"}
    assert NAME in cleo.post(f"/sources/{source_ref}/open", reading).text
    with whole_unit.steward() as uow:
        assert uow.case.get_one(Source, source_ref).custody == "SINGLE"


# Breaking the glass


def test_the_duty_custodian_and_an_authoriser_break_the_glass_for_an_hour(whole_unit: Unit) -> None:
    _, page = broken(whole_unit)
    assert NAME in opened(whole_unit, page, who="hugo").text
    text = opened(whole_unit, page, part="contact", who="hugo").text
    assert "07700 900123" in text
    assert "Opened for Hugo Lane" in text
    whole_unit.clock.tick(hours=1)
    assert opened(whole_unit, page, who="hugo").status_code == 403


def test_nobody_breaks_it_who_is_not_on_duty(whole_unit: Unit) -> None:
    _, source_ref = register(whole_unit, band="CRITICAL")
    hugo = whole_unit.sign_in("hugo", unlock=True)
    assert hugo.post("/custody/glass", {"source_ref": source_ref, "reason": "A threat"}).status_code == 403
    refused = whole_unit.entries(action=Event.CUSTODY_ASK.action, decision=Decision.REFUSED)
    assert refused[0].entry.rule == "is_on_duty"


@pytest.mark.parametrize("who", ["hana", "cleo", "ava", "olga"])
def test_everybody_concerned_sees_it_in_red_until_it_is_reviewed(whole_unit: Unit, who: str) -> None:
    source_ref, page = broken(whole_unit)
    assert "The glass was broken" in proofread(whole_unit.sign_in(who).get("/board").text).text
    whole_unit.clock.tick(hours=30)
    assert (
        "Overdue" in whole_unit.sign_in(who).get("/board").text
        or source_ref in whole_unit.sign_in(who).get("/board").text
    )
    olga = whole_unit.sign_in("olga", unlock=True)
    assert press(olga, f"{page}/review", page, needed="yes", finding="A threat was real") == 302
    assert "The glass was broken" not in whole_unit.sign_in(who).get("/board").text


@pytest.mark.parametrize("who", ["hugo", "ava", "cleo", "hana", "asha"])
def test_nobody_who_keeps_keys_reviews_it(whole_unit: Unit, who: str) -> None:
    _, page = broken(whole_unit)
    other = whole_unit.sign_in(who, unlock=True)
    assert press(other, f"{page}/review", "/unlock", needed="yes", finding="Fine") in {403, 404}
