"""The form as it came in, put in its fields: what happened, a person, a place."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from wtforms.validators import ValidationError

from app.allegations.given import Person, Where
from app.allegations.models import Allegation, Place, Subject
from app.allegations.particulars import CATEGORY_LABELS, PLACE_FIELDS, SEX_LABELS, SUBJECT_FIELDS, faults
from app.allegations.types import TYPES
from app.assessment.service import What
from app.web.fields import CheckboxesField, ConfirmField, DateField, LongTextField, RadioField, TextField, TimeField
from app.web.forms import Form

HERE = ZoneInfo("Europe/London")
# Characters.
LONG = 2_000
NOT_GIVEN = "Which of these does the account not say?"
NOT_GIVEN_HINT = "Each must be filled in above or ticked here, so that nothing is left out by mistake."


class WhatForm(Form):
    """What happened, when, and whether something is still to come."""

    class Meta:
        """Each question says itself how it may be left."""

        marks_optional = False

    types = CheckboxesField(
        "What is it about?",
        choices=[(row.code.value, row.label) for row in TYPES],
        required="Choose what it is about",
        hint="Choose all that fit.",
    )
    happened_when = LongTextField("When did it happen, or when does it happen?", max_length=LONG, rows=2)
    when_not_given = ConfirmField("The account does not say when")
    still_happening = RadioField(
        "Is it still happening?",
        choices=[("YES", "Yes"), ("NO", "No"), ("NOT_GIVEN", "The account does not say")],
        required="Choose whether it is still happening",
    )
    expected_on = DateField(
        "Is something to happen on a certain day?",
        hint="A flight, a wedding, a delivery. It brings the due time forward. Leave it empty if there is none.",
    )
    expected_at = TimeField("At what time?", hint="For example 14:05. Leave it empty if nobody knows.")
    expected_what = TextField("What will happen then?")

    def validate_expected_at(self, field: TimeField) -> None:
        """A time needs its day."""
        if field.data is not None and self.expected_on.data is None:
            raise ValidationError("Enter the day as well.")

    @staticmethod
    def shown(row: Allegation) -> dict[str, Any]:
        """Return what the form shows of what is recorded."""
        expected = row.time_critical_at.astimezone(HERE) if row.time_critical_at else None
        return {
            "types": row.types,
            "happened_when": row.happened_when,
            "when_not_given": "happened_when" in row.not_given,
            "still_happening": row.still_happening,
            "expected_on": expected.date() if expected else None,
            "expected_at": expected.time() if expected and expected.time() != time() else None,
            "expected_what": row.expected_what,
        }

    def what(self) -> What:
        """Return what was filled in. A day without a time counts from its beginning."""
        day = self.expected_on.data
        return What(
            types=tuple(self.types.data),
            happened_when=self.happened_when.data,
            when_not_given=self.when_not_given.data,
            still_happening=self.still_happening.data,
            time_critical_at=datetime.combine(day, self.expected_at.data or time(), HERE) if day else None,
            expected_what=self.expected_what.data,
        )


class PersonForm(Form):
    """Somebody the allegation is about."""

    class Meta:
        """Which fields must be answered is said once, at the end."""

        marks_optional = False

    name = TextField("Name")
    aliases = TextField("Other names", hint="Separate them with commas.")
    born_on = DateField("Date of birth")
    age = TextField("Age, or how old they look", hint="Only where no date of birth is given.")
    sex = RadioField("Sex", choices=list(SEX_LABELS.items()), required="Choose, or choose not given")
    nationality = TextField("Nationality")
    address = LongTextField("Address", max_length=LONG, rows=3)
    postcode = TextField("Postcode", max_length=20)
    phone = TextField("Telephone")
    email = TextField("E-mail")
    vehicle = TextField("Vehicle registration")
    employer = TextField("Employer or company")
    home_office_ref = TextField("Home Office reference")
    passport = TextField("Passport or document number")
    description = LongTextField("Description", max_length=LONG, rows=3)
    is_vulnerable = ConfirmField("A child, or an adult who may be at risk")
    category = RadioField(
        "What are they in this?", choices=list(CATEGORY_LABELS.items()), required="Choose what they are in this"
    )
    not_given = CheckboxesField(
        NOT_GIVEN, choices=[(one.name, one.label) for one in SUBJECT_FIELDS if one.mandatory], hint=NOT_GIVEN_HINT
    )

    @staticmethod
    def shown(row: Subject | None) -> dict[str, Any]:
        """Return what the form shows of somebody who is recorded."""
        if row is None:
            return {"sex": "NOT_GIVEN"}
        return {name: getattr(row, name) for name in Person.__dataclass_fields__}

    def validate(self, extra_validators: Any = None) -> bool:
        """Return whether everything is as it should be; what is left blank is said together with the rest."""
        is_right = super().validate(extra_validators)
        blank = faults(SUBJECT_FIELDS, self.data, self.not_given.data)
        self.add_problems(blank)
        return is_right and not blank

    def person(self) -> Person:
        """Return what was filled in."""
        values = {name: self[name].data for name in Person.__dataclass_fields__}
        return Person(**values | {"not_given": tuple(self.not_given.data)})


class PlaceForm(Form):
    """A place or business."""

    class Meta:
        """Which fields must be answered is said once, at the end."""

        marks_optional = False

    address = LongTextField("Address", max_length=LONG, rows=3)
    postcode = TextField("Postcode", max_length=20)
    business = TextField("Name of a business there")
    company = TextField("Company number")
    vehicle = TextField("Vehicle registration", hint="Of a vehicle that comes there.")
    port = TextField("Port or airport")
    uprn = TextField("Unique property reference number")
    safety = LongTextField("What should officers who go there know?", max_length=LONG, rows=3)
    not_given = CheckboxesField(
        NOT_GIVEN, choices=[(one.name, one.label) for one in PLACE_FIELDS if one.mandatory], hint=NOT_GIVEN_HINT
    )

    @staticmethod
    def shown(row: Place | None) -> dict[str, Any]:
        """Return what the form shows of a place that is recorded."""
        return {name: getattr(row, name) for name in Where.__dataclass_fields__} if row else {}

    def validate(self, extra_validators: Any = None) -> bool:
        """Return whether everything is as it should be; what is left blank is said together with the rest."""
        is_right = super().validate(extra_validators)
        blank = faults(PLACE_FIELDS, self.data, self.not_given.data)
        self.add_problems(blank)
        return is_right and not blank

    def where(self) -> Where:
        """Return what was filled in."""
        values = {name: self[name].data for name in Where.__dataclass_fields__}
        return Where(**values | {"not_given": tuple(self.not_given.data)})
