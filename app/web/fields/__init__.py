"""The fields a form is made of: each knows its shape, its greatest length and how the design system draws it."""

from app.web.fields.choosing import CheckboxesField, ConfirmField, PressedField, RadioField, SelectField
from app.web.fields.files import FileField
from app.web.fields.moments import DateField, TimeField
from app.web.fields.presented import Presented
from app.web.fields.text import (
    CodeField,
    EmailField,
    HiddenField,
    LongTextField,
    PassphraseField,
    TelephoneField,
    TextField,
    WholeNumberField,
)

__all__ = [
    "CheckboxesField",
    "CodeField",
    "ConfirmField",
    "DateField",
    "EmailField",
    "FileField",
    "HiddenField",
    "LongTextField",
    "PassphraseField",
    "Presented",
    "PressedField",
    "RadioField",
    "SelectField",
    "TelephoneField",
    "TextField",
    "TimeField",
    "WholeNumberField",
]
