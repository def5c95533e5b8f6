"""Fields that are typed into: lines, longer text, numbers, passphrases, and what a form carries hidden."""

from collections.abc import Mapping, Sequence
from typing import Any

import wtforms
from flask_babel import gettext as _

from app.web import widgets
from app.web.fields.presented import Presented
from app.web.validators import AtMost, Between, plain_line, plain_lines, text_or_nothing

# Characters.
LONGEST_LINE = 200
LONGEST_NUMBER = 12
LONGEST_PASSPHRASE = 1024


class TextField(Presented, wtforms.StringField):
    """One line of text. ``look`` adds to what the browser is told: type, autocomplete, spellcheck, classes, rows."""

    draws = widgets.text
    look: Mapping[str, Any] = {}
    tidies = staticmethod(plain_line)

    def __init__(
        self, label: str, *, max_length: int = LONGEST_LINE, look: Mapping[str, Any] | None = None, **rest: Any
    ) -> None:
        validators = [AtMost(max_length), *rest.pop("validators", ())]
        filters = [type(self).tidies, *rest.pop("filters", ())]
        super().__init__(label, validators=validators, filters=filters, **rest)
        self.max_length = max_length
        self.look = {**type(self).look, **(look or {})}


class EmailField(TextField):
    """An e-mail address, never checked for spelling."""

    look = {"type": "email", "autocomplete": "email", "spellcheck": False}


class TelephoneField(TextField):
    """A telephone number, in whatever way the person writes it."""

    look = {"type": "tel", "autocomplete": "tel", "spellcheck": False, "classes": "govuk-input--width-20"}


class CodeField(TextField):
    """Six figures from an authenticator app."""

    look = {
        "inputmode": "numeric",
        "autocomplete": "one-time-code",
        "spellcheck": False,
        "classes": "govuk-input--width-10 govuk-input--extra-letter-spacing",
    }


class LongTextField(TextField):
    """Several lines of text; with ``count`` the page says how many characters are left."""

    draws = widgets.long_text
    tidies = staticmethod(plain_lines)

    def __init__(self, label: str, *, max_length: int, rows: int = 5, count: bool = False, **rest: Any) -> None:
        super().__init__(label, max_length=max_length, **rest)
        self.rows, self.count = rows, count


class WholeNumberField(Presented, wtforms.Field):
    """A whole number between two bounds, both included; its data is an ``int`` or ``None``."""

    draws = widgets.number

    def __init__(self, label: str, *, least: int, most: int, **rest: Any) -> None:
        super().__init__(label, validators=[Between(least, most), *rest.pop("validators", ())], **rest)
        self.typed = ""

    def process_data(self, value: int | None) -> None:
        """Take a number to show."""
        self.data, self.typed = value, "" if value is None else str(value)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """
        Read what was typed, with or without commas.

        :raises ValueError: it is not a whole number.
        """
        self.data, self.typed = None, plain_line(valuelist[0] if valuelist else "")[:LONGEST_NUMBER]
        figures = self.typed.strip().replace(",", "")
        if figures and not (figures.isascii() and figures.isdigit()):
            raise ValueError(_("Enter a whole number, such as 12"))
        self.data = int(figures) if figures else None


class PassphraseField(Presented, wtforms.PasswordField):
    """A passphrase: used exactly as typed, never shown again, never checked for spelling."""

    draws = widgets.passphrase

    def __init__(self, label: str, *, new: bool = False, **rest: Any) -> None:
        validators = [AtMost(LONGEST_PASSPHRASE), *rest.pop("validators", ())]
        super().__init__(label, validators=validators, filters=[text_or_nothing], **rest)
        self.autocomplete = "new-password" if new else "current-password"


class HiddenField(Presented, wtforms.HiddenField):
    """A value the form carries along; ``form.open()`` writes it."""

    draws = widgets.hidden
    says_optional = False

    def __init__(self, *, max_length: int, **rest: Any) -> None:
        validators = [AtMost(max_length), *rest.pop("validators", ())]
        super().__init__("", validators=validators, filters=[plain_lines], **rest)
