"""A custodian opens what is theirs to open, source after source: there is an end to it, and others are told."""

from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from sqlalchemy import delete, select

from app.custody.openings import forget_openings
from app.errors import Unavailable
from app.organisations.models import Unit as UnitRow
from app.sources.openings.models import DAY, Leave, Opening
from audit.events import Decision, Event
from tests.attacks.busy_unit import NAME, BusyUnit, copied
from tests.attacks.oracle import assert_no_canary
from tests.custody.test_asking import on_duty
from tests.factories import HOME_UNIT
from tests.pages import proofread
from tests.sources.test_finding_again import ASKED

TO_LOOK_AT = "Opened as much as one may"


@pytest.fixture(scope="module")
def many(worked: BusyUnit, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[BusyUnit, list[str]]]:
    """Return a unit at work, in which a handler looks after four sources, and has opened one."""
    busy = copied(worked, tmp_path_factory.mktemp("many") / "unit")
    refs = [busy.source_ref, *(busy.register() for _ in range(3))]
    busy.unit.clock.tick(days=31)
    yield busy, refs
    busy.close()


@pytest.fixture
def harvest(many: tuple[BusyUnit, list[str]]) -> tuple[BusyUnit, list[str]]:
    """Return it with nothing counted."""
    busy, _ = many
    with busy.unit.behind() as uow:
        for table in (Opening, Leave):
            uow.case.execute(delete(table))
    busy.unlocked("hana")
    return many


def tighten(busy: BusyUnit, **settings: int) -> None:
    """Let the unit have set these for itself."""
    with busy.unit.behind() as uow:
        uow.case.get_one(UnitRow, busy.unit.units[HOME_UNIT]).tightened = settings


def opens(busy: BusyUnit, source_ref: str, part: str = "identity", who: str = "hana") -> int:
    """Let somebody open a part; nothing of it is in a reply that refuses."""
    reply = busy.open_part(who, part, source_ref)
    if reply.status_code != 200:
        assert_no_canary(reply)
    return int(reply.status_code)


def test_opening_one_source_after_the_other_comes_to_an_end(harvest: tuple[BusyUnit, list[str]]) -> None:
    busy, (first, second, third, _) = harvest
    tighten(busy, OPENED_A_DAY=2)
    # Every part of a source is one source.
    assert [opens(busy, ref) for ref in (first, second)] == [200, 200]
    assert opens(busy, first, "contact") == 200
    reply = busy.open_part("hana", "identity", third)
    assert reply.status_code == 403
    said = proofread(reply.text).text
    assert "You have opened as many sources by yourself as one may within 24 hours: 2." in said
    assert "An authoriser can let you open more" in said
    assert "breaks the glass" in said
    # Nor by another part, by its plan, in another session, or at another hour of the day; what was counted stays open.
    assert opens(busy, third, "circumstances") == 403
    assert busy.send("hana", f"/sources/{third}/plan/open").status_code == 403
    busy.unit.clock.tick(hours=12)
    busy.unlocked("hana")
    assert opens(busy, third) == 403
    assert opens(busy, second, "log") == 200
    refused = busy.unit.entries(action=Event.SOURCE_OPEN.action, decision=Decision.REFUSED)
    assert {(one.entry.actor_ref, one.entry.object_ref, one.entry.rule) for one in refused} == {
        (busy.unit.ref("hana"), third, "openings_left")
    }
    busy.unit.clock.tick(hours=25)
    busy.unlocked("hana")
    assert opens(busy, third) == 200


def test_a_few_every_day_come_to_an_end_within_the_month(harvest: tuple[BusyUnit, list[str]]) -> None:
    busy, (*firsts, last) = harvest
    tighten(busy, OPENED_A_MONTH=3)
    for ref in firsts:
        assert opens(busy, ref) == 200
        busy.unit.clock.tick(days=2)
        busy.unlocked("hana")
    assert opens(busy, last) == 403
    assert opens(busy, firsts[0]) == 200
    assert "as one may within 30 days: 3." in busy.open_part("hana", "identity", last).text


