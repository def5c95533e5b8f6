"""What a reader's board and list show when much was sent: what needs them, in order, in few statements."""

from datetime import timedelta
from typing import Any

from app import EXTENSION
from app.access.actor import Actor
from app.dissemination import queries
from app.dissemination.models import Acceptance, Release
from tests.dissemination.office import agency
from tests.factories import START, Unit

# A condition that the store does not know of when it narrows a list: nobody is named, so nobody may know of it.
FOR_NOBODY: list[dict[str, Any]] = [
    {"code": "RECIPIENTS_ONLY", "text": "", "organisations": [], "until": "", "then": "", "names": []}
]


def sent(unit: Unit, name: str, **other: Any) -> Release:
    """Put a release to Harbour Police into the store, as old as its name is late in the alphabet."""
    days = ord(name[0]) - ord("a")
    values: dict[str, Any] = {
        "ref": f"REL-{name}",
        "report_ref": f"REP-{name}",
        "organisation_ref": agency(unit),
        "released_on": (START - timedelta(days=days)).date(),
        "result_due_at": START + timedelta(days=28 - days),
        "title": "Vans",
        "body": "Vans leave the yard",
        "grade": "[2DP]",
        "marking": "OFFICIAL-SENSITIVE",
        "lines": [],
        "codes": [],
        "contact": "The unit",
        "tier": 15,
        "instructions": [],
        "named": [],
        "named_only": False,
        "hmg_only": False,
        "resulted": False,
    }
    return Release(**values | other)


def keep(unit: Unit, releases: list[Release], read: tuple[str, ...] = ()) -> None:
    """Write releases down, some of them read by Pia."""
    with unit.steward() as uow:
        uow.case.add_all(releases)
        uow.case.flush()
        uow.case.add_all(Acceptance(release_ref=f"REL-{name}", person_ref=unit.ref("pia"), at=START) for name in read)


def at_the_agency(unit: Unit, who: str) -> Actor:
    """Return a reader as they stand on the agencies' face."""
    visitor = unit.sign_in(who)
    with visitor.client:
        visitor.get("/partner/board")
        actor: Actor = unit.app.extensions[EXTENSION].load_actor()
    return actor


def test_a_board_shows_what_has_no_result_unread_first_and_the_longest_waiting_first(whole_unit: Unit) -> None:
    dealt_with = [sent(whole_unit, name, resulted=True) for name in "ef"]
    keep(whole_unit, [*(sent(whole_unit, name) for name in "abcd"), *dealt_with], read=("a", "c", "e"))
    with whole_unit.house.work(at_the_agency(whole_unit, "pia"), writes=False) as uow:
        shown = [(row.ref, read) for row, read in queries.waiting(uow, 10)]
        assert shown == [("REL-d", False), ("REL-b", False), ("REL-c", True), ("REL-a", True)]
        assert [row.ref for row, _read in queries.waiting(uow, 3)] == ["REL-d", "REL-b", "REL-c"]
        assert [row.ref for row, _read in queries.waiting(uow, 2)] == ["REL-d", "REL-b"]


def test_another_readers_acceptance_is_not_mine(whole_unit: Unit) -> None:
    keep(whole_unit, [sent(whole_unit, "a")], read=("a",))
    with whole_unit.house.work(at_the_agency(whole_unit, "rex"), writes=False) as uow:
        assert [read for _row, read in queries.waiting(uow, 10)] == [False]


def test_a_page_is_filled_in_few_statements_however_much_is_kept_from_its_reader(whole_unit: Unit) -> None:
    hidden = [sent(whole_unit, f"b{number:04}", instructions=FOR_NOBODY) for number in range(1_000)]
    keep(whole_unit, [sent(whole_unit, "a"), *hidden, *(sent(whole_unit, f"c{number:02}") for number in range(40))])
    reader = at_the_agency(whole_unit, "pia")
    with whole_unit.house.work(reader, writes=False) as uow, whole_unit.counting() as statements:
        shown = [row.ref for row in queries.releases(uow)]
    assert shown == ["REL-a", *(f"REL-c{number}" for number in range(39, 15, -1))]
    assert len(statements) <= 8, "\n".join(statements)
