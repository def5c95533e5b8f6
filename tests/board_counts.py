"""Every section of a page that is loaded anywhere in the tests asks no more than it says it does."""

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Engine, event

from app.unit_of_work import UnitOfWork
from app.web import boards

# The keys that somebody has unlocked, and what is held shut with them, are read once, by whoever is first to ask.
ASKED_ONCE = ("unlocks", "freezes")
# What begins a transaction is no statement of anybody's.
TRANSACTIONS = ("BEGIN", "PRAGMA", "SET TRANSACTION", "SELECT pg_advisory")

_asking: ContextVar[list[str] | None] = ContextVar("asking", default=None)


def count_sections() -> None:
    """Let a section that asks more than it says fail the test that loads it."""
    load = boards.values_of

    def counted(uow: UnitOfWork, one: boards.Section, empty: list[boards.Section]) -> Mapping[str, Any] | None:
        asked: list[str] = []
        token = _asking.set(asked)
        try:
            shown = load(uow, one, empty)
        finally:
            _asking.reset(token)
        wrong = f"{one.template} says it asks {one.asks}, and asked\n" + "\n".join(asked)
        assert len(asked) <= one.asks, wrong
        return shown

    boards.values_of = counted
    event.listen(Engine, "before_cursor_execute", _note)


def _note(*args: Any) -> None:
    asked = _asking.get()
    if asked is not None and not args[2].startswith(TRANSACTIONS) and not any(name in args[2] for name in ASKED_ONCE):
        asked.append(args[2])
