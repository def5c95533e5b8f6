"""A small made-up unit, made once by whichever process asks first, and copied for each file that looks at it."""

import fcntl
import os
import shutil
from pathlib import Path

import pytest

from app.demonstration.making import Size, make, stand_elsewhere

# More give their details than in the whole unit: a source has to stand at every step.
SMALL = Size(reports=40, tellers=26, days=20)
UNFINISHED = "made-up.unfinished"


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a unit with forty reports over twenty days, up to the present of the real clock."""
    of_this_process = tmp_path_factory.getbasetemp()
    of_all = of_this_process.parent if "PYTEST_XDIST_WORKER" in os.environ else of_this_process
    made = _made_in(of_all)
    folder = tmp_path_factory.mktemp("demonstration") / "var"
    shutil.copytree(made, folder)
    stand_elsewhere(folder, before=made.with_name(UNFINISHED), after=folder)
    return folder


def _made_in(place: Path) -> Path:
    """Return the unit that is made in a place by the first process that comes, while any other waits for it."""
    made = place / "made-up"
    with (place / "made-up.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            make(made.with_name(UNFINISHED), SMALL)
            made.with_name(UNFINISHED).rename(made)
    return made
