"""A form of the house: it takes nothing it did not ask for, loses nothing that was typed, and draws itself."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import g, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from app.web.components import govuk, ours
from app.web.fields import FileField, HiddenField, Presented, PressedField
from app.web.fields.choosing import Choosing
from app.web.headers import SAFE_METHODS

SENT = object()


class Form(FlaskForm):
    """
    A form that is posted.

    A view asks ``validate_on_submit()``; a template writes ``{{ form.open() }}``, the fields, ``{{ form.button("Save")
    }}`` and ``{{ form.close() }}``. ``formdata=None`` makes an empty form while another one is posted.
    """

    method = "post"

    class Meta:
        """How WTForms treats these forms."""

        marks_optional = True

    def __init__(self, formdata: Any = SENT, **values: Any) -> None:
        super().__init__(formdata=sent_form() if formdata is SENT else formdata, **values)

    def validate(self, extra_validators: Any = None) -> bool:
        """
        Return whether everything is as it should be.

        :raises BadRequest: something was sent that this form never asked for, or one answer twice.
        """
        if g.get("forged"):
            self.form_errors = [_("This page was open for too long. Check your answers and send them again.")]
            return False
        self._refuse_what_was_not_asked()
        self._forget_what_was_not_asked()
        return bool(super().validate(extra_validators))

    def add_problems(self, problems: Mapping[str, str]) -> None:
        """Put what the service found wrong beside the fields; what belongs to no field goes above the form."""
        for name, message in problems.items():
            if name in self._fields:
                field = self._fields[name]
                field.errors = [*field.errors, message]
            else:
                self.form_errors = [*self.form_errors, message]

    def problems(self) -> Iterator[dict[str, str]]:
        """Yield what is wrong, in the order of the page, each with the address of its field."""
        for message in self.form_errors:
            yield {"text": str(message)}
        for field in self.asked_fields():
            if field.errors:
                # What is not on the page cannot be led to.
                shown = not isinstance(field, HiddenField | PressedField)
                yield {"text": str(field.errors[0])} | ({"href": f"#{field.first_id()}"} if shown else {})

    def asked_fields(self) -> Iterator[Any]:
        """Yield the fields of this form without the token against forgery."""
        return (field for field in self if isinstance(field, Presented))

    def open(self, action: str = "", **attributes: str) -> Any:
        """Return the beginning of the form with everything it carries hidden, the token once among it."""
        token = self._fields.get(self.meta.csrf_field_name)
        hidden = [field for field in self.asked_fields() if isinstance(field, HiddenField)]
        return ours("form_open", method=self.method, action=action, token=token, hidden=hidden, attributes=attributes)

    def close(self) -> Any:
        """Return the end of the form."""
        return ours("form_close")

    def button(self, label: str, *, kind: str = "", pressed: str = "", **params: Any) -> Any:
        """Return a button. ``kind`` is ``secondary`` or ``warning``; ``pressed`` is what a PressedField reads."""
        look: dict[str, Any] = {"text": label, "preventDoubleClick": True}
        if kind:
            look["classes"] = f"govuk-button--{kind}"
        if pressed:
            field = next(field for field in self if isinstance(field, PressedField))
            look |= {"name": field.name, "value": pressed}
        return govuk("button", look | params)

    def _refuse_what_was_not_asked(self) -> None:
        """Refuse files, names that this form does not know, and two answers to one question."""
        known = frozenset().union(*(field.input_names() for field in self.asked_fields()))
        files = {field.name for field in self.asked_fields() if isinstance(field, FileField)}
        if not set(request.files) <= files or not set(request.form) <= known | {
            f"{self._prefix}{self.meta.csrf_field_name}"
        }:
            raise BadRequest
        self._refuse_repeats(request.form)
        self._refuse_repeats(request.files)

    def _refuse_repeats(self, sent: MultiDict[str, Any]) -> None:
        """Refuse two answers to one question."""
        many = frozenset().union(*(field.input_names() for field in self.asked_fields() if field.repeats))
        if any(len(values) > 1 for name, values in sent.lists() if name not in many):
            raise BadRequest

    def _forget_what_was_not_asked(self) -> None:
        """Drop the answers to questions that other answers closed."""
        for field in list(self):
            if isinstance(field, Choosing):
                for value, name in field.reveals.items():
                    if value not in field.chosen():
                        self._fields[name].forget()


class Filter(Form):
    """A form that narrows a list: it is part of the address, changes nothing and needs no token."""

    method = "get"

    class Meta:
        """How WTForms treats these forms."""

        csrf = False
        marks_optional = False

    def __init__(self, **values: Any) -> None:
        super().__init__(formdata=request.args, **values)

    def _refuse_what_was_not_asked(self) -> None:
        """Refuse two answers to one question; an address may carry more, such as the place in a list."""
        self._refuse_repeats(request.args)


def sent_form() -> MultiDict[str, str] | None:
    """Return what was posted, or ``None`` where nothing was."""
    return None if request.method in SAFE_METHODS else request.form
