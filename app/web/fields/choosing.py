"""Fields with answers to choose from: one, several, a single box to tick, and which button was pressed."""

from collections.abc import Mapping, Sequence
from typing import Any

import wtforms
from flask_babel import lazy_gettext as _
from wtforms.fields.choices import SelectChoice

from app.web import widgets
from app.web.fields.presented import Presented

NOT_A_CHOICE = _("Choose one of the answers shown")


class Choosing(Presented):
    """
    What fields with choices share.

    Choices are ``SelectChoice``, values, or (value, label[, hint]) rows. ``reveals`` names, for a value, the field of
    the same form that is asked only when that value is chosen.
    """

    def __init__(self, label: str, *, choices: Any = (), reveals: Mapping[str, str] | None = None, **rest: Any) -> None:
        given = choices if callable(choices) else [as_choice(choice) for choice in choices]
        message = rest.get("required") or NOT_A_CHOICE
        super().__init__(label, choices=given, invalid_choice_message=message, invalid_value_message=message, **rest)
        self.reveals = dict(reveals or {})

    def chosen(self) -> frozenset[str]:
        """Return the values that are chosen, as the form carries them."""
        return frozenset(choice.value for choice in self.iter_choices() if choice.selected)  # type: ignore[attr-defined]

    def pre_validate(self, form: Any) -> None:
        """Check the choice, where one was made."""
        if self.data and not self.process_errors:  # type: ignore[attr-defined]
            super().pre_validate(form)  # type: ignore[misc]

    def _choices_from_input(self, choices: Any) -> list[SelectChoice]:
        """Take the same rows when a view sets the choices later."""
        return [as_choice(choice) for choice in choices or ()]


class RadioField(Choosing, wtforms.RadioField):
    """One of a few answers, all in view."""

    draws = widgets.radios


class SelectField(Choosing, wtforms.SelectField):
    """One of many answers in a list that opens; choices with an ``optgroup`` stand under it."""

    draws = widgets.select


class CheckboxesField(Choosing, wtforms.SelectMultipleField):
    """Any number of answers; its data is a list."""

    draws = widgets.checkboxes
    repeats = True
    says_optional = False

    def process_data(self, value: Any) -> None:
        """Take answers to show."""
        super().process_data(value or [])

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read each answer once."""
        super().process_formdata(list(dict.fromkeys(valuelist)))


class ConfirmField(Presented, wtforms.BooleanField):
    """One box to tick; its data is a ``bool``. It is ticked by its own value and by no other."""

    draws = widgets.confirm
    says_optional = False

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """
        Read whether it is ticked.

        :raises ValueError: what was sent is not what the box sends.
        """
        sent = [value for value in valuelist if value]
        self.data = sent == [widgets.TICKED]
        if sent and not self.data:
            raise ValueError(NOT_A_CHOICE)


class PressedField(Choosing, wtforms.SelectField):
    """Which of a form's buttons was pressed; ``form.button("Release", pressed="release")`` draws one of them."""

    draws = widgets.nothing
    says_optional = False

    def __init__(self, *, choices: Sequence[str], **rest: Any) -> None:
        super().__init__("", choices=choices, required=NOT_A_CHOICE, **rest)


def as_choice(choice: Any) -> SelectChoice:
    """Return a choice from a ``SelectChoice``, a value, or a (value, label[, hint]) row."""
    if isinstance(choice, SelectChoice):
        return choice
    if isinstance(choice, str):
        return SelectChoice(choice)
    value, label, *hint = choice
    return SelectChoice(value, label, {"hint": hint[0]} if hint and hint[0] else {})
