"""What is due beside reviews: a day named for one risk, asking how somebody is, and what was planned; who does it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.errors import Invalid
from app.risk import service
from app.risk.models import Mitigation, Review, Risk
from app.risk.raising import set_welfare_due
from app.sources.happenings import NEEDS_CARE
from app.sources.models import Source
from audit.events import Decision
from tests.factories import Unit
from tests.pages import proofread
from tests.risk.office import PLAN, RISK, plan_for, row, send, with_risk
from tests.risk.test_seeing_to_a_source import WELL
from tests.risk.test_what_raises_a_review import causes
from tests.sources.test_registering import register

# The day that the form of these tests names, as it ends in London.
NAMED = datetime(2026, 3, 3, 23, 59, 59, tzinfo=UTC)
ASK, DO = "To be asked how they are", "To be done about risks"


def scheduled(unit: Unit) -> datetime:
    """Return when the review falls due that does so by itself."""
    with unit.steward() as uow:
        by_itself = Review.cause.in_(("FIRST", "CALENDAR"))
        return uow.case.scalars(select(Review.due_at).where(Review.state == "DUE", by_itself)).one()


def test_a_review_falls_due_on_the_day_that_was_named_for_one_risk(whole_unit: Unit) -> None:
    visitor, source_ref, _ = with_risk(whole_unit)
    assert scheduled(whole_unit) == NAMED
    # Signed before that day, it stays the day on which this risk is looked at again.
    assert send(visitor, f"/risk/{source_ref}/sign").status_code == 302
    assert scheduled(whole_unit) == NAMED
    whole_unit.clock.tick(days=2)
    visitor = whole_unit.sign_in("hana", unlock=True)
    assert proofread(visitor.get(f"/risk/{source_ref}").text).text.count("Overdue") == 2
    assert send(visitor, f"/risk/{source_ref}/sign").status_code == 302
    # Whoever signed has looked at it: the next day is that of its band.
    with whole_unit.steward() as uow:
        [risk] = uow.case.scalars(select(Risk)).all()
        assert risk.review_on == (whole_unit.clock.now + timedelta(days=180)).date()
    assert scheduled(whole_unit) > whole_unit.clock.now + timedelta(days=179)


def test_every_risk_to_a_child_is_one_band_more_whatever_was_chosen(whole_unit: Unit) -> None:
    visitor, source_ref, risk_ref = with_risk(whole_unit, residual_likelihood="2", residual_impact="2")
    assert row(whole_unit, source_ref).band == "LOW"
    with whole_unit.steward() as uow:
        uow.case.get_one(Source, source_ref).care = "CHILD"
        uow.tell(NEEDS_CARE, source_ref)
    assert row(whole_unit, source_ref).band == "MEDIUM"
    again = RISK | {"owner": whole_unit.ref("hana"), "likelihood": "3", "impact": "3"}
    assert send(visitor, f"/risk/{source_ref}/risks/{risk_ref}", again).status_code == 302
    with whole_unit.steward() as uow:
        risk = uow.case.get_one(Risk, risk_ref)
        assert (risk.more_exposed, risk.band) == (True, "HIGH")
    assert row(whole_unit, source_ref).band == "HIGH"


def test_somebody_vulnerable_is_rated_as_whoever_rates_them_says(whole_unit: Unit) -> None:
    _, source_ref, _ = with_risk(whole_unit)
    with whole_unit.steward() as uow:
        uow.case.get_one(Source, source_ref).care = "VULNERABLE"
        uow.tell(NEEDS_CARE, source_ref)
    assert row(whole_unit, source_ref).band == "LOW"


def test_whom_nobody_asked_stands_on_the_board_until_somebody_does(whole_unit: Unit) -> None:
    visitor, source_ref = register(whole_unit)
    assert ASK not in visitor.get("/board").text
    whole_unit.clock.tick(days=91)
    for who, shown in (("hana", True), ("cleo", True), ("asha", False)):
        board = whole_unit.sign_in(who).get("/board").text
        assert (ASK in board) is shown
        assert (f"/risk/{source_ref}/welfare" in board) is shown
    visitor = whole_unit.sign_in("hana")
    assert "Overdue" in proofread(visitor.get(f"/risk/{source_ref}").text).text
    assert send(visitor, f"/risk/{source_ref}/welfare", WELL).status_code == 302
    assert ASK not in visitor.get("/board").text
    assert row(whole_unit, source_ref).welfare_due_on == (whole_unit.clock.now + timedelta(days=90)).date()
    # In greater danger they are asked more often, from the hour on in which that is known.
    with_high = RISK | {"owner": whole_unit.ref("hana"), "likelihood": "4", "impact": "3", "review_on-month": "6"}
    assert send(visitor, f"/risk/{source_ref}/add", with_high).status_code == 302
    assert row(whole_unit, source_ref).welfare_due_on == (whole_unit.clock.now + timedelta(days=28)).date()


def test_nobody_is_asked_for_who_was_closed_or_is_somebody_elses(whole_unit: Unit) -> None:
    _, source_ref = register(whole_unit)
    whole_unit.clock.tick(days=91)
    with whole_unit.behind() as uow:
        uow.case.get_one(Source, source_ref).handler_ref = "somebody else"
    assert ASK not in whole_unit.sign_in("hana").get("/board").text
    with whole_unit.behind() as uow:
        source = uow.case.get_one(Source, source_ref)
        source.status = "CLOSED"
        set_welfare_due(uow, source)
    assert ASK not in whole_unit.sign_in("cleo").get("/board").text


def test_that_they_report_suspicion_is_an_event_by_itself(whole_unit: Unit) -> None:
    visitor, source_ref = register(whole_unit)
    assert send(visitor, f"/risk/{source_ref}/welfare", WELL | {"suspicion": "1"}).status_code == 302
    assert causes(whole_unit) == {"FIRST", "SUSPICION"}


def test_what_is_planned_stands_on_the_board_of_whoever_does_it_and_of_others_once_it_is_late(whole_unit: Unit) -> None:
    visitor, source_ref, risk_ref = with_risk(whole_unit)
    plan_for(whole_unit, visitor, source_ref, risk_ref)
    assert DO in visitor.get("/board").text
    assert DO not in whole_unit.sign_in("cleo").get("/board").text
    whole_unit.clock.tick(days=8)
    board = whole_unit.sign_in("cleo").get("/board").text
    assert DO in board
    assert "Hana" in board
    assert DO not in whole_unit.sign_in("asha").get("/board").text
    with whole_unit.steward() as uow:
        [task] = uow.case.scalars(select(Mitigation)).all()
    visitor = whole_unit.sign_in("hana")
    address = f"/risk/{source_ref}/plan/{task.mitigation_ref}"
    assert send(visitor, address, {"effect": "WORKED", "what": "Done"}).status_code == 302
    assert DO not in visitor.get("/board").text


def test_nothing_is_given_to_somebody_who_would_never_see_it(whole_unit: Unit) -> None:
    visitor, source_ref, risk_ref = with_risk(whole_unit)
    offered = proofread(visitor.get(f"/risk/{source_ref}/plan").text)
    owners = {one.get("value") for one in offered.all("option")}
    assert {whole_unit.ref("hana"), whole_unit.ref("cleo")} <= owners
    assert whole_unit.ref("asha") not in owners
    with whole_unit.behind() as uow:
        uow.case.get_one(Source, source_ref).handler_ref = "somebody else"
    controller = whole_unit.sign_in("cleo")
    wrong = PLAN | {"owner": whole_unit.ref("hana"), "about": risk_ref}
    assert send(controller, f"/risk/{source_ref}/plan", wrong).status_code == 400
    # What the form does not offer, the service refuses as well.
    planned = service.Planned("REDUCE", whole_unit.ref("hana"), NAMED.date(), "Canary-Planned")
    with pytest.raises(Invalid), whole_unit.house.work(whole_unit.actor("cleo")) as uow:
        service.plan(uow, source_ref, risk_ref, planned)


def test_what_the_old_handler_had_to_do_passes_to_the_new_one(whole_unit: Unit) -> None:
    visitor, source_ref, risk_ref = with_risk(whole_unit)
    plan_for(whole_unit, visitor, source_ref, risk_ref)
    passed = {"part": "handler_ref", "to": whole_unit.ref("hugo"), "why": "LEAVES", "reason": "They leave"}
    assert send(whole_unit.sign_in("cleo"), f"/sources/{source_ref}/transfer", passed).status_code == 302
    with whole_unit.steward() as uow:
        assert uow.case.get_one(Risk, risk_ref).owner_ref == whole_unit.ref("hugo")
    assert DO in whole_unit.sign_in("hugo").get("/board").text
    assert DO not in whole_unit.sign_in("hana").get("/board").text
    [moved] = whole_unit.entries(action="holding:move", object_refs=(risk_ref,), decision=Decision.DONE)
    assert moved.entry.detail["to"] == whole_unit.ref("hugo")
