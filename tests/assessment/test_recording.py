"""The form: nothing that must be answered stays blank, and what makes it more urgent brings it forward."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.allegations.given import Person, Where
from app.assessment import service
from app.errors import Conflict, Invalid, NotFound, Refused
from tests.allegations.desk import NOTHING_ELSE, SOMEBODY, SOMEWHERE, WHAT, Desk

EVENT = datetime(2026, 3, 3, 15, 0, tzinfo=UTC)


def test_what_happened_is_recorded_and_on_record(desk: Desk) -> None:
    ref = desk.taken()
    desk.do("asha", service.record_what, ref, replace(WHAT, types=("DRUGS", "CASH"), still_happening="NO"))
    row = desk.row(ref)
    assert (row.types, row.happened_when, row.still_happening) == (["DRUGS", "CASH"], "most days", "NO")
    assert desk.decisions(ref, "allegation:record") == ["attempted", "done"]


@pytest.mark.parametrize(
    ("what", "field"),
    [
        (replace(WHAT, types=()), "types"),
        (replace(WHAT, happened_when=" "), "happened_when"),
        (replace(WHAT, when_not_given=True), "happened_when"),
    ],
)
def test_a_question_left_blank_or_answered_both_ways_is_refused(desk: Desk, what: service.What, field: str) -> None:
    ref = desk.taken(types=("DRUGS",))
    with pytest.raises(Invalid) as invalid:
        desk.do("asha", service.record_what, ref, what)
    assert set(invalid.value.problems) == {field}
    assert desk.row(ref).types == ["DRUGS"]
    assert desk.refusal(ref, "allegation:record") == "form_is_valid"


def test_an_event_that_was_overlooked_brings_the_due_time_forward(desk: Desk) -> None:
    ref = desk.taken()
    desk.do("asha", service.record_what, ref, replace(WHAT, time_critical_at=EVENT, expected_what="a wedding"))
    row = desk.row(ref)
    assert (row.priority, row.due_at) == ("P2_TIME_CRITICAL", EVENT - timedelta(hours=4))
    desk.do("asha", service.record_what, ref, replace(WHAT, time_critical_at=None))
    assert desk.row(ref).priority == "P2_TIME_CRITICAL"
    assert desk.row(ref).due_at == EVENT - timedelta(hours=4)


def test_a_child_in_danger_makes_it_immediate(desk: Desk) -> None:
    ref = desk.taken()
    desk.do("asha", service.record_what, ref, replace(WHAT, types=("EXPLOITATION_CHILD",)))
    assert desk.row(ref).priority == "P1_IMMEDIATE"


def test_a_person_is_recorded_changed_and_removed(desk: Desk) -> None:
    ref = desk.taken()
    first = desk.do("asha", service.record_person, ref, SOMEBODY)
    second = desk.do("asha", service.record_person, ref, replace(SOMEBODY, name="Ivana Petrak"))
    changed = replace(SOMEBODY, name="Marek Dolny", born_on=date(1990, 1, 2), not_given=NOTHING_ELSE[1:])
    assert desk.do("asha", service.record_person, ref, changed, person_id=first) == first
    people = desk.do("asha", service.look, ref).people
    assert [(one.position, one.name, one.born_on) for one in people] == [
        (1, "Marek Dolny", date(1990, 1, 2)),
        (2, "Ivana Petrak", None),
    ]
    desk.do("asha", service.remove_person, ref, second)
    assert [one.id for one in desk.do("asha", service.look, ref).people] == [first]
    assert desk.value("SELECT count(*) FROM match_keys WHERE value LIKE '%petrak%'") == 0


@pytest.mark.parametrize(
    ("person", "fields"),
    [
        (Person(), {"name", "born_on", "nationality", "address", "phone", "vehicle", "employer"}),
        (replace(SOMEBODY, not_given=NOTHING_ELSE[1:]), {"born_on"}),
        (replace(SOMEBODY, phone="07700 900123"), {"phone"}),
    ],
)
def test_no_field_of_a_person_stays_blank_or_is_answered_both_ways(
    desk: Desk, person: Person, fields: set[str]
) -> None:
    ref = desk.taken()
    with pytest.raises(Invalid) as invalid:
        desk.do("asha", service.record_person, ref, person)
    assert set(invalid.value.problems) == fields
    assert desk.do("asha", service.look, ref).people == []


def test_an_age_answers_for_the_date_of_birth(desk: Desk) -> None:
    ref = desk.taken()
    desk.do("asha", service.record_person, ref, replace(SOMEBODY, age="about 40", not_given=NOTHING_ELSE[1:]))


@pytest.mark.parametrize(
    ("where", "fields"),
    [(Where(), {"address", "postcode", "business"}), (replace(SOMEWHERE, not_given=("business",)), {"business"})],
)
def test_no_field_of_a_place_stays_blank_or_is_answered_both_ways(desk: Desk, where: Where, fields: set[str]) -> None:
    ref = desk.taken()
    with pytest.raises(Invalid) as invalid:
        desk.do("asha", service.record_place, ref, where)
    assert set(invalid.value.problems) == fields


def test_that_nobody_is_named_is_said_and_taken_back_by_naming_somebody(desk: Desk) -> None:
    ref = desk.taken()
    desk.do("asha", service.confirm_nobody, ref, nobody=True)
    assert desk.row(ref).nobody_named
    desk.do("asha", service.record_person, ref, SOMEBODY)
    assert not desk.row(ref).nobody_named
    with pytest.raises(Conflict):
        desk.do("asha", service.confirm_nobody, ref, nobody=True)


def test_that_no_place_is_given_is_said_and_taken_back_by_a_place(desk: Desk) -> None:
    ref = desk.taken()
    desk.do("asha", service.confirm_no_place, ref, nowhere=True)
    place = desk.do("asha", service.record_place, ref, SOMEWHERE)
    assert not desk.row(ref).no_place
    with pytest.raises(Conflict):
        desk.do("asha", service.confirm_no_place, ref, nowhere=True)
    desk.do("asha", service.remove_place, ref, place)
    desk.do("asha", service.confirm_no_place, ref, nowhere=True)


def test_a_person_who_was_checked_stays(desk: Desk) -> None:
    ref = desk.taken()
    person = desk.do("asha", service.record_person, ref, SOMEBODY)
    check = service.NewCheck("OPEN_SOURCE", person, "to see", "NO_TRACE")
    desk.do("asha", service.record_check, ref, check)
    with pytest.raises(Conflict):
        desk.do("asha", service.remove_person, ref, person)


def test_what_belongs_to_another_allegation_is_not_found(desk: Desk) -> None:
    """Both are hers: authorised for the one, she names a person and a place of the other."""
    ref, other = desk.taken(), desk.taken()
    person = desk.do("asha", service.record_person, other, SOMEBODY)
    place = desk.do("asha", service.record_place, other, SOMEWHERE)
    for act, args in (
        (service.record_person, (replace(SOMEBODY, name="Changed"),)),
        (service.record_place, (replace(SOMEWHERE, business="Changed"),)),
    ):
        with pytest.raises(NotFound):
            desk.do("asha", act, ref, *args, **{"person_id" if "person" in act.__name__ else "place_id": person})
    for act, child in ((service.remove_person, person), (service.remove_place, place)):
        with pytest.raises(NotFound):
            desk.do("asha", act, ref, child)
    with pytest.raises(NotFound):
        desk.do("asha", service.record_check, ref, service.NewCheck("OPEN_SOURCE", person, "x", "NO_TRACE"))
    assert desk.value("SELECT count(*) FROM subjects WHERE name = 'Changed'") == 0


ACTS: list[Callable[[Desk, str, str], object]] = [
    lambda desk, who, ref: desk.do(who, service.record_what, ref, WHAT),
    lambda desk, who, ref: desk.do(who, service.record_person, ref, SOMEBODY),
    lambda desk, who, ref: desk.do(who, service.record_place, ref, SOMEWHERE),
    lambda desk, who, ref: desk.do(who, service.confirm_nobody, ref, nobody=True),
    lambda desk, who, ref: desk.do(who, service.confirm_no_place, ref, nowhere=True),
    lambda desk, who, ref: desk.do(who, service.remove_person, ref, "x"),
    lambda desk, who, ref: desk.do(who, service.remove_place, ref, "x"),
    lambda desk, who, ref: desk.do(who, service.record_check, ref, service.NewCheck("PND", "", "x", "TRACE")),
    lambda desk, who, ref: desk.do(who, service.no_checks, ref, because="x"),
    lambda desk, who, ref: desk.do(who, service.search, ref),
    lambda desk, who, ref: desk.do(who, service.first_search, ref),
    lambda desk, who, ref: desk.do(who, service.judge, ref, {}),
    lambda desk, who, ref: desk.do(who, service.answer_source, ref, "NO"),
    lambda desk, who, ref: desk.do(who, service.grade, ref, service.Graded("2", "D", "P", "OFFICIAL")),
    lambda desk, who, ref: desk.do(who, service.decide, ref, service.Decision("VOID", "It is a test.")),
    lambda desk, who, ref: desk.do(who, service.finish, ref),
    lambda desk, who, ref: desk.do(who, service.look, ref),
    lambda desk, who, ref: desk.do(who, service.look_at_hits, ref),
    lambda desk, who, ref: desk.do(who, service.look_at_checks, ref),
    lambda desk, who, ref: desk.do(who, service.look_at_choices, ref),
]


@pytest.mark.parametrize("act", ACTS)
def test_nothing_of_it_is_done_by_anybody_but_its_owner(desk: Desk, act: Callable[[Desk, str, str], object]) -> None:
    ref = desk.taken("asha")
    before = len(desk.trail(ref))
    for who in ("ben", "mia", "hana", "dora"):
        with pytest.raises(Refused):
            act(desk, who, ref)
    with pytest.raises(NotFound):
        act(desk, "sol", ref)
    refused = [str(one.entry.decision) for one in desk.trail(ref)[before:]]
    assert refused.count("refused") == 5
    assert "done" not in refused
    assert desk.value("SELECT count(*) FROM subjects") == 0
    assert desk.value("SELECT count(*) FROM outcomes") == 0


@pytest.mark.parametrize("act", [act for number, act in enumerate(ACTS) if number not in {14, 19}])
def test_nothing_of_it_is_done_after_the_assessment(desk: Desk, act: Callable[[Desk, str, str], object]) -> None:
    ref = desk.assessed("asha")
    with pytest.raises(Refused) as refused:
        act(desk, "asha", ref)
    assert refused.value.rule == "stands_at:IN_ASSESSMENT"
