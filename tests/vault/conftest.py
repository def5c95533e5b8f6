"""A founded unit: the ceremony is held once, and every test works on a copy of its stores."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.vault.ceremony import Ceremony
from tests.vault.small_unit import CONTROLLER, HANDLER, OFFICER, SmallUnit, dispose, found, reopen


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ceremony]:
    """Return the folder and the ceremony that all units are copies of."""
    folder = tmp_path_factory.mktemp("founded")
    return folder, found(folder)


@pytest.fixture
def unit(founded: tuple[Path, Ceremony], tmp_path: Path) -> Iterator[SmallUnit]:
    """Return a unit in which nobody has unlocked."""
    made = reopen(founded[0], tmp_path / "unit", founded[1])
    yield made
    dispose(made.house.stores)


@pytest.fixture
def working(unit: SmallUnit) -> SmallUnit:
    """Return a unit in which a handler, a controller and an officer have unlocked."""
    unit.unlock(HANDLER, CONTROLLER, OFFICER)
    return unit
