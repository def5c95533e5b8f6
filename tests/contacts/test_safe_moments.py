"""A source is called in the safe window, at rest from the last try; a controller may say otherwise, with a reason."""

from datetime import datetime, timedelta

import pytest

from app.access.actor import Actor
from app.contacts import service
from audit.events import Decision, Event
from tests.contacts.test_calling import CALL, PHONE, approve, asked, open_contact, send, show_number
from tests.factories import Unit, Visitor
from tests.pages import Page, proofread
from tests.sources.test_contact_plans import rewrite
from tests.sources.test_registering import let_plan_stand

EVENING = {"safe_from": "18:00", "safe_to": "20:00", "code_word": "Blue heron", "duress_phrase": "Canary-Forced say hi"}


@pytest.fixture
def evening(whole_unit: Unit) -> tuple[Visitor, str]:
    """Return an unlocked officer, in the morning, who may call somebody who is safe in the evening."""
    officer, grant_ref = asked(whole_unit)
    handler = whole_unit.sign_in("hana", unlock=True)
    address = proofread(handler.get("/sources").text).all("th", scope="row")[0].find("a")
    assert address is not None
    source_ref = str(address.get("href")).split("/")[-1]
    assert rewrite(handler, source_ref, **EVENING).status_code == 302
    let_plan_stand(whole_unit, source_ref)
    approve(whole_unit, grant_ref, hours="12")
    officer.unlock()
    return officer, grant_ref


def at(unit: Unit, hour: int) -> None:
    """Let it be an hour of the same day, sharp."""
    now = unit.clock.now
    unit.clock.tick(seconds=(now.replace(hour=hour, minute=0, second=0, microsecond=0) - now).total_seconds())


def rules(unit: Unit, event: Event) -> list[str]:
    """Return the rules by which an act was refused, the newest first."""
    return [one.entry.rule for one in unit.entries(action=event.action, decision=Decision.REFUSED)]


def unlocked(unit: Unit) -> Visitor:
    return unit.sign_in("asha", unlock=True)


def test_outside_the_safe_window_nothing_is_shown_and_the_refusal_is_recorded(
    whole_unit: Unit, evening: tuple[Visitor, str]
) -> None:
    officer, grant_ref = evening
    for reply in (open_contact(officer, grant_ref), show_number(officer, grant_ref)):
        assert reply.status_code == 403
        assert "It opens on Monday 2 March at 18:00" in proofread(reply.text).text
        assert PHONE not in reply.text
        assert "Canary-Forced" not in reply.text
    assert rules(whole_unit, Event.CONTACT_OPEN) == ["in_safe_window"]
    assert rules(whole_unit, Event.CONTACT_NUMBER) == ["in_safe_window"]
    at(whole_unit, 18)
    page = proofread(open_contact(unlocked(whole_unit), grant_ref).text)
    assert "It is inside their safe window, until 20:00" in page.text
    assert "Canary-Forced" in page.text


def test_a_controller_lets_them_call_all_the_same_with_a_reason(whole_unit: Unit, evening: tuple[Visitor, str]) -> None:
    officer, grant_ref = evening
    decide, said = f"/requests/{grant_ref}", {"outside": "1", "why": "Canary-Why a fire next door"}
    handler = whole_unit.sign_in("hana")
    assert send(handler, f"{decide}/outside", said, on=decide).status_code == 403
    controller = whole_unit.sign_in("cleo")
    assert send(controller, f"{decide}/outside", said | {"why": ""}, on=decide).status_code == 400
    assert open_contact(officer, grant_ref).status_code == 403
    assert send(controller, f"{decide}/outside", said, on=decide).status_code == 302
    assert "said Cleo Stone" in controller.get(decide).text
    assert "A controller lets you call at any moment" in proofread(open_contact(officer, grant_ref).text).text
    [done] = whole_unit.entries(action=Event.CONTACT_OVERRIDE.action, decision=Decision.DONE)
    assert (done.entry.actor_ref, done.entry.grant_ref) == (whole_unit.ref("cleo"), grant_ref)
    assert b"Canary-Why a fire" not in whole_unit.raw()
    whole_unit.clock.tick(hours=1)
    assert open_contact(unlocked(whole_unit), grant_ref).status_code == 403


