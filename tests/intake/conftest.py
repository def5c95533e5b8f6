"""A public site over real stores; the ceremony is held once and every test has a copy."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.vault.ceremony import Ceremony
from tests.intake.site import Site, Visitor, found_site, reopen_site
from tests.vault.small_unit import dispose


@pytest.fixture(scope="session")
def founded_site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ceremony]:
    """Return the folder and the ceremony that all sites are copies of."""
    folder = tmp_path_factory.mktemp("founded-site")
    return folder, found_site(folder)


@pytest.fixture
def site(founded_site: tuple[Path, Ceremony], tmp_path: Path) -> Iterator[Site]:
    """Return a site that nobody has told anything."""
    made = reopen_site(founded_site[0], tmp_path / "unit", founded_site[1])
    yield made
    dispose(made.unit.house.stores)
    dispose(made.house.stores)


@pytest.fixture
def visitor(site: Site) -> Visitor:
    """Return a member of the public."""
    return site.visitor()
