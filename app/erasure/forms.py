"""The forms of erasing and of keeping: asking, deciding, and holds."""

from app.erasure.words import ERASURE_GROUNDS, HOLD_GROUNDS
from app.web.fields import ConfirmField, LongTextField, RadioField, TextField
from app.web.forms import Form

LONGEST_REASON = 500


class AskForm(Form):
    """Why a source is to be erased."""

    ground = RadioField(
        "Why is it to be erased?", choices=list(ERASURE_GROUNDS.items()), required="Choose why it is to be erased"
    )
    reason = LongTextField(
        "What a second person needs to know to decide",
        max_length=LONGEST_REASON,
        rows=3,
        required="Say what a second person needs to know",
        hint="Name nobody. They are erased with the source; the record keeps a copy sealed to the auditors.",
    )


class EraseForm(Form):
    """What erasing means."""

    understood = ConfirmField(
        "I have understood that nobody can bring it back",
        required="Confirm that you have understood that nobody can bring it back",
    )


class RefuseForm(Form):
    """Why a request is refused."""

    reason = LongTextField("Reason", max_length=LONGEST_REASON, rows=2, required="Give the reason. Who asked sees it.")


class HoldForm(Form):
    """Why a source must be kept."""

    ground = RadioField("Why must it be kept?", choices=list(HOLD_GROUNDS.items()), required="Choose why it is kept")
    reason = LongTextField(
        "Which case, inquiry or complaint",
        max_length=LONGEST_REASON,
        rows=2,
        required="Say which case, inquiry or complaint",
        hint="A reference is enough. Name nobody.",
    )


class FindForm(Form):
    """Which source must be kept."""

    source_ref = TextField(
        "Reference of the source", max_length=32, required="Enter the reference, such as SRC-BCDFGHJKMN"
    )


class LiftForm(Form):
    """Why a hold is lifted."""

    reason = LongTextField("Why may it be lifted?", max_length=LONGEST_REASON, rows=2, required="Say why it is lifted")


class IndexForm(Form):
    """A form with a button only."""
