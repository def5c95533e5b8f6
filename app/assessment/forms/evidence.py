"""The forms for checks and for the search of earlier reports."""

from collections.abc import Sequence

from app.allegations.keys import Fields
from app.allegations.models import Subject
from app.assessment.checks import CHECK_RESULTS, systems_open_to
from app.assessment.file import name_of
from app.assessment.queries import Hit
from app.assessment.service import NewCheck
from app.assessment.service.searching import DECISIONS
from app.web.fields import DateField, LongTextField, RadioField, SelectField, TextField
from app.web.forms import Form

# Characters.
LONGEST_NOTE = 2_000
SOMETHING_ELSE = "something-else"
# Before the id of a hit in the name of its field.
HIT = "hit-"


class CheckForm(Form):
    """One look at one system."""

    about = RadioField("What did you check?", required="Choose what you checked")
    system = SelectField(
        "Where did you look?",
        required="Choose where you looked",
        hint="Only systems that your training covers are listed.",
    )
    reason = TextField(
        "Why did you look?",
        required="Say why you looked, as that system's own record would have it",
        hint="As that system's own record would have it.",
    )
    result = RadioField(
        "What came back?",
        choices=[(row.code.value, row.label) for row in CHECK_RESULTS],
        required="Choose what came back",
    )
    note = LongTextField("What did it say?", max_length=LONGEST_NOTE, rows=3)

    def offer(self, people: Sequence[Subject], training: frozenset[str]) -> None:
        """Offer the people of the form, and the systems this person is trained for."""
        named = [(person.id, name_of(person, number)) for number, person in enumerate(people, start=1)]
        self.about.choices = self.about._choices_from_input(
            [*named, (SOMETHING_ELSE, "A place, vehicle, telephone or company")]
        )
        self.system.choices = self.system._choices_from_input(
            [(row.code.value, row.label) for row in systems_open_to(training)]
        )

    def check(self) -> NewCheck:
        """Return what was filled in."""
        about = self.about.data
        return NewCheck(
            system=self.system.data,
            subject_id="" if about == SOMETHING_ELSE else about,
            reason=self.reason.data,
            result=self.result.data,
            note=self.note.data,
        )


class NoChecksForm(Form):
    """Why there was nothing to check."""

    because = LongTextField(
        "Why is there nothing to check?",
        required="Say why there is nothing to check",
        max_length=LONGEST_NOTE,
        rows=3,
    )


class SearchForm(Form):
    """Other words to search earlier reports by. They are kept nowhere."""

    class Meta:
        """Any of these may be left empty."""

        marks_optional = False

    name = TextField("Name", hint="Another spelling, for example.")
    born_on = DateField("Date of birth")
    address = TextField("Address")
    postcode = TextField("Postcode", max_length=20)
    phone = TextField("Telephone")
    vehicle = TextField("Vehicle registration")
    company = TextField("Company")

    def fields(self) -> Fields:
        """Return what was filled in."""
        return Fields(
            name=self["name"].data,
            born_on=self.born_on.data,
            address=self.address.data,
            postcode=self.postcode.data,
            phone=self.phone.data,
            vehicle=self.vehicle.data,
            company=self.company.data,
        )


class JudgeForm(Form):
    """What each hit is; those left open stay so."""

    class Meta:
        """Some may be judged now and the rest later."""

        marks_optional = False

    def decisions(self) -> dict[str, str]:
        """Return what was chosen, for the id of each hit."""
        return {field.name.removeprefix(HIT): field.data for field in self.asked_fields() if field.data}


def judge_form(hits: Sequence[Hit]) -> type[JudgeForm]:
    """Return a form that asks of each of these hits what it is."""
    asked = {HIT + hit.id: RadioField(f"What is {hit.ref}?", choices=list(DECISIONS.items())) for hit in hits}
    return type("JudgeTheseForm", (JudgeForm,), asked)
