"""A unit with a backup key, and its commands as an operator runs them."""

from dataclasses import dataclass, replace
from pathlib import Path

from click.testing import Result

from app.migrations import STORES
from app.upkeep.backup_key import make_backup_key
from tests.factories import HOME_UNIT, Clock, Unit


@dataclass
class Kept:
    """A unit, the folder of what is kept elsewhere, and what is run on its command line."""

    unit: Unit
    away: Path

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
        return self.unit.app.test_cli_runner().invoke(args=["store", *map(str, arguments)])

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

    def close(self) -> None:
        for engine in self.unit.house.stores.each().values():
            engine.dispose()

    def stores(self) -> set[str]:
        """Return the names of all files of stores that are there."""
        return {path.name for path in self.unit.folder.iterdir() if ".db" in path.name}

    def checkpoint(self) -> Path:
        """Sign the record, and keep the checkpoint elsewhere."""
        path = self.away / f"{self.unit.log.head().size}.checkpoint"
        path.write_text(self.unit.log.checkpoint(self.unit.house.log_key(), now=self.unit.clock.now).note)
        return path


def keep(unit: Unit, away: Path) -> Kept:
    """Give a unit a backup key."""
    away.mkdir()
    kept = Kept(unit, away)
    public = make_backup_key(kept.key)
    unit.settings |= {"BACKUP_KEY": public.encode().hex(), "ERASED_LIST": str(kept.list)}
    unit.settings["INTAKE_UNIT"] = unit.units[HOME_UNIT]
    return kept
