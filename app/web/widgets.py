"""How each kind of field is drawn: what it knows, put as the design system's macros want it."""

from typing import Any

from flask_babel import gettext as _

from app.web.components import govuk, ours
from app.web.days import PARTS

# What a box sends when it is ticked.
TICKED = "y"


def text(field: Any, **options: Any) -> Any:
    """Draw one line of text."""
    return govuk("input", _labelled(field, options) | {"value": field.data or ""} | field.look | options)


def number(field: Any, **options: Any) -> Any:
    """Draw a box for a whole number."""
    look = {"value": field.typed, "inputmode": "numeric", "spellcheck": False, "classes": "govuk-input--width-5"}
    return govuk("input", _labelled(field, options) | look | options)


def time_box(field: Any, **options: Any) -> Any:
    """Draw a box for a time of day."""
    look = {"value": field.typed, "autocomplete": "off", "spellcheck": False, "classes": "govuk-input--width-5"}
    return govuk("input", _labelled(field, options) | look | options)


def long_text(field: Any, **options: Any) -> Any:
    """Draw several lines of text, with the count of characters where it is asked for."""
    # A browser drops a line end that comes first in a text area, so one more is put before it.
    value = f"\n{field.data}" if field.data.startswith("\n") else field.data
    params = _labelled(field, options) | {"value": value, "rows": field.rows} | field.look | options
    if not field.count:
        return govuk("textarea", params)
    description = _("You can enter up to %%{count} characters")
    return govuk("character-count", {"maxlength": field.max_length, "textareaDescriptionText": description} | params)


def file(field: Any, **options: Any) -> Any:
    """Draw a box to choose a file with."""
    return govuk("file-upload", _labelled(field, options) | options)


def passphrase(field: Any, **options: Any) -> Any:
    """Draw a passphrase, which is never shown again."""
    look = {"autocomplete": field.autocomplete, "showPasswordAriaLabelText": _("Show passphrase")}
    return govuk("password-input", _labelled(field, options) | look | options)


def hidden(field: Any, **_options: Any) -> Any:
    """Draw what the form carries along."""
    return ours("hidden", name=field.name, value=field.data or "")


def nothing(_field: Any, **_options: Any) -> str:
    """Draw nothing: the form's buttons stand for the field."""
    return ""


def radios(field: Any, **options: Any) -> Any:
    """Draw one of a few answers, with what each of them reveals."""
    inline = {"classes": "govuk-radios--inline"} if options.pop("inline", False) else {}
    return govuk("radios", _grouped(field, options) | {"items": _items(field)} | inline | options)


def checkboxes(field: Any, **options: Any) -> Any:
    """Draw any number of answers, with what each of them reveals."""
    return govuk("checkboxes", _grouped(field, options) | {"items": _items(field)} | options)


def confirm(field: Any, **options: Any) -> Any:
    """Draw one box to tick: its label is the claim, so there is no legend."""
    item = {"value": TICKED, "text": str(field.label.text), "checked": bool(field.data)}
    if field.description:
        item["hint"] = {"text": str(field.description)}
    params = {"idPrefix": field.id, "name": field.name, "items": [item]} | _error(field)
    return govuk("checkboxes", params | options)


def select(field: Any, **options: Any) -> Any:
    """Draw a list that opens, with its groups."""
    params = _labelled(field, options)
    groups = [(name or "", list(choices)) for name, choices in field.iter_groups()]
    empty = not any(choice.value == "" for _name, choices in groups for choice in choices)
    return ours("select", params=params, groups=groups, empty=_("Choose one") if empty else "")


def date_boxes(field: Any, **options: Any) -> Any:
    """Draw the three boxes of a date, and mark the ones that are wrong."""
    wrong = field.wrong_parts or (PARTS if field.errors else ())
    labels = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
    boxes = [
        {
            "name": part,
            "label": labels[part],
            "value": field.typed[part],
            "classes": f"govuk-input--width-{4 if part == 'year' else 2}"
            + (" govuk-input--error" if part in wrong else ""),
            "attributes": {"maxlength": 12},
        }
        for part in PARTS
    ]
    params = _grouped(field, options) | {"id": field.id, "namePrefix": field.name, "items": boxes}
    return govuk("date-input", params | options)


def _labelled(field: Any, options: dict[str, Any]) -> dict[str, Any]:
    """Return what every field with one input and a label has in common."""
    label = {"text": _question(field)} | _size(options, "govuk-label")
    return {"id": field.id, "name": field.name, "label": label} | _hint(field) | _error(field)


def _grouped(field: Any, options: dict[str, Any]) -> dict[str, Any]:
    """Return what every field of several inputs under a legend has in common."""
    legend = {"text": _question(field)} | _size(options, "govuk-fieldset__legend")
    return {"idPrefix": field.id, "name": field.name, "fieldset": {"legend": legend}} | _hint(field) | _error(field)


def _question(field: Any) -> str:
    """Return the label, which says when an answer may be left out."""
    label = str(field.label.text)
    if field.needed or not field.says_optional or not field.meta.marks_optional:
        return label
    return str(_("%(label)s (optional)", label=label))


def _size(options: dict[str, Any], block: str) -> dict[str, Any]:
    """Take ``size`` (s, m, l, xl) and ``page_heading`` out of the options: a page's one question is its heading."""
    heading = options.pop("page_heading", False)
    size = options.pop("size", "l" if heading else "s" if block.endswith("legend") else "")
    return {"classes": f"{block}--{size}" if size else "", "isPageHeading": heading}


def _hint(field: Any) -> dict[str, Any]:
    return {"hint": {"text": str(field.description)}} if field.description else {}


def _error(field: Any) -> dict[str, Any]:
    if not field.errors:
        return {}
    return {"errorMessage": {"text": str(field.errors[0]), "visuallyHiddenText": _("Error")}}


def _items(field: Any) -> list[dict[str, Any]]:
    """Return the answers to choose from."""
    form = field._form
    items = []
    for choice in field.iter_choices():
        item = {"value": choice.value, "text": str(choice.label), "checked": choice.selected}
        if choice.render_kw.get("hint"):
            item["hint"] = {"text": str(choice.render_kw["hint"])}
        if choice.value in field.reveals:
            item["conditional"] = {"html": form[field.reveals[choice.value]]()}
        items.append(item)
    return items
