"""What features that stand above add to the page of a source."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.sources.service import SourceView
from app.unit_of_work import UnitOfWork

Load = Callable[[UnitOfWork, SourceView], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Panel:
    """One part of the page: a template and what fills it, in two statements at most."""

    template: str
    load: Load


_panels: dict[str, Panel] = {}


def panel(template: str, load: Load) -> None:
    """Add a part to the page of a source. The same one twice is one."""
    _panels[template] = Panel(template, load)


def panels() -> list[Panel]:
    """Return the parts in the order in which they were added."""
    return list(_panels.values())
