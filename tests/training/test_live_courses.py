"""Which courses count now, and which are about to stop counting."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.access.actor import nobody
from app.training import queries
from app.training.courses import COURSES, TrainingState
from app.training.enrolment import BegunCourse, PassedCourse, everything_needed
from app.training.rules import provisional_until, valid_until
from tests.accounts.office import START, Office

OMAR = "omar"


def ask(office: Office, read: Any, *args: Any) -> Any:
    with office.house.work(nobody(), writes=False) as uow:
        return read(uow.case, *args)


def keep(office: Office, *records: Any) -> None:
    with office.house.work(nobody()) as uow:
        uow.case.add_all(record.record_for(office.people[OMAR].person_ref) for record in records)


def live(office: Office, now: datetime) -> set[str]:
    query = queries.live_courses(office.people[OMAR].person_ref, now)
    return ask(office, lambda case: set(case.scalars(query)))


def test_a_course_counts_until_its_end_and_not_at_it(office: Office) -> None:
    end = valid_until("DPA_P3", date(2026, 6, 1))
    assert "DPA_P3" in live(office, end - timedelta(seconds=1))
    assert "DPA_P3" not in live(office, end)


def test_a_course_passed_again_counts_on(office: Office) -> None:
    end = valid_until("DPA_P3", date(2026, 6, 1))
    keep(office, PassedCourse("DPA_P3", date(2027, 5, 20)))
    assert "DPA_P3" in live(office, end)


def test_a_course_begun_under_a_mentor_counts_for_ninety_days(office: Office) -> None:
    keep(office, BegunCourse("PNC", date(2026, 11, 23), office.people["uma"].person_ref))
    end = provisional_until(date(2026, 11, 23))
    assert end == datetime(2027, 2, 22, tzinfo=UTC)
    assert "PNC" in live(office, end - timedelta(seconds=1))
    assert "PNC" not in live(office, end)


def test_somebody_elses_courses_are_not_mine(office: Office) -> None:
    assert "AUDIT" not in live(office, START)


def test_a_person_sees_each_course_once_with_the_record_that_counts(office: Office) -> None:
    keep(office, PassedCourse("DPA_P3", date(2025, 1, 10)))
    standing = ask(office, queries.of_person, office.people[OMAR].person_ref, START)
    codes = [one.course for one in standing]
    assert len(codes) == len(set(codes)) == 4
    assert {one.state for one in standing} == {TrainingState.OK}


def test_what_runs_out_is_listed_the_soonest_first(office: Office) -> None:
    keep(office, PassedCourse("PNC", date(2024, 11, 1)), PassedCourse("ATLAS", date(2024, 12, 1)))
    found = ask(office, queries.running_out, START)
    assert [(one.course, one.state) for one in found] == [
        ("PNC", TrainingState.EXPIRED),
        ("ATLAS", TrainingState.EXPIRING),
    ]
    assert {one.name for one in found} == {"Omar Pike"}


def test_whoever_has_left_runs_out_of_nothing(office: Office) -> None:
    keep(office, PassedCourse("PNC", date(2024, 11, 1)))
    office.edit("UPDATE accounts SET state = 'LEFT' WHERE sign_in_name = 'omar.pike'")
    assert not ask(office, queries.running_out, START)


@pytest.mark.parametrize("course", COURSES, ids=lambda course: course.code.value)
def test_every_course_ends_after_its_months_at_a_midnight_in_london(course: Any) -> None:
    end = valid_until(course.code, date(2026, 1, 31))
    assert end > datetime(2026, 1, 31, tzinfo=UTC) + timedelta(days=28 * course.valid_months)
    assert end.astimezone(UTC).hour in {0, 23}


def test_what_roles_need_can_be_taken_as_passed_on_one_day() -> None:
    needed = everything_needed(("ASSESSOR", "NSU_HANDLER"), date(2026, 6, 1))
    assert [one.course for one in needed] == ["DPA_P3", "IMS_INDUCTION", "RIPA_DRIFT", "SRC_AWARE", "SRC_ENGAGE"]
