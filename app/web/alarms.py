"""What must be seen on every page of those whom it concerns, until it is over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g
from sqlalchemy import Select

from app.unit_of_work import UnitOfWork

ALARMS, NONE_NOW = "alarms", "no_alarms_now"

AnyOf = Callable[[UnitOfWork], Select[*tuple[Any, ...]] | None]


@dataclass(frozen=True, slots=True)
class Alarm:
    """One line, red: what it is, where it leads, and how it stands."""

    title: str
    href: str
    words: str


@dataclass(frozen=True, slots=True)
class Shown:
    """How a page learns what is to be seen on it; ``any_of`` is the query for whether there is anything at all."""

    load: Callable[[], Sequence[Alarm]]
    any_of: AnyOf


def show(app: Flask, load: Callable[[], Sequence[Alarm]], any_of: AnyOf) -> None:
    """Say where a page learns what is to be seen on it by the person who asks."""
    app.extensions[ALARMS] = Shown(load, any_of)


def any_alarm(uow: UnitOfWork) -> Select[*tuple[Any, ...]] | None:
    """Return the query for whether there is anything to be seen; ``None`` when nothing ever is for this person."""
    shown: Shown | None = current_app.extensions.get(ALARMS)
    return shown.any_of(uow) if shown is not None else None


def none_now() -> None:
    """Note that this request asked what ``any_alarm`` says, and that there is nothing: its page need not ask again."""
    setattr(g, NONE_NOW, True)


def alarms() -> Sequence[Alarm]:
    """Return what is to be seen by the person who asks."""
    shown: Shown | None = current_app.extensions.get(ALARMS)
    return tuple(shown.load()) if shown is not None and not g.get(NONE_NOW, False) else ()
