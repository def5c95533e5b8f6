"""Courses open roles and acts while they are live."""

from datetime import UTC, datetime, timedelta

import pytest

from app.accounts.roles import ROLES, RoleCode
from app.assessment.checks import CHECK_SYSTEMS
from app.training.courses import COURSE_BY_CODE, COURSES, CourseCode, TrainingState, state_of

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_the_courses_and_their_months() -> None:
    assert {course.code.value: course.valid_months for course in COURSES} == {
        "IMS_INDUCTION": 24, "SRC_AWARE": 12, "SRC_ENGAGE": 24, "SRC_CONTROL": 24, "SANITISE": 24, "DPA_P3": 12,
        "RIPA_DRIFT": 24, "NRM_FR": 12, "SAFEGUARD": 24, "DUTY_LINE": 12, "PNC": 24, "ATLAS": 24, "WILBERFORCE": 24,
        "IPP_CERT": 36, "QA_CHECKER": 24, "TRAINER": 24, "AUDIT": 24,
    }  # fmt: skip
    assert list(COURSE_BY_CODE) == [code.value for code in CourseCode]


def test_every_course_that_a_role_or_a_check_asks_for_exists() -> None:
    asked = {course for role in ROLES for course in role.required_courses} | {
        row.course for row in CHECK_SYSTEMS if row.course
    }
    assert asked <= set(COURSE_BY_CODE)


@pytest.mark.parametrize(
    ("course", "roles"),
    [
        ("IMS_INDUCTION", {"ASSESSOR"}),
        ("SRC_ENGAGE", {"NSU_HANDLER"}),
        ("SRC_CONTROL", {"NSU_CONTROLLER", "NSU_AUTHORISER"}),
        ("SANITISE", {"DISSEM_OFFICER"}),
        ("RIPA_DRIFT", {"ASSESSOR", "NSU_HANDLER", "NSU_CONTROLLER", "NSU_AUTHORISER"}),
        ("SAFEGUARD", {"SAFEGUARDING"}),
        ("IPP_CERT", {"INTEL_MANAGER"}),
        ("AUDIT", {"AUDITOR"}),
        ("PNC", set()),
    ],
)
def test_a_course_names_the_roles_it_gates(course: str, roles: set[str]) -> None:
    assert set(COURSE_BY_CODE[course].gates_roles) == roles


def test_two_courses_gate_everybody_but_the_public() -> None:
    everybody = set(RoleCode) - {RoleCode.PUBLIC}
    assert {course.code.value for course in COURSES if course.gates_everybody} == {"SRC_AWARE", "DPA_P3"}
    assert set(COURSE_BY_CODE["SRC_AWARE"].gates_roles) == set(COURSE_BY_CODE["DPA_P3"].gates_roles) == everybody


@pytest.mark.parametrize(
    ("left", "state"),
    [
        (None, TrainingState.MISSING),
        (timedelta(0), TrainingState.EXPIRED),
        (timedelta(microseconds=-1), TrainingState.EXPIRED),
        (timedelta(microseconds=1), TrainingState.EXPIRING),
        (timedelta(days=30), TrainingState.EXPIRING),
        (timedelta(days=31), TrainingState.OK),
    ],
)
def test_a_course_runs_out_at_its_instant(left: timedelta | None, state: TrainingState) -> None:
    assert state_of(None if left is None else NOW + left, NOW) is state
