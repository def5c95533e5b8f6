"""A small made-up unit, made once, for whatever is asked of a demonstration."""

from pathlib import Path

import pytest

from app.demonstration.making import Size, make

# More give their details than in the whole unit: a source has to stand at every step.
SMALL = Size(reports=40, tellers=22, days=20)


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a unit with forty reports over twenty days, up to the present of the real clock."""
    folder = tmp_path_factory.mktemp("demonstration") / "var"
    make(folder, SMALL)
    return folder
