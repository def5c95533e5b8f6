"""How long a whole unit in PostgreSQL takes to be backed up, verified and restored, and what those at work notice."""

import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from app.migrations import STORES
from bench.backup import Stand, measured
from bench.reporting import Claim, run
from tests.postgresql.cluster import Cluster, is_missing
from tests.postgresql.unit import FACES, OWNER, PostgresUnit, copy_template, found_template


@dataclass
class StandInDatabases(Stand):
    """A unit whose stores are four databases; it is restored into four more."""

    unit: PostgresUnit

    def settings(self) -> Mapping[str, str]:
        urls = {f"{store.upper()}_URL": self.unit.url(store, "staff") for store in STORES}
        return self.unit.settings | urls | {"FACE": "staff"}

    def owners(self) -> Mapping[str, str]:
        return {f"{store.upper()}_OWNER_URL": self.unit.url(store, OWNER) for store in STORES}

    def sizes(self) -> Sequence[str]:
        found = []
        for store, name in sorted(self.unit.databases.items()):
            with self.unit.cluster.as_role(OWNER, name) as owner:
                [size] = owner.execute("SELECT pg_database_size(current_database())").fetchone() or (0,)
            found.append(f"{store} {size / 1e6:,.0f} MB")
        return found

    def emptied(self) -> "StandInDatabases":
        empty = {store: self.unit.cluster.new_database(owner=OWNER) for store in STORES}
        return StandInDatabases(replace(self.unit, databases=empty), self.away)


@contextmanager
def in_databases() -> Iterator[Stand]:
    """Give a founded unit on a server of our own, set as PostgreSQL sets itself: every commit waits for the disk."""
    Path("var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir="var") as made:
        running = Cluster.start(Path(tempfile.mkdtemp(prefix="bench-pg-")), ())
        try:
            running.run(f"CREATE ROLE {OWNER} LOGIN", *(f"CREATE ROLE sourcekeeper_{face} LOGIN" for face in FACES))
            folder = Path(made).resolve()
            unit = copy_template(found_template(running, folder / "ceremony"), running, folder / "unit")
            (folder / "away").mkdir()
            yield StandInDatabases(unit, folder / "away")
            unit.let_go()
        finally:
            running.stop()


def measure(quick: bool) -> Sequence[Claim]:
    """Return the time of all of it together, and how much longer requests take meanwhile; nothing without a server."""
    return () if is_missing() else measured(in_databases, quick, " in PostgreSQL")


if __name__ == "__main__":
    sys.exit(run(measure))
