"""What follows from each way a contact can end is carried out: no less than the table says, and no more."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import delete, select

from app.access.actor import Actor
from app.contacts import service
from app.contacts.models import APPROVED, Attempt, ContactRequest
from app.contacts.moments import failed_in_a_row
from app.contacts.outcomes import BETWEEN_ATTEMPTS, OUTCOMES, Consequence, ContactOutcomeRow
from app.risk.causes import Cause
from app.risk.models import BandChange, Review, Threat
from app.risk.models.reviews import DUE
from app.sources.models import STOPPED, Source, StandingPlan
from app.unit_of_work import UnitOfWork
from audit.events import Decision, Event
from tests.contacts.test_calling import CALL, granted, open_contact, send
from tests.factories import Unit
from tests.pages import proofread

SCHEDULED = {Cause.FIRST.value, Cause.CALENDAR.value}


@contextmanager
def made_anew(unit: Unit, grant_ref: str) -> Iterator[UnitOfWork]:
    """Put everything back as it was before the first call."""
    with unit.behind() as uow:
        row = uow.case.get_one(ContactRequest, grant_ref)
        row.state = APPROVED
        for table in (Attempt, Threat, Review, BandChange):
            uow.case.execute(delete(table))
        source, plan = uow.case.scalars(select(Source)).one(), uow.case.scalars(select(StandingPlan)).one()
        source.band, source.contactable = "LOW", True
        plan.state, plan.approved_by = "APPROVED", "somebody else"
        yield uow


def call(unit: Unit, actor: Actor, grant_ref: str, outcome: str) -> None:
    """Write an attempt down as the officer."""
    called = service.Called("PHONE", outcome, 1, "NOTHING", "Canary-Said this and that", unit.clock.now)
    with unit.house.work(actor) as uow:
        service.record_attempt(uow, grant_ref, called)


def observed(uow: UnitOfWork) -> set[Consequence]:
    """Return which consequences can be seen in the stores."""
    source, plan = uow.case.scalars(select(Source)).one(), uow.case.scalars(select(StandingPlan)).one()
    reviews = uow.case.scalars(select(Review.cause).where(Review.state == DUE)).all()
    threats = uow.case.scalars(select(Threat)).all()
    seen = {
        Consequence.COUNTS_AS_FAILURE: failed_in_a_row(list(uow.case.scalars(select(Attempt)))) == 1,
        Consequence.COMPROMISE_RISES: source.band == "MEDIUM",
        Consequence.RISK_IS_CRITICAL: source.band == "CRITICAL",
        Consequence.TELL_POLICE: [one.learned_by for one in threats] == ["DURESS"],
        Consequence.REVIEW_RISK: bool(set(reviews) - SCHEDULED),
        Consequence.REVIEW_PLAN: plan.state == STOPPED,
        Consequence.STOP_CONTACT: not source.contactable,
    }
    return {one for one, is_seen in seen.items() if is_seen}


@pytest.fixture
def called(whole_unit: Unit) -> tuple[Unit, Actor, str]:
    """Return a unit in which an officer holds a permission, the officer, and its reference."""
    _, grant_ref = granted(whole_unit)
    whole_unit.clock.tick(minutes=10)
    return whole_unit, whole_unit.actor("asha"), grant_ref


def test_every_outcome_has_the_consequences_of_its_row_and_no_others(called: tuple[Unit, Actor, str]) -> None:
    unit, actor, grant_ref = called

    def following(row: ContactOutcomeRow) -> set[Consequence]:
        with made_anew(unit, grant_ref):
            pass
        call(unit, actor, grant_ref, row.code.value)
        with unit.behind() as uow:
            return observed(uow)

    found = {row.code: following(row) for row in OUTCOMES}
    assert found == {row.code: set(row.consequences) for row in OUTCOMES}


def test_three_failures_start_a_review_and_a_fourth_try_is_for_a_controller(called: tuple[Unit, Actor, str]) -> None:
    unit, actor, grant_ref = called
    for count in range(3):
        with unit.behind() as uow:
            due = set(uow.case.scalars(select(Review.cause).where(Review.state == DUE)))
        assert Cause.FAILED_CONTACT.value not in due, count
        call(unit, actor, grant_ref, "NO_ANSWER")
        unit.clock.tick(minutes=1)
    with unit.behind() as uow:
        assert Cause.FAILED_CONTACT.value in set(uow.case.scalars(select(Review.cause)))
        for row in uow.case.scalars(select(Attempt)):
            row.at -= BETWEEN_ATTEMPTS
    officer = unit.sign_in("asha", unlock=True)
    reply = open_contact(officer, grant_ref)
    assert reply.status_code == 403
    assert "could not be reached three times" in proofread(reply.text).text
    [refused] = unit.entries(action=Event.CONTACT_OPEN.action, decision=Decision.REFUSED)
    assert refused.entry.rule == "not_failed_too_often"


def test_the_sign_for_duress_reaches_everybody_who_must_know(called: tuple[Unit, Actor, str]) -> None:
    unit, _, grant_ref = called
    officer = unit.sign_in("asha")
    duress = CALL | {"outcome": "DURESS", "made_at": f"{unit.clock.now:%H:%M}"}
    assert officer.post(f"/contacts/{grant_ref}/attempt", duress).status_code == 302
    shown = proofread(officer.get(f"/contacts/{grant_ref}").text).text
    assert "Tell the police and the source unit now" in shown
    for who in ("hana", "cleo", "ava"):
        page = proofread(unit.sign_in(who).get("/board").text).text
        assert "Threat to life" in page
        assert "Police" in page
    assert b"Canary-Said" not in unit.raw()
    # Nothing of it opens any more, for this officer or another.
    again = unit.sign_in("asha", unlock=True)
    assert open_contact(again, grant_ref).status_code == 403


def test_whoever_asks_not_to_be_contacted_is_asked_for_by_nobody(called: tuple[Unit, Actor, str]) -> None:
    unit, actor, grant_ref = called
    call(unit, actor, grant_ref, "REFUSED")
    with unit.behind() as uow:
        row = uow.case.get_one(ContactRequest, grant_ref)
        assert (row.state, uow.vault.keeps_grant(grant_ref)) == ("REVOKED", False)
    officer = unit.sign_in("asha")
    asked = {"purpose": "WELFARE", "reason": "Are they well?"}
    reply = officer.post(f"/contacts/ask/{unit.newest_allegation()}", asked)
    assert reply.status_code == 403
    custodian = unit.sign_in("cleo")
    assert (
        send(custodian, f"/requests/{grant_ref}/outside", {"outside": "1", "why": "So"}, on="/account").status_code
        == 403
    )
