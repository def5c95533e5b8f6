"""One server for all tests of a deployment: founded, installed and started once."""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.founding import found
from tests.deployment.caller import Caller
from tests.deployment.machine import Machine
from tests.deployment.units import FACES
from tests.factories import CHEAP, PEOPLE, plan

NEEDED = {"nginx": "nginx-light", "redis-server": "redis-server", "setpriv": "util-linux"}


@pytest.fixture(scope="session")
def machine() -> Iterator[Machine]:
    """Return the server with everything running."""
    missing = [package for program, package in NEEDED.items() if shutil.which(program) is None]
    if missing:
        pytest.skip(f"A deployment needs more: apt-get install --yes --no-install-recommends {' '.join(missing)}")
    # Not a folder of pytest's: into those nobody else may look, and the faces have users of their own.
    with tempfile.TemporaryDirectory(prefix="sk-") as folder:
        machine = Machine(Path(folder))
        try:
            _bring_up(machine, Path(folder) / "founded")
            yield machine
        finally:
            machine.stop_all()


def _bring_up(machine: Machine, folder: Path) -> None:
    founded = found(folder, plan(PEOPLE), clock=lambda: datetime.now(UTC), cost=CHEAP)
    for engine in founded.house.stores.each().values():
        engine.dispose()
    machine.install(founded, folder)
    machine.start_counting()
    for face in FACES:
        machine.start(f"sourcekeeper-{face}.service")
    machine.start("sourcekeeper-steward.service")
    machine.start_web_server()
    for face in FACES:
        machine.wait_for(lambda face=face: Caller(machine, face).get("/").status_code < 500)


@pytest.fixture
def public(machine: Machine) -> Caller:
    """Return a member of the public."""
    return Caller(machine, "public")


@pytest.fixture
def staff(machine: Machine) -> Caller:
    """Return somebody of the unit."""
    return Caller(machine, "staff")


@pytest.fixture
def partner(machine: Machine) -> Caller:
    """Return somebody of an agency."""
    return Caller(machine, "partner")
