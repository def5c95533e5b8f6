"""The forms around the assessment of an allegation: holding, cutting, returning and reopening."""

from app.web.fields import ConfirmField, LongTextField, RadioField
from app.web.forms import Form

# Characters.
LONGEST_REASON = 1_000
LONGEST_CUTS = 4_000


class ButtonForm(Form):
    """A button and nothing to fill in."""


class HoldForm(Form):
    """Why an allegation must wait for the source unit."""

    reason = LongTextField(
        "Which words would tell who spoke?",
        hint="For example: the second sentence says that she is his sister. Only the source unit will read this.",
        required="Say which words would tell who spoke",
        max_length=LONGEST_REASON,
        rows=4,
    )


class CutForm(Form):
    """The exact words to cut."""

    class Meta:
        """Either of the two is given."""

        marks_optional = False

    words = LongTextField(
        "Words to cut",
        hint="Copy them exactly as they stand, one group of words on each line. They are cut wherever they stand.",
        max_length=LONGEST_CUTS,
        rows=5,
    )
    nothing = ConfirmField("Nothing needs to be cut: no words here would tell who spoke")


class ReturnForm(Form):
    """Why an assessment goes back, and to whom."""

    reason = LongTextField(
        "What must be corrected?",
        hint="The assessor reads this first.",
        required="Say what must be corrected",
        max_length=LONGEST_REASON,
        rows=4,
    )
    who = RadioField(
        "Who corrects it?",
        choices=[("same", "The same assessor"), ("anyone", "Somebody else: it becomes free to take")],
        required="Choose who corrects it",
    )


class ReopenForm(Form):
    """Why a closed allegation is opened again."""

    reason = LongTextField(
        "Why is it reopened?",
        hint="For example: a new link, an appeal, or an assessment that a sample found wanting.",
        required="Say why it is reopened",
        max_length=LONGEST_REASON,
        rows=4,
    )
