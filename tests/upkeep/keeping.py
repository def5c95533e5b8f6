"""A unit with a backup key, and its commands as an operator runs them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar

from click.testing import Result

from app import EXTENSION
from app.migrations import STORES
from app.unit_of_work import House
from app.upkeep.backup_key import make_backup_key
from app.upkeep.postgresql_copies import MARK
from tests.factories import HOME_UNIT, Clock, Unit
from tests.postgresql.unit import OWNER, PostgresUnit

THERE = """SELECT (SELECT count(*) FROM pg_tables WHERE schemaname = 'public') +
    (SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace),
    coalesce(shobj_description(oid, 'pg_database'), '') FROM pg_database WHERE datname = current_database()"""


@dataclass
class Kept:
    """A unit, the folder of what is kept elsewhere, and what is run on its command line."""

    unit: Unit
    away: Path

    database: ClassVar[str] = "sqlite"

    @property
    def alone(self) -> str:
        """Where a vault goes by itself, for whoever brings the lock back."""
        return str(self.away / "alone" / "vault.db")

    @property
    def whole_house(self) -> House:
        """What an operator works with, who may see all of every store."""
        return self.unit.house

    @property
    def key(self) -> Path:
        return self.away / "backup.key"

    @property
    def backup(self) -> Path:
        return self.away / "monday"

    @property
    def list(self) -> Path:
        return self.away / "erased.list"

    def run(self, *arguments: str | Path) -> Result:
        """Run one of the commands of `store`."""
        asked = ["store", *map(str, arguments)]
        return self.unit.app.test_cli_runner().invoke(args=asked, env=self.owners())

    def owners(self) -> Mapping[str, str]:
        """Return what is set where an operator works, and for nothing that runs."""
        return {}

    def done(self, *arguments: str | Path) -> str:
        """Run a command that succeeds, and return what it said."""
        result = self.run(*arguments)
        assert result.exit_code == 0, result.output
        return result.output

    def refused(self, *arguments: str | Path) -> str:
        """Run a command that does not succeed, and return what it said: what happened, what is safe, what to do."""
        result = self.run(*arguments)
        assert result.exit_code == 1, result.output
        for part in ("What happened: ", "What is safe: ", "What to do: "):
            assert part in result.output
        assert "Traceback" not in result.output
        return result.output

    def back_up(self) -> str:
        return self.done("backup", self.backup)

    def lose(self) -> "Kept":
        """Lose all four stores, and return the unit that is to be restored in their place."""
        self.close()
        for store in STORES:
            for path in self.unit.folder.glob(f"{store}.db*"):
                path.rename(self.away / f"lost-{path.name}")
        return self.again()

    def again(self) -> "Kept":
        """Return the same unit as new processes would see it."""
        return Kept(replace(self.unit, clock=Clock(self.unit.clock.now)), self.away)

    def elsewhere(self, number: int) -> "Kept":
        """Return the same unit with stores that are yet to be restored, in a folder of their own."""
        folder = self.away / f"restored-{number}"
        folder.mkdir()
        lock = folder / "lock-keys.json"
        lock.write_bytes(Path(self.unit.settings["LOCK_KEYS"]).read_bytes())
        lock.chmod(0o600)
        urls = {f"{store.upper()}_URL": f"sqlite:///{folder / store}.db" for store in STORES}
        settings = self.unit.settings | urls | {"LOCK_KEYS": str(lock)}
        return Kept(replace(self.unit, folder=folder, settings=settings), self.away)

    def close(self) -> None:
        for engine in self.unit.house.stores.each().values():
            engine.dispose()

    def forget(self) -> None:
        """Leave nothing behind; files go with their folder."""

    def stores(self) -> set[str]:
        """Return the names of all files of stores that are there."""
        return {path.name for path in self.unit.folder.iterdir() if ".db" in path.name}

    def checkpoint(self) -> Path:
        """Sign the record, and keep the checkpoint elsewhere."""
        path = self.away / f"{self.unit.log.head().size}.checkpoint"
        path.write_text(self.unit.log.checkpoint(self.unit.house.log_key(), now=self.unit.clock.now).note)
        return path


@dataclass
class KeptOnPostgresql(Kept):
    """A unit whose stores are four databases. What is restored goes into new ones."""

    unit: PostgresUnit
    made: list[str] = field(default_factory=list)
    database: ClassVar[str] = "postgresql"

    @property
    def alone(self) -> str:
        return self.unit.url("vault", OWNER)

    @property
    def whole_house(self) -> House:
        house: House = self.unit.face_app(OWNER).extensions[EXTENSION].house
        return house

    def owners(self) -> Mapping[str, str]:
        return {f"{store.upper()}_OWNER_URL": self.unit.url(store, OWNER) for store in STORES}

    def lose(self) -> "KeptOnPostgresql":
        self.close()
        empty = {store: self.unit.cluster.new_database(owner=OWNER) for store in STORES}
        self.made += empty.values()
        return KeptOnPostgresql(
            replace(self.unit, clock=Clock(self.unit.clock.now), databases=empty), self.away, self.made
        )

    def elsewhere(self, number: int) -> "KeptOnPostgresql":
        return self.lose()

    def again(self) -> "KeptOnPostgresql":
        self.close()
        return KeptOnPostgresql(replace(self.unit, clock=Clock(self.unit.clock.now)), self.away, self.made)

    def close(self) -> None:
        self.unit.let_go()

    def forget(self) -> None:
        """Drop what was made to restore into."""
        while self.made:
            self.unit.cluster.drop(self.made.pop())

    def stores(self) -> set[str]:
        found = set()
        for store, name in self.unit.databases.items():
            with self.unit.cluster.as_role(OWNER, name) as owner:
                count, mark = owner.execute(THERE).fetchone() or (0, "")
            found |= {store} if count else set()
            found |= {f"{store}.restoring"} if mark == MARK else set()
        return found


def keep(unit: Unit, away: Path) -> Kept:
    """Give a unit a backup key."""
    away.mkdir()
    kept = KeptOnPostgresql(unit, away) if isinstance(unit, PostgresUnit) else Kept(unit, away)
    public = make_backup_key(kept.key)
    unit.settings |= {"BACKUP_KEY": public.encode().hex(), "ERASED_LIST": str(kept.list)}
    unit.settings["INTAKE_UNIT"] = unit.units[HOME_UNIT]
    return kept
