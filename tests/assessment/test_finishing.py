"""Finishing: all seven gates or a list of what is missing, the clock stopped, and a second person where needed."""

from collections.abc import Callable

import pytest
from sqlalchemy import text

from app.allegations import service as allegations
from app.allegations.queries import ListName
from app.assessment import service
from app.assessment.gates import GateCode
from app.assessment.service import Decision, GatesUnmet
from app.errors import Conflict, NotFound, Refused
from tests.allegations.desk import BECAUSE, Desk


def test_with_everything_done_the_clock_stops(desk: Desk) -> None:
    ref = desk.ready("asha")
    desk.do("asha", service.finish, ref)
    row = desk.row(ref)
    assert (row.status, row.stage, row.outcome_code) == ("ASSESSED", "AFTER", "NFA-N-NOOFF")
    assert row.assessed_at == desk.unit.clock.now
    assert desk.decisions(ref, "allegation:assess") == ["attempted", "done"]


def test_with_nothing_done_everything_is_listed(desk: Desk) -> None:
    ref = desk.taken()
    with pytest.raises(GatesUnmet) as unmet:
        desk.do("asha", service.finish, ref)
    missing = [gate.code for gate in unmet.value.gates]
    assert missing == [code for code in GateCode if code is not GateCode.ATTACHMENTS_READ]
    assert desk.row(ref).status == "IN_ASSESSMENT"
    assert desk.refusal(ref, "allegation:assess") == "gates:" + "+".join(missing)


def undo(statement: str) -> Callable[[Desk, str], None]:
    def do(desk: Desk, ref: str) -> None:
        case = desk.unit.house.stores.case
        assert case is not None
        with case.begin() as connection:
            connection.execute(text(statement), {"ref": ref})

    return do


@pytest.mark.parametrize(
    ("code", "spoil"),
    [
        ("FORM_COMPLETE", undo("UPDATE allegations SET nobody_named = 0 WHERE ref = :ref")),
        ("FORM_COMPLETE", undo("UPDATE allegations SET types = '[]' WHERE ref = :ref")),
        ("FORM_COMPLETE", undo("UPDATE places SET business = '' WHERE allegation_ref = :ref")),
        ("CHECKS_DONE", undo("DELETE FROM checks WHERE allegation_ref = :ref")),
        ("CHECKS_DONE", undo("UPDATE checks SET result = 'SYSTEM_DOWN' WHERE allegation_ref = :ref")),
        ("CROSS_SEARCHED", undo("DELETE FROM searches WHERE allegation_ref = :ref")),
        ("SOURCE_ANSWERED", undo("UPDATE assessments SET source_answer = '' WHERE allegation_ref = :ref")),
        ("OUTCOME_CHOSEN", undo("DELETE FROM outcomes WHERE allegation_ref = :ref")),
        ("OUTCOME_CHOSEN", undo("UPDATE outcomes SET rationale = 'short' WHERE allegation_ref = :ref")),
        ("GRADED", undo("DELETE FROM grades WHERE allegation_ref = :ref")),
    ],
)
def test_each_gate_alone_keeps_it(desk: Desk, code: str, spoil: Callable[[Desk, str], None]) -> None:
    ref = desk.ready("asha")
    spoil(desk, ref)
    with pytest.raises(GatesUnmet) as unmet:
        desk.do("asha", service.finish, ref)
    assert [gate.code for gate in unmet.value.gates] == [code]
    assert desk.row(ref).status == "IN_ASSESSMENT"
    assert desk.row(ref).assessed_at is None


def test_a_hit_that_was_not_judged_keeps_it(desk: Desk) -> None:
    ref = desk.ready("asha")
    desk.do("asha", service.finish, ref)
    other = desk.ready("asha")
    desk.judge_all(other, "SAME")
    undo("UPDATE search_hits SET decision = '' WHERE allegation_ref = :ref")(desk, other)
    with pytest.raises(GatesUnmet) as unmet:
        desk.do("asha", service.finish, other)
    assert [gate.code for gate in unmet.value.gates] == ["CROSS_SEARCHED"]


def test_what_is_kept_for_development_goes_on_to_it(desk: Desk) -> None:
    ref = desk.ready("asha", code="ACT-DEV", developer_ref=desk.unit.ref("asha"), review_on=desk.unit.clock.now.date())
    desk.do("asha", service.finish, ref)
    row = desk.row(ref)
    assert (row.status, row.assessed_at) == ("IN_DEVELOPMENT", desk.unit.clock.now)
    assert [step.to_status for step in desk.do("asha", allegations.timeline, ref).steps][:2] == [
        "IN_DEVELOPMENT",
        "ASSESSED",
    ]


