"""Questions that look the same to everybody as long as nobody has touched them, drawn once."""

from typing import Any

from flask_babel import get_locale
from wtforms.form import BaseForm
from wtforms.meta import DefaultMeta

from app.web.fields import DateField, HiddenField

_drawn: dict[tuple[type[BaseForm], str, str, str], Any] = {}


class DrawnOnce(DefaultMeta):  # type: ignore[misc]
    """
    How a form is treated whose questions and choices never change: to be inherited by its ``Meta``.

    The design system's macros cost more than anything else on such a page. What somebody typed or chose is never kept.
    """

    def render_field(self, field: Any, render_kw: dict[str, Any]) -> Any:
        """Draw a question; one that nobody has touched is drawn once for each language."""
        if not _is_untouched(field):
            return super().render_field(field, render_kw)
        key = (type(field._form), field.name, str(get_locale()), repr(sorted(render_kw.items())))
        if key not in _drawn:
            _drawn[key] = super().render_field(field, render_kw)
        return _drawn[key]


def _is_untouched(field: Any) -> bool:
    """Return whether nothing was typed into a field or chosen, there or in what it reveals, and nothing is wrong."""
    if field.errors or isinstance(field, HiddenField):
        return False
    if any(not _is_untouched(field._form[name]) for name in getattr(field, "reveals", {}).values()):
        return False
    typed = field.typed.values() if isinstance(field, DateField) else field.raw_data or [field.data]
    return all(_is_nothing(one) for one in typed)


def _is_nothing(value: Any) -> bool:
    """Return whether this is no answer; 0 is one."""
    return value is None or value is False or value in ("", [])
