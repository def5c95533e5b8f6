"""How long a whole unit takes to be backed up, verified and restored, and what those at work notice of it."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

from app.founding import write_settings
from app.upkeep.backup_key import make_backup_key
from bench.made_up_sources import register_sources, sizes
from bench.reporting import Claim, percentile, run
from bench.served_unit import fill, served_unit
from tests.contacts.test_calling import granted
from tests.factories import Unit, Visitor
from tests.pages import Page

ALLEGATIONS, ALLEGATIONS_QUICK = 100_000, 2_000
SOURCES, SOURCES_QUICK = 10_000, 30
ASKED, ASKED_QUICK = 400, 25
THREE_MINUTES = 180.0
# A backup is run out of the way of those at work, as docs/operating.md says; nobody works while a unit is restored.
OUT_OF_THE_WAY = ("nice", "-n", "10")
SETTINGS = "staff.env"


@dataclass
class Running:
    """A clock that runs, from the day on which the made-up unit was founded."""

    ahead: timedelta

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def __call__(self) -> datetime:
        return self.now

    def tick(self, **by: float) -> None:
        """Take a step further."""
        self.ahead += timedelta(**by)


@dataclass
class Office:
    """Two people at work: somebody's board, and an officer who opens how to reach a source."""

    manager: Visitor
    officer: Visitor
    grant_ref: str
    token: str

    def work(self) -> None:
        """Ask for one of each."""
        board = self.manager.get("/board")
        opened = self.officer.client.post(f"/contacts/{self.grant_ref}/open", data={"csrf_token": self.token})
        if (board.status_code, opened.status_code) != (200, 200):
            raise RuntimeError("a request was not served")


@dataclass
class Stand:
    """A unit, the folder that its backups go to, and what its stores stand on: files."""

    unit: Unit
    away: Path

    def settings(self) -> Mapping[str, str]:
        """Return the settings that commands are run with."""
        return self.unit.settings

    def owners(self) -> Mapping[str, str]:
        """Return what is set beside the settings where an operator works."""
        return {}

    def sizes(self) -> Sequence[str]:
        """Return the size of each store in words."""
        return list(sizes(self.unit))

    def emptied(self) -> "Stand":
        """Return where the unit is restored to: the same lock, and no store yet."""
        folder = self.away / "restored"
        folder.mkdir()
        moved = {name: value.replace(str(self.unit.folder), str(folder)) for name, value in self.unit.settings.items()}
        settings = moved | {"LOCK_KEYS": self.unit.settings["LOCK_KEYS"]}
        return Stand(replace(self.unit, folder=folder, settings=settings), self.away)


@contextmanager
def on_files() -> Iterator[Stand]:
    """Give a founded unit whose stores are files on a disk."""
    with served_unit() as unit, tempfile.TemporaryDirectory(dir="var") as away:
        yield Stand(unit, Path(away).resolve())


def measure(quick: bool) -> Sequence[Claim]:
    """Return the time of backup, verification and restore together, and how much longer requests take meanwhile."""
    return measured(on_files, quick)


def measured(standing: Callable[[], AbstractContextManager[Stand]], quick: bool, where: str = "") -> Sequence[Claim]:
    """Return the same of a unit that stands on something."""
    allegations, sources = (ALLEGATIONS_QUICK, SOURCES_QUICK) if quick else (ALLEGATIONS, SOURCES)
    with standing() as stand:
        away = stand.away
        # A short run shows that it works, on a machine that is busy with other things too.
        aside = () if quick else OUT_OF_THE_WAY
        office = _at_work(stand.unit, allegations, sources)
        stand.unit.settings["BACKUP_KEY"] = make_backup_key(away / "key").encode().hex()
        alone = _served(office, ASKED_QUICK if quick else ASKED, first=5)
        meanwhile: list[float] = []
        with _going_on(office, meanwhile):
            backing_up = _run(stand, aside, "backup", away / "backup")
            while len(meanwhile) < 20:
                # A small unit is backed up before twenty requests are served: it is done again until they are.
                _run(stand, aside, "backup", away / f"backup-{len(meanwhile)}")
        key = ("--key", away / "key")
        verifying = _run(stand, (), "verify", away / "backup", *key)
        size = f"{allegations:,} allegations, {sources:,} sources ({', '.join(stand.sizes())})"
        restoring = _run(stand.emptied(), (), "restore", away / "backup", *key, "--no-erasures")
    slower = percentile(meanwhile, 0.95) / percentile(alone, 0.95)
    whole = backing_up + verifying + restoring
    parts = f"backup {backing_up:.1f}, verify {verifying:.1f}, restore and verify {restoring:.1f}; {size}"
    noticed = f"{percentile(alone, 0.95):.0f} ms alone, {len(meanwhile)} requests during the backup"
    return (
        Claim(f"backup, verified, restored, verified{where}", whole, "seconds", THREE_MINUTES, parts),
        Claim(f"requests during a backup{where}, 95 of 100", slower, "times", 2.0, noticed),
    )


def _at_work(unit: Unit, allegations: int, sources: int) -> Office:
    """Fill a unit, and let two people sign in."""
    unit.clock = Running(unit.clock.now - datetime.now(UTC))  # type: ignore[assignment]
    officer, grant_ref = granted(unit)
    fill(unit, 1, allegations)
    register_sources(unit, sources)
    officer = unit.sign_in("asha", unlock=True)
    token = str(Page(officer.get(f"/contacts/{grant_ref}").text).all("input", name="csrf_token")[0].get("value"))
    return Office(unit.sign_in("mia"), officer, grant_ref, token)


def _served(office: Office, times: int, *, first: int) -> list[float]:
    """Return how long each pair of requests takes after the first few, which do not count, in milliseconds."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        office.work()
        taken.append((time.perf_counter() - began) * 1000)
    return taken[first:]


@contextmanager
def _going_on(office: Office, taken: list[float]) -> Iterator[None]:
    """Let everybody go on working meanwhile; each pair of requests adds how long it took."""
    over, failed = Event(), list[BaseException]()

    def go_on() -> None:
        while not over.is_set() and not failed:
            try:
                taken.extend(_served(office, 1, first=0))
            except BaseException as failure:
                failed.append(failure)

    thread = Thread(target=go_on)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
    if failed:
        raise failed[0]


def _run(stand: Stand, through: Sequence[str], *arguments: str | Path) -> float:
    """Run one of the commands of `store` in a process of its own, and return how long it took, in seconds."""
    ahead = (stand.unit.clock.now - datetime.now(UTC)).total_seconds()
    settings = stand.away / SETTINGS
    settings.unlink(missing_ok=True)
    write_settings(settings, dict(stand.settings()))
    asked = json.dumps([str(settings), ahead, *map(str, arguments)])
    began = time.perf_counter()
    done = subprocess.run(
        [*through, sys.executable, "-m", "bench.store_command", asked],
        capture_output=True,
        text=True,
        env={**os.environ, **stand.owners()},
    )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(run(measure))
