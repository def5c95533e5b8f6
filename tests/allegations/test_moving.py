"""The steps around an assessment: returned, developed, closed, reopened, and what is told later."""

from datetime import UTC, datetime

import pytest

from app.allegations import service
from app.allegations.queries import find
from app.allegations.states import State
from app.allegations.steps import move
from app.assessment import service as assessment
from app.errors import Conflict, NotFound, Refused
from tests.allegations.desk import Desk


def test_a_manager_returns_an_assessment_and_the_clock_goes_on(desk: Desk) -> None:
    ref = desk.taken("asha")
    due = desk.row(ref).due_at
    desk.do("mia", service.return_for_correction, ref, reason="Check the address.")
    row = desk.row(ref)
    assert (row.status, row.owner_ref, row.due_at) == ("RETURNED", desk.unit.ref("asha"), due)
    assert desk.do("asha", service.timeline, ref).steps[0].reason == "Check the address."
    assert desk.decisions(ref, "allegation:return") == ["attempted", "done"]
    with pytest.raises(Refused):
        desk.do("ben", service.take, ref)
    desk.do("asha", service.take, ref)
    assert desk.row(ref).status == "IN_ASSESSMENT"


def test_what_is_returned_to_anybody_is_free_to_take(desk: Desk) -> None:
    ref = desk.taken("asha")
    desk.do("mia", service.return_for_correction, ref, reason="She is on leave.", free=True)
    assert desk.row(ref).owner_ref is None
    desk.do("ben", service.take, ref)
    assert desk.row(ref).owner_ref == desk.unit.ref("ben")


def test_what_was_returned_can_still_be_given_to_somebody_else(desk: Desk) -> None:
    ref = desk.taken("asha")
    desk.do("mia", service.return_for_correction, ref, reason="Check the address.")
    desk.do("mia", service.return_for_correction, ref, reason="She has left.", free=True)
    assert desk.row(ref).owner_ref is None


@pytest.mark.parametrize("who", ["asha", "ben", "hana", "cleo", "sol", "dora"])
def test_only_the_units_manager_returns(desk: Desk, who: str) -> None:
    ref = desk.taken("asha")
    with pytest.raises((Refused, NotFound)):
        desk.do(who, service.return_for_correction, ref, reason="No.")
    assert desk.row(ref).status == "IN_ASSESSMENT"
    assert desk.decisions(ref, "allegation:return") == ["attempted", "refused"]


def test_a_closed_one_is_reopened_with_a_new_clock_and_assessed_anew(desk: Desk) -> None:
    ref = desk.closed("asha")
    desk.unit.clock.now = datetime(2026, 3, 9, 10, 0, tzinfo=UTC)
    desk.do("mia", service.reopen, ref, reason="A new link.")
    row = desk.row(ref)
    assert (row.status, row.stage, row.owner_ref, row.outcome_code, row.round) == ("REOPENED", "CLOCK", None, "", 2)
    assert row.due_at == datetime(2026, 3, 11, 23, 59, 59, tzinfo=UTC)
    assert row.assessed_at is None
    desk.do("ben", service.take, ref)
    with pytest.raises(assessment.GatesUnmet):
        desk.do("ben", assessment.finish, ref)
    assert desk.value("SELECT count(*) FROM outcomes WHERE allegation_ref = :ref AND round = 1", ref=ref) == 1


@pytest.mark.parametrize("who", ["asha", "cleo", "hana", "sol"])
def test_only_the_units_manager_reopens(desk: Desk, who: str) -> None:
    ref = desk.closed("asha")
    with pytest.raises((Refused, NotFound)):
        desk.do(who, service.reopen, ref, reason="No.")
    assert desk.row(ref).status == "CLOSED"


def test_what_is_not_closed_is_not_reopened(desk: Desk) -> None:
    ref = desk.assessed("asha")
    with pytest.raises(Refused) as refused:
        desk.do("mia", service.reopen, ref, reason="No.")
    assert refused.value.rule == "stands_at:CLOSED"


def test_an_assessed_one_is_kept_for_development(desk: Desk) -> None:
    ref = desk.assessed("asha")
    desk.do("asha", service.develop, ref)
    assert desk.row(ref).status == "IN_DEVELOPMENT"
    with pytest.raises(Refused):
        desk.do("asha", service.develop, ref)
    assert desk.decisions(ref, "allegation:develop") == ["attempted", "done", "attempted", "refused"]


def test_news_stays_until_its_owner_or_their_manager_has_noted_it(desk: Desk) -> None:
    ref, locator = desk.with_mailbox()
    desk.do("asha", service.take, ref)
    with desk.unit.steward() as uow:
        service.add_more(uow, locator, "They moved.", intake_ref="more-1")
    for who in ("ben", "dora", "hana"):
        with pytest.raises(Refused):
            desk.do(who, service.note_news, ref)
    assert desk.row(ref).news_at is not None
    desk.do("asha", service.note_news, ref)
    assert desk.row(ref).news_at is None


def test_a_step_that_is_not_in_the_table_is_not_made(desk: Desk) -> None:
    ref = desk.taken("asha")
    with desk.work("asha") as uow:
        row = find(uow, ref)
        with pytest.raises(Conflict):
            move(uow, row, State.CLOSED, outcome_code="VOID")
    assert desk.row(ref).status == "IN_ASSESSMENT"
