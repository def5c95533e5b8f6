"""Each role has its face, its vetting, its courses and its key group, and some never meet in one person."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations

import pytest

from app.access.actor import nobody
from app.access.facts import Nothing
from app.access.predicates import only_audits
from app.accounts.roles import (
    EVERYBODY,
    ROLE_BY_CODE,
    ROLES,
    Face,
    Group,
    RoleCode,
    are_incompatible,
    groups_of,
    incompatible,
    required_courses,
)
from app.markings.vetting import MINIMUM_BY_ROLE

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_there_is_one_row_for_each_role_and_one_least_vetting() -> None:
    assert list(ROLE_BY_CODE) == [code.value for code in RoleCode] == list(MINIMUM_BY_ROLE)
    assert [role.minimum_vetting for role in ROLES] == list(MINIMUM_BY_ROLE.values())


def test_each_role_belongs_to_one_face() -> None:
    on = {face: {role.code for role in ROLES if role.face is face} for face in Face}
    assert on[Face.PUBLIC] == {RoleCode.PUBLIC}
    assert on[Face.PARTNER] == {RoleCode.RECEIVER, RoleCode.AGENCY_READER}


def test_everybody_who_signs_in_has_learnt_to_protect_sources_and_data() -> None:
    for role in ROLES:
        assert set(EVERYBODY) <= set(role.required_courses) or role.code is RoleCode.PUBLIC
    assert required_courses(["PUBLIC"]) == frozenset()
    assert required_courses(["ASSESSOR", "DISSEM_OFFICER"]) == {
        "SRC_AWARE", "DPA_P3", "IMS_INDUCTION", "RIPA_DRIFT", "SANITISE",
    }  # fmt: skip


def test_an_auditor_holds_no_other_role() -> None:
    for code in RoleCode:
        assert are_incompatible(RoleCode.AUDITOR, code) is (code is not RoleCode.AUDITOR)


def test_policy_lets_an_auditor_follow_the_log_with_no_role_that_enrolment_refuses_beside_it() -> None:
    for code in RoleCode:
        held = replace(nobody(), roles=frozenset({"AUDITOR", code.value}))
        assert only_audits.claim(held, Nothing(), NOW) is not are_incompatible(RoleCode.AUDITOR, code)


def test_nobody_stands_on_both_sides_of_a_key() -> None:
    for role in (RoleCode.NSU_HANDLER, RoleCode.NSU_CONTROLLER):
        assert are_incompatible(role, RoleCode.NSU_AUTHORISER)
    assert not are_incompatible(RoleCode.NSU_HANDLER, RoleCode.NSU_CONTROLLER)


@pytest.mark.parametrize("code", ["ASSESSOR", "NSU_HANDLER", "NSU_CONTROLLER", "NSU_AUTHORISER", "AUDITOR"])
def test_an_administrator_holds_no_role_that_can_be_given_a_key(code: str) -> None:
    assert are_incompatible(RoleCode.SYS_ADMIN, RoleCode(code))


def test_nobody_works_on_two_faces() -> None:
    for one, other in combinations(ROLES, 2):
        if one.face is not other.face:
            assert are_incompatible(one.code, other.code)


def test_incompatibility_does_not_depend_on_who_is_named_first() -> None:
    for one, other in combinations(RoleCode, 2):
        assert are_incompatible(one, other) is are_incompatible(other, one)


def test_roles_that_go_together_may() -> None:
    assert incompatible(["ASSESSOR", "DISSEM_OFFICER", "INTAKE"]) == ()
    assert incompatible(["INTEL_MANAGER", "TASKING_CHAIR", "SAFEGUARDING"]) == ()
    assert incompatible(["AUDITOR"]) == incompatible([]) == ()


def test_the_pairs_that_clash_are_named() -> None:
    assert incompatible(["AUDITOR", "DPO", "ASSESSOR"]) == (("ASSESSOR", "AUDITOR"), ("AUDITOR", "DPO"))


def test_a_role_nobody_knows_is_an_error() -> None:
    with pytest.raises(ValueError, match="ROOT"):
        incompatible(["ROOT"])


def test_key_groups_follow_from_roles() -> None:
    assert groups_of(["NSU_HANDLER", "NSU_CONTROLLER"]) == {Group.CUSTODIANS}
    assert groups_of(["NSU_AUTHORISER"]) == {Group.AUTHORISERS}
    assert groups_of(["AUDITOR"]) == {Group.AUDITORS}
    assert groups_of(["SYS_ADMIN", "ASSESSOR", "DPO"]) == frozenset()
