"""The forms of a source's life: letting it rest, closing it, looking at it afterwards, opening it again."""

from app.register.drifting import DECISIONS, SIGNS
from app.register.particulars import PARTS, STATES, TRANSFER_REASONS
from app.register.service import Decided, Signed
from app.register.words import CLOSE_REASONS, CLOSING_ANSWERS, CLOSING_QUESTIONS, FINDINGS
from app.sources.standings import CARES, ORDINARY
from app.web.fields import CheckboxesField, ConfirmField, LongTextField, RadioField, SelectField
from app.web.forms import Form

LONGEST_NOTE = 4_000
LONGEST_REASON = 500
SEALED = "Sealed: it opens as one part of this source and nowhere else."


class ButtonForm(Form):
    """A button and nothing to fill in."""


class RestForm(Form):
    """Why a source is to rest."""

    because = LongTextField(
        "Why?", max_length=LONGEST_REASON, rows=2, required="Say why they are left alone. Auditors read it."
    )


def _question(name: str) -> RadioField:
    """Return one question of the closing form."""
    label = CLOSING_QUESTIONS[name]
    return RadioField(label, choices=list(CLOSING_ANSWERS.items()), required=f"Choose an answer: {label.lower()}")


class ClosingForm(Form):
    """What is settled before a source is closed."""

    close_reason = RadioField(
        "Why is this source closed?", choices=list(CLOSE_REASONS.items()), required="Choose why it is closed"
    )
    told_again = _question("told_again")
    told_confidential = _question("told_confidential")
    told_role = _question("told_role")
    rewards = _question("rewards")
    devices = _question("devices")
    welfare = _question("welfare")
    owner = SelectField(
        "Who has the duty of care that is left?",
        required="Choose who looks at them 28 and 180 days from now",
        hint="They look at them 28 and 180 days from now.",
    )
    words = LongTextField("What else is to be kept of it", max_length=LONGEST_NOTE, rows=4, hint=SEALED)
    understood = ConfirmField(
        "I sign this as the controller: every permission ends now, and only controllers see that the file is there",
        required="Confirm that you sign this",
    )

    def signed(self) -> Signed:
        """Return what was signed."""
        answers = {name: str(self[name].data) for name in CLOSING_QUESTIONS}
        return Signed(self.close_reason.data, answers, self.owner.data, self.words.data or "")


class ReopenForm(Form):
    """Why a closed source is opened again."""

    words = LongTextField(
        "Why is it opened again?",
        max_length=LONGEST_NOTE,
        rows=3,
        required="Say why it is opened again",
        hint=SEALED,
    )


class LookForm(Form):
    """What a look after closing found."""

    finding = RadioField("What was found?", choices=list(FINDINGS.items()), required="Choose what was found")
    words = LongTextField(
        "How was it looked at, and what is done now?",
        max_length=LONGEST_NOTE,
        rows=3,
        required="Say how you looked, and what is done now",
        hint=SEALED,
    )


class CareForm(Form):
    """Whether a source is under 18 or vulnerable."""

    care = RadioField(
        "Is this source under 18, or vulnerable?",
        choices=[(code, label) for code, label in CARES.items() if code != ORDINARY],
        required="Choose what holds for them",
    )
    words = LongTextField(
        "Who is the appropriate adult?",
        max_length=LONGEST_NOTE,
        rows=3,
        required="Name the appropriate adult, or say why there is none",
        hint=SEALED,
    )


class LiftForm(Form):
    """Why a source is no longer treated as under 18 or vulnerable."""

    spoken = ConfirmField(
        "I have spoken with whoever looks after them",
        required="Speak with whoever looks after them first, and confirm it",
    )
    why_not = LongTextField(
        "Why do they not need this care any more?",
        max_length=LONGEST_REASON,
        rows=2,
        required="Say why. Auditors read it.",
        hint="For example: they have turned 18. Name nobody.",
    )


class KeepFromForm(Form):
    """Who is kept from a source."""

    people = CheckboxesField(
        "Who must not know of this source?",
        choices=[],
        hint="For somebody who works here: everybody above them. Nothing shows those people that there is anything.",
    )


class SignForm(Form):
    """A sign of status drift that somebody has seen."""

    code = RadioField(
        "What have you seen?",
        choices=[(sign.code, sign.label) for sign in SIGNS if sign.by_hand],
        required="Choose what you have seen",
    )


class DriftForm(Form):
    """What a controller decides on status drift."""

    decision = RadioField("What is decided?", choices=list(DECISIONS.items()), required="Choose what is decided")
    advised = ConfirmField("Legal advice was sought")
    why = LongTextField("Why?", max_length=LONGEST_NOTE, rows=3, required="Say why", hint=SEALED)

    def decided(self) -> Decided:
        """Return what was decided."""
        return Decided(self.decision.data, self.advised.data, self.why.data or "")


class ParticularForm(Form):
    """One particular of the statutory record."""

    state = RadioField("What is known?", choices=list(STATES.items()), required="Choose whether anything is known")
    words = LongTextField("What is it?", max_length=LONGEST_NOTE, rows=4, hint=SEALED)


class TransferForm(Form):
    """Which part passes to whom, and why."""

    part = RadioField("Which part?", choices=list(PARTS.items()), required="Choose which part passes on")
    to = SelectField("To whom?", required="Choose to whom it passes")
    why = RadioField("Why?", choices=list(TRANSFER_REASONS.items()), required="Choose why it passes on")
    reason = LongTextField(
        "What was weighed", max_length=LONGEST_REASON, rows=2, required="Say what was weighed. Auditors read it."
    )
