"""A unit at work that is backed up."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories import Unit
from tests.upkeep.keeping import Kept, keep


@pytest.fixture
def kept(whole_unit: Unit, tmp_path: Path) -> Iterator[Kept]:
    """Return a unit with a backup key, and nothing in it yet."""
    made = keep(whole_unit, tmp_path / "away")
    yield made
    made.close()
    made.forget()
