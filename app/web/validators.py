"""What a field checks of its own shape: that it was filled in, that it is not too long, that it is a number."""

import re
from typing import Any

from flask_babel import gettext as _
from wtforms import ValidationError
from wtforms.validators import StopValidation

# Characters that turn the reading direction round: in a name or a title they show something else than was typed.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Every control character but the line end and the tab, halves of characters that no encoding can write, and the code
# points that are no characters and that no page may hold.
LAST_TWO = "".join(chr(plane + last) for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF))
CONTROL = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{LAST_TWO}]")
# Those of them that ASCII has, for a table is quicker than a pattern.
ASCII_CONTROL = bytes(sign for sign in range(128) if CONTROL.match(chr(sign)))


class Required:
    """The field must be filled in; the message says how, in the words of the question."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Any, field: Any) -> None:
        """
        Check the field.

        :raises StopValidation: the field is empty, or nobody was asked for it.
        """
        del form
        if field.unasked:
            raise StopValidation
        if is_empty(field.data) and not field.process_errors:
            raise StopValidation(self.message)


class MayBeEmpty:
    """The field may be left empty, and then nothing else of it is checked."""

    def __call__(self, form: Any, field: Any) -> None:
        """
        Check the field.

        :raises StopValidation: there is nothing to check.
        """
        del form
        if field.unasked or (is_empty(field.data) and not field.process_errors):
            raise StopValidation


class AtMost:
    """The text must not be longer than this many characters, counted as the page counts them."""

    def __init__(self, characters: int) -> None:
        self.characters = characters

    def __call__(self, form: Any, field: Any) -> None:
        """
        Check the field.

        :raises ValidationError: with the limit and how long the text is.
        """
        del form
        length = len(field.data or "")
        if length > self.characters:
            most, used = f"{self.characters:,}", f"{length:,}"
            raise ValidationError(_("Use %(most)s characters or fewer. You have used %(used)s.", most=most, used=used))


class Between:
    """The number must lie between these two, both included."""

    def __init__(self, least: int, most: int) -> None:
        self.least = least
        self.most = most

    def __call__(self, form: Any, field: Any) -> None:
        """
        Check the field.

        :raises ValidationError: with both bounds.
        """
        del form
        if field.data is not None and not self.least <= field.data <= self.most:
            least, most = f"{self.least:,}", f"{self.most:,}"
            raise ValidationError(_("Enter a number from %(least)s to %(most)s.", least=least, most=most))


def is_empty(value: object) -> bool:
    """Return whether a field's value is none at all; text of nothing but spaces is none."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or value is False or value == []


def text_or_nothing(text: str | None) -> str:
    """Return the text exactly as it came; text of nothing but spaces is the empty text."""
    return text if text and text.strip() else ""


def plain_lines(text: str | None) -> str:
    """Return text with one kind of line end and without control characters, which no store and no page can show."""
    lines = text_or_nothing(text).replace("\r\n", "\n").replace("\r", "\n")
    # What a form carries along is long, comes with every page, and is ASCII.
    return lines.encode().translate(None, ASCII_CONTROL).decode() if lines.isascii() else CONTROL.sub("", lines)


def plain_line(text: str | None) -> str:
    """Return one line of text: trimmed, with no line ends and nothing that turns the reading direction round."""
    return " ".join(TURNING.sub("", plain_lines(text)).split())
