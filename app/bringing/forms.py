"""The forms of a register that is brought in: sending the file, and deciding on likely repeats."""

from collections.abc import Sequence

from app.web.fields import FileField, HiddenField, LongTextField, PressedField, SelectField
from app.web.forms import Form

LONGEST_REASON = 500
# Characters of the rows that are given back to be mended on the page; with more than that one mends one's own file.
LONGEST_BACK = 200_000
BRING, SAVE = "bring", "save"


class RowsField(LongTextField):
    """Rows that were given back. Whether they or a file are sent is asked once, so neither is called optional."""

    says_optional = False


class BringForm(Form):
    """The file, or the rows that were given back, and who looks after everybody in it."""

    file = FileField("The file", hint="Comma-separated values (CSV) in UTF-8, at most 10,000 rows and 10 MB.")
    rows = RowsField(
        "The rows to mend",
        max_length=LONGEST_BACK,
        rows=10,
        look={"spellcheck": False, "autocomplete": "off", "classes": "sk-code"},
        hint="With the headings in the first line. Mend them here, or save them and mend them in your spreadsheet.",
    )
    handler = SelectField("Handler", required="Choose who looks after them from day to day")
    controller = SelectField(
        "Controller", required="Choose who oversees the handler", hint="Never the same person as the handler."
    )
    act = PressedField(choices=(BRING, SAVE))

    def offer(self, handlers: Sequence[tuple[str, str]], controllers: Sequence[tuple[str, str]]) -> None:
        """Put the people into the lists."""
        self.handler.choices = self.handler._choices_from_input([("", "Choose a handler"), *handlers])
        self.controller.choices = self.controller._choices_from_input([("", "Choose a controller"), *controllers])

    def sent(self) -> bytes:
        """Return what was sent: the file, or the rows from the page where no file was chosen."""
        file: bytes | None = self.file.data
        return file if file is not None else str(self.rows.data).encode()

    @property
    def is_empty(self) -> bool:
        """Whether neither a file nor any row was sent."""
        return self.file.data is None and not self.rows.data


class StepForm(Form):
    """A button and nothing to fill in."""


class SameForm(Form):
    """The source that a row is."""

    source_ref = HiddenField(max_length=32)


class LeaveOutForm(Form):
    """Why the rest of a file is not to be registered."""

    reason = LongTextField(
        "Why",
        max_length=LONGEST_REASON,
        rows=2,
        required="Say why the rest is left out. Auditors read it.",
        hint="Name nobody.",
    )
