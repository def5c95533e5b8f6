"""Whatever a board reads of what grows is a stretch of an index: never a whole table, and nothing sorted on the way."""

import re
from typing import Any

import pytest
from sqlalchemy import event

from app.database import CaseBase
from tests.factories import PEOPLE, Unit, Visitor

FIRST_NAMES = [one.name.split()[0].lower() for one in PEOPLE]
GROWING = frozenset(
    {
        "allegations",
        "contact_requests",
        "release_acceptances",
        "release_named",
        "releases",
        "reports",
        "sessions",
        "sources",
        "waiting_submissions",
    }
)
SCANNED = re.compile(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?")
# Indexes of the few rows to which something is still to be done: to read one of these whole is what it is for.
OF_FEW = {
    index.name
    for table in CaseBase.metadata.tables.values()
    for index in table.indexes
    if index.dialect_options["sqlite"]["where"] is not None
}


@pytest.mark.parametrize("who", FIRST_NAMES)
def test_a_board_reads_what_grows_from_an_index_and_in_its_order(whole_unit: Unit, who: str) -> None:
    visitor = whole_unit.sign_in(who)
    plans = board_plans(visitor)
    assert any("sessions" in asked for asked, _steps in plans)
    for asked, steps in plans:
        of_these = GROWING & set(re.findall(r"\w+", asked))
        scanned = GROWING & {table for table, index in SCANNED.findall("\n".join(steps)) if index not in OF_FEW}
        assert not scanned, f"{asked}\n{steps}"
        assert not (of_these and any("TEMP B-TREE" in step for step in steps)), f"{asked}\n{steps}"


def test_the_tables_that_grow_are_tables() -> None:
    assert set(CaseBase.metadata.tables) >= GROWING


def board_plans(visitor: Visitor) -> list[tuple[str, list[str]]]:
    """Return each statement that a board asks the case store, and the steps in which it is answered."""
    engine, seen = visitor.unit.house.stores.case, list[tuple[str, Any]]()
    assert engine is not None

    def note(*args: Any) -> None:
        if args[2].startswith("SELECT"):
            seen.append((args[2], args[3]))

    event.listen(engine, "before_cursor_execute", note)
    assert all("Your board" in part for part in visitor.board())
    event.remove(engine, "before_cursor_execute", note)
    with engine.connect() as connection:
        return [
            (asked, [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", values)])
            for asked, values in seen
        ]
