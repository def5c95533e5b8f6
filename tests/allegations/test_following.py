"""After the assessment: a report sent, a result owed, chased and recorded."""

from datetime import UTC, datetime, timedelta

import pytest

from app.allegations import queries, service
from app.errors import NotFound, Refused
from tests.allegations.desk import Desk


def sent(desk: Desk) -> str:
    ref = desk.assessed("asha")
    desk.do("mia", service.mark_disseminated, ref, "REP-1")
    return ref


def test_a_released_report_moves_what_it_rests_on_and_a_result_is_due(desk: Desk) -> None:
    ref = sent(desk)
    row = desk.row(ref)
    assert (row.status, row.stage) == ("DISSEMINATED", "AFTER")
    assert row.result_due_at == datetime(2026, 3, 30, 22, 59, 59, tzinfo=UTC)
    with desk.work("asha") as uow:
        assert queries.sendings(uow.case, ref) == ["REP-1"]
    assert desk.decisions(ref, "allegation:send") == ["attempted", "done"]


def test_a_second_report_and_the_same_one_again_change_nothing_more(desk: Desk) -> None:
    ref = sent(desk)
    due = desk.row(ref).result_due_at
    desk.unit.clock.tick(days=1)
    desk.do("mia", service.mark_disseminated, ref, "REP-1")
    desk.do("cleo", service.mark_disseminated, ref, "REP-2")
    assert desk.row(ref).result_due_at == due
    assert desk.value("SELECT count(*) FROM allegation_sendings WHERE allegation_ref = :ref", ref=ref) == 2


@pytest.mark.parametrize("who", ["asha", "hana", "dora", "sol", "pia"])
def test_only_whoever_may_release_marks_it_as_sent(desk: Desk, who: str) -> None:
    ref = desk.assessed("asha")
    with pytest.raises((Refused, NotFound)):
        desk.do(who, service.mark_disseminated, ref, "REP-1")
    assert desk.row(ref).status == "ASSESSED"
    assert desk.decisions(ref, "allegation:send") == ["attempted", "refused"]


def test_nothing_is_sent_before_the_assessment(desk: Desk) -> None:
    ref = desk.taken("asha")
    with pytest.raises(Refused):
        desk.do("mia", service.mark_disseminated, ref, "REP-1")


def test_a_result_ends_the_wait(desk: Desk) -> None:
    ref = sent(desk)
    desk.do("pia", service.mark_result, ref)
    row = desk.row(ref)
    assert (row.status, row.result_due_at) == ("RESULTED", None)
    desk.do("pia", service.mark_result, ref)
    assert desk.decisions(ref, "allegation:result") == ["attempted", "done"] * 2


def test_after_a_result_it_can_be_sent_again(desk: Desk) -> None:
    ref = sent(desk)
    desk.do("pia", service.mark_result, ref)
    desk.do("mia", service.mark_disseminated, ref, "REP-2")
    assert desk.row(ref).status == "DISSEMINATED"
    steps = [step.to_status for step in desk.do("mia", service.timeline, ref).steps]
    assert steps[:3] == ["DISSEMINATED", "IN_DEVELOPMENT", "RESULTED"]


def test_a_result_can_only_come_of_what_was_assessed(desk: Desk) -> None:
    ref = desk.taken("asha")
    with pytest.raises(NotFound):
        desk.do("pia", service.mark_result, ref)


@pytest.mark.parametrize("who", ["asha", "mia", "hana", "sid"])
def test_only_whoever_receives_records_a_result(desk: Desk, who: str) -> None:
    ref = sent(desk)
    with pytest.raises((Refused, NotFound)):
        desk.do(who, service.mark_result, ref)
    assert desk.row(ref).status == "DISSEMINATED"


def chase(desk: Desk) -> int:
    with desk.unit.steward() as uow:
        return service.chase_results(uow)


def test_the_steward_marks_what_is_overdue_once(desk: Desk) -> None:
    ref, other = sent(desk), desk.taken("asha")
    due = desk.row(ref).result_due_at
    assert due is not None
    desk.unit.clock.now = due - timedelta(seconds=1)
    assert chase(desk) == 0
    desk.unit.clock.now = due
    assert (chase(desk), chase(desk)) == (1, 0)
    assert (desk.row(ref).status, desk.row(other).status) == ("RESULT_DUE", "IN_ASSESSMENT")
    assert desk.decisions(ref, "allegation:chase") == ["attempted", "done"]


def test_nobody_else_chases(desk: Desk) -> None:
    ref = sent(desk)
    desk.unit.clock.tick(days=90)
    assert desk.do("asha", service.chase_results) == 0
    assert desk.row(ref).status == "DISSEMINATED"


def test_a_result_that_comes_late_is_recorded(desk: Desk) -> None:
    ref = sent(desk)
    desk.unit.clock.tick(days=90)
    chase(desk)
    with desk.work("pia", clearance_ends_at=desk.unit.clock.now + timedelta(days=1)) as uow:
        service.mark_result(uow, ref)
    assert desk.row(ref).status == "RESULTED"
