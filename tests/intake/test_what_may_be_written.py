"""Who may not be called is not written to; no message gives a task, makes an offer or says what came of a report."""

from collections.abc import Callable
from typing import Any

import pytest

from app.contacts.models import ContactRequest
from app.intake.outgoing import FEEDBACK
from app.sources.models import APPROVED, STOPPED, Source, StandingPlan
from app.sources.windows import Window
from app.unit_of_work import UnitOfWork
from audit.events import Decision, Event
from tests.contacts.test_calling import allegation_ref, granted, send
from tests.factories import Unit, Visitor
from tests.pages import proofread

TEXT = "Thank you. Somebody has read it with care."
Bar = Callable[[UnitOfWork, Source], None]


def stands(status: str) -> Bar:
    def bar(_uow: UnitOfWork, source: Source) -> None:
        source.status = status

    return bar


def never(uow: UnitOfWork, source: Source) -> None:
    """Their plan says that nobody contacts them."""
    uow.vault.windows.keep(source.source_ref, Window().record())


def asked_not_to(uow: UnitOfWork, source: Source) -> None:
    """They asked in a call not to be contacted, or gave the sign for duress."""
    plan = uow.case.get_one(StandingPlan, source.source_ref)
    source.contactable, plan.state, plan.approved_by = False, STOPPED, None


def held(uow: UnitOfWork, source: Source) -> None:
    source.held_from = uow.now.date()


# What bars contact, each put in place of the one before, and the rule that the record keeps.
BARS: list[tuple[Bar, str]] = [
    (stands("DORMANT"), "source_is_in_work"),
    (stands("REOPENED"), "source_is_in_work"),
    (asked_not_to, "plan_allows_contact"),
    (held, "drift_is_decided"),
    (never, "plan_allows_contact"),
]


def as_before(uow: UnitOfWork, source: Source) -> None:
    plan = uow.case.get_one(StandingPlan, source.source_ref)
    source.status, source.contactable, source.held_from = "ACTIVE", True, None
    plan.state, plan.approved_by = APPROVED, "somebody"


def change(unit: Unit, act: Bar) -> str:
    """Change the only source there is, and return its reference."""
    with unit.behind() as uow:
        [source] = uow.case.query(Source)
        act(uow, source)
        return str(source.source_ref)


def ask_for(unit: Unit, grant_ref: str, purpose: str) -> None:
    with unit.behind() as uow:
        uow.case.get_one(ContactRequest, grant_ref).purpose = purpose


def by_officer(officer: Visitor, grant_ref: str, text: str = TEXT) -> Any:
    return officer.post(f"/contacts/{grant_ref}/message", {"text": text})


def by_handler(unit: Unit, handler: Visitor, source_ref: str, text: str = TEXT) -> Any:
    given = {"allegation_ref": allegation_ref(unit), "text": text}
    return send(handler, f"/sources/{source_ref}/message", given, on="/account")


def sent(unit: Unit) -> list[Any]:
    return unit.entries(action=Event.MESSAGE_SEND.action, decision=Decision.DONE)


def test_who_may_not_be_called_is_not_written_to_either(whole_unit: Unit) -> None:
    officer, grant_ref = granted(whole_unit)
    handler = whole_unit.sign_in("hana")
    said = set()
    for bar, rule in BARS:
        source_ref = change(whole_unit, as_before)
        change(whole_unit, bar)
        reply = by_officer(officer, grant_ref)
        assert reply.status_code == 403, bar
        said.add(proofread(reply.text).text.split("No message can go")[1][:60])
        assert by_handler(whole_unit, handler, source_ref).status_code == 403
        told = whole_unit.entries(action=Event.MESSAGE_SEND.action, decision=Decision.REFUSED)[:2]
        assert [one.entry.rule for one in told] == [rule, rule]
    # The same words whatever it is: an officer with another report of theirs learns nothing of this source.
    assert len(said) == 1
    assert not sent(whole_unit)


def test_neither_a_plan_without_a_number_nor_drift_bars_the_question_whether_they_are_safe(whole_unit: Unit) -> None:
    officer, grant_ref = granted(whole_unit)
    ask_for(whole_unit, grant_ref, "WELFARE")

    def no_number(uow: UnitOfWork, source: Source) -> None:
        held(uow, source)
        source.contactable = False

    change(whole_unit, no_number)
    assert by_officer(officer, grant_ref).status_code == 302
    assert len(sent(whole_unit)) == 1


def test_nobody_writes_a_task_an_offer_or_what_came_of_it(whole_unit: Unit) -> None:
    officer, grant_ref = granted(whole_unit)
    handler, source_ref = whole_unit.sign_in("hana"), change(whole_unit, lambda *_: None)
    for said in ("Could you check if he is back?", "There is a reward.", "He was arrested today.", "We took action."):
        for reply in (by_officer(officer, grant_ref, said), by_handler(whole_unit, handler, source_ref, said)):
            assert reply.status_code == 400
            assert "Write it without" in proofread(reply.text).text
            assert said in reply.text
    assert not sent(whole_unit)


@pytest.mark.parametrize("typed", [TEXT, FEEDBACK[0] + " He was fined."])
def test_whoever_may_only_thank_them_chooses_among_the_units_own_sentences(whole_unit: Unit, typed: str) -> None:
    officer, grant_ref = granted(whole_unit)
    ask_for(whole_unit, grant_ref, "FEEDBACK")
    offered = proofread(officer.get(f"/contacts/{grant_ref}/message").text).all("input", type="radio")
    assert {one.get("value") for one in offered} == set(FEEDBACK)
    reply = by_officer(officer, grant_ref, typed)
    assert reply.status_code == 400
    assert "Choose the message" in proofread(reply.text).text
    assert not sent(whole_unit)
    assert by_officer(officer, grant_ref, FEEDBACK[0]).status_code == 302
