"""How many sources come under a new key of the server's lock in a minute."""

import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from app.database import new_id
from app.oversight.commands import operator
from app.upkeep.lock_commands import run_new, run_relock
from app.vault.compartments import Compartment
from app.vault.relocking import AT_A_TIME
from bench.reporting import Claim, run
from tests.vault.small_unit import HANDLER, dispose, found, reopen

SOURCES, SOURCES_QUICK = 1000, 100


def measure(quick: bool) -> Sequence[Claim]:
    """Return how many sources, each with the wraps of all its compartments, are locked anew in a minute."""
    count = SOURCES_QUICK if quick else SOURCES
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "founded"
        folder.mkdir()
        unit = reopen(folder, Path(temporary) / "unit", found(folder))
        try:
            unit.unlock(HANDLER)
            with unit.work(HANDLER) as uow:
                for _ in range(count):
                    uow.vault._compartments.create_all(new_id())
            run_new(lambda: unit.house.work(operator()))
            began = time.perf_counter()
            run_relock(lambda: unit.house.work(operator()), AT_A_TIME, lambda _: None)
            rate = count * 60 / (time.perf_counter() - began)
        finally:
            dispose(unit.house.stores)
    against = f"{len(Compartment)} compartments each, one process, file lock"
    return (Claim("sources locked anew in a minute", rate, "a minute", 10_000, against, at_least=True),)


if __name__ == "__main__":
    sys.exit(run(measure))