def waiting(desk: Desk, code: str = "NFA-A-PRIORITY") -> str:
    ref = desk.ready("asha", code=code)
    desk.do("asha", service.finish, ref)
    return ref


@pytest.mark.parametrize("code", ["NFA-A-PRIORITY", "VOID"])
def test_a_second_person_is_asked_and_their_word_finishes_it(desk: Desk, code: str) -> None:
    ref = waiting(desk, code)
    row = desk.row(ref)
    assert (row.status, row.assessed_at) == ("IN_ASSESSMENT", None)
    assert [one.ref for one in desk.do("mia", allegations.lists, ListName.SECOND).rows] == [ref]
    desk.do("mia", service.agree, ref)
    row = desk.row(ref)
    assert (row.status, row.outcome_code, row.second_asked_at) == ("ASSESSED", code, None)
    assert desk.value("SELECT agreed_by FROM outcomes") == desk.unit.ref("mia")
    assert desk.decisions(ref, "allegation:agree") == ["attempted", "done"]


def test_suspected_to_be_false_needs_the_grade_and_a_manager(desk: Desk) -> None:
    ref = waiting(desk, "VOID")
    desk.do("asha", service.decide, ref, Decision("NFA-N-FALSE", BECAUSE))
    with pytest.raises(GatesUnmet) as unmet:
        desk.do("asha", service.finish, ref)
    assert [gate.code for gate in unmet.value.gates] == ["OUTCOME_CHOSEN"]
    false = service.Graded("2", "E", "P", "OFFICIAL-SENSITIVE", doubt="He has said so of three others.")
    desk.do("asha", service.grade, ref, false)
    desk.do("asha", service.finish, ref)
    desk.do("mia", service.agree, ref)
    assert desk.row(ref).status == "ASSESSED"


def test_whatever_changes_asks_the_second_person_anew(desk: Desk) -> None:
    ref = waiting(desk)
    desk.do("asha", service.answer_source, ref, "NO")
    assert desk.row(ref).second_asked_at is None
    with pytest.raises(Conflict):
        desk.do("mia", service.agree, ref)


def test_nobody_agrees_where_nobody_was_asked(desk: Desk) -> None:
    ref = desk.ready("asha", code="NFA-A-PRIORITY")
    with pytest.raises(Conflict):
        desk.do("mia", service.agree, ref)
    assert desk.value("SELECT agreed_by FROM outcomes") is None


@pytest.mark.parametrize("who", ["asha", "ben", "hana", "cleo", "dora", "sol"])
def test_only_the_units_manager_agrees(desk: Desk, who: str) -> None:
    ref = waiting(desk)
    with pytest.raises((Refused, NotFound)):
        desk.do(who, service.agree, ref)
    assert desk.row(ref).status == "IN_ASSESSMENT"
    assert desk.decisions(ref, "allegation:agree") == ["attempted", "refused"]


def test_a_manager_does_not_agree_to_their_own_decision(desk: Desk) -> None:
    """One who both assesses and manages is still one person, with whatever account."""
    ref = waiting(desk)
    both = frozenset({"ASSESSOR", "INTEL_MANAGER"})
    with pytest.raises(Refused) as refused, desk.work("asha", roles=both, account_ref="another") as uow:
        service.agree(uow, ref)
    assert refused.value.rule == "owned_by_someone_else"


def test_who_decided_does_not_agree_even_after_it_was_given_to_another(desk: Desk) -> None:
    ref = waiting(desk)
    undo(
        "UPDATE allegations SET owner_ref = (SELECT person_ref FROM people WHERE name = 'Ben Marlow') WHERE ref = :ref"
    )(desk, ref)
    with pytest.raises(Refused) as refused, desk.work("asha", roles=frozenset({"INTEL_MANAGER"})) as uow:
        service.agree(uow, ref)
    assert refused.value.rule == "decided_by_someone_else"


def test_a_manager_who_does_not_agree_returns_it(desk: Desk) -> None:
    ref = waiting(desk)
    desk.do("mia", allegations.return_for_correction, ref, reason="It is worth a visit.")
    assert desk.row(ref).second_asked_at is None
    desk.do("asha", allegations.take, ref)
    desk.do("asha", service.decide, ref, Decision("NFA-N-NOOFF", BECAUSE))
    desk.do("asha", service.finish, ref)
    assert desk.row(ref).status == "ASSESSED"