def test_a_unit_can_only_tighten_it(harvest: tuple[BusyUnit, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    busy, refs = harvest
    tighten(busy, OPENED_A_DAY=10_000, OPENED_A_MONTH=0)
    assert opens(busy, refs[0]) == 403
    tighten(busy, OPENED_A_DAY=10_000)
    with busy.unit.behind() as uow:
        for number in range(1, 31):
            one = Opening(person_ref=busy.unit.ref("hana"), number=100 + number, source_ref=f"SRC-{number}")
            one.opened_at = uow.now
            uow.case.add(one)
    assert opens(busy, refs[0]) == 403


def test_those_who_oversee_it_are_told_and_nobody_lets_themself(harvest: tuple[BusyUnit, list[str]]) -> None:
    busy, (first, second, *_) = harvest
    tighten(busy, OPENED_A_DAY=1)
    person = f"/custody/openings/{busy.unit.ref('hana')}"
    for who in ("ava", "olga", "cleo"):
        assert TO_LOOK_AT not in "".join(busy.browser(who).board())
    assert opens(busy, first) == 200
    assert opens(busy, second) == 403
    for who in ("ava", "olga", "cleo"):
        board = "".join(busy.browser(who).board())
        assert TO_LOOK_AT in board, who
        assert "Hana" in board
        for address in ("/custody/openings", person):
            reply = busy.browser(who).get(address)
            assert first not in proofread(reply.text).text
            assert_no_canary(reply)
    for who in ("hana", "asha", "mia", "sid", "iris"):
        assert TO_LOOK_AT not in "".join(busy.browser(who).board()), who
        assert busy.browser(who).get(person).status_code in {403, 404}
    more = {"more": "5", "reason": "A long day of calls"}
    for who in ("hana", "cleo", "olga", "sid", "mia"):
        assert busy.send(who, f"{person}/more", more).status_code in {403, 404}, who
    assert opens(busy, second) == 403
    assert busy.send("ava", f"{person}/more", more | {"more": "500"}).status_code == 400
    assert busy.send("ava", f"{person}/more", more).status_code == 302
    assert "5 more, until" in busy.browser("ava").get(person).text
    assert opens(busy, second) == 200
    done = busy.unit.entries(action=Event.OPENINGS_LET.action, decision=Decision.DONE)[0].entry
    assert (done.actor_ref, done.object_ref, done.detail["more"]) == (busy.unit.ref("ava"), busy.unit.ref("hana"), 5)
    assert b"A long day of calls" not in busy.unit.folder.joinpath("audit.db").read_bytes()
    # What it came to stands there until one of the other groups has looked.
    assert busy.send("cleo", f"{person}/looked", {"finding": "Fine"}).status_code == 403
    assert busy.send("olga", f"{person}/looked", {"finding": "A long day of calls"}).status_code == 302
    assert TO_LOOK_AT not in "".join(busy.browser("ava").board())
    assert busy.send("ava", f"{person}/looked", {"finding": "Fine"}).status_code == 409
    # And it is over by itself.
    busy.unit.clock.tick(hours=24)
    busy.unlocked("hana")
    assert opens(busy, first) == 200
    assert opens(busy, second) == 403


def test_whoever_saves_a_life_is_never_stopped_by_it(harvest: tuple[BusyUnit, list[str]]) -> None:
    busy, (first, second, *_) = harvest
    tighten(busy, OPENED_A_DAY=1)
    assert opens(busy, first) == 200
    assert opens(busy, second) == 403
    on_duty(busy.unit, "hana")
    reply = busy.send("hana", "/custody/glass", {"source_ref": second, "reason": "A threat was made"})
    assert reply.status_code == 302
    asked = reply.headers["Location"]
    busy.unlocked("ava")
    assert busy.send("ava", f"{asked}/approve", {"hours": "1"}).status_code == 302
    for part in ("identity", "contact"):
        assert busy.send("hana", f"{asked}/open", {"part": part}).status_code == 200
    assert NAME in busy.send("hana", f"{asked}/open", {"part": "identity"}).text


def test_comparing_whom_a_search_found_is_the_searches_own_to_count(harvest: tuple[BusyUnit, list[str]]) -> None:
    busy, (first, *_) = harvest
    tighten(busy, OPENED_A_DAY=1)
    assert first in busy.send("hana", "/sources/find", ASKED | {"name": NAME}).text
    assert opens(busy, first) == 200


def test_two_openings_at_one_moment_are_never_counted_as_one(harvest: tuple[BusyUnit, list[str]]) -> None:
    busy, _ = harvest
    for source_ref, expected in (("SRC-B", nullcontext()), ("SRC-C", pytest.raises(Unavailable))):
        with expected, busy.unit.behind() as uow:
            uow.case.add(Opening(person_ref="hers", number=1, source_ref=source_ref, opened_at=uow.now))


def test_what_counts_no_more_is_forgotten_and_what_nobody_looked_at_is_not(
    harvest: tuple[BusyUnit, list[str]],
) -> None:
    busy, (first, *_) = harvest
    tighten(busy, OPENED_A_DAY=1)
    assert opens(busy, first) == 200
    assert opens(busy, first, "contact") == 200
    busy.unit.clock.tick(days=40)
    with busy.unit.steward() as uow:
        assert forget_openings(uow) >= 1
    with busy.unit.behind() as uow:
        assert uow.case.scalars(select(Opening.reached)).all() == [DAY]
