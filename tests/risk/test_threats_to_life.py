"""A threat to life is seen by everybody in the source unit, runs on two clocks, and is not closed by forgetting it."""

from typing import Any

import pytest
from sqlalchemy import select

from app.risk.models import Review, Threat
from audit.events import Decision, Event
from tests.factories import Unit, Visitor
from tests.pages import proofread
from tests.risk.office import row, send
from tests.sources.test_registering import register

THREAT: dict[str, Any] = {
    "learned_by": "CONTACT",
    "grade": "IMMEDIATE",
    "received_on-day": "2",
    "received_on-month": "3",
    "received_on-year": "2026",
    "received_at": "09:05",
    "victim": "Canary-Victim the one who told us",
    "threat_from": "Canary-From the owner",
    "real_reason": "Canary-Real he has a gun",
    "immediate_reason": "Canary-Now he is on his way",
}
POLICE = {"police_force": "Canary-Force Humberside", "police_ref": "Canary-Ref 114"}
SEALED = (
    b"Canary-Victim",
    b"Canary-From",
    b"Canary-Real",
    b"Canary-Now",
    b"Canary-Force",
    b"Canary-Ref",
    b"Canary-Why",
)


def raised(unit: Unit) -> tuple[Visitor, str, str]:
    """Raise a threat to the life of a newly registered source; returns the handler's browser and both references."""
    visitor, source_ref = register(unit)
    reply = send(visitor, f"/threats/raise/{source_ref}", THREAT)
    assert reply.status_code == 302, reply.text
    return visitor, source_ref, reply.headers["Location"].rsplit("/", 1)[1]


def test_it_is_red_on_every_page_of_everybody_in_the_source_unit(whole_unit: Unit) -> None:
    _, _, threat_ref = raised(whole_unit)
    for who in ("hana", "hugo", "cleo", "ava"):
        visitor = whole_unit.sign_in(who)
        for address in ("/board", "/account", "/threats"):
            page = proofread(visitor.get(address).text)
            assert f"Threat to life {threat_ref}" in page.text
            assert "Controller or authoriser: " in page.text


@pytest.mark.parametrize("who", ["asha", "mia", "dora", "olga", "sid", "pia"])
def test_nobody_else_learns_of_it(whole_unit: Unit, who: str) -> None:
    _, source_ref, threat_ref = raised(whole_unit)
    visitor = whole_unit.sign_in(who)
    home = "/partner/board" if who == "pia" else "/board"
    assert threat_ref not in visitor.get(home).text
    if who == "pia":
        return
    for reply in (
        visitor.get(f"/threats/{threat_ref}"),
        send(visitor, f"/threats/{threat_ref}/close", {"reason": "Over"}),
        send(visitor, f"/threats/raise/{source_ref}", THREAT),
    ):
        assert reply.status_code == 403
        assert threat_ref not in reply.text
    assert whole_unit.entries(person_ref=whole_unit.ref(who), decision=Decision.REFUSED)


def test_its_words_are_sealed_and_the_risk_is_critical(whole_unit: Unit) -> None:
    visitor, source_ref, threat_ref = raised(whole_unit)
    assert send(visitor, f"/threats/{threat_ref}/police", POLICE).status_code == 302
    assert row(whole_unit, source_ref).band == "CRITICAL"
    raw = whole_unit.raw()
    assert not [word for word in SEALED if word in raw]
    assert "Canary" not in visitor.get(f"/threats/{threat_ref}").text
    with whole_unit.steward() as uow:
        due = uow.case.scalars(select(Review).where(Review.cause == "THREAT")).one()
        assert due.due_at <= whole_unit.clock.now


def test_both_clocks_run_from_when_it_was_learned(whole_unit: Unit) -> None:
    _, _, threat_ref = raised(whole_unit)
    whole_unit.clock.tick(minutes=20)
    text = proofread(whole_unit.sign_in("hana").get(f"/threats/{threat_ref}").text).text
    assert "late" in text
    assert "left" in text
    controller = whole_unit.sign_in("cleo")
    assert send(controller, f"/threats/{threat_ref}/take").status_code == 302
    assert send(controller, f"/threats/{threat_ref}/take").status_code == 409
    assert "had it" in controller.get(f"/threats/{threat_ref}").text
    assert send(whole_unit.sign_in("hana"), f"/threats/{threat_ref}/take").status_code == 403


@pytest.mark.parametrize(("who", "answer"), [("hana", 403), ("cleo", 403), ("ava", 302)])
def test_without_the_police_only_an_authoriser_closes_it(whole_unit: Unit, who: str, answer: int) -> None:
    _, _, threat_ref = raised(whole_unit)
    visitor = whole_unit.sign_in(who)
    reply = send(visitor, f"/threats/{threat_ref}/close", {"reason": "Canary-Why they are abroad"})
    assert reply.status_code == answer
    decision = Decision.DONE if answer == 302 else Decision.REFUSED
    # A handler is stopped at the door of the page, a controller at the record.
    event = Event.PAGE_REFUSED if who == "hana" else Event.THREAT_CLOSE
    assert whole_unit.entries(action=event.action, decision=decision)
    with whole_unit.steward() as uow:
        assert (uow.case.get_one(Threat, threat_ref).state == "CLOSED") is (answer == 302)
    assert (f"Threat to life {threat_ref}" in visitor.get("/account").text) is (answer == 403)


def test_with_the_police_a_controller_closes_it_and_no_handler(whole_unit: Unit) -> None:
    visitor, _, threat_ref = raised(whole_unit)
    assert send(visitor, f"/threats/{threat_ref}/police", POLICE).status_code == 302
    assert send(visitor, f"/threats/{threat_ref}/police", POLICE).status_code == 409
    assert send(visitor, f"/threats/{threat_ref}/close", {"reason": "Over"}).status_code == 403
    controller = whole_unit.sign_in("cleo")
    assert send(controller, f"/threats/{threat_ref}/close", {"reason": "Over"}).status_code == 302
    assert send(controller, f"/threats/{threat_ref}/decisions", DECISION).status_code == 403


DECISION = {"decided": "WARN_VICTIM", "rationale": "Canary-Why they live alone"}


def test_decisions_are_a_log_and_who_a_notice_exposes_is_for_an_authoriser(whole_unit: Unit) -> None:
    _, _, threat_ref = raised(whole_unit)
    controller = whole_unit.sign_in("cleo")
    assert send(controller, f"/threats/{threat_ref}/decisions", DECISION).status_code == 302
    exposes = {"exposes": "yes", "why": "Canary-Why only they knew"}
    assert send(controller, f"/threats/{threat_ref}/notice", exposes).status_code == 403
    authoriser = whole_unit.sign_in("ava")
    assert send(authoriser, f"/threats/{threat_ref}/notice", exposes).status_code == 302
    text = proofread(authoriser.get(f"/threats/{threat_ref}").text).text
    assert "Warn the person in danger" in text
    assert "Yes, says Ava Rook" in text
    assert b"Canary-Why" not in whole_unit.raw()


def test_a_time_that_cannot_be_says_so_and_loses_nothing(whole_unit: Unit) -> None:
    visitor, source_ref = register(whole_unit)
    reply = send(visitor, f"/threats/raise/{source_ref}", THREAT | {"received_at": "23:59"})
    assert reply.status_code == 400
    assert "It cannot have been learned in the future" in reply.text
    assert "Canary-Victim" in reply.text
