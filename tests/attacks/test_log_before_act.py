"""The log fails at each step of an act that reveals: nobody ever sees a name without a durable entry before it."""

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from sqlalchemy import event

from app.vault.vault import Vault
from audit.events import Decision, Event
from audit.store import AuditStore, Entry, LogUnavailable
from tests.attacks.busy_unit import BusyUnit
from tests.attacks.oracle import IDENTITY, PLAN, Canary, assert_no_canary, canaries_in
from tests.contacts.test_calling import approve
from tests.pages import proofread

OPENED = b"opened"
# Attempt, signature, opening and outcome, each before and after.
FEWEST_STEPS = 8
ACTS: dict[str, tuple[Event, frozenset[Canary]]] = {
    "submission": (Event.SUBMISSION_OPEN, IDENTITY),
    "compartment": (Event.SOURCE_OPEN, IDENTITY),
    "contact": (Event.CONTACT_NUMBER, PLAN),
}


@dataclass
class Opening:
    """One of the three acts that reveal, ready to be done."""

    busy: BusyUnit
    event: Event
    shows: frozenset[Canary]
    act: Callable[[], Any]

    def entries(self, decision: Decision) -> int:
        """Return how many such entries the log holds."""
        return len(self.busy.unit.entries(action=self.event.action, decision=decision))


@pytest.fixture(params=ACTS)
def opening(busy: BusyUnit, request: pytest.FixtureRequest) -> Opening:
    """Return each act, made ready for the person who may do it."""
    who = "asha" if request.param == "contact" else "hana"
    act: dict[str, Callable[[], Any]] = {
        "submission": lambda: busy.send("hana", f"/sources/waiting/{busy.submission_ref}/open"),
        "compartment": lambda: busy.open_part("hana", "identity"),
        "contact": lambda: busy.send("asha", f"/contacts/{live(busy)}/number"),
    }
    busy.unlocked(who)
    if request.param == "contact":
        live(busy)
        busy.unlocked(who)
    return Opening(busy, *ACTS[request.param], act[request.param])


def live(busy: BusyUnit) -> str:
    """Return a permission of the officer's that has hours to run."""
    made = getattr(busy, "live_ref", "")
    if not made:
        busy.register()
        _, made = busy.ask()
        approve(busy.unit, made, hours="24")
        busy.live_ref = made  # type: ignore[attr-defined]
    return str(made)


@pytest.fixture
def failing(opening: Opening, monkeypatch: pytest.MonkeyPatch) -> Callable[[Decision | str], None]:
    """Return what makes the log fail at one step of the act and at no other."""

    def fail(step: Decision | str) -> None:
        append, checkpoint = AuditStore.append, AuditStore.checkpoint

        def failing_append(self: AuditStore, entry: Entry, **more: Any) -> Any:
            if entry.action == opening.event.action and entry.decision == step:
                raise LogUnavailable
            return append(self, entry, **more)

        def failing_checkpoint(self: AuditStore, *args: Any, **more: Any) -> Any:
            if step == "checkpoint":
                raise LogUnavailable
            return checkpoint(self, *args, **more)

        monkeypatch.setattr(AuditStore, "append", failing_append)
        monkeypatch.setattr(AuditStore, "checkpoint", failing_checkpoint)

    return fail


def unavailable(reply: Any) -> None:
    """See that a reply is the page that asks to try again, and holds nothing."""
    assert reply.status_code == 503
    assert reply.headers["Retry-After"]
    proofread(reply.text)
    assert_no_canary(reply)


def test_with_a_good_log_it_opens(opening: Opening) -> None:
    """Otherwise the rest here would prove nothing."""
    before = opening.entries(Decision.DONE)
    assert canaries_in(opening.act()) & opening.shows
    assert opening.entries(Decision.DONE) == before + 1


def test_without_a_durable_attempt_nothing_opens(opening: Opening, failing: Callable[..., None]) -> None:
    before = [opening.entries(decision) for decision in Decision]
    failing(Decision.ATTEMPTED)
    unavailable(opening.act())
    assert [opening.entries(decision) for decision in Decision] == before


def test_without_a_signed_head_nothing_opens(opening: Opening, failing: Callable[..., None]) -> None:
    opening.busy.unit.clock.tick(seconds=1)
    before = opening.entries(Decision.ATTEMPTED)
    failing("checkpoint")
    unavailable(opening.act())
    assert opening.entries(Decision.ATTEMPTED) == before + 1


