"""What the steward brings in: once, numbered, timed, with a link, and held where it still tells who spoke."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from app.allegations import service
from app.allegations.given import Person, Where
from app.errors import NotFound, Refused
from tests.allegations.desk import CANARY, TELLER, Desk

EVENT = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)


def test_each_allegation_gets_the_next_number_of_the_year(desk: Desk) -> None:
    assert [desk.collect() for _ in range(3)] == ["IMS-2026-000001", "IMS-2026-000002", "IMS-2026-000003"]
    last_hour_of_2025 = datetime(2025, 12, 31, 23, 0, tzinfo=UTC)
    assert desk.collect(received_at=last_hour_of_2025) == "IMS-2025-000001"


def test_two_at_the_same_time_never_share_a_number(desk: Desk) -> None:
    assert desk.unit.app is not None
    with ThreadPoolExecutor(4) as pool:
        refs = list(pool.map(lambda _: desk.collect(), range(8)))
    assert len(set(refs)) == 8


def test_the_same_submission_is_collected_once(desk: Desk) -> None:
    first = desk.collect(intake_ref="submission-1")
    assert desk.collect(intake_ref="submission-1", account="another account") == first
    assert desk.value("SELECT count(*) FROM allegations") == 1
    assert desk.row(first).account != "another account"


def test_the_record_says_that_it_was_collected_and_nothing_of_what_was_said(desk: Desk) -> None:
    ref = desk.collect(intake_ref="submission-1")
    assert desk.decisions("submission-1", "allegation:collect") == ["attempted"]
    assert desk.decisions(ref, "allegation:collect") == ["done"]
    audit = b"".join(path.read_bytes() for path in desk.unit.folder.glob("audit.db*"))
    assert ref.encode() in audit
    assert CANARY.encode() not in audit


def test_only_the_steward_collects(desk: Desk) -> None:
    for who in ("asha", "mia", "hana", "sid"):
        with pytest.raises(Refused):
            desk.do(who, service.collect, desk.given(intake_ref="submission-1"))
    assert desk.value("SELECT count(*) FROM allegations") == 0
    assert desk.refusal("submission-1", "allegation:collect") == "is_steward"


def test_every_allegation_has_a_link_of_its_own(desk: Desk) -> None:
    links = {desk.row(desk.collect()).link for _ in range(3)}
    assert len(links) == 3


def test_a_routine_one_is_due_after_two_working_days_of_its_unit(desk: Desk) -> None:
    thursday_before_easter = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)
    row = desk.row(desk.collect(received_at=thursday_before_easter))
    assert row.priority == "P3_ROUTINE"
    assert row.due_at == row.assess_by == datetime(2026, 4, 8, 22, 59, 59, tzinfo=UTC)


def test_an_event_brings_the_due_time_forward(desk: Desk) -> None:
    row = desk.row(desk.collect(time_critical_at=EVENT))
    assert row.priority == "P2_TIME_CRITICAL"
    assert row.due_at == EVENT - timedelta(hours=4)


def test_danger_to_life_is_due_to_be_opened_within_the_hour_and_assessed_in_time(desk: Desk) -> None:
    row = desk.row(desk.collect(danger_to_life=True))
    assert row.priority == "P1_IMMEDIATE"
    assert row.due_at == row.received_at + timedelta(hours=1)
    assert row.assess_by > row.due_at


def test_people_and_places_come_with_it(desk: Desk) -> None:
    ref = desk.collect(people=(Person(name="Marek Dolny"),), places=(Where(postcode="LS1 4AB"), Where(port="Dover")))
    assert desk.value("SELECT name FROM subjects WHERE allegation_ref = :ref", ref=ref) == "Marek Dolny"
    assert desk.value("SELECT count(*) FROM places WHERE allegation_ref = :ref", ref=ref) == 2
    assert desk.value("SELECT count(*) FROM match_keys WHERE allegation_ref = :ref", ref=ref) == 3


def test_an_account_that_still_tells_who_spoke_is_held_at_once(desk: Desk) -> None:
    row = desk.row(desk.collect(account=f"He works there without papers, {TELLER}."))
    assert (row.status, row.stage, row.held_from) == ("HELD_SOURCE", "HELD", "RECEIVED")
    assert row.words_held


def test_no_such_unit_brings_nothing_in(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.collect(unit_ref="nowhere")
    assert desk.value("SELECT count(*) FROM allegations") == 0


def add(desk: Desk, locator: str, text: str, intake_ref: str = "more-1") -> str:
    with desk.unit.steward() as uow:
        return service.add_more(uow, locator, text, intake_ref=intake_ref)


def test_what_is_told_later_goes_with_the_first_and_is_news_to_its_owner(desk: Desk) -> None:
    ref, locator = desk.with_mailbox()
    assert add(desk, locator, "They moved to Mill Lane.") == ref
    assert add(desk, locator, "They moved to Mill Lane.") == ref
    row = desk.row(ref)
    assert (row.additions, row.news_at) == (1, desk.unit.clock.now)
    assert desk.decisions(ref, "allegation:add") == ["done", "done"]


def test_what_is_told_with_an_unknown_receipt_is_not_taken(desk: Desk) -> None:
    with pytest.raises(NotFound):
        add(desk, "nobody's", "They moved.")
    assert desk.value("SELECT count(*) FROM additions") == 0
    assert desk.refusal("more-1", "allegation:add") == "not_visible"


def test_only_the_steward_adds(desk: Desk) -> None:
    _ref, locator = desk.with_mailbox()
    with pytest.raises(Refused):
        desk.do("asha", service.add_more, locator, "They moved.", intake_ref="more-1")
    assert desk.value("SELECT count(*) FROM additions") == 0


def test_an_addition_that_tells_who_spoke_holds_what_can_be_held(desk: Desk) -> None:
    ref, locator = desk.with_mailbox()
    add(desk, locator, f"Call me, {TELLER}.")
    assert desk.row(ref).status == "HELD_SOURCE"


def test_after_the_assessment_only_the_new_words_are_held(desk: Desk) -> None:
    ref, locator = desk.with_mailbox()
    desk.do("asha", service.take, ref)
    desk.complete(ref)
    from_before = desk.assessed_of(ref)
    add(desk, locator, f"Call me, {TELLER}.")
    row = desk.row(ref)
    assert (row.status, row.words_held) == (from_before, True)
    with desk.work("asha") as uow:
        assert service.read(uow, ref).additions == []
