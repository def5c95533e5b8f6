"""The forms of risk: writing one down, rating it, planning, what happened, and closing."""

from datetime import date

from app.risk.causes import CAUSES
from app.risk.rules import CATEGORY_LABELS, IMPACTS, LIKELIHOODS
from app.risk.service import Assessed, Planned
from app.risk.words import EFFECTS, TREATMENT_LABELS
from app.web.fields import ConfirmField, DateField, LongTextField, RadioField, SelectField
from app.web.forms import Form

LONGEST_NOTE = 4_000
LONGEST_REASON = 500
UNKNOWN = "UNKNOWN"
NOT_RATED = "NOT_RATED"
SEALED = "Sealed as you send it."
LIKELY = [*((str(value), label) for value, label in LIKELIHOODS.items()), (UNKNOWN, "Nobody can tell")]
GRAVE = [(str(value), label) for value, label in IMPACTS.items()]


class ButtonForm(Form):
    """A button and nothing to fill in."""


class RiskForm(Form):
    """One risk: what, why, from whom, how likely and how bad, without controls and with them."""

    category = SelectField(
        "What kind of harm?",
        choices=[("", "Choose"), *((code.value, label) for code, label in CATEGORY_LABELS.items())],
        required="Choose what kind of harm",
    )
    description = LongTextField(
        "What could happen?", max_length=LONGEST_NOTE, rows=3, required="Say what could happen", hint=SEALED
    )
    cause = LongTextField(
        "What would bring it about?", max_length=LONGEST_NOTE, rows=2, required="Say what would bring it about"
    )
    who_may_harm = LongTextField("Who may harm them?", max_length=LONGEST_NOTE, rows=2)
    likelihood = RadioField(
        "How likely, if nothing were done?",
        choices=LIKELY,
        required="Choose how likely it is",
        hint="Unknown is medium.",
    )
    impact = RadioField("How bad would it be?", choices=GRAVE, required="Choose how bad it would be")
    more_exposed = ConfirmField("A child, or somebody whose immigration status the suspect holds in their hands")
    controls = LongTextField("What is in place against it?", max_length=LONGEST_NOTE, rows=2, hint=SEALED)
    residual_likelihood = RadioField(
        "How likely with that in place?",
        choices=[*LIKELY, (NOT_RATED, "Not rated yet: the estimate above counts")],
        default=NOT_RATED,
        required="Choose how likely it is with that in place, or that it is not rated yet",
    )
    residual_impact = SelectField("How bad with that in place?", choices=[("", "Not rated yet"), *GRAVE])
    owner = SelectField("Who looks after this risk?", required="Choose who looks after this risk")
    review_on = DateField("Looked at again by", required="Enter the day by which it is looked at again")
    explained_on = DateField("Explained to them on", hint="Leave it empty when it was not explained.")

    def problems_between(self) -> dict[str, str]:
        """Return what does not fit together: the two halves of what is left are rated together."""
        rated = self.residual_likelihood.data != NOT_RATED
        if rated and not self.residual_impact.data:
            return {"residual_impact": "Choose how bad it would be with that in place."}
        if self.residual_impact.data and not rated:
            return {"residual_likelihood": "Choose how likely it is with that in place."}
        return {}

    def assessed(self) -> Assessed:
        """Return what was typed."""
        residual = None
        if self.residual_impact.data:
            residual = (_likelihood(self.residual_likelihood.data), int(self.residual_impact.data))
        words = (self.description, self.cause, self.who_may_harm, self.controls)
        return Assessed(
            category=self.category.data,
            likelihood=_likelihood(self.likelihood.data),
            impact=int(self.impact.data),
            residual=residual,
            more_exposed=self.more_exposed.data,
            owner_ref=self.owner.data,
            review_on=_given(self.review_on.data),
            explained_on=self.explained_on.data,
            words={field.name: field.data or "" for field in words},
        )


class PlanForm(Form):
    """One thing that is to be done."""

    about = SelectField("About what?", required="Choose what it is about")
    treatment = RadioField(
        "What is done?", choices=list(TREATMENT_LABELS.items()), required="Choose what is done about it"
    )
    what = LongTextField(
        "In your own words", max_length=LONGEST_NOTE, rows=3, required="Say what is to be done", hint=SEALED
    )
    owner = SelectField("Who does it?", required="Choose who does it")
    due_on = DateField("By when?", required="Enter the day by which it is done")

    def planned(self) -> Planned:
        """Return what was typed."""
        return Planned(self.treatment.data, self.owner.data, _given(self.due_on.data), self.what.data)


class DoneForm(Form):
    """Whether something planned helped."""

    effect = RadioField("Did it help?", choices=list(EFFECTS.items()), required="Choose whether it helped")
    what = LongTextField("What was done?", max_length=LONGEST_NOTE, rows=3, required="Say what was done", hint=SEALED)


class HappenedForm(Form):
    """Something that may have changed the risk."""

    cause = RadioField(
        "What happened?",
        choices=[(row.code.value, row.label) for row in CAUSES if row.by_hand],
        required="Choose what happened",
    )
    reason = LongTextField(
        "What do you know of it?",
        max_length=LONGEST_REASON,
        rows=3,
        required="Say what you know of it. Auditors read it.",
    )


class ReasonForm(Form):
    """Why a risk is none any more."""

    reason = LongTextField(
        "Why is it none any more?",
        max_length=LONGEST_NOTE,
        rows=3,
        required="Say why it is none any more",
        hint=SEALED,
    )


def _given(day: date | None) -> date:
    """Return a day that the form has asked for."""
    if day is None:
        raise ValueError("asked before the form was checked")
    return day


def _likelihood(chosen: str) -> int | None:
    """Return a likelihood; ``None`` where nobody can tell."""
    return None if chosen == UNKNOWN else int(chosen)
