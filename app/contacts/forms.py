"""The forms of contact: asking, deciding, giving back, writing down an attempt, and a message."""

from typing import Any

from app.contacts.outcomes import CHANNELS, ENDINGS_OF_INCOMING, OUTCOMES, PURPOSES, TELL_SOURCE_UNIT
from app.sources.words import DIRECTION_LABELS, RISK_CHANGE_LABELS
from app.web.drawing import DrawnOnce
from app.web.fields import DateField, LongTextField, RadioField, SelectField, TextField, TimeField, WholeNumberField
from app.web.forms import Form

LONGEST_REASON = 500
LONGEST_NOTE = 8_000
NEXT_STEPS = {
    "NOTHING": "Nothing more for now",
    "CALL_AGAIN": "Call again in the safe window",
    "ASSESS_AGAIN": "Look at the allegation again with what was said",
    TELL_SOURCE_UNIT: "Ask the source unit to look at the plan or the risk",
}
HOURS = {"1": "1 hour", "4": "4 hours", "12": "12 hours", "24": "24 hours"}
HOURS_STANDING = {"24": "24 hours", "168": "7 days", "336": "14 days", "720": "30 days"}


class ButtonForm(Form):
    """A button and nothing to fill in."""


class AskForm(Form):
    """What contact is asked for, and why."""

    purpose = RadioField(
        "What do you need to contact them for?",
        choices=[(row.code.value, row.label) for row in PURPOSES],
        required="Choose what you need to contact them for",
    )
    reason = LongTextField(
        "Why, so that the source unit can decide",
        max_length=LONGEST_REASON,
        rows=3,
        count=True,
        required="Say why you need to contact them",
        hint="Do not name the person, nor guess who it is.",
    )


class LongerForm(Form):
    """Why a permission is to last longer."""

    why = LongTextField(
        "Why it must last longer",
        max_length=LONGEST_REASON,
        rows=3,
        required="Say why it must last longer",
        hint="Do not name the person, nor guess who it is.",
    )


class ApproveForm(Form):
    """How long whoever asks may have the contact details."""

    hours = RadioField(
        "For how long?",
        choices=list((HOURS | HOURS_STANDING).items()),
        default="4",
        required="Choose for how long",
        hint="It ends by itself.",
    )

    def offer(self, *, standing: bool) -> None:
        """Offer the lengths of time that an officer, or a source's own handler, may be given."""
        lengths = HOURS_STANDING if standing else HOURS
        self.hours.choices = list(lengths.items())
        if standing and not self.is_submitted():
            self.hours.data = "168"


class ReasonForm(Form):
    """Why a request is refused, or a permission ended."""

    reason = LongTextField(
        "Reason", max_length=LONGEST_REASON, rows=2, required="Give the reason. The officer sees it."
    )


class OutsideForm(Form):
    """For how long an officer may call at any moment, and why."""

    outside = RadioField(
        "For how long?",
        choices=[("1", "1 hour"), ("2", "2 hours"), ("4", "4 hours")],
        default="1",
        required="Choose for how long",
    )
    why = LongTextField("Why it cannot wait", max_length=LONGEST_REASON, rows=2, required="Say why. Auditors read it.")


class TaskedField(RadioField):
    """An answer that is due wherever somebody was there to speak to, which the form sees."""

    says_optional = False


class ContactForm(Form):
    """What is written down of any contact with a source, in under a minute."""

    class Meta(DrawnOnce):
        """It stands beside how to reach the source, which must come quickly."""

    outcome = RadioField(
        "How did it end?",
        choices=[(row.code.value, row.label) for row in OUTCOMES],
        required="Choose how it ended",
    )
    purpose = SelectField(
        "What for?", choices=[(row.code.value, row.label) for row in PURPOSES], required="Choose what it was for"
    )
    channel = SelectField(
        "How?",
        choices=[(row.code.value, row.label) for row in CHANNELS if row.may_attempt],
        required="Choose how",
    )
    made_on = DateField("Day", required="Enter the day of the attempt")
    made_at = TimeField("Time", required="Enter the time of the attempt, such as 18:05")
    duration = WholeNumberField("Minutes", least=0, most=600, required="Enter how many minutes it took; 0 if none")
    said = LongTextField(
        "What was said",
        max_length=LONGEST_NOTE,
        rows=6,
        hint="This is sealed for the source unit as you send it. You cannot read it back.",
    )
    tasked = TaskedField(
        "Was a task spoken of?",
        choices=[("no", "No"), ("yes", "Yes")],
        hint="That they find out, check, watch or stay close, whoever said it first.",
    )
    risk_change = SelectField(
        "How does the risk to them seem?", choices=list(RISK_CHANGE_LABELS.items()), required="Choose how it seems"
    )
    next_step = RadioField("What next?", choices=list(NEXT_STEPS.items()), required="Choose what happens next")
    call_back_on = DateField("Another call was promised on")
    call_back_at = TimeField("At", hint="For example 18:30")

    def validate(self, extra_validators: Any = None) -> bool:
        """Return whether everything is as it should be: a promise has a day and a time, or neither."""
        sound = super().validate(extra_validators)
        day, clock = self.call_back_on.data, self.call_back_at.data
        if sound and day is not None and clock is None:
            self.add_problems({"call_back_at": "Enter the time of the promised call, such as 18:30"})
        if sound and day is None and clock is not None:
            self.add_problems({"call_back_on": "Enter the day of the promised call"})
        spoke = self.outcome.data in ENDINGS_OF_INCOMING
        if sound and spoke and not self.tasked.data:
            self.add_problems({"tasked": "You were in contact with them: say whether a task was spoken of"})
        return sound and (day is None) == (clock is None) and bool(self.tasked.data or not spoke)


class AttemptForm(ContactForm):
    """One attempt to reach a source, or that they came to whoever may call them."""

    heard = TextField(
        "What they gave as the code word", look={"autocomplete": "off", "spellcheck": False}, max_length=100
    )
    direction = SelectField("Who began?", choices=list(DIRECTION_LABELS.items()), required="Choose who began")


class ReceivedForm(ContactForm):
    """That a source came to us, by whoever looks after them."""

    outcome = RadioField(
        "How did it end?",
        choices=[(row.code.value, row.label) for row in OUTCOMES if row.code.value in ENDINGS_OF_INCOMING],
        required="Choose how it ended",
    )
