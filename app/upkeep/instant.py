"""
One instant of all four stores, so that what is copied of them belongs together.

The stores share no transaction, and no order of copying them one after the other would do under load. The vault and the
log must agree exactly: a version that the vault holds and the log does not know is frozen, and so is one that the log
knows as done and the vault lacks. A submission that is copied out of the gateway after the steward has brought it in,
when the case store was copied before, would be lost.

So for a moment nobody writes to any of them. The locks are taken in the order in which a unit of work takes them (case,
vault, gateway, and the log last, which every act writes to on its own): then no act is half-way between two commits. A
reader is opened on each, the locks are let go at once, and the copying, which takes long, reads that instant while
everybody goes on. Whoever waits for us does so for thousandths of a second; when we must wait, we let go of everything
first, so that two never wait for each other.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Protocol

from app.upkeep.sqlite_copies import Busy
from app.upkeep.trouble import STORES_UNTOUCHED, Trouble

ORDER = ("case", "vault", "gateway", "audit")
PATIENCE_SECONDS = 0.1
MOST_ATTEMPTS = 100
PAUSE_SECONDS = 0.05


class Copy(Protocol):
    """One store on its way into a backup."""

    @property
    def database(self) -> str:
        """Which database it is in: ``sqlite`` or ``postgresql``."""

    def hold(self, patience_seconds: float) -> None:
        """Keep everybody from writing; Busy when somebody writes for longer than this."""

    def begin(self) -> None:
        """Fix the instant that is copied."""

    def let_go(self) -> None:
        """Let everybody write again."""

    def ask(self, statement: str) -> tuple[object, ...]:
        """Return the first row of an answer, as it was at that instant."""

    def content(self) -> Iterator[bytes]:
        """Give the bytes of the store as it was at that instant."""

    def close(self) -> None:
        """Let go of everything."""


@contextmanager
def one_instant(
    urls: Mapping[str, str], copy_of: Callable[[str, str], Copy], *, pause: Callable[[float], None] = time.sleep
) -> Iterator[dict[str, Copy]]:
    """
    Give each store as it is at one instant between acts.

    :raises Trouble: a store is not there, or stayed busy.
    """
    with ExitStack() as open_copies:
        copies = {}
        for name in ORDER:
            copies[name] = copy_of(name, urls[name])
            open_copies.callback(copies[name].close)
        for _ in range(MOST_ATTEMPTS):
            if _fix(copies):
                break
            pause(PAUSE_SECONDS)
        else:
            raise Trouble(
                "a store stayed busy: something has been writing to it without a pause.",
                STORES_UNTOUCHED,
                "see what is running (an upgrade, another backup, a hung process), and try again.",
            )
        yield copies


def _fix(copies: Mapping[str, Copy]) -> bool:
    """Hold all stores, fix the instant and let go; return whether it came to that."""
    try:
        for name in ORDER:
            copies[name].hold(PATIENCE_SECONDS)
        for name in ORDER:
            copies[name].begin()
    except Busy:
        return False
    finally:
        for name in ORDER:
            copies[name].let_go()
    return True
