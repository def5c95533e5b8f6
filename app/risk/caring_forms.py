"""The forms of seeing to a source: a welfare check, a compromise, and a threat to life."""

from datetime import UTC, datetime

from app.organisations.rules import LONDON
from app.risk.forms import LONGEST_NOTE, SEALED
from app.risk.service import Asked, Compromised, Learned
from app.risk.words import (
    FOUND_BY,
    LEARNED_BY,
    REACHES,
    THREAT_GRADES,
    THREAT_OPTIONS,
    WELFARE_ANSWERS,
    WELFARE_QUESTIONS,
)
from app.web.fields import ConfirmField, DateField, LongTextField, RadioField, TextField, TimeField
from app.web.forms import Form

PLAIN = {"autocomplete": "off", "spellcheck": False}


def _question(name: str) -> RadioField:
    """Return one question of a welfare check."""
    label = WELFARE_QUESTIONS[name]
    return RadioField(label, choices=list(WELFARE_ANSWERS.items()), required=f"Choose an answer: {label.lower()}")


class WelfareForm(Form):
    """How a source is."""

    safe = _question("safe")
    stress = _question("stress")
    living = _question("living")
    family = _question("family")
    suspicion = _question("suspicion")
    stopping = _question("stopping")
    said = LongTextField("What did they say?", max_length=LONGEST_NOTE, rows=4, hint=SEALED)
    adult_noted = ConfirmField("A child, or vulnerable: the appropriate adult is noted above")

    def asked(self) -> Asked:
        """Return what was typed."""
        return Asked({name: int(self[name].data) for name in WELFARE_QUESTIONS}, self.adult_noted.data, self.said.data)


class CompromiseForm(Form):
    """How a source may have become known."""

    found_on = DateField("When was it found out?", required="Enter the day on which it was found out")
    found_by = RadioField(
        "How was it found out?", choices=list(FOUND_BY.items()), required="Choose how it was found out"
    )
    reach = RadioField(
        "How far may it have gone?", choices=list(REACHES.items()), required="Choose how far it may have gone"
    )
    what = LongTextField(
        "What happened, and who knows?",
        max_length=LONGEST_NOTE,
        rows=4,
        required="Say what happened, and who knows",
        hint=SEALED,
    )

    def compromised(self) -> Compromised:
        """Return what was typed, once it was checked."""
        day = self.found_on.data
        if day is None:
            raise ValueError("asked before the form was checked")
        return Compromised(day, self.found_by.data, self.reach.data, self.what.data)


class CloseForm(Form):
    """Why something is closed."""

    reason = LongTextField(
        "Why may it be closed?", max_length=LONGEST_NOTE, rows=3, required="Say why it may be closed", hint=SEALED
    )


class ThreatForm(Form):
    """What was learned of a threat to life."""

    learned_by = RadioField(
        "How was it learned?", choices=list(LEARNED_BY.items()), required="Choose how it was learned"
    )
    grade = RadioField(
        "How real and immediate is it?",
        choices=list(THREAT_GRADES.items()),
        required="Choose how real and immediate it is",
    )
    received_on = DateField("Day", required="Enter the day on which it was learned")
    received_at = TimeField("Time", required="Enter the time at which it was learned, such as 18:05")
    victim = LongTextField(
        "Who is in danger?", max_length=LONGEST_NOTE, rows=2, required="Say who is in danger", hint=SEALED
    )
    threat_from = LongTextField(
        "From whom?", max_length=LONGEST_NOTE, rows=2, required="Say from whom, or that it is not known", hint=SEALED
    )
    real_reason = LongTextField(
        "Why is it real?", max_length=LONGEST_NOTE, rows=2, required="Say why it is real", hint=SEALED
    )
    immediate_reason = LongTextField("Why is it immediate?", max_length=LONGEST_NOTE, rows=2, hint=SEALED)

    def learned(self) -> Learned:
        """Return what was typed, once it was checked; day and time are as clocks show here."""
        day, clock = self.received_on.data, self.received_at.data
        if day is None or clock is None:
            raise ValueError("asked before the form was checked")
        words = (self.victim, self.threat_from, self.real_reason, self.immediate_reason)
        return Learned(
            self.learned_by.data,
            self.grade.data,
            datetime.combine(day, clock, LONDON).astimezone(UTC),
            {field.name: field.data or "" for field in words},
        )


class HandForm(Form):
    """Which police have it, under which reference."""

    police_force = TextField("Which police force?", required="Enter the police force", max_length=80, look=PLAIN)
    police_ref = TextField(
        "Their reference", required="Enter the reference they gave you", max_length=60, look=PLAIN, hint=SEALED
    )


class DecideForm(Form):
    """One decision of the policy log."""

    decided = RadioField("What is decided?", choices=list(THREAT_OPTIONS.items()), required="Choose what is decided")
    rationale = LongTextField(
        "Why, with what was weighed",
        max_length=LONGEST_NOTE,
        rows=3,
        required="Say why",
        hint="A notice may raise the risk. " + SEALED,
    )


class ExposeForm(Form):
    """Whether a notice would show who the source is."""

    exposes = RadioField(
        "Would a notice show who the source is?",
        choices=[("yes", "Yes"), ("no", "No")],
        required="Choose whether it would show who the source is",
    )
    why = LongTextField("Why?", max_length=LONGEST_NOTE, rows=2, required="Say why", hint=SEALED)
