"""A source is found again by custodians alone, through boxes that tell nothing and cannot be put back."""

from collections.abc import Iterable
from typing import Any

import pytest

from app.access.facts import ErasureFacts, RegisterFacts, SubmissionFacts
from app.access.policy import Action, require
from app.errors import Frozen, Locked, Refused
from app.vault.register_index import SOURCES_A_BOX, Term
from audit.events import Event
from tests.vault.small_unit import AUDITOR, CONTROLLER, HANDLER, SECOND_HANDLER, SmallUnit

PHONE: Term = ("PHONE", "+447700900123")
MAIL: Term = ("EMAIL", "wenna@post.example")


def enter(unit: SmallUnit, source_ref: str, part: str, terms: Iterable[Term], *, by: str = HANDLER) -> None:
    with unit.work(by) as uow, uow.trail.recording(Event.SOURCE_REGISTER, "submission"):
        permit = require(uow.actor, Action.SOURCE_REGISTER, SubmissionFacts("submission", waiting=True), uow.now)
        uow.vault.index.enter(permit, source_ref, {part: terms})


def find(unit: SmallUnit, *terms: Term, by: str = HANDLER) -> dict[str, frozenset[str]]:
    with unit.work(by) as uow, uow.trail.recording(Event.REGISTER_SEARCH, "register"):
        return uow.vault.index.find(require(uow.actor, Action.REGISTER_SEARCH, RegisterFacts(), uow.now), terms)


def boxes(unit: SmallUnit) -> list[dict[str, Any]]:
    return unit.rows("index_boxes")


def test_a_source_is_found_by_any_of_its_terms_with_the_kinds_that_agree(working: SmallUnit) -> None:
    enter(working, "SRC-ONE", "contact", [PHONE, MAIL])
    enter(working, "SRC-TWO", "contact", [PHONE])
    assert find(working, PHONE) == {"SRC-ONE": {"PHONE"}, "SRC-TWO": {"PHONE"}}
    assert find(working, MAIL, PHONE, by=CONTROLLER) == {"SRC-ONE": {"EMAIL", "PHONE"}, "SRC-TWO": {"PHONE"}}
    assert find(working, ("EMAIL", PHONE[1])) == {}


def test_a_part_is_replaced_and_what_reports_brought_only_grows(working: SmallUnit) -> None:
    for part in ("contact", "original"):
        enter(working, "SRC-ONE", part, [PHONE])
        enter(working, "SRC-ONE", part, [MAIL])
    assert find(working, PHONE, MAIL) == {"SRC-ONE": {"PHONE", "EMAIL"}}
    enter(working, "SRC-ONE", "original", [])
    assert find(working, PHONE) == {"SRC-ONE": {"PHONE"}}


def test_a_source_leaves_and_is_not_found_again(working: SmallUnit) -> None:
    enter(working, "SRC-ONE", "contact", [PHONE])
    enter(working, "SRC-TWO", "contact", [PHONE])
    for source_ref in ("SRC-ONE", "SRC-UNKNOWN"):
        with working.work(HANDLER) as uow, uow.trail.recording(Event.REGISTER_LEAVE, source_ref):
            facts = ErasureFacts(source_ref, source_ref, None, state="ERASED")
            permit = require(uow.actor, Action.REGISTER_LEAVE, facts, uow.now)
            with pytest.raises(Refused, match="permit_fits"):
                uow.vault.index.leave(permit, "SRC-TWO")
            uow.vault.index.leave(permit, source_ref)
    assert find(working, PHONE) == {"SRC-TWO": {"PHONE"}}


def test_a_box_takes_so_many_sources_and_then_there_is_another(working: SmallUnit) -> None:
    with working.work(HANDLER) as uow, uow.trail.recording(Event.SOURCE_REGISTER, "submission"):
        permit = require(uow.actor, Action.SOURCE_REGISTER, SubmissionFacts("submission", waiting=True), uow.now)
        for number in range(SOURCES_A_BOX + 1):
            uow.vault.index.enter(permit, f"SRC-{number}", {"contact": [("PHONE", str(number))]}, is_new=True)
    assert sorted(row["sources"] for row in boxes(working)) == [1, SOURCES_A_BOX]
    assert find(working, ("PHONE", "0"), ("PHONE", str(SOURCES_A_BOX))) == {"SRC-0": {"PHONE"}, "SRC-64": {"PHONE"}}


