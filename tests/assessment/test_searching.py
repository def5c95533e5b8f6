"""Searching earlier reports: run at the first opening, over what this person may know of, and each hit judged."""

import pytest

from app.allegations import service as allegations
from app.allegations.given import Person, Where
from app.allegations.keys import Fields
from app.assessment import service
from app.errors import Invalid, NotFound
from tests.allegations.desk import SOMEBODY, Desk

MAREK = Person(name="Marek Dolny", phone="07700 900123")
MILL = Where(address="1 Mill Lane", postcode="LS1 4AB")


def hits(desk: Desk, ref: str, who: str = "asha") -> dict[str, list[str]]:
    return {hit.ref: hit.matched for hit in desk.do(who, service.look_at_hits, ref).hits}


def test_the_first_search_has_run_when_it_is_opened(desk: Desk) -> None:
    earlier = desk.collect(people=(Person(name="dolny, marek"),))
    same_place = desk.collect(places=(MILL,))
    desk.collect(people=(Person(name="Somebody Else"),))
    ref = desk.taken(people=(MAREK,), places=(MILL,))
    assert hits(desk, ref) == {earlier: ["NAME"], same_place: ["PREMISES"]}
    assert desk.decisions(ref, "allegation:search") == ["attempted", "done"]
    [*_, done] = desk.trail(ref, "allegation:search")
    assert done.entry.detail["hits"] == 2
    assert done.entry.verb == "combination"


def test_hits_are_only_of_what_this_person_may_know_of(desk: Desk) -> None:
    desk.collect_elsewhere(people=(MAREK,))
    desk.collect(people=(MAREK,), is_sensitive=True)
    ref = desk.collect(people=(MAREK,))
    with desk.work("asha", clearance_rank=2) as uow:
        allegations.take(uow, ref)
    assert hits(desk, ref) == {}
    other = desk.taken("ben", people=(MAREK,))
    assert len(hits(desk, other, "ben")) == 2


def test_a_name_or_place_recorded_later_is_searched_for_at_once(desk: Desk) -> None:
    earlier = desk.collect(people=(Person(name="Marek Dolny"),))
    ref = desk.taken()
    assert hits(desk, ref) == {}
    desk.do("asha", service.record_person, ref, SOMEBODY)
    assert hits(desk, ref) == {earlier: ["NAME"]}


def test_searching_by_other_words_finds_more_and_keeps_none_of_them(desk: Desk) -> None:
    earlier = desk.collect(people=(Person(name="Canary Wrenfield"),))
    ref = desk.taken()
    assert desk.do("asha", service.search, ref, more=Fields(name="wrenfield canary")) == 1
    assert hits(desk, ref) == {earlier: ["NAME"]}
    assert desk.value("SELECT count(*) FROM searches WHERE kinds LIKE '%canary%'") == 0
    assert desk.value("SELECT count(*) FROM match_keys WHERE allegation_ref = :ref", ref=ref) == 0
    audit = b"".join(path.read_bytes() for path in desk.unit.folder.glob("audit.db*"))
    assert b"anary" not in audit


def test_what_was_judged_stays_judged_and_what_is_no_longer_found_goes(desk: Desk) -> None:
    first = desk.collect(people=(Person(name="Marek Dolny"),))
    second = desk.collect(people=(Person(phone="07700 900123"),))
    ref = desk.taken(people=(MAREK,))
    by_ref = {hit.ref: hit.id for hit in desk.do("asha", service.look_at_hits, ref).hits}
    desk.do("asha", service.judge, ref, {by_ref[first]: "NOT_RELATED"})
    [person] = desk.do("asha", service.look, ref).people
    changed = Person(
        name="Marek Dolny", not_given=("born_on", "nationality", "address", "phone", "vehicle", "employer")
    )
    desk.do("asha", service.record_person, ref, changed, person_id=person.id)
    left = desk.do("asha", service.look_at_hits, ref).hits
    assert [(hit.ref, hit.decision) for hit in left] == [(first, "NOT_RELATED")]
    assert second not in hits(desk, ref)


def test_what_is_the_same_is_linked_from_both_sides_and_each_keeps_its_own_teller(desk: Desk) -> None:
    earlier = desk.collect(people=(MAREK,))
    links = {desk.row(earlier).link}
    ref = desk.taken(people=(MAREK,))
    desk.judge_all(ref, "SAME")
    assert [one.ref for one in desk.do("asha", allegations.read, ref).related] == [earlier]
    desk.do("ben", allegations.take, earlier)
    assert [(one.ref, one.kind) for one in desk.do("ben", allegations.read, earlier).related] == [(ref, "SAME")]
    assert len(links | {desk.row(ref).link}) == 2
    assert desk.decisions(ref, "allegation:link") == ["attempted", "done"]
    [*_, done] = desk.trail(ref, "allegation:link")
    assert done.entry.detail["same"] == [earlier]
    desk.judge_all(ref, "NOT_RELATED")
    assert desk.do("asha", allegations.read, ref).related == []
    assert desk.row(earlier).relations == 0


def test_what_is_linked_is_not_shown_to_who_may_not_know_of_it(desk: Desk) -> None:
    hidden = desk.collect(people=(MAREK,), is_sensitive=True)
    ref = desk.taken(people=(MAREK,))
    desk.judge_all(ref, "LINKED")
    assert [one.ref for one in desk.do("asha", allegations.read, ref).related] == [hidden]
    with desk.work("asha", clearance_rank=2) as uow:
        assert allegations.read(uow, ref).related == []


def test_a_judgement_that_is_none_and_a_hit_of_another_are_refused(desk: Desk) -> None:
    desk.collect(people=(MAREK,))
    ref, other = desk.taken(people=(MAREK,)), desk.taken(people=(MAREK,))
    [hit, *_] = desk.do("asha", service.look_at_hits, other).hits
    with pytest.raises(NotFound):
        desk.do("asha", service.judge, ref, {hit.id: "SAME"})
    with pytest.raises(Invalid):
        desk.do("asha", service.judge, other, {hit.id: "MAYBE"})
    assert desk.value("SELECT count(*) FROM search_hits WHERE decision <> ''") == 0


def test_a_reopened_one_is_searched_for_again(desk: Desk) -> None:
    ref = desk.closed("asha")
    later = desk.collect(places=(Where(address="1 Mill Lane, Leeds", postcode="LS1 4AB"),))
    desk.do("mia", allegations.reopen, ref, reason="A new link.")
    desk.do("asha", allegations.take, ref)
    assert hits(desk, ref) == {later: ["PREMISES"]}
