"""What every field of the house adds to WTForms' own."""

from collections.abc import Callable, Sequence
from typing import Any

from wtforms.utils import unset_value

from app.web.validators import MayBeEmpty, Required


class Presented:
    """
    A field with the house's words around it.

    ``required`` is the message when it is left empty, in the words of the question; without one the field may be left
    empty, and its label says so. ``hint`` stands under the label.
    """

    draws: Callable[..., Any]
    says_optional = True
    repeats = False

    def __init__(
        self, label: str, *, required: str = "", hint: str = "", validators: Sequence[Any] = (), **rest: Any
    ) -> None:
        chain = [Required(required) if required else MayBeEmpty(), *validators]
        super().__init__(label, chain, description=hint, widget=type(self).draws, **rest)  # type: ignore[call-arg]
        self.needed = bool(required)
        self.unasked = False

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read what was sent; a field that was not sent is empty, whatever stood in it before."""
        super().process(  # type: ignore[misc]
            formdata, data if formdata is None else None, extra_filters=extra_filters
        )

    def input_names(self) -> frozenset[str]:
        """Return the names of the inputs that this field reads."""
        return frozenset({self.name})  # type: ignore[attr-defined]

    def first_id(self) -> str:
        """Return the id of the input that the error summary leads to."""
        return str(self.id)  # type: ignore[attr-defined]

    def forget(self) -> None:
        """Drop what came for a question that was not asked, because the answer above it said otherwise."""
        self.unasked = True
        self.process(None, None)
