"""What other features show on the page of an allegation: each adds its panel, and this feature knows none of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.access.policy import Action, could
from app.allegations.models import Allegation
from app.unit_of_work import UnitOfWork

Load = Callable[[UnitOfWork, Allegation], Mapping[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Panel:
    """
    One panel. ``load`` returns the values of its template, at most two statements, or ``None`` to show nothing.

    Only a person who could do ``action`` to some record is shown it. ``order`` sorts the panels.
    """

    order: int
    action: Action
    template: str
    load: Load


_panels: list[Panel] = []


def panel(order: int, action: Action, template: str, load: Load) -> None:
    """Add a panel; a feature does so once, when its views are imported."""
    _panels.append(Panel(order, action, template, load))
    _panels.sort(key=lambda one: one.order)


def load_panels(uow: UnitOfWork, row: Allegation) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the template and values of each panel that this person is shown, in order."""
    shown = []
    for one in _panels:
        values = one.load(uow, row) if could(uow.actor, one.action, uow.now) else None
        if values is not None:
            shown.append((one.template, values))
    return shown
