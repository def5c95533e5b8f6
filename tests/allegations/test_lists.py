"""The lists: everything that is theirs, once, in order, one stretch of an index each, and nothing that is not."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import sqlite

from app.allegations import queries, service
from app.allegations.queries import LISTS, Bookmark, ListName
from app.allegations.queries.listing import _beyond, _query
from app.errors import NotFound
from tests.allegations.desk import CANARY, Desk


def refs_on(desk: Desk, who: str, name: ListName, after: Bookmark | None = None) -> list[str]:
    return [row.ref for row in desk.do(who, service.lists, name, after=after).rows]


def filled(desk: Desk, count: int = 7) -> list[str]:
    """Return allegations in the order in which they are due; two of them at the same moment."""
    hours = [max(0, number - 1) for number in range(count)]
    start = desk.unit.clock.now.replace(minute=0, second=0, microsecond=0) - timedelta(days=3)
    return [desk.collect(time_critical_at=start + timedelta(hours=hour)) for hour in hours]


def test_the_clock_shows_what_is_due_first_first(desk: Desk) -> None:
    refs = filled(desk)
    assert refs_on(desk, "asha", ListName.CLOCK) == refs
    assert refs_on(desk, "mia", ListName.CLOCK) == refs


def test_page_by_page_everything_comes_once(desk: Desk) -> None:
    refs = filled(desk)
    name = ListName.CLOCK
    seen: list[str] = []
    after = None
    with desk.work("asha", writes=False) as uow:
        while True:
            listed = queries.listing(uow, name, after=after, rows=2)
            seen += [row.ref for row in listed.rows]
            after = listed.more
            if after is None:
                break
            assert Bookmark.read(str(after)) == after
    assert seen == refs


def test_closed_ones_stand_newest_first_and_page_so(desk: Desk) -> None:
    refs = [desk.closed("asha") for _ in range(2)]
    desk.unit.clock.tick(days=1)
    refs.append(desk.closed("asha"))
    with desk.work("asha", writes=False) as uow:
        first = queries.listing(uow, ListName.CLOSED, rows=2)
        rest = queries.listing(uow, ListName.CLOSED, after=first.more, rows=2)
    assert [row.ref for row in (*first.rows, *rest.rows)] == refs[::-1]
    assert rest.more is None


@pytest.mark.parametrize(
    "typed", ["", "x", "1", "1.", ".IMS", "99999999999999999999.IMS-1", "-1.IMS-1", "\u0661.IMS-1"]
)
def test_a_bookmark_that_is_none_begins_at_the_start(typed: str) -> None:
    assert Bookmark.read(typed) is None


def test_each_list_holds_its_own(desk: Desk) -> None:
    free, mine, held = desk.collect(), desk.taken("asha"), desk.taken("asha")
    desk.do("asha", service.hold, held, reason="words")
    assessed, closed = desk.assessed("asha"), desk.closed("asha")
    second = desk.ready("asha", code="NFA-A-PRIORITY")
    from_whom = {
        ("asha", ListName.MINE): {mine, second},
        ("asha", ListName.FREE): {free},
        ("asha", ListName.CLOCK): {free, mine, second},
        ("asha", ListName.WITH_SOURCE_UNIT): {held},
        ("hana", ListName.HELD): {held},
        ("asha", ListName.DONE): {assessed},
        ("mia", ListName.ASSESSED): {assessed},
        ("dora", ListName.ASSESSED): {assessed},
        ("mia", ListName.CLOSED): {closed},
        ("ben", ListName.MINE): set(),
        ("sol", ListName.CLOCK): set(),
        ("mia", ListName.SECOND): set(),
    }
    assert {key: set(refs_on(desk, *key)) for key in from_whom} == from_whom


def test_another_units_and_a_restricted_one_stand_on_no_list_of_theirs(desk: Desk) -> None:
    ref = desk.collect(is_sensitive=True)
    for name in ListName:
        if name in {kind.name for kind in queries.lists_for(desk.actor("sol"), desk.unit.clock.now)}:
            assert refs_on(desk, "sol", name) == []
    with desk.work("asha", clearance_rank=2) as uow:
        assert queries.listing(uow, ListName.CLOCK).rows == []
    assert refs_on(desk, "asha", ListName.CLOCK) == [ref]


def test_a_list_that_could_never_be_theirs_is_not_found(desk: Desk) -> None:
    for who, name in (("asha", ListName.HELD), ("asha", ListName.SECOND), ("hana", ListName.FREE)):
        with pytest.raises(NotFound):
            desk.do(who, service.lists, name)


def test_a_list_is_on_record_with_what_was_on_it_and_shows_nothing_that_was_said(desk: Desk) -> None:
    desk.collect()
    listed = desk.do("asha", service.lists, ListName.CLOCK)
    assert CANARY not in repr(listed)
    [entry] = desk.unit.entries(action="allegation:list", person_ref=desk.unit.ref("asha"))
    assert entry.entry.detail["count"] == 1
    assert entry.entry.private


def test_several_beginnings_are_one_statement(desk: Desk) -> None:
    refs = filled(desk)
    desk.do("asha", service.take, refs[2])
    with desk.work("asha", writes=False) as uow, desk.unit.counting() as statements:
        mine, free, clock = queries.beginnings(uow, {ListName.MINE: 3, ListName.FREE: 3, ListName.CLOCK: 9})
    assert len(statements) == 1
    assert [row.ref for row in mine.rows] == [refs[2]]
    assert [row.ref for row in free.rows] == [refs[0], refs[1], refs[3]]
    assert [row.ref for row in clock.rows] == refs
    assert free.more is not None
    assert clock.more is None
    assert free.takeable == {refs[0], refs[1], refs[3]}
    assert mine.readable == {refs[2]}


@pytest.mark.parametrize(("who", "name"), [
    *[("asha", name) for name in (ListName.MINE, ListName.CLOCK, ListName.FREE, ListName.NEWS, ListName.DONE)],
    *[("asha", name) for name in (ListName.WITH_SOURCE_UNIT, ListName.ASSESSED, ListName.CLOSED)],
    *[("mia", name) for name in (ListName.SECOND, ListName.NEWS, ListName.CLOCK)],
    ("hana", ListName.HELD),
])  # fmt: skip
def test_every_list_is_one_stretch_of_one_index(desk: Desk, who: str, name: ListName) -> None:
    """Nothing is sorted and nothing is scanned, however many there are, on the first page and on any other."""
    actor = desk.actor(who)
    with desk.work(who, writes=False) as uow:
        first = _query(uow, LISTS[name], queries.known(actor, uow.now), 25)
        later = first.where(_beyond(LISTS[name], Bookmark(uow.now, "IMS-2026-000001")))
        for query in (first, later):
            plan = plan_of(uow, query)
            assert "TEMP B-TREE" not in plan, plan
            assert "SCAN" not in plan, plan
            assert "SEARCH allegations USING INDEX ix_allegations_" in plan, plan


def plan_of(uow: Any, query: Any) -> str:
    compiled = query.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    rows = uow.case.execute(text(f"EXPLAIN QUERY PLAN {compiled}".replace(":", "\\:")))
    return "\n".join(row[-1] for row in rows)
