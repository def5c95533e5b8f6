"""A question to somebody who was promised anonymity goes the way they came, and asks nothing of who they are."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.allegations.models import Addition, Question
from app.allegations.states import State
from app.allegations.telling import asks_who
from app.founding import Founded
from app.markings.promises import ANONYMOUS, CRIMESTOPPERS
from audit.events import Decision, Event
from tests.allegations.desk import Desk
from tests.attacks.oracle import Canary
from tests.factories import Neighbour, Unit, Visitor, copy_unit
from tests.intake.site import ACCOUNT
from tests.pages import proofread
from tests.risk.office import send

ASKED = {"text": "On which evenings do the vans come?"}


@pytest.fixture(scope="module")
def unit(founded_unit: tuple[Founded, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Unit]:
    """Return one unit for all of these: each asks about an allegation of its own."""
    made = copy_unit(*founded_unit, tmp_path_factory.mktemp("asking") / "unit")
    yield made
    made.close()


@pytest.fixture(scope="module")
def desk(unit: Unit) -> Desk:
    return Desk(unit)


@pytest.fixture(scope="module")
def asha(unit: Unit, desk: Desk) -> Visitor:
    """Return the owner's browser, in which they signed in after the desk did it for them."""
    desk.actor("asha")
    return unit.sign_in("asha")


def refused(unit: Unit, event: Event) -> str:
    [last, *_] = unit.entries(action=event.action, decision=Decision.REFUSED)
    return str(last.entry.rule)


def questions(unit: Unit, ref: str) -> list[Question]:
    with unit.steward() as uow:
        return list(uow.case.scalars(select(Question).where(Question.allegation_ref == ref)))


def test_a_question_to_crimestoppers_is_written_down_with_its_answer(unit: Unit, desk: Desk, asha: Visitor) -> None:
    ref = desk.taken(channel="CRIMESTOPPERS")
    assert desk.row(ref).promise == CRIMESTOPPERS
    page = proofread(asha.get(f"/allegations/{ref}").text).text
    assert "this is the only contact with them" in page
    assert "Passed on by Crimestoppers".lower() in proofread(asha.get(f"/allegations/{ref}/question").text).text.lower()
    assert send(asha, f"/allegations/{ref}/question", ASKED).status_code == 302
    [question] = questions(unit, ref)
    assert (question.way, question.by_ref, question.answered_at) == ("VIA_CRIMESTOPPERS", unit.ref("asha"), None)
    address = f"/allegations/{ref}/question/{question.question_ref}"
    assert ASKED["text"] in proofread(asha.get(address).text).text
    assert asha.get(f"/allegations/{ref}/question/{'0' * 32}").status_code == 404
    assert send(asha, address, {"answer": "On Fridays, after dark."}).status_code == 302
    shown = proofread(asha.get(f"/allegations/{ref}").text).text
    assert "On Fridays, after dark." in shown
    assert "Answered" in shown
    assert unit.entries(action=Event.QUESTION_ANSWER.action, decision=Decision.DONE)


def test_an_answer_that_shows_who_called_is_held(desk: Desk, unit: Unit, asha: Visitor) -> None:
    ref = desk.taken(channel="CRIMESTOPPERS")
    send(asha, f"/allegations/{ref}/question", ASKED)
    [question] = questions(unit, ref)
    told = f"The caller is {Canary.NAME}, his sister, and says on Fridays."
    assert send(asha, f"/allegations/{ref}/question/{question.question_ref}", {"answer": told}).status_code == 302
    assert desk.row(ref).status == State.HELD_SOURCE
    assert Canary.NAME not in asha.get(f"/allegations/{ref}").text
    with unit.steward() as uow:
        assert [row.is_held for row in uow.case.scalars(select(Addition).where(Addition.allegation_ref == ref))] == [
            True
        ]


def test_who_they_are_is_not_asked_and_no_task_is_given(desk: Desk, unit: Unit, asha: Visitor) -> None:
    ref = desk.taken(channel="CRIMESTOPPERS")
    for text, words in (
        ("What is your name?", "your name"),
        ("Are you his sister? Where do you live?", "Where do you"),
        ("Can you find out who drives the van?", "find out who"),
    ):
        reply = send(asha, f"/allegations/{ref}/question", {"text": text})
        assert reply.status_code == 400
        assert f"“{words}”" in proofread(reply.text).text
        assert refused(unit, Event.QUESTION_ASK) == "form_is_valid"
    assert not questions(unit, ref)


@pytest.mark.parametrize(
    "text",
    ["Who are you?", "What's your phone number", "where were you when it happened", "How do you know him?",
     "how old are you", "Are you a woman?", "Please call us", "who is your husband", "your home address"],
)  # fmt: skip
def test_each_way_to_ask_who_they_are_is_seen(text: str) -> None:
    assert asks_who(text)
    assert not asks_who("Which van is it, and when does it leave the yard? Who drives it?")


def test_whoever_may_be_called_is_not_asked_so_and_nobody_but_the_owner_asks(
    desk: Desk, unit: Unit, asha: Visitor
) -> None:
    assert send(asha, f"/allegations/{desk.taken()}/question", ASKED).status_code == 403
    assert refused(unit, Event.QUESTION_ASK) == "stays_unknown"
    ref = desk.taken(channel="CRIMESTOPPERS")
    assert send(unit.sign_in("ben"), f"/allegations/{ref}/question", ASKED).status_code == 403
    assert refused(unit, Event.QUESTION_ASK) == "owns_it"
    # Entered by staff for somebody who stays anonymous: nobody has a receipt, and no way leads there.
    ref = desk.taken(promise=ANONYMOUS)
    assert send(asha, f"/allegations/{ref}/question", ASKED).status_code == 403
    assert refused(unit, Event.QUESTION_ASK) == "a_way_leads_there"


def test_whoever_stays_anonymous_reads_the_question_with_their_receipt(unit: Unit, asha: Visitor) -> None:
    words = unit.tell({"what-happened": dict(ACCOUNT), "reaching-you": {"promise": ANONYMOUS}})
    ref = unit.newest_allegation()
    assert send(asha, f"/allegations/{ref}/take", {}).status_code == 302
    assert send(asha, f"/allegations/{ref}/question", ASKED).status_code == 302
    [question] = questions(unit, ref)
    assert question.way == "BY_RECEIPT"
    unit.drain()
    assert ASKED["text"] in Neighbour(unit.public_app.test_client()).come_back(words).text
