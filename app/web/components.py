"""The design system's macros, parsed once and called from Python, and text kept text on its way into them."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from flask import current_app
from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader
from markupsafe import escape

PACKAGE = "govuk_frontend_jinja"

# The macros read parameters that were never given, which needs ChainableUndefined. They have an environment of their
# own so that our templates can have the strict one, where a misspelt name is an error and not an empty place.
_environment = Environment(
    loader=PrefixLoader({PACKAGE: PackageLoader(PACKAGE)}),
    autoescape=True,
    undefined=ChainableUndefined,
    auto_reload=False,
    trim_blocks=True,
    lstrip_blocks=True,
)
# Indenting would add spaces to every line that somebody typed into a text area inside a fieldset.
_environment.filters["indent"] = lambda text, *_args, **_options: text


def govuk(component: str, params: Mapping[str, Any]) -> Any:
    """
    Return a component as markup, such as ``govuk("tabs", {...})``.

    What is given as ``html`` is escaped unless it is markup already.
    """
    return _macro(component)(_with_text_escaped(params))


def ours(component: str, *args: Any, **values: Any) -> Any:
    """Return a component of ``templates/components/<component>.html`` as markup: its macro has the file's name."""
    return _own_macro(component)(*args, **values)


@cache
def _macro(component: str) -> Callable[[Mapping[str, Any]], Any]:
    """Return the macro of a component, such as ``date-input``."""
    module = _environment.get_template(f"{PACKAGE}/components/{component}/macro.html").module
    macro: Callable[[Mapping[str, Any]], Any] = getattr(module, f"govuk{component.title().replace('-', '')}")
    return macro


def _own_macro(component: str) -> Callable[..., Any]:
    """Return the macro of one of our own components; Jinja keeps the parsed template."""
    macro: Callable[..., Any] = getattr(
        current_app.jinja_env.get_template(f"components/{component}.html").module, component
    )
    return macro


def _with_text_escaped(value: Any, name: str = "") -> Any:
    """Return the parameters with everything that the macros take for markup made safe to be taken for it."""
    if isinstance(value, Mapping):
        return {key: _with_text_escaped(item, str(key)) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_with_text_escaped(item) for item in value]
    if isinstance(value, str) and (name.lower().endswith("html") or name == "attributes"):
        return escape(value)
    return value
