"""A founded unit with people signed in, for benchmarks of whole pages, and many made-up allegations in its store."""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert, select

from app.allegations.models import Allegation
from app.database import new_id
from app.organisations.models import Organisation
from bench.made_up_work import Hands, made_up_work, received, reference, table_of
from tests.factories import HOME_UNIT, START, Unit, copy_unit, found_unit

ROWS_AT_A_TIME = 5_000
AGENCIES = ("Harbour Police", "Revenue")
STATES = ("RECEIVED", "RECEIVED", "IN_ASSESSMENT", "RETURNED", "ASSESSED", "CLOSED", "CLOSED", "CLOSED", "CLOSED")
STAGES = {"RECEIVED": "CLOCK", "IN_ASSESSMENT": "CLOCK", "RETURNED": "CLOCK", "ASSESSED": "AFTER", "CLOSED": "CLOSED"}


@contextmanager
def served_unit() -> Iterator[Unit]:
    """Give a founded unit on stores of its own, on a disk and not in memory."""
    Path("var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir="var") as folder:
        template = Path(folder).resolve() / "template"
        unit = copy_unit(found_unit(template), template, Path(folder).resolve() / "unit")
        yield unit
        for engine in unit.house.stores.each().values():
            engine.dispose()


def fill(unit: Unit, first: int, count: int) -> None:
    """
    Write made-up allegations straight into the store, and the work that each leaves behind.

    They are numbered from ``first``, came in over six months, and stand in every state.
    """
    engine = unit.house.stores.case
    if engine is None:
        raise LookupError("the unit has no case store")
    hands = _hands(unit)
    with engine.begin() as connection:
        for start in range(first, first + count, ROWS_AT_A_TIME):
            numbers = range(start, min(start + ROWS_AT_A_TIME, first + count))
            connection.execute(insert(table_of(Allegation)), [_row(unit, number, hands.officers) for number in numbers])
            for table, rows in made_up_work(hands, numbers, START):
                if rows:
                    connection.execute(insert(table), rows)


def _hands(unit: Unit) -> Hands:
    """Return who of the unit did it all."""
    with unit.steward() as uow:
        agencies = list(
            uow.case.scalars(
                select(Organisation.ref).where(Organisation.name.in_(AGENCIES)).order_by(Organisation.name)
            )
        )
    return Hands(
        unit=unit.units[HOME_UNIT],
        officers=(unit.ref("asha"), unit.ref("ben")),
        handlers=(unit.ref("hana"), unit.ref("hugo")),
        controller=unit.ref("cleo"),
        writer=unit.ref("dora"),
        manager=unit.ref("mia"),
        readers=(unit.ref("pia"), unit.ref("lin")),
        agencies=agencies,
    )


def timed(act: Callable[[], object], times: int, *, first: int = 3) -> list[float]:
    """Return how long each of so many calls took, in milliseconds, after the first few, which do not count."""
    for _ in range(first):
        act()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def _row(unit: Unit, number: int, owners: Sequence[str]) -> dict[str, object]:
    """Return one allegation as its row."""
    status = STATES[number % len(STATES)]
    came_in = received(number, START)
    return {
        "ref": reference(number),
        "link": new_id(),
        "intake_ref": new_id(),
        "channel": "ONLINE_FORM",
        "types": ["ILLEGAL_WORKING"],
        "priority": "P3_ROUTINE",
        "status": status,
        "stage": STAGES[status],
        "unit_ref": unit.units[HOME_UNIT],
        "owner_ref": None if status == "RECEIVED" else owners[number % 2],
        "account": "Made up for measuring.",
        "received_at": came_in,
        "news_at": came_in if number % 50 == 0 else None,
        "second_asked_at": came_in if status == "IN_ASSESSMENT" and number % 20 == 0 else None,
        "words_held": number % 100 == 0,
        "due_at": came_in + timedelta(days=2),
        "assess_by": came_in + timedelta(days=2),
        "assessed_at": came_in + timedelta(days=1) if status in {"ASSESSED", "CLOSED"} else None,
        "outcome_code": "NFA-N-NOOFF" if status in {"ASSESSED", "CLOSED"} else "",
    }
