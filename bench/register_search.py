"""How long a custodian waits for a search of the register: all boxes opened in memory, recorded and signed for."""

import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from app.access.facts import RegisterFacts
from app.access.policy import Action, require
from app.database import new_id
from app.sources.terms import terms_of
from app.vault.models import IndexBox
from app.vault.register_index import SOURCES_A_BOX
from audit.events import Event
from bench.made_up_people import People, Someone
from bench.reporting import Claim, percentile, run
from tests.vault.small_unit import HANDLER, SmallUnit, dispose, found, reopen

SEED, SEARCHES, REACH = 1948, 40, 300


def measure(quick: bool) -> Sequence[Claim]:
    """Return the milliseconds within which 95 of 100 searches are answered."""
    size = 10_000 if quick else 100_000
    people = People(SEED)
    register = [people.someone() for _ in range(size)]
    Path("var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir="var") as folder:
        template = Path(folder).resolve() / "template"
        template.mkdir()
        unit = reopen(template, Path(folder).resolve() / "unit", found(template))
        unit.unlock(HANDLER)
        _fill(unit, register)
        taken = [_search(unit, people.again(register[number])) for number in range(0, size, size // SEARCHES)]
        dispose(unit.house.stores)
    value = percentile(taken, 0.95)
    against = f"{size:,} sources; the median is {percentile(taken, 0.5):.0f} ms"
    return (Claim("search of the register, 95 of 100", value, "ms", REACH, against),)


def _fill(unit: SmallUnit, register: Sequence[Someone]) -> None:
    """Write the index box by box, as many sources in each as a box takes."""
    with unit.work(HANDLER) as uow, uow.trail.recording(Event.SOURCE_REGISTER, "register"):
        index, numbered = uow.vault.index, enumerate(register)
        while some := [one for _, one in zip(range(SOURCES_A_BOX), numbered, strict=False)]:
            records = {(_ref(number), "identity"): index._macs(terms_of(one.details())) for number, one in some}
            index._write(IndexBox(box_ref=new_id(), version=0, sources=0), records)
        index._write_head(None)


def _search(unit: SmallUnit, one: Someone) -> float:
    """Search once, and return the milliseconds it took."""
    unit.tick(seconds=1)
    began = time.perf_counter()
    with unit.work(HANDLER) as uow, uow.trail.recording(Event.REGISTER_SEARCH, "register"):
        permit = require(uow.actor, Action.REGISTER_SEARCH, RegisterFacts(), uow.now)
        hits = uow.vault.index.find(permit, terms_of(one.details()))
    taken = (time.perf_counter() - began) * 1000
    if not hits:
        raise RuntimeError("somebody who came back was not found by any term")
    return taken


def _ref(number: int) -> str:
    return f"SRC-{number:010}"


if __name__ == "__main__":
    sys.exit(run(measure))
