"""The forms of reports: writing one, handing it on, deciding, and what agency staff answer."""

from collections.abc import Sequence
from typing import Any

from app.dissemination.handling import CONDITION_BY_CODE, CONDITIONS, Needs
from app.dissemination.results import choices as results
from app.markings.grading import ACTIONS, ASSESSMENTS, HANDLINGS, SANITISATIONS, SOURCES, Letter
from app.markings.handling import MarkKind
from app.markings.tiers import choices as tiers
from app.web.fields import (
    CheckboxesField,
    ConfirmField,
    DateField,
    HiddenField,
    LongTextField,
    RadioField,
    SelectField,
    TextField,
    TimeField,
)
from app.web.forms import Form

LONGEST_TEXT = 20_000
LONGEST_NOTE = 2_000
LONGEST_REASON = 500
EMBARGOED, PUBLIC, ORGANISATIONS = "EMBARGOED", "FOR_PUBLIC_RELEASE", "ORGANISATION_USE_ONLY"

AFTERWARDS = [
    (row.code, row.label)
    for row in CONDITIONS
    if row.mark.kind is MarkKind.INSTRUCTION and row.needs not in {Needs.DATE, Needs.TEXT}
]


def _letters(rows: Sequence[Letter]) -> list[tuple[str, str, str]]:
    """Return the values of one part of a grade, with what each means."""
    return [(row.code, f"{row.code}: {row.label}", row.meaning) for row in rows]


def _codes(rows: Sequence[Letter]) -> list[tuple[str, str]]:
    """Return the codes that go with C only, and none."""
    return [("", "None"), *((row.code, f"{row.code}: {row.label}") for row in rows)]


def version_of(form: "WriteForm | ReleaseForm") -> int:
    """Return the version that somebody had before them; 0, which none is, where it cannot be read."""
    text = form.version.data or ""
    return int(text) if text.isascii() and text.isdigit() else 0


class ButtonForm(Form):
    """A button and nothing to fill in."""


class WriteForm(Form):
    """A report. It is kept whether it could be sent or not, so hardly anything must be filled in."""

    class Meta:
        """How WTForms treats this form: that a part may be left empty for now does not make it optional."""

        marks_optional = False

    title = TextField("Title", max_length=120, hint="What it is about. Name nobody.")
    organisation_ref = SelectField("Agency", hint="One agency. Another gets a report of its own.")
    text = LongTextField(
        "Text",
        max_length=LONGEST_TEXT,
        rows=14,
        count=True,
        hint="Who, what, why, where, when and how, standing on its own. Put [[ and ]] around what this agency must not "
        "see: it is burned out, and nothing shows how much was there.",
    )
    source = RadioField("Source", choices=_letters(SOURCES), required="Choose 1, 2 or 3")
    assessment = RadioField("Information", choices=_letters(ASSESSMENTS), required="Choose A to E")
    corroboration_ref = TextField("With B: reference of the report that bears it out", max_length=40)
    handling = RadioField("Sharing", choices=_letters(HANDLINGS), required="Choose P or C")
    conditions = LongTextField(
        "With C: the conditions", max_length=LONGEST_NOTE, rows=3, hint="The agency accepts these words. Name nobody."
    )
    action = SelectField("With C: what may be done with it", choices=_codes(ACTIONS))
    usage = LongTextField("With A3: how it may be used openly", max_length=LONGEST_NOTE, rows=2)
    sanitisation = SelectField("With C: who may pass it on", choices=_codes(SANITISATIONS))
    risk = LongTextField(
        "Risk assessment",
        max_length=4_000,
        rows=4,
        hint="What could come of sharing it, and why it is shared all the same. It never leaves the unit.",
    )
    tier = RadioField(
        "Classification",
        choices=[(str(row.rank), row.code.value, row.hint) for row in tiers()],
        required="Choose the classification",
    )
    instructions = CheckboxesField(
        "Handling conditions",
        choices=[(row.code, row.label, row.hint) for row in CONDITIONS],
        reveals={PUBLIC: "approval"},
    )
    approval = TextField("Reference of the approval", max_length=100)
    named = CheckboxesField("People named")
    organisations = CheckboxesField("Organisations named")
    embargo_on = DateField("Embargo ends on")
    embargo_at = TimeField("At", hint="In this country's time, such as 09:00")
    then = SelectField("And then it is", choices=[("", "Choose one"), *AFTERWARDS])
    review_by = DateField("May be relied on until", hint="The last day on which the agency can open it.")
    version = HiddenField(max_length=12, required="Open this page again")

    def validate(self, extra_validators: Any = None) -> bool:
        """
        Return whether it can be kept: what belongs to a condition stands with it, and an embargo's time is whole.

        :raises BadRequest: something was sent that this form never asked for.
        """
        sound = super().validate(extra_validators)
        found = self._loose_ends() if sound else {}
        self.add_problems(found)
        return sound and not found

    def _loose_ends(self) -> dict[str, str]:
        """Return what was typed for a condition that is not set: it would be lost, so the writer is asked."""
        chosen = set(self.instructions.data)
        on, at = self.embargo_on.data, self.embargo_at.data
        if EMBARGOED not in chosen and (on or at or self.then.data):
            return {"embargo_on": "You gave an embargo. Set Embargoed, or take the time and what follows away."}
        if (on is None) != (at is None):
            return {"embargo_at": "Give the day and the time at which the embargo ends."}
        if self.organisations.data and ORGANISATIONS not in {*chosen, self.then.data}:
            return {"organisations": f"You named organisations. Set {CONDITION_BY_CODE[ORGANISATIONS].label}, or none."}
        return {}


class SubmitForm(Form):
    """Handing a report to the second person."""

    cleared_because = LongTextField(
        "Why the words found may stay",
        max_length=LONGEST_REASON,
        rows=3,
        hint="Only if hints remain that you do not withhold. The second person reads it. Name nobody.",
    )


class ReleaseForm(Form):
    """The second person's yes, to the version that they read."""

    version = HiddenField(max_length=12, required="Open this page again")


class ReasonForm(Form):
    """Why a report is sent back or recalled."""

    reason = LongTextField("Reason", max_length=LONGEST_REASON, rows=3, required="Give the reason")


class PassForm(ReleaseForm):
    """The source unit lets the words go, to the version that was compared."""

    class Meta:
        """How WTForms treats this form: the one box is shown only where it must be filled in."""

        marks_optional = False

    may_stay = LongTextField(
        "Why the words that were found may stay",
        max_length=LONGEST_REASON,
        rows=3,
        hint="Auditors read it, and nobody else.",
    )


class ReturnForm(Form):
    """Which words a writer is to leave out."""

    reason = LongTextField(
        "Which words to leave out",
        max_length=LONGEST_REASON,
        rows=3,
        required="Name the words to leave out",
        hint="The writer reads it. Do not say whose words they are, nor whether anybody is known.",
    )


class AcceptForm(Form):
    """Agency staff accept the conditions."""

    accepted = ConfirmField(
        "I have read these conditions and will keep to them", required="Confirm that you will keep to the conditions"
    )


class ResultForm(Form):
    """What became of a release."""

    code = RadioField(
        "What came of it?",
        choices=[(row.code.value, row.label) for row in results()],
        required="Choose what came of it",
    )
    reason = LongTextField(
        "Reason or note", max_length=LONGEST_REASON, rows=3, hint="Needed when you reject it or take no action."
    )