def test_nothing_of_a_term_or_a_source_stands_in_the_store_in_clear(working: SmallUnit) -> None:
    enter(working, "SRC-ONE", "contact", [PHONE, MAIL])
    raw = b"".join(bytes(row["blob"]) for row in boxes(working))
    [mark, other] = _marks(working, PHONE, MAIL)
    for text in (b"SRC-ONE", PHONE[1].encode(), MAIL[1].encode(), bytes.fromhex(mark), bytes.fromhex(other)):
        assert text not in raw


def _marks(unit: SmallUnit, *terms: Term) -> list[str]:
    with unit.work(HANDLER) as uow:
        return uow.vault.index.marks(terms)


def test_one_term_more_does_not_show_in_the_size_of_a_box(working: SmallUnit) -> None:
    enter(working, "SRC-ONE", "contact", [PHONE])
    [before] = [len(row["blob"]) for row in boxes(working)]
    enter(working, "SRC-ONE", "contact", [PHONE, MAIL])
    assert [len(row["blob"]) for row in boxes(working)] == [before]


def test_locked_keys_find_nothing_and_enter_nothing(unit: SmallUnit) -> None:
    unit.unlock(HANDLER)
    enter(unit, "SRC-ONE", "contact", [PHONE])
    unit.tick(minutes=16)
    with pytest.raises(Locked):
        find(unit, PHONE)
    with pytest.raises(Locked):
        enter(unit, "SRC-TWO", "contact", [PHONE])


def test_nobody_but_custodians_asks(working: SmallUnit) -> None:
    enter(working, "SRC-ONE", "contact", [PHONE])
    working.unlock(AUDITOR)
    with pytest.raises(Refused):
        find(working, PHONE, by=AUDITOR)


def test_nothing_is_searched_that_was_not_recorded_first(working: SmallUnit) -> None:
    with working.work(HANDLER) as uow:
        permit = require(uow.actor, Action.REGISTER_SEARCH, RegisterFacts(), uow.now)
        with pytest.raises(Refused) as refused:
            uow.vault.index.find(permit, [PHONE])
    assert refused.value.rule == "attempt_is_recorded"


@pytest.mark.parametrize("what", ["flipped", "old", "gone", "head_old", "invented"])
def test_an_index_that_is_not_the_one_last_written_is_found_out(working: SmallUnit, what: str) -> None:
    enter(working, "SRC-ONE", "contact", [PHONE])
    [box], [head] = boxes(working), working.rows("index_heads")
    enter(working, "SRC-ONE", "contact", [MAIL])
    [now] = boxes(working)
    if what == "flipped":
        _put(working, {**now, "blob": now["blob"][:-1] + bytes((now["blob"][-1] ^ 1,))})
    if what in {"old", "head_old"}:
        _put(working, box)
    if what == "head_old":
        working.edit("UPDATE index_heads SET version = :version, digest = :digest", **_only(head, "version", "digest"))
    if what == "gone":
        working.edit("DELETE FROM index_boxes")
        working.edit("DELETE FROM index_heads")
    if what == "invented":
        working.edit("UPDATE index_boxes SET sources = 0, version = 9")
    with pytest.raises(Frozen):
        find(working, PHONE)


def _put(unit: SmallUnit, row: dict[str, Any]) -> None:
    unit.edit(
        "UPDATE index_boxes SET blob = :blob, version = :version, digest = :digest",
        **_only(row, "blob", "version", "digest"),
    )


def _only(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: row[name] for name in names}


def test_another_handler_enters_what_everybody_finds(unit: SmallUnit) -> None:
    unit.unlock(HANDLER, SECOND_HANDLER)
    enter(unit, "SRC-ONE", "contact", [PHONE], by=SECOND_HANDLER)
    assert find(unit, PHONE) == {"SRC-ONE": {"PHONE"}}
