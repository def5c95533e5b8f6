"""Risks are written down one by one, rated, planned for and signed; words go to the vault and nowhere else."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.errors import Conflict
from app.risk import service
from app.risk.models import BandChange, Review
from audit.events import Decision, Event
from tests.factories import Unit
from tests.pages import proofread
from tests.risk.office import CANARIES, PLAN, RISK, plan_for, row, send, with_risk, write_down
from tests.sources.test_registering import register

MEDIUM = {"likelihood": "3", "impact": "3"}
HIGH = {"likelihood": "4", "impact": "3"}


def test_a_risk_is_written_down_and_its_words_are_sealed(whole_unit: Unit) -> None:
    visitor, source_ref, risk_ref = with_risk(whole_unit)
    page = proofread(visitor.get(f"/risk/{source_ref}").text)
    assert risk_ref in page.text
    assert "Physical harm" in page.text
    assert not [word for word in CANARIES if word in page.html]
    raw = whole_unit.raw()
    assert not [word for word in CANARIES if word.encode() in raw]


def test_a_custodian_opens_the_words_as_a_part_of_the_source(whole_unit: Unit) -> None:
    visitor, source_ref, risk_ref = with_risk(whole_unit)
    opened = {"compartment": "risk", "purpose": "RISK_REVIEW", "reason": "To sign the review"}
    text = proofread(visitor.post(f"/sources/{source_ref}/open", opened).text).text
    assert all(word in text for word in CANARIES)
    assert risk_ref in text


@pytest.mark.parametrize("who", ["asha", "mia", "hugo", "olga", "sid", "dora"])
def test_nobody_else_sees_or_writes_the_risk(whole_unit: Unit, who: str) -> None:
    _, source_ref, risk_ref = with_risk(whole_unit)
    visitor = whole_unit.sign_in(who)
    for reply in (
        visitor.get(f"/risk/{source_ref}"),
        send(visitor, f"/risk/{source_ref}/add", RISK | {"owner": whole_unit.ref("hana")}),
        send(visitor, f"/risk/{source_ref}/risks/{risk_ref}/close", {"reason": "Gone"}),
        send(visitor, f"/risk/{source_ref}/sign"),
    ):
        assert reply.status_code in {403, 404}
        assert risk_ref not in reply.text
    refused = whole_unit.entries(person_ref=whole_unit.ref(who), decision=Decision.REFUSED)
    assert len(refused) >= 4


def test_a_risk_of_another_source_is_not_reached_through_this_one(whole_unit: Unit) -> None:
    _, _, risk_ref = with_risk(whole_unit)
    visitor, other = register(whole_unit)
    assert send(visitor, f"/risk/{other}/risks/{risk_ref}/close", {"reason": "Gone"}).status_code == 404
    assert visitor.get(f"/risk/{other}/risks/{risk_ref}").status_code == 404


def test_the_band_rises_at_once_and_falls_with_a_signed_review_only(whole_unit: Unit) -> None:
    visitor, source_ref, risk_ref = with_risk(whole_unit, **MEDIUM)
    assert row(whole_unit, source_ref).band == "MEDIUM"
    lower = RISK | {"owner": whole_unit.ref("hana"), "residual_likelihood": "1", "residual_impact": "2"} | MEDIUM
    assert send(visitor, f"/risk/{source_ref}/risks/{risk_ref}", lower).status_code == 302
    assert row(whole_unit, source_ref).band == "MEDIUM"
    assert "stands once the review is signed" in visitor.get(f"/risk/{source_ref}").text
    assert send(visitor, f"/risk/{source_ref}/sign").status_code == 302
    assert row(whole_unit, source_ref).band == "MEDIUM"
    controller = whole_unit.sign_in("cleo")
    assert send(controller, f"/risk/{source_ref}/sign").status_code == 302
    assert row(whole_unit, source_ref).band == "LOW"


def test_nobody_signs_twice_and_a_new_rating_voids_what_was_signed(whole_unit: Unit) -> None:
    visitor, source_ref, risk_ref = with_risk(whole_unit, **MEDIUM)
    plan_for(whole_unit, visitor, source_ref, risk_ref)
    assert send(visitor, f"/risk/{source_ref}/sign").status_code == 302
    assert send(visitor, f"/risk/{source_ref}/sign").status_code == 409
    write_down(whole_unit, visitor, source_ref)
    controller = whole_unit.sign_in("cleo")
    assert send(controller, f"/risk/{source_ref}/sign").status_code == 302
    with whole_unit.steward() as uow:
        assert not uow.case.scalars(select(Review).where(Review.state == "DONE")).all()


@pytest.mark.parametrize(("who", "answer"), [("hana", 403), ("ava", 403), ("cleo", 302)])
def test_the_band_says_who_signs(whole_unit: Unit, who: str, answer: int) -> None:
    visitor, source_ref, risk_ref = with_risk(whole_unit, **HIGH)
    plan_for(whole_unit, visitor, source_ref, risk_ref)
    signer = whole_unit.sign_in(who)
    assert send(signer, f"/risk/{source_ref}/sign").status_code == answer
    decision = Decision.DONE if answer == 302 else Decision.REFUSED
    assert whole_unit.entries(action=Event.RISK_SIGN.action, decision=decision)


def test_a_medium_risk_needs_something_done_about_it_before_anybody_signs(whole_unit: Unit) -> None:
    visitor, source_ref, risk_ref = with_risk(whole_unit, **MEDIUM)
    assert send(visitor, f"/risk/{source_ref}/sign").status_code == 409
    assert "say first what is done about it" in visitor.get(f"/risk/{source_ref}").text
    plan_for(whole_unit, visitor, source_ref, risk_ref)
    assert send(visitor, f"/risk/{source_ref}/sign").status_code == 302


def test_nothing_written_down_cannot_be_signed_as_no_risk(whole_unit: Unit) -> None:
    visitor, source_ref = register(whole_unit)
    assert send(visitor, f"/risk/{source_ref}/sign").status_code == 409


def test_a_signed_review_opens_the_next_by_the_band(whole_unit: Unit) -> None:
    visitor, source_ref, _ = with_risk(whole_unit, **{"review_on-day": "29", "review_on-month": "8"})
    assert send(visitor, f"/risk/{source_ref}/sign").status_code == 302
    with whole_unit.steward() as uow:
        [due] = uow.case.scalars(select(Review).where(Review.state == "DUE")).all()
        assert (due.cause, due.due_at) == ("CALENDAR", whole_unit.clock.now + timedelta(days=180))


def test_a_plan_has_an_owner_and_a_day_and_is_done_with_its_effect(whole_unit: Unit) -> None:
    visitor, source_ref, risk_ref = with_risk(whole_unit, **MEDIUM)
    past = PLAN | {"owner": whole_unit.ref("hana"), "about": risk_ref, "due_on-day": "1"}
    assert "Choose today or a later day" in send(visitor, f"/risk/{source_ref}/plan", past).text
    plan_for(whole_unit, visitor, source_ref, risk_ref)
    page = proofread(visitor.get(f"/risk/{source_ref}").text)
    [link] = [one.get("href", "") for one in page.all("a") if f"/risk/{source_ref}/plan/" in one.get("href", "")]
    assert send(visitor, link, {"effect": "WORKED", "what": "Canary-Done bought it"}).status_code == 302
    assert send(visitor, link, {"effect": "WORKED", "what": "Again"}).status_code == 409
    assert "It helped" in visitor.get(f"/risk/{source_ref}").text
    assert b"Canary-Done" not in whole_unit.raw()
    assert b"Canary-Planned" not in whole_unit.raw()


def test_a_rating_that_cannot_be_says_how_to_mend_it_and_loses_nothing(whole_unit: Unit) -> None:
    visitor, source_ref = register(whole_unit)
    half = RISK | {"owner": whole_unit.ref("hana"), "residual_likelihood": "2"}
    reply = send(visitor, f"/risk/{source_ref}/add", half)
    assert reply.status_code == 400
    assert "Choose how bad it would be with that in place." in reply.text
    assert "Canary-Feared" in proofread(reply.text).html
    late = RISK | {"owner": whole_unit.ref("hana"), "review_on-year": "2029"}
    assert "its band allows no later one" in send(visitor, f"/risk/{source_ref}/add", late).text


def test_the_history_of_bands_begins_with_registration(whole_unit: Unit) -> None:
    _, source_ref, _ = with_risk(whole_unit, **HIGH)
    with whole_unit.steward() as uow:
        told = uow.case.scalars(select(BandChange).order_by(BandChange.band.desc())).all()
        assert [(one.band, one.cause) for one in told] == [("LOW", "FIRST"), ("HIGH", "RATED")]
        assert {one.source_ref for one in told} == {source_ref}


def test_somebody_in_two_roles_is_still_one_person(whole_unit: Unit) -> None:
    visitor, source_ref, risk_ref = with_risk(whole_unit, **MEDIUM)
    plan_for(whole_unit, visitor, source_ref, risk_ref)
    both = whole_unit.actor("cleo")
    both = replace(both, person_ref=whole_unit.ref("hana"), roles=frozenset({"NSU_HANDLER", "NSU_CONTROLLER"}))
    with whole_unit.house.work(both) as uow:
        assert not service.sign(uow, source_ref)
    with pytest.raises(Conflict), whole_unit.house.work(both) as uow:
        service.sign(uow, source_ref)
