"""A founded unit with people signed in, for benchmarks of whole pages, and many made-up allegations in its store."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.allegations.models import Allegation
from app.database import new_id
from tests.factories import HOME_UNIT, START, Unit, copy_unit, found_unit

ROWS_AT_A_TIME = 5_000
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
    """Write made-up allegations straight into the store: numbered from ``first``, over six months, in every state."""
    owners = (unit.ref("asha"), unit.ref("ben"))
    with Session(unit.house.stores.case) as session:
        for start in range(first, first + count, ROWS_AT_A_TIME):
            numbers = range(start, min(start + ROWS_AT_A_TIME, first + count))
            session.execute(insert(Allegation), [_row(unit, number, owners) for number in numbers])
        session.commit()


def timed(act: Callable[[], object], times: int) -> list[float]:
    """Return how long each of so many calls took, in milliseconds, after a few that do not count."""
    for _ in range(3):
        act()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def _row(unit: Unit, number: int, owners: tuple[str, str]) -> dict[str, object]:
    """Return one allegation as its row."""
    status = STATES[number % len(STATES)]
    received = START - timedelta(minutes=number * 2 % (182 * 24 * 60))
    return {
        "ref": f"IMS-2025-{number:06d}",
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
        "received_at": received,
        "due_at": received + timedelta(days=2),
        "assess_by": received + timedelta(days=2),
        "assessed_at": received + timedelta(days=1) if status in {"ASSESSED", "CLOSED"} else None,
        "outcome_code": "NFA-N-NOOFF" if status in {"ASSESSED", "CLOSED"} else "",
    }