def test_without_the_outcome_the_page_is_kept_back_and_the_attempt_stands(
    opening: Opening, failing: Callable[..., None]
) -> None:
    before = opening.entries(Decision.ATTEMPTED)
    failing(Decision.DONE)
    unavailable(opening.act())
    assert opening.entries(Decision.ATTEMPTED) == before + 1
    newest = opening.busy.unit.entries(action=opening.event.action)[0]
    assert newest.seq in {one.seq for one in opening.busy.unit.log.unfinished()}


@pytest.fixture
def read_only(opening: Opening) -> Iterator[None]:
    """Make the log's store refuse every write, as a disk that turned read-only does."""
    engine = opening.busy.unit.house.stores.each()["audit"]
    engine.dispose()
    shut = event.listens_for(engine, "connect")(lambda raw, _: raw.execute("PRAGMA query_only = ON"))
    yield
    event.remove(engine, "connect", shut)
    engine.dispose()


@pytest.mark.usefixtures("read_only")
def test_on_a_read_only_disk_nothing_opens(opening: Opening) -> None:
    unavailable(opening.act())


@pytest.fixture
def moved_away(opening: Opening) -> Iterator[None]:
    """Take the log's files away, and bring them back."""
    opening.busy.unit.house.stores.each()["audit"].dispose()
    files = [path for path in opening.busy.unit.folder.iterdir() if path.name.startswith("audit.db")]
    for path in files:
        path.rename(path.with_name(f"away-{path.name}"))
    yield
    opening.busy.unit.house.stores.each()["audit"].dispose()
    for path in opening.busy.unit.folder.glob("audit.db*"):
        path.unlink()
    for path in files:
        path.with_name(f"away-{path.name}").rename(path)


@pytest.mark.usefixtures("moved_away")
def test_with_the_log_gone_nothing_opens(opening: Opening) -> None:
    unavailable(opening.act())


def killed_at(opening: Opening, number: int) -> tuple[int, bytes]:
    """
    Let another process do the act and kill itself at one of the steps; returns how it ended, and what it told.

    It tells as soon as the vault has opened something, and last of all the reply.
    """
    opening.busy.close()
    receives, sends = os.pipe()
    child = os.fork()
    if child == 0:
        _kill_at(opening, number, lambda told: os.write(sends, told))
    os.close(sends)
    with os.fdopen(receives, "rb") as told:
        said = told.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said


def _kill_at(opening: Opening, number: int, tell: Callable[[bytes], object]) -> None:
    """Do the act in a process that ends with it: killed before or after every step that touches log, keys or stores."""
    steps = count()

    def step(*_: object) -> None:
        if next(steps) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def between_steps(owner: type, name: str, told: bytes = b"") -> None:
        real = getattr(owner, name)

        def stepped(*args: Any, **more: Any) -> Any:
            step()
            result = real(*args, **more)
            tell(told)
            step()
            return result

        setattr(owner, name, stepped)

    for name in ("append", "checkpoint"):
        between_steps(AuditStore, name)
    for name in ("open", "open_submission"):
        between_steps(Vault, name, OPENED)
    for engine in opening.busy.unit.house.stores.each().values():
        event.listen(engine, "commit", step)
    reply = opening.act()
    step()
    tell(reply.data)
    os._exit(0)


def test_killed_at_any_step_nothing_was_opened_that_is_not_in_the_log(opening: Opening) -> None:
    log, before = opening.busy.unit.log, opening.entries(Decision.ATTEMPTED)
    for number in count():
        ended, told = killed_at(opening, number)
        attempts = opening.entries(Decision.ATTEMPTED)
        assert attempts in {before, before + 1}
        if told:
            attempt = next(
                one for one in opening.busy.unit.entries(action=opening.event.action) if one.entry.attempt is None
            )
            signed = log.latest_checkpoint()
            assert attempts == before + 1
            assert signed is not None
            assert signed.size > attempt.seq
        if not ended:
            break
        assert ended == -signal.SIGKILL
        assert not canaries_in(told)
        before = attempts
    assert number > FEWEST_STEPS
    assert canaries_in(told) & opening.shows
    assert log.verify(opening.busy.unit.house.log_key().public).why == ""


def test_afterwards_it_opens_without_any_repair(opening: Opening) -> None:
    assert canaries_in(opening.act()) & opening.shows
