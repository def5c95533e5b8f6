"""A founded office: the ceremony is held once, and every test works on a copy of its stores."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.founding import Founded
from tests.accounts.office import Office, Person, dispose, found, reopen


@pytest.fixture(scope="session")
def founded_office(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Founded, dict[str, Person]]:
    """Return the folder, the founding and the people that all offices are copies of."""
    folder = tmp_path_factory.mktemp("office")
    return folder, *found(folder)


@pytest.fixture
def office(founded_office: tuple[Path, Founded, dict[str, Person]], tmp_path: Path) -> Iterator[Office]:
    """Return an office in which nobody has signed in."""
    folder, founded, people = founded_office
    made = reopen(folder, tmp_path / "office", founded, people)
    yield made
    dispose(made.house.stores)
