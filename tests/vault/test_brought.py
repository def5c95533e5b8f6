"""Rows that were brought in: only an unlocked custodian opens one, nobody exchanges one, a new key takes them along."""

from collections.abc import Sequence
from typing import Any

import pytest

from app.access.facts import RegisterFacts, SubmissionFacts
from app.access.policy import Action, Permit, require
from app.errors import Conflict, Frozen, Locked, NotFound, Refused
from app.unit_of_work import UnitOfWork
from app.vault.brought.keeping import Kept, term_of
from app.vault.rosters import CUSTODIANS
from app.vault.verification import verify
from audit.events import Event
from tests.vault.small_unit import CONTROLLER, HANDLER, NAME, OFFICER, SmallUnit
from tests.vault.test_resealing import left, step

FILE = "ab" * 16
OTHER_FILE = "cd" * 16
ROWS = [{"values": {"name": f"{NAME} {number}"}, "line": number} for number in range(2, 6)]


def permit(uow: UnitOfWork, file_ref: str = FILE) -> Permit:
    return require(uow.actor, Action.REGISTER_BRING, RegisterFacts(file_ref), uow.now)


def taking(uow: UnitOfWork, row_ref: str) -> Permit:
    return require(uow.actor, Action.SOURCE_REGISTER, SubmissionFacts(row_ref, waiting=True), uow.now)


def keep(unit: SmallUnit, rows: Sequence[dict[str, Any]] = ROWS, *, by: str = HANDLER, file_ref: str = FILE) -> Kept:
    with unit.work(by) as uow, uow.trail.recording(Event.REGISTER_BRING, file_ref):
        return uow.vault.brought.keep(permit(uow, file_ref), rows)


def opened(unit: SmallUnit, *, by: str = HANDLER, limit: int = 100) -> list[dict[str, Any]]:
    with unit.work(by) as uow, uow.trail.recording(Event.REGISTER_TAKE_IN, FILE):
        return [one.record for one in uow.vault.brought.some(permit(uow), limit)]


def names(records: Sequence[dict[str, Any]]) -> set[str]:
    return {record["values"]["name"] for record in records}


def register_one(unit: SmallUnit) -> str:
    """Make a source of one row; returns the row's reference."""
    with unit.work(HANDLER) as uow, uow.trail.recording(Event.REGISTER_TAKE_IN, FILE):
        bringing = permit(uow)
        [row] = uow.vault.brought.some(bringing, 1)
        with uow.trail.recording(Event.SOURCE_REGISTER, row.row_ref):
            registering = require(
                uow.actor, Action.SOURCE_REGISTER, SubmissionFacts(row.row_ref, waiting=True), uow.now
            )
            uow.vault.brought.register(registering, "SRC-ONE", {"identity": row.record["values"]}, "SINGLE")
        uow.vault.index.enter_each(bringing, {"SRC-ONE": {"original": [row.term]}})
        uow.vault.brought.settle(bringing, registered=1)
        return row.row_ref


def test_rows_are_sealed_each_by_itself_and_open_for_any_custodian(working: SmallUnit) -> None:
    kept = keep(working)
    assert (kept.kept, kept.known, kept.repeated) == (4, 0, 0)
    assert names(opened(working, by=CONTROLLER)) == {f"{NAME} {number}" for number in range(2, 6)}
    assert NAME.encode() not in working.vault_file.read_bytes()


def test_a_row_is_known_again_while_it_waits_and_once_it_is_registered(working: SmallUnit) -> None:
    keep(working, [*ROWS, ROWS[0]])
    register_one(working)
    again = keep(working, [*ROWS, {"values": {"name": "Somebody else"}}], file_ref=OTHER_FILE)
    assert (again.kept, again.known, again.repeated) == (1, 4, 0)
    with working.stewarding() as uow:
        [progress] = uow.vault.brought.progress(FILE)
    assert (progress.kept, progress.registered, progress.waits) == (4, 1, 3)


def test_the_same_row_leaves_another_mark_under_every_key_and_none_that_can_be_made_without_them(
    working: SmallUnit,
) -> None:
    keep(working)
    before = {row["mark"] for row in working.rows("brought_rows")}
    with working.stewarding() as uow:
        made = uow.vault.provider.mac("register-term", [f"{kind}{value}".encode() for kind, value in [term_of({})]])
    assert not before & {one[:16] for one in made}
    left(working)
    while step(working, HANDLER, CUSTODIANS):
        pass
    rows = working.rows("brought_rows")
    assert {row["epoch"] for row in rows} == {2}
    assert not before & {row["mark"] for row in rows}
    assert len(names(opened(working))) == 4
    assert keep(working, file_ref=OTHER_FILE).known == 4


def test_a_group_is_not_done_and_keeps_its_old_key_while_rows_are_sealed_to_it(working: SmallUnit) -> None:
    keep(working)
    left(working)
    with working.stewarding() as uow:
        [progress] = uow.vault.resealing.progress(CUSTODIANS)
    assert progress.submissions == 4
    assert step(working, HANDLER, CUSTODIANS, limit=3) == 3
    assert step(working, HANDLER, CUSTODIANS) == 1
    with working.stewarding() as uow:
        assert not verify(uow.vault).faults


@pytest.mark.parametrize("column", ["blob", "mark", "mac", "state", "file_ref"])
def test_a_row_that_was_exchanged_opens_nothing_and_is_held_shut(working: SmallUnit, column: str) -> None:
    keep(working)
    keep(working, [{"values": {"name": "Other"}}], file_ref=OTHER_FILE)
    one, other = [row for row in working.rows("brought_rows") if row["file_ref"] == FILE][:2]
    false = {"mark": b"m" * 16, "state": "TO_DECIDE", "file_ref": OTHER_FILE}.get(column, other[column])
    file_ref = OTHER_FILE if column == "file_ref" else FILE
    with working.edited("brought_rows", "row_ref", one["row_ref"], **{column: false}):
        with (
            pytest.raises(Frozen),
            working.work(HANDLER) as uow,
            uow.trail.recording(Event.REGISTER_LOOK, file_ref),
        ):
            uow.vault.brought.open(permit(uow, file_ref), one["row_ref"])
        with working.stewarding() as uow:
            assert one["row_ref"] in uow.vault.held_shut()
            assert [ref for _, ref in verify(uow.vault).faults] == [one["row_ref"]]


def test_nobody_else_opens_a_row(working: SmallUnit) -> None:
    keep(working)
    with pytest.raises(Refused):
        opened(working, by=OFFICER)
    working.halves.pop(HANDLER)
    with pytest.raises(Locked):
        opened(working)


def test_without_an_entry_in_the_log_nothing_opens(working: SmallUnit) -> None:
    keep(working)
    with pytest.raises(Refused, match="attempt_is_recorded"), working.work(HANDLER) as uow:
        uow.vault.brought.some(permit(uow), 1)


def test_a_row_opens_for_its_own_file_only_and_is_registered_once(working: SmallUnit) -> None:
    keep(working)
    row_ref = working.rows("brought_rows")[0]["row_ref"]
    with (
        pytest.raises(NotFound),
        working.work(HANDLER) as uow,
        uow.trail.recording(Event.REGISTER_LOOK, OTHER_FILE),
    ):
        uow.vault.brought.open(permit(uow, OTHER_FILE), row_ref)
    gone = register_one(working)
    with (
        pytest.raises(Conflict),
        working.work(HANDLER) as uow,
        uow.trail.recording(Event.SOURCE_REGISTER, gone),
    ):
        uow.vault.brought.register(taking(uow, gone), "SRC-TWO", {"identity": {}}, "SINGLE")
