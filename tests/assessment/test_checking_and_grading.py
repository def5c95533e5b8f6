"""Checks by those trained for the system, the question about the source, and grades that hold together."""

from dataclasses import replace

import pytest

from app.allegations import service as allegations
from app.allegations.given import Person
from app.assessment import service
from app.assessment.service import Graded, NewCheck
from app.errors import Invalid, Refused
from tests.allegations.desk import CHECK, GRADE, SOMEBODY, Desk

C = Graded("1", "A", "C", "OFFICIAL", action="A2", sanitisation="S2", conditions="Ask first.")


def test_a_check_is_recorded_with_who_made_it(desk: Desk) -> None:
    ref = desk.taken()
    person = desk.do("asha", service.record_person, ref, SOMEBODY)
    desk.do("asha", service.record_check, ref, NewCheck("OPEN_SOURCE", person, "to see", "TRACE", "Found."))
    seen = desk.do("asha", service.look_at_checks, ref)
    [check] = seen.file.checks
    assert (check.system, check.subject_id, check.result, check.note) == ("OPEN_SOURCE", person, "TRACE", "Found.")
    assert seen.names == {desk.unit.ref("asha"): "Asha Quill"}
    [_, done] = desk.trail(ref, "allegation:check")
    assert (str(done.entry.decision), done.entry.detail["system"]) == ("done", "OPEN_SOURCE")


@pytest.mark.parametrize("system", ["PNC", "ATLAS", "WILBERFORCE", "NOWHERE"])
def test_a_system_one_is_not_trained_for_is_refused(desk: Desk, system: str) -> None:
    ref = desk.taken()
    with pytest.raises(Refused):
        desk.do("asha", service.record_check, ref, replace(CHECK, system=system))
    assert desk.value("SELECT count(*) FROM checks") == 0
    assert desk.refusal(ref, "allegation:check") == f"trained_for:{system}"


def test_training_opens_the_system(desk: Desk) -> None:
    ref = desk.taken()
    training = desk.actor("asha").training | {"PNC"}
    with desk.work("asha", training=training) as uow:
        service.record_check(uow, ref, replace(CHECK, system="PNC"))
    assert desk.value("SELECT system FROM checks") == "PNC"


def test_a_result_there_is_not_is_refused(desk: Desk) -> None:
    with pytest.raises(Invalid):
        desk.do("asha", service.record_check, desk.taken(), replace(CHECK, result="PERHAPS"))


def test_why_there_was_nothing_to_check_is_taken_only_where_there_was_nothing(desk: Desk) -> None:
    ref = desk.taken()
    desk.do("asha", service.no_checks, ref, because="It names nobody.")
    assert desk.do("asha", service.look, ref).assessment.no_checks_because == "It names nobody."
    other = desk.taken(people=(Person(phone="07700 900123"),))
    with pytest.raises(Invalid):
        desk.do("asha", service.no_checks, other, because="It names nobody.")
    desk.do("asha", service.record_check, ref, CHECK)
    assert desk.do("asha", service.look, ref).assessment.no_checks_because == ""


@pytest.mark.parametrize("answer", ["", "MAYBE", "HOLD"])
def test_an_answer_about_the_source_that_is_none_is_refused(desk: Desk, answer: str) -> None:
    with pytest.raises(Invalid):
        desk.do("asha", service.answer_source, desk.taken(), answer)


def test_a_grade_is_recorded_and_marks_the_allegation(desk: Desk) -> None:
    ref = desk.taken()
    desk.do("asha", service.grade, ref, C)
    file = desk.do("asha", service.look, ref)
    assert (file.grade.source, file.grade.handling, file.grade.conditions) == ("1", "C", "Ask first.")
    assert desk.row(ref).tier == 10
    desk.do("asha", service.grade, ref, GRADE)
    assert desk.row(ref).tier == 15
    assert desk.value("SELECT count(*) FROM grades") == 1
    assert desk.decisions(ref, "allegation:grade") == ["attempted", "done"] * 2


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (replace(GRADE, source="4"), "source"),
        (replace(GRADE, source=""), "source"),
        (replace(GRADE, conditions="Ask first."), "handling"),
        (replace(C, conditions=" "), "conditions"),
        (replace(C, action=""), "action"),
        (replace(C, sanitisation=""), "sanitisation"),
        (replace(C, action="A3"), "usage"),
        (replace(C, assessment="B"), "corroboration_ref"),
        (replace(GRADE, assessment="E"), "doubt"),
        (replace(GRADE, source="3"), "doubt"),
        (replace(GRADE, tier="SECRET"), "tier"),
        (replace(GRADE, tier="COSMIC"), "tier"),
    ],
)
def test_a_grade_that_does_not_hold_together_is_refused(desk: Desk, given: Graded, field: str) -> None:
    ref = desk.taken()
    with pytest.raises(Invalid) as invalid:
        desk.do("asha", service.grade, ref, given)
    assert set(invalid.value.problems) == {field}
    assert desk.value("SELECT count(*) FROM grades") == 0


def test_what_nobody_knows_the_teller_of_is_graded_two_and_d(desk: Desk) -> None:
    ref = desk.taken(channel="CRIMESTOPPERS")
    with pytest.raises(Invalid) as invalid:
        desk.do("asha", service.grade, ref, C)
    assert set(invalid.value.problems) == {"assessment"}
    other = desk.taken()
    desk.do("asha", service.answer_source, other, "ANONYMOUS")
    with pytest.raises(Invalid):
        desk.do("asha", service.grade, other, C)
    for one in (ref, other):
        desk.do("asha", service.grade, one, GRADE)


def test_after_words_were_cut_the_answer_is_that_they_are_locked_away(desk: Desk) -> None:
    ref = desk.taken()
    desk.do("asha", allegations.hold, ref, reason="the heron")
    desk.do("hana", allegations.cut, ref, words=["Canary-Account-heron"])
    desk.complete(ref)
    desk.do("asha", service.decide, ref, service.Decision("NFA-N-NOOFF", "Nothing that was said would be an offence."))
    with pytest.raises(service.GatesUnmet) as unmet:
        desk.do("asha", service.finish, ref)
    assert [gate.code for gate in unmet.value.gates] == ["SOURCE_ANSWERED"]
    desk.do("asha", service.answer_source, ref, "YES_IN_VAULT")
    desk.do("asha", service.finish, ref)
    assert desk.row(ref).status == "ASSESSED"
