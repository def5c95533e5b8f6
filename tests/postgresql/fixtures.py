"""A PostgreSQL for the whole run, and a founded unit on it; where this machine has none, it is said how to get it."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgresql.cluster import WANTED, Cluster, in_memory, is_missing
from tests.postgresql.unit import FACES, OWNER, Template, found_template


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """Return a running PostgreSQL with the owner and the role of each face."""
    if is_missing():
        pytest.skip(f"no PostgreSQL here: {WANTED}")
    running = Cluster.start(Path(tempfile.mkdtemp(prefix="pg-", dir=in_memory())))
    running.run(f"CREATE ROLE {OWNER} LOGIN", *(f"CREATE ROLE sourcekeeper_{face} LOGIN" for face in FACES))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def template(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Return the founding that every unit on PostgreSQL is a copy of."""
    return found_template(cluster, tmp_path_factory.mktemp("ceremony") / "unit")
