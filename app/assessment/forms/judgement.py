"""The forms in which an assessor judges: the source question, the grade, the outcome."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from app.allegations.models import Allegation
from app.allegations.types import Channel
from app.assessment.file import File, details_found
from app.assessment.gates import SourceAnswer
from app.assessment.models import OutcomeRow
from app.assessment.outcomes import NEED_BY_CODE, NFA_RATIONALE_CHARS, OUTCOMES, Need
from app.assessment.service import Decision, Graded
from app.assessment.service.deciding import FIELD_OF
from app.markings.grading import ACTIONS, ASSESSMENTS, HANDLINGS, SANITISATIONS, SOURCES, Letter
from app.markings.grading_rules import suggested
from app.markings.tiers import choices as tier_choices
from app.web.fields import DateField, LongTextField, RadioField, SelectField, TextField
from app.web.forms import Form

# Characters.
LONGEST_TEXT = 2_000
LONGEST_REASON = 1_000
HOLD = "HOLD"


class SourceForm(Form):
    """Whether the account still shows who told us."""

    answer = RadioField(
        "Does the account still show who told us?",
        required="Say whether the account still shows who told us",
        reveals={HOLD: "reason"},
    )
    reason = LongTextField(
        "Which words show it?",
        required="Say which words show it",
        hint="Only the source unit will read this.",
        max_length=LONGEST_REASON,
        rows=3,
    )

    def offer(self, row: Allegation) -> None:
        """Offer the answers that this allegation can have."""
        if row.channel == Channel.CRIMESTOPPERS:
            no = [(SourceAnswer.CRIMESTOPPERS.value, "No. It came through Crimestoppers, who pass no details on")]
        elif details_found(row):
            no = [(SourceAnswer.YES_IN_VAULT.value, "Not any more: the source unit has cut it out and locked it away")]
        else:
            no = [
                (SourceAnswer.NO.value, "No, nothing in it shows who told us"),
                (SourceAnswer.ANONYMOUS.value, "No, and they say that they wish to stay anonymous"),
            ]
        yes = (HOLD, "Yes", "It is held for the source unit, and comes back to you when they have cut the words out.")
        self.answer.choices = self.answer._choices_from_input([*no, yes])


def _rows(letters: Iterable[Letter]) -> list[tuple[str, str, str]]:
    return [(letter.code, f"{letter.code}: {letter.label}", letter.meaning) for letter in letters]


class GradeForm(Form):
    """The 3x5x2 grade, what it needs, and the classification."""

    class Meta:
        """What each choice needs is said beside it."""

        marks_optional = False

    source = RadioField("The source", choices=_rows(SOURCES), required="Choose 1, 2 or 3")
    assessment = RadioField(
        "The information",
        choices=_rows(ASSESSMENTS),
        required="Choose A, B, C, D or E",
        reveals={"B": "corroboration_ref"},
    )
    corroboration_ref = TextField(
        "Reference of the report that bears it out", max_length=40, required="Give the report that bears it out"
    )
    doubt = LongTextField(
        "Why is it doubted?", hint="Needed with 3 or E: the risk assessment.", max_length=LONGEST_TEXT, rows=3
    )
    handling = RadioField("Sharing", choices=_rows(HANDLINGS), required="Choose P or C", reveals={"C": "conditions"})
    conditions = LongTextField(
        "Conditions", required="Write the conditions that C stands for", max_length=LONGEST_TEXT, rows=3
    )
    action = RadioField("With C: what may be done with it?", choices=_rows(ACTIONS), reveals={"A3": "usage"})
    usage = TextField("How may it be used openly?", required="Write how it may be used openly")
    sanitisation = RadioField("With C: who may cut it further and pass it on?", choices=_rows(SANITISATIONS))
    tier = RadioField(
        "Classification",
        choices=[(tier.code.value, tier.code.value, tier.hint) for tier in tier_choices()],
        required="Choose a classification",
    )

    @staticmethod
    def shown(file: File) -> dict[str, Any]:
        """Return the grade that is recorded, or the one to start from."""
        if file.grade:
            return {name: getattr(file.grade, name) for name in Graded.__dataclass_fields__}
        start = suggested(anonymous=file.source_answer == SourceAnswer.ANONYMOUS)
        return {
            "source": start.source.value,
            "assessment": start.assessment.value,
            "handling": start.handling.value,
            "action": start.action.value if start.action else "",
            "sanitisation": start.sanitisation.value if start.sanitisation else "",
            "tier": "OFFICIAL-SENSITIVE",
        }

    def graded(self) -> Graded:
        """Return what was chosen. What belongs to C goes with it."""
        given = Graded(**{name: self[name].data or "" for name in Graded.__dataclass_fields__})
        bare = {"action": "", "sanitisation": "", "conditions": "", "usage": ""}
        return replace(given, **bare) if given.handling == "P" else given


def _reveals() -> dict[str, str]:
    """Return, for each outcome, the one field that it asks for."""
    return {
        outcome.code.value: FIELD_OF[need]
        for outcome in OUTCOMES
        for need in outcome.needs
        if need in FIELD_OF and need is not Need.OWNER
    }


class OutcomeForm(Form):
    """Exactly one outcome, and why."""

    class Meta:
        """What each outcome needs is asked under it."""

        marks_optional = False

    code = RadioField(
        "Outcome",
        choices=[(outcome.code.value, outcome.label) for outcome in OUTCOMES],
        required="Choose exactly one outcome",
        reveals=_reveals(),
    )
    partner_ref = SelectField("Which agency?", hint="Needed when it is closed.")
    referral = TextField("Reference of the referral", max_length=80, required="Give the reference of the referral")
    review_on = DateField("When is it looked at again?", required="Enter the day on which it is looked at again")
    owner_unit_ref = SelectField("Whose enquiry is it?", required="Choose the unit whose enquiry it is")
    source_unit_decision = TextField(
        "The source unit's decision", max_length=80, required="Give the reference of the source unit's decision"
    )
    check_id = SelectField("Which check shows it?", required="Choose the check that shows it")
    where_sent = TextField("Where was it pointed to?", required="Say where it was pointed to")
    parent_ref = TextField(
        "Reference of the allegation it repeats", max_length=16, required="Enter the reference of the one it repeats"
    )
    rationale = LongTextField(
        "Why?",
        hint=f"Where nothing is done about it, in at least {NFA_RATIONALE_CHARS} characters.",
        required="Say why, in a sentence or two",
        max_length=LONGEST_TEXT,
        rows=4,
        count=True,
    )

    def offer(
        self,
        checks: Sequence[tuple[str, str]],
        agencies: Sequence[tuple[str, str]],
        units: Sequence[tuple[str, str]],
    ) -> None:
        """Offer the checks of this allegation, the agencies and the units."""
        for field, rows in ((self.check_id, checks), (self.partner_ref, agencies), (self.owner_unit_ref, units)):
            field.choices = field._choices_from_input([("", "Choose one"), *rows])

    @staticmethod
    def shown(row: OutcomeRow | None) -> dict[str, Any]:
        """Return the outcome that is recorded."""
        if row is None:
            return {}
        names = set(Decision.__dataclass_fields__) - {"developer_ref"}
        return {name: getattr(row, name) for name in names}

    def decision(self, person_ref: str) -> Decision:
        """Return what was chosen. What is kept for development is developed by whoever keeps it."""
        names = set(Decision.__dataclass_fields__) - {"developer_ref", "review_on"}
        values: dict[str, Any] = {name: self[name].data or "" for name in names}
        values["parent_ref"] = values["parent_ref"].upper()
        return Decision(**values, review_on=self.review_on.data, developer_ref=person_ref)


def what_it_needs(code: str) -> str:
    """Return in words what an outcome needs besides what the form asks for; empty where nothing."""
    row = next(outcome for outcome in OUTCOMES if outcome.code.value == code)
    told = [NEED_BY_CODE[need.value].label for need in row.needs if need not in FIELD_OF]
    return f"Needs {' and '.join(told)}." if told else ""