def test_each_press_for_the_number_is_recorded_and_loses_nothing_that_was_typed(
    whole_unit: Unit, evening: tuple[Visitor, str]
) -> None:
    _, grant_ref = evening
    at(whole_unit, 18)
    officer = unlocked(whole_unit)
    opened = open_contact(officer, grant_ref)
    assert PHONE not in opened.text
    typed = CALL | {"made_at": "18:00", "csrf_token": Page(opened.text).value("csrf_token"), "heard": ""}
    for _ in range(2):
        page = proofread(officer.client.post(f"/contacts/{grant_ref}/number", data=typed).text)
        assert PHONE in page.text
        assert page.value("said") == CALL["said"]
    assert len(whole_unit.entries(action=Event.CONTACT_NUMBER.action, decision=Decision.DONE)) == 2
    for heard, told, matched in (("blue HERON", "It is the code word", "yes"), ("red kite", "It is not", "no")):
        page = proofread(officer.client.post(f"/contacts/{grant_ref}/code-word", data=typed | {"heard": heard}).text)
        assert told in page.text
        assert PHONE not in page.html
        newest = whole_unit.entries(action=Event.CONTACT_CODE_WORD.action, decision=Decision.DONE)[0]
        assert newest.entry.detail["matched"] == matched
    assert b"red kite" not in whole_unit.raw()


def test_after_an_attempt_the_next_waits_four_hours_unless_it_was_promised(
    whole_unit: Unit, evening: tuple[Visitor, str]
) -> None:
    _, grant_ref = evening
    at(whole_unit, 18)
    record(whole_unit, grant_ref, None)
    reply = open_contact(unlocked(whole_unit), grant_ref)
    assert reply.status_code == 403
    assert "until 22:00" in proofread(reply.text).text
    assert rules(whole_unit, Event.CONTACT_OPEN) == ["has_rested"]
    record(whole_unit, grant_ref, whole_unit.clock.now + timedelta(minutes=30))
    assert open_contact(unlocked(whole_unit), grant_ref).status_code == 403
    whole_unit.clock.tick(minutes=28)
    assert open_contact(unlocked(whole_unit), grant_ref).status_code == 200


def record(unit: Unit, grant_ref: str, call_back_at: datetime | None, outcome: str = "NO_ANSWER") -> None:
    """Write an attempt down, with a promise to call again or none."""
    actor: Actor = unit.actor("asha")
    called = service.Called("PHONE", outcome, 0, "CALL_AGAIN", "", unit.clock.now, call_back_at)
    with unit.house.work(actor) as uow:
        service.record_attempt(uow, grant_ref, called)


def test_a_promised_call_needs_a_day_and_a_time_that_lie_ahead(whole_unit: Unit, evening: tuple[Visitor, str]) -> None:
    _, grant_ref = evening
    at(whole_unit, 18)
    officer = unlocked(whole_unit)
    call = CALL | {"made_at": "18:00"}
    day = {"call_back_on-day": "3", "call_back_on-month": "3", "call_back_on-year": "2026"}
    for promised, words in (
        (day, "Enter the time of the promised call"),
        ({"call_back_at": "18:30"}, "Enter the day of the promised call"),
        (day | {"call_back_on-day": "31", "call_back_on-month": "2", "call_back_at": "18:30"}, "real date"),
        (day | {"call_back_on-day": "1", "call_back_at": "18:30"}, "must lie ahead"),
    ):
        reply = officer.post(f"/contacts/{grant_ref}/attempt", call | promised)
        page = proofread(reply.text)
        assert reply.status_code == 400
        assert words in page.text, page.text
        assert page.value("said") == CALL["said"]
    assert officer.post(f"/contacts/{grant_ref}/attempt", call | day | {"call_back_at": "18:30"}).status_code == 302
