"""The forms of custody by two groups: asking, deciding, ending, opening and reviewing."""

from app.custody.kinds import MORE, Kind
from app.sources.words import ASKED_PURPOSES, COMPARTMENT_LABELS, PURPOSE_LABELS
from app.web.fields import ConfirmField, LongTextField, RadioField, SelectField, TextField
from app.web.forms import Form

LONGEST_REASON = 500
KINDS = {
    Kind.OPEN.value: "Open one part, for a day at most",
    Kind.STANDING.value: "Open one part as its handler, for 30 days at most",
    Kind.LOWER.value: "Have custodians alone hold it again",
}
HOURS = {"1": "1 hour", "4": "4 hours", "24": "24 hours", "168": "7 days", "720": "30 days"}
# To compare the words of a report with what two groups hold, both parts of it are asked for beforehand.
PURPOSES = (*ASKED_PURPOSES, "CHECK_WORDS")


class AskForm(Form):
    """What a custodian asks an authoriser for."""

    kind = RadioField("What do you ask for?", choices=list(KINDS.items()), required="Choose what you ask for")
    compartment = SelectField(
        "Which part?", choices=list(COMPARTMENT_LABELS.items()), hint="Each part is given by itself."
    )
    purpose = SelectField(
        "What for?",
        choices=[
            ("", "Choose a purpose"),
            *((code, PURPOSE_LABELS[code]) for code in PURPOSES),
        ],
        required="Choose what you need it for",
    )
    reason = LongTextField(
        "Why, so that an authoriser can decide", max_length=LONGEST_REASON, rows=3, required="Say why you ask"
    )


class GlassForm(Form):
    """Whose life is in danger, and why nothing else will do."""

    source_ref = TextField(
        "Reference of the source", max_length=32, required="Enter the reference, such as SRC-BCDFGHJKMN"
    )
    reason = LongTextField(
        "What is the danger, and why will nothing else do?",
        max_length=LONGEST_REASON,
        rows=3,
        required="Say what the danger is",
        hint="The authoriser, the head of the unit, the handler and the auditors are told at once.",
    )


class ApproveForm(Form):
    """For how long the other half is given."""

    hours = RadioField(
        "For how long?",
        choices=list(HOURS.items()),
        default="4",
        required="Choose for how long",
        hint="It ends by itself.",
    )


class ReasonForm(Form):
    """Why something is refused or ended."""

    reason = LongTextField("Reason", max_length=LONGEST_REASON, rows=2, required="Give the reason. Who asked sees it.")


class OpenForm(Form):
    """Which part to open now."""

    part = RadioField("What do you need to see?", choices=list(COMPARTMENT_LABELS.items()), required="Choose one part")


class LowerForm(Form):
    """What lowering means."""

    understood = ConfirmField(
        "From now on one custodian opens it alone", required="Confirm that you have understood what changes"
    )


class ReviewForm(Form):
    """What the review of a broken glass found."""

    needed = RadioField("Was it needed?", choices=[("yes", "Yes"), ("no", "No")], required="Say whether it was needed")
    finding = LongTextField("What you found, and what follows", max_length=2_000, rows=4, required="Say what you found")


class LookedForm(Form):
    """What came of looking at what somebody opened."""

    finding = LongTextField(
        "What you found",
        max_length=LONGEST_REASON,
        rows=3,
        required="Say what you found",
        hint="It is sealed to the auditors.",
    )


class LetForm(Form):
    """How many more sources somebody may open alone, and why."""

    more = RadioField(
        "How many more?", choices=[(str(more), f"{more} sources") for more in MORE], required="Choose how many more"
    )
    reason = LongTextField(
        "Why their work needs it",
        max_length=LONGEST_REASON,
        rows=3,
        required="Say why their work needs it",
        hint="Hear it from them first. It is sealed to the auditors.",
    )
