"""The lock's keys on the command line: make a new one, bring everything under it, destroy the old ones."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeVar

import click

from app.errors import Conflict, Trouble, Unavailable
from app.unit_of_work import UnitOfWork
from app.vault.fence import require_newest
from app.vault.lock_keys import Relocked, make_new, prepare_to_retire
from app.vault.relocking import AT_A_TIME, PLACES, Place, left, relock, stale
from audit.events import Decision, Event

OpenWork = Callable[[], AbstractContextManager[UnitOfWork]]
T = TypeVar("T")
NOTHING_LOST = "nothing is lost: whatever was done stays done, and the rest is as it was."


def add_lock_commands(group: click.Group, work: OpenWork) -> None:
    """Add ``new-lock-key``, ``relock`` and ``retire-lock-key`` to a group of commands."""

    @group.command("new-lock-key")
    def new_lock_key() -> None:
        """Make a new key for the server's lock. Whatever is locked from now on is locked under it."""
        number = _told(lambda: run_new(work))
        click.echo(f"The lock's key number {number} is in use.")
        click.echo("Give every process the new lock (a device has it already) and start it again, then: vault relock.")

    @group.command("relock")
    @click.option("--at-a-time", type=click.IntRange(1, 10_000), default=AT_A_TIME, help="Rows in one unit of work.")
    def relock_all(at_a_time: int) -> None:
        """Bring everything under the newest key. It may be stopped at any moment and run again."""
        done = _told(lambda: run_relock(work, at_a_time, click.echo))
        for place, ref in done.faults:
            click.echo(f"DOES NOT OPEN: {place} {ref}", err=True)
        if done.faults:
            raise SystemExit(1)
        click.echo(f"Everything is under the newest key: {sum(done.done.values()):,} locked anew.")

    @group.command("retire-lock-key")
    @click.option("--yes", is_flag=True, help="Do not ask.")
    def retire_lock_key(yes: bool) -> None:
        """Destroy every old key of the lock. No backup made before the last relock opens from then on."""
        if not yes:
            told = "Backups made before the last relock will never open again. Destroy the old keys"
            click.confirm(told, abort=True)
        numbers = _told(lambda: run_retire(work))
        click.echo(
            f"Destroyed: {', '.join(str(number) for number in numbers)}. Destroy every copy of the old lock too."
        )


def run_new(work: OpenWork) -> int:
    """Make a new key, recorded; returns its number."""
    with work() as uow, uow.trail.recording(Event.LOCK_KEY_NEW, "lock") as note:
        number = make_new(uow.vault)
        note.detail["number"] = number
        return number


def run_relock(work: OpenWork, at_a_time: int, say: Callable[[str], None]) -> Relocked:
    """
    Bring everything under the newest key, in units of work of their own, recorded as one act.

    A kill leaves what was committed done, and the attempt in the record without an end; the next run does the rest.
    """
    done = Relocked()
    with work() as outer, outer.trail.recording(Event.LOCK_RELOCK, "lock") as note:
        with work() as uow:
            require_newest(uow.vault.provider, uow.vault.session)
        for place in PLACES:
            _relock_place(work, place, at_a_time, done, say)
        note.detail.update({name.replace(" ", "_"): count for name, count in done.done.items() if count})
        note.detail["faults"] = len(done.faults)
        for _, ref in done.faults:
            outer.trail.happened(Event.INTEGRITY_FAILED, ref, decision=Decision.FAILED)
    return done


def run_retire(work: OpenWork) -> list[int]:
    """Destroy the old keys, recorded; returns their numbers."""
    with work() as outer, outer.trail.recording(Event.LOCK_RETIRE, "lock") as note:
        with work() as uow:
            numbers = prepare_to_retire(uow.vault)
        with work() as uow:
            # Looked at once more, as this cannot be taken back.
            if left(uow.vault):
                raise Conflict("Something came under an old key just now. Run vault relock again.")
            uow.vault.provider.destroy_old()
        note.detail["destroyed"] = [str(number) for number in numbers]
        return numbers


def _relock_place(work: OpenWork, place: Place, at_a_time: int, done: Relocked, say: Callable[[str], None]) -> None:
    """Bring one place under the newest key, a batch at a time."""
    with work() as uow:
        refs = stale(uow.vault, place)
    for start in range(0, len(refs), at_a_time):
        some = refs[start : start + at_a_time]
        with work() as uow:
            bad = relock(uow.vault, place, some)
        done.faults += [(place.name, ref) for ref in bad]
        done.done[place.name] = done.done.get(place.name, 0) + len(some) - len(bad)
        say(f"{start + len(some):>9,} of {len(refs):,} {place.name}")


def _told(act: Callable[[], T]) -> T:
    """Return what an act does, or tell in three parts why it did not."""
    try:
        return act()
    except Conflict as error:
        raise click.ClickException(str(Trouble("it was not done.", NOTHING_LOST, str(error)))) from None
    except Unavailable as error:
        todo = "see that the lock, the stores and the record answer (/readyz), then run it again."
        raise click.ClickException(str(Trouble(f"something did not answer. {error}", NOTHING_LOST, todo))) from None
