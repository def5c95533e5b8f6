"""How long a whole unit takes to be backed up, verified and restored, and what those at work notice of it."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
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
SOURCES, SOURCES_QUICK = 10_000, 60
ASKED, ASKED_QUICK = 400, 40
THREE_MINUTES = 180.0
# A backup is run out of the way of those at work, as docs/operating.md says.
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


def measure(quick: bool) -> Sequence[Claim]:
    """Return the time of backup, verification and restore together, and how much longer requests take meanwhile."""
    allegations, sources = (ALLEGATIONS_QUICK, SOURCES_QUICK) if quick else (ALLEGATIONS, SOURCES)
    with served_unit() as unit, tempfile.TemporaryDirectory(dir="var") as made:
        away = Path(made).resolve()
        office = _at_work(unit, allegations, sources)
        write_settings(away / SETTINGS, unit.settings | {"BACKUP_KEY": make_backup_key(away / "key").encode().hex()})
        alone = _served(office, ASKED_QUICK if quick else ASKED, first=5)
        meanwhile: list[float] = []
        with _going_on(office, meanwhile):
            backing_up = _run(unit, away, "backup", away / "backup")
            while len(meanwhile) < 20:
                # A small unit is backed up before twenty requests are served: it is done again until they are.
                _run(unit, away, "backup", away / f"backup-{len(meanwhile)}")
        verifying = _run(unit, away, "verify", away / "backup", "--key", away / "key")
        restoring = _restore(unit, away)
        size = f"{allegations:,} allegations, {sources:,} sources ({', '.join(sizes(unit))})"
    slower = percentile(meanwhile, 0.95) / percentile(alone, 0.95)
    whole = backing_up + verifying + restoring
    parts = f"backup {backing_up:.1f}, verify {verifying:.1f}, restore and verify {restoring:.1f}; {size}"
    noticed = f"{percentile(alone, 0.95):.0f} ms alone, {len(meanwhile)} requests during the backup"
    return (
        Claim("backup, verified, restored, verified", whole, "seconds", THREE_MINUTES, parts),
        Claim("requests during a backup, 95 of 100", slower, "times", 2.0, noticed),
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


def _run(unit: Unit, away: Path, *arguments: str | Path) -> float:
    """Run one of the commands of `store` in a process of its own, and return how long it took, in seconds."""
    ahead = (unit.clock.now - datetime.now(UTC)).total_seconds()
    asked = json.dumps([str(away / SETTINGS), ahead, *map(str, arguments)])
    began = time.perf_counter()
    done = subprocess.run(
        [*OUT_OF_THE_WAY, sys.executable, "-m", "bench.store_command", asked], capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return time.perf_counter() - began


def _restore(unit: Unit, away: Path) -> float:
    """Restore into a folder of its own, and return how long it took, in seconds."""
    folder = away / "restored"
    folder.mkdir()
    settings = {name: value.replace(str(unit.folder), str(folder)) for name, value in unit.settings.items()}
    settings["LOCK_KEYS"] = unit.settings["LOCK_KEYS"]
    (away / SETTINGS).unlink()
    write_settings(away / SETTINGS, settings)
    return _run(unit, away, "restore", away / "backup", "--key", away / "key", "--no-erasures")


if __name__ == "__main__":
    sys.exit(run(measure))
