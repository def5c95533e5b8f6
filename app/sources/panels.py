"""What features that stand above add to the page of a source."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.sources.service import SourceView
from app.unit_of_work import UnitOfWork

Load = Callable[[UnitOfWork, SourceView], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Panel:
    """
    One part of the page: a template and what fills it, in two statements at most.

    ``on_tombstone`` says that it is shown of a source that was erased: most have nothing left to show.
    """

    template: str
    load: Load
    on_tombstone: bool = False


_panels: dict[str, Panel] = {}


def panel(template: str, load: Load, *, on_tombstone: bool = False) -> None:
    """Add a part to the page of a source. The same one twice is one."""
    _panels[template] = Panel(template, load, on_tombstone)


def panels(*, erased: bool = False) -> list[Panel]:
    """Return the parts in the order in which they were added; of a source that was erased, those that are left."""
    return [one for one in _panels.values() if one.on_tombstone or not erased]
