"""How many sources are sealed anew in a minute, after a custodian left."""

import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from app.access.facts import Nothing
from app.access.policy import Action, require
from app.database import new_id
from app.vault.compartments import Compartment
from app.vault.rosters import CUSTODIANS
from audit.events import Event
from bench.reporting import Claim, run
from tests.vault.small_unit import CONTROLLER, HANDLER, SmallUnit, dispose, found, reopen
from tests.vault.test_resealing import left

SOURCES, SOURCES_QUICK = 400, 60
BATCH = 500


def measure(quick: bool) -> Sequence[Claim]:
    """Return how many sources, each of all its compartments, one member seals anew in a minute, commits included."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "founded"
        folder.mkdir()
        unit = reopen(folder, Path(temporary) / "unit", found(folder))
        try:
            count = SOURCES_QUICK if quick else SOURCES
            _fill(unit, count)
            began = time.perf_counter()
            _seal_everything(unit)
            rate = count * 60 / (time.perf_counter() - began)
        finally:
            dispose(unit.house.stores)
    against = f"{len(Compartment)} compartments each, one process, file lock"
    return (Claim("sources sealed anew in a minute", rate, "a minute", 10_000, against, at_least=True),)


def _fill(unit: SmallUnit, count: int) -> None:
    """Make sources that custodians hold, and let one of them leave."""
    unit.unlock(HANDLER, CONTROLLER)
    with unit.work(HANDLER) as uow:
        for _ in range(count):
            uow.vault._compartments.create_all(new_id())
    left(unit)


def _seal_everything(unit: SmallUnit) -> None:
    """Let a member seal everything anew, a batch in each unit of work."""
    done = 1
    while done:
        with unit.work(HANDLER) as uow, uow.trail.recording(Event.GROUP_RESEAL, CUSTODIANS):
            permit = require(uow.actor, Action.GROUP_RESEAL, Nothing(CUSTODIANS), uow.now)
            done = uow.vault.resealing.step(permit, BATCH)


if __name__ == "__main__":
    sys.exit(run(measure))
