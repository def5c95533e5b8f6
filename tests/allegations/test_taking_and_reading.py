"""Taking an allegation and reading it: one owner, every reading on record, and nothing for anybody else."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from app.allegations import service
from app.allegations.queries import find
from app.allegations.states import State
from app.allegations.steps import move
from app.errors import Conflict, NotFound, Refused
from tests.allegations.desk import ACCOUNT, CANARY, Desk


def test_an_assessor_takes_one_and_reads_it(desk: Desk) -> None:
    ref = desk.collect()
    desk.do("asha", service.take, ref)
    row = desk.row(ref)
    assert (row.status, row.stage, row.owner_ref) == ("IN_ASSESSMENT", "CLOCK", desk.unit.ref("asha"))
    assert desk.do("asha", service.read, ref).allegation.account == ACCOUNT
    assert desk.decisions(ref, "allegation:take") == ["attempted", "done"]
    assert desk.decisions(ref, "allegation:read") == ["done"]


def test_nobody_reads_what_they_have_not_taken(desk: Desk) -> None:
    ref = desk.collect()
    with pytest.raises(Refused):
        desk.do("asha", service.read, ref)
    assert desk.decisions(ref, "allegation:read") == ["refused"]


def test_a_colleague_does_not_read_what_another_has(desk: Desk) -> None:
    ref = desk.taken("asha")
    with pytest.raises(Refused) as refused:
        desk.do("ben", service.read, ref)
    assert refused.value.rule == "owns_it"
    assert desk.refusal(ref, "allegation:read") == "owns_it"


def test_a_colleague_does_not_take_what_another_has(desk: Desk) -> None:
    ref = desk.taken("asha")
    with pytest.raises(Refused) as refused:
        desk.do("ben", service.take, ref)
    assert refused.value.rule == "is_free_or_own"
    assert desk.row(ref).owner_ref == desk.unit.ref("asha")


def test_another_unit_does_not_know_that_there_is_one(desk: Desk) -> None:
    ref = desk.collect()
    for act in (service.read, service.take, service.timeline, service.cover, service.note_news):
        with pytest.raises(NotFound):
            desk.do("sol", act, ref)
    assert set(desk.decisions(ref, "allegation:take")) == {"attempted", "refused"}
    assert desk.refusal(ref, "allegation:take") == "not_visible"


@pytest.mark.parametrize("who", ["hana", "ava", "olga", "sid", "pia", "iris", "dora", "cleo"])
def test_only_assessors_take(desk: Desk, who: str) -> None:
    ref = desk.collect()
    with pytest.raises((Refused, NotFound)):
        desk.do(who, service.take, ref)
    assert desk.row(ref).owner_ref is None


def test_a_restricted_one_needs_the_higher_vetting(desk: Desk) -> None:
    ref = desk.collect(is_sensitive=True)
    with pytest.raises(NotFound), desk.work("asha", clearance_rank=2) as uow:
        service.take(uow, ref)
    desk.do("asha", service.take, ref)
    assert desk.row(ref).owner_ref == desk.unit.ref("asha")


def test_vetting_that_has_run_out_opens_nothing(desk: Desk) -> None:
    ref = desk.taken("asha")
    with pytest.raises((Refused, NotFound)), desk.work("asha", clearance_ends_at=desk.unit.clock.now) as uow:
        service.read(uow, ref)


def test_from_the_opening_on_an_immediate_one_is_due_to_be_assessed(desk: Desk) -> None:
    ref = desk.collect(danger_to_life=True)
    desk.do("asha", service.take, ref)
    row = desk.row(ref)
    assert row.due_at == row.assess_by
    assert row.opened_at is not None


def test_of_two_who_take_the_same_one_exactly_one_wins(desk: Desk) -> None:
    for _ in range(6):
        ref = desk.collect()
        people = [desk.actor("asha"), desk.actor("ben")]
        together = Barrier(2)

        def take(number: int, ref: str = ref, people: list = people, together: Barrier = together) -> bool:
            together.wait()
            try:
                with desk.unit.house.work(people[number]) as uow:
                    service.take(uow, ref)
            except (Conflict, Refused):
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            won = list(pool.map(take, range(2)))
        assert sorted(won) == [False, True]
        assert desk.row(ref).owner_ref == people[won.index(True)].person_ref
        assert desk.value("SELECT count(*) FROM allegation_history WHERE to_status = 'IN_ASSESSMENT'") == _ + 1


def test_who_reads_a_stale_row_is_told_that_somebody_was_quicker(desk: Desk) -> None:
    """The last guard: even where both read before either wrote, the row is changed once."""
    ref = desk.collect()
    with desk.work("asha") as uow:
        row = find(uow, ref)
        uow.case.connection().exec_driver_sql(
            "UPDATE allegations SET owner_ref = ?, status = 'IN_ASSESSMENT' WHERE ref = ?", (desk.unit.ref("ben"), ref)
        )
        assert row.status == "RECEIVED"
        with pytest.raises(Conflict):
            move(uow, row, State.IN_ASSESSMENT, owner_ref=uow.actor.person_ref)


def test_the_history_says_where_it_has_been(desk: Desk) -> None:
    ref = desk.taken("asha")
    steps = desk.do("asha", service.timeline, ref).steps
    assert [(step.to_status, step.by_name) for step in steps] == [
        ("IN_ASSESSMENT", "Asha Quill"),
        ("RECEIVED", "the steward"),
    ]


def test_the_history_is_read_by_whoever_reads_the_allegation(desk: Desk) -> None:
    ref = desk.taken("asha")
    assert desk.do("mia", service.timeline, ref).steps
    with pytest.raises(Refused):
        desk.do("ben", service.timeline, ref)
    assert desk.decisions(ref, "allegation:read") == ["done", "refused"]


def test_a_cover_says_where_it_stands_and_nothing_of_what_was_said(desk: Desk) -> None:
    ref = desk.taken("asha")
    cover = desk.do("ben", service.cover, ref)
    assert (cover.status, cover.owner_name) == ("IN_ASSESSMENT", "Asha Quill")
    assert CANARY not in repr(cover)


def test_a_manager_and_a_controller_read(desk: Desk) -> None:
    ref = desk.taken("asha")
    for who in ("mia", "cleo"):
        assert desk.do(who, service.read, ref).allegation.account == ACCOUNT
    assert desk.decisions(ref, "allegation:read") == ["done", "done"]


def test_whoever_writes_reports_reads_only_after_the_assessment(desk: Desk) -> None:
    ref = desk.taken("asha")
    with pytest.raises(Refused):
        desk.do("dora", service.read, ref)
    desk.complete(ref)
    desk.assessed_of(ref)
    assert desk.do("dora", service.read, ref).allegation.account == ACCOUNT
