"""What could not be read stands on the custodians' board, by reference only, until a controller clears it."""

import pytest
from sqlalchemy import text

from audit.events import Decision, Event
from tests.factories import Neighbour, Unit
from tests.pages import proofread

REASON = {"reason": "Canary-Cleared it was noise"}


def spoilt(unit: Unit) -> str:
    """Tell something that is damaged before the steward comes by; returns its reference."""
    Neighbour(unit.app.test_client()).tell_all(None)
    assert unit.house.stores.gateway is not None
    with unit.house.stores.gateway.begin() as connection:
        connection.execute(text("UPDATE submissions SET story = :story"), {"story": b"SK not a story"})
        [ref] = connection.execute(text("SELECT submission_ref FROM submissions")).scalars()
    assert unit.drain() == 0
    return str(ref)


def kept(unit: Unit) -> list[str]:
    assert unit.house.stores.gateway is not None
    with unit.house.stores.gateway.begin() as connection:
        return list(connection.execute(text("SELECT submission_ref FROM submissions")).scalars())


@pytest.mark.parametrize("who", ["hana", "cleo"])
def test_custodians_see_that_it_is_there_and_since_when(whole_unit: Unit, who: str) -> None:
    ref = spoilt(whole_unit)
    visitor = whole_unit.sign_in(who)
    assert "1 submission came in and could not be read" in proofread(visitor.get("/board").text).text
    listed = proofread(visitor.get("/sources/aside").text)
    assert ref in listed.text
    assert "It did not open" in listed.text
    assert "Tregarth" not in listed.text
    done = whole_unit.entries(action=Event.SUBMISSION_LIST.action, decision=Decision.DONE)
    assert done[0].entry.detail["count"] == 1


def test_a_board_says_nothing_while_everything_could_be_read(whole_unit: Unit) -> None:
    whole_unit.tell()
    visitor = whole_unit.sign_in("hana")
    assert "could not be read" not in visitor.get("/board").text
    assert "Everything that came in could be read" in proofread(visitor.get("/sources/aside").text).text


def test_a_controller_clears_it_and_says_why(whole_unit: Unit) -> None:
    ref = spoilt(whole_unit)
    visitor = whole_unit.sign_in("cleo")
    missing = visitor.post(f"/sources/aside/{ref}", {"reason": ""})
    assert missing.status_code == 400
    assert "why it is deleted" in proofread(missing.text).text
    assert kept(whole_unit) == [ref]
    assert visitor.post(f"/sources/aside/{ref}", REASON).status_code == 302
    assert kept(whole_unit) == []
    [done, attempted] = whole_unit.entries(action=Event.SUBMISSION_CLEAR.action)
    assert (attempted.entry.decision, done.entry.decision) == (Decision.ATTEMPTED, Decision.DONE)
    assert attempted.entry.private
    assert b"Canary-Cleared" not in whole_unit.raw()
    assert visitor.post(f"/sources/aside/{ref}", REASON, on="/unlock").status_code == 404


def test_what_only_waits_cannot_be_cleared(whole_unit: Unit) -> None:
    Neighbour(whole_unit.app.test_client()).tell_all(None)
    [ref] = kept(whole_unit)
    visitor = whole_unit.sign_in("cleo")
    assert visitor.get(f"/sources/aside/{ref}").status_code == 404
    assert visitor.post(f"/sources/aside/{ref}", REASON, on="/unlock").status_code == 404
    refused = whole_unit.entries(action=Event.SUBMISSION_CLEAR.action, decision=Decision.REFUSED)
    assert (refused[0].entry.object_ref, refused[0].entry.rule) == (ref, "not_visible")
    assert kept(whole_unit) == [ref]


@pytest.mark.parametrize("who", ["hana", "asha", "mia", "olga", "sid"])
def test_nobody_else_clears_it(whole_unit: Unit, who: str) -> None:
    ref = spoilt(whole_unit)
    visitor = whole_unit.sign_in(who)
    assert visitor.get(f"/sources/aside/{ref}").status_code == 403
    assert visitor.post(f"/sources/aside/{ref}", REASON, on="/account").status_code == 403
    assert visitor.get("/sources/aside").status_code == (200 if who == "hana" else 403)
    assert kept(whole_unit) == [ref]
    assert whole_unit.entries(person_ref=whole_unit.ref(who), action=Event.PAGE_REFUSED.action)
