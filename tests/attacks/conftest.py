"""What attackers are given to attack."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.founding import Founded
from tests.accounts.conftest import founded_office, office
from tests.attacks.busy_unit import BusyUnit, copied, put_to_work
from tests.attacks.oracle import listening
from tests.factories import copy_unit

__all__ = ["busy", "founded_office", "office", "worked"]


@pytest.fixture(scope="session")
def worked(founded_unit: tuple[Founded, Path], tmp_path_factory: pytest.TempPathFactory) -> BusyUnit:
    """Return the unit at work of which every module attacks a copy, with a temporary folder and a log of its own."""
    folder = tmp_path_factory.mktemp("worked")
    temporary = folder / "temporary"
    temporary.mkdir()
    with pytest.MonkeyPatch.context() as patch, listening() as lines:
        patch.setattr(tempfile, "tempdir", str(temporary))
        busy = put_to_work(copy_unit(*founded_unit, folder / "unit"), temporary, lines)
    busy.close()
    return busy


@pytest.fixture(scope="module")
def busy(worked: BusyUnit, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BusyUnit]:
    """Return a unit at work that a whole module attacks."""
    own = copied(worked, tmp_path_factory.mktemp("busy") / "unit")
    yield own
    own.close()
