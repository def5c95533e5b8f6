"""A unit that journeys of the source unit share: its founding and its people are paid for once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.founding import Founded
from tests.factories import Unit, copy_unit


@pytest.fixture(scope="session")
def source_unit(founded_unit: tuple[Founded, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Unit]:
    """Return a unit in which every journey has sources of its own; none asks what another left."""
    unit = copy_unit(*founded_unit, tmp_path_factory.mktemp("journeys") / "unit")
    yield unit
    unit.close()
