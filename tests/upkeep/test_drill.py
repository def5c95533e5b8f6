"""The whole drill: backups of a unit at work, each restored to somewhere else, where everything holds together."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event, Thread

import pytest
from sqlalchemy import select

from app import EXTENSION
from app.allegations.models import Addition, Allegation
from app.intake.models import Submission
from app.sources import service as sources
from app.sources.models import Source, Waiting
from app.sources.plans import ContactPlan
from app.upkeep import instant
from app.vault.models import Link
from app.vault.verification import verify
from app.web.limits import LIMITS_SETTING
from app.web.work import cookie_half
from tests.factories import HOME_UNIT, NO_LIMITS, Neighbour, Unit, Visitor
from tests.sources.test_registering import register
from tests.upkeep.keeping import Kept

pytestmark = pytest.mark.slow

# Made while everybody works; each is restored. Files are quicker to copy than databases are to fill.
BACKUPS = {"sqlite": 6, "postgresql": 2}
ACCOUNT = {"what-happened": {"account": "Vans come every night and leave before six."}}


class Clockwork:
    """A clock that runs by itself, from a day on which everybody's training holds."""

    def __init__(self, unit: Unit) -> None:
        self._ahead = unit.clock.now - datetime.now(UTC)

    @property
    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def __call__(self) -> datetime:
        return self.now

    def tick(self, **by: float) -> None:
        """Go on by itself."""


@contextmanager
def busy(*acts: Callable[[], object]) -> Iterator[list[str]]:
    """Do each act again and again in a thread of its own; gives what was done and what failed."""
    stop, done = Event(), []

    def work(act: Callable[[], object]) -> None:
        while not stop.is_set():
            try:
                act()
            except Exception as error:
                done.append(f"failed: {type(error).__name__} {error}")
                return
            done.append("done")

    threads = [Thread(target=work, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    try:
        yield done
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def told(unit: Unit) -> Callable[[], object]:
    """Return somebody telling us something, and the steward bringing it in."""

    def act() -> None:
        Neighbour(unit.public_app.test_client()).tell_all(ACCOUNT)
        unit.drain()

    return act


def writing(unit: Unit, custodian: Visitor, source_ref: str) -> Callable[[], object]:
    """Return a custodian who writes a new contact plan into the vault, and opens it."""
    with custodian.client:
        custodian.get("/account")
        actor, half = unit.app.extensions[EXTENSION].load_actor(), cookie_half()
    opened = {"compartment": "contact", "purpose": "WELFARE", "reason": "drill"}
    plan = ContactPlan("PHONE", "2026-06-01", safe_days=("MON",), safe_from="10:00", safe_to="11:00")

    def act() -> None:
        with unit.house.work(actor, cookie_half=half) as uow:
            sources.write_plan(uow, source_ref, plan, reason="drill")
        reply = custodian.post(f"/sources/{source_ref}/open", opened)
        assert reply.status_code == 200, reply.text

    return act


def together(unit: Unit) -> None:
    """See that what spans two stores is whole in both."""
    with unit.steward() as uow:
        submissions = set(uow.vault.waiting_submissions())
        entered = set(uow.case.scalars(select(Allegation.intake_ref))) | set(
            uow.case.scalars(select(Addition.intake_ref))
        )
        assert submissions <= entered
        waiting = set(uow.case.scalars(select(Waiting.submission_ref).where(Waiting.state == "WAITING")))
        assert waiting == submissions
        assert not set(uow.gateway.scalars(select(Submission.submission_ref))) & entered
        known = set(uow.case.scalars(select(Source.source_ref)))
        assert set(uow.vault.session.scalars(select(Link.source_ref))) <= known
        assert not verify(uow.vault).faults


def drill(kept: Kept) -> None:
    """Back up again and again while everybody works, then restore each backup and see that it holds together."""
    kept.unit.clock = Clockwork(kept.unit)  # type: ignore[assignment]
    custodian, source_ref = register(kept.unit)
    kept.unit.app.config[LIMITS_SETTING] = NO_LIMITS
    officer = kept.unit.sign_in("asha")
    reading = lambda: officer.get("/board")  # noqa: E731
    with busy(told(kept.unit), told(kept.unit), writing(kept.unit, custodian, source_ref), reading) as done:
        for number in range(BACKUPS[kept.database]):
            before = len(done)
            kept.done("backup", kept.away / f"backup-{number}")
            while len(done) < before + 4:
                pass
    assert set(done) == {"done"}
    kept.close()
    for number in range(BACKUPS[kept.database]):
        new = kept.elsewhere(number)
        said = new.done("restore", kept.away / f"backup-{number}", "--key", kept.key, "--no-erasures")
        assert "DOES NOT HOLD" not in said
        together(new.unit)
        told(new.unit)()
        with new.unit.steward() as uow:
            assert not uow.gateway.scalars(select(Submission.submission_ref)).all()
        new.close()


@pytest.mark.stores
def test_backups_of_a_unit_at_work_restore_to_one_that_holds_together(kept: Kept) -> None:
    drill(kept)
    assert HOME_UNIT in kept.unit.units


def test_who_writes_for_long_makes_the_backup_give_up_and_let_go(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instant, "MOST_ATTEMPTS", 3)
    with kept.unit.steward() as uow:
        uow.vault.session.connection()
        said = kept.refused("backup", kept.backup)
    assert "a store stayed busy" in said
    assert not kept.backup.exists()
    kept.unit.tell()
    kept.back_up()
