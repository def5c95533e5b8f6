"""The forms of setting up."""

from typing import TypeVar

from app.duties.kinds import DUTIES
from app.markings.tiers import choices as tiers
from app.markings.vetting import VETTING_BY_CODE
from app.organisations.agreements import LONGEST_KEPT, Terms
from app.organisations.holidays import Division
from app.organisations.service import NewOrganisation, NewUnit
from app.organisations.types import ORGANISATION_TYPES
from app.web.fields import (
    CheckboxesField,
    DateField,
    LongTextField,
    RadioField,
    SelectField,
    TextField,
    WholeNumberField,
)
from app.web.forms import Form

LONGEST_REASON = 500
DIVISIONS = {
    Division.ENGLAND_AND_WALES.value: "England and Wales",
    Division.SCOTLAND.value: "Scotland",
    Division.NORTHERN_IRELAND.value: "Northern Ireland",
}
EVERY_DIVISION = DIVISIONS | {Division.UK_ANY.value: "Any part of the United Kingdom"}
NO_HUB = "none"


T = TypeVar("T")


def asked(value: T | None) -> T:
    """
    Return what a required field holds in a form that was found valid.

    :raises ValueError: the field was not required after all.
    """
    if value is None:
        raise ValueError
    return value


class ButtonForm(Form):
    """A button and nothing to fill in."""


class TermsForm(Form):
    """What is agreed with an organisation."""

    agreement_ref = TextField(
        "Reference of the sharing agreement", max_length=64, hint="Leave it empty only for a government department."
    )
    ends_on = DateField("Last day of the agreement", hint="For example, 31 March 2028")
    highest_tier = RadioField(
        "Highest marking it may be sent",
        choices=[(str(tier.rank), tier.code.value, tier.hint) for tier in tiers()],
        required="Choose the highest marking it may be sent",
    )
    vetting_floor = SelectField(
        "Least vetting of its readers",
        choices=[(code, code) for code in VETTING_BY_CODE],
        required="Choose the least vetting of its readers",
    )
    keeps_months = WholeNumberField(
        "Months that it keeps what it is sent", least=1, most=LONGEST_KEPT, hint="As it has promised."
    )

    def terms(self) -> Terms:
        """Return what was filled in."""
        return Terms(
            agreement_ref=self.agreement_ref.data or "",
            ends_on=self.ends_on.data,
            highest_tier=int(self.highest_tier.data),
            vetting_floor=self.vetting_floor.data,
            keeps_months=self.keeps_months.data,
        )


class AgencyForm(TermsForm):
    """An organisation that reports could be sent to."""

    name = TextField("Name, as it is written on a release", max_length=200, required="Enter its name")
    org_type = RadioField(
        "What kind is it?",
        choices=[(row.code.value, row.label) for row in ORGANISATION_TYPES],
        required="Choose what kind it is",
    )
    country = TextField(
        "Country of its seat",
        max_length=2,
        default="GB",
        hint="Two letters, such as GB or FR",
        required="Enter two letters",
    )

    def organisation(self) -> NewOrganisation:
        """Return what was filled in."""
        terms = self.terms()
        return NewOrganisation(
            name=self.name.data,
            org_type=self.org_type.data,
            highest_tier=terms.highest_tier,
            vetting_floor=terms.vetting_floor,
            is_partner=True,
            agreement_ref=terms.agreement_ref,
            agreement_ends_on=terms.ends_on,
            country=self.country.data.upper(),
            keeps_months=terms.keeps_months,
        )


class ReasonForm(Form):
    """Why a change is refused, or an agreement ended."""

    reason = LongTextField("Reason", max_length=LONGEST_REASON, rows=2, required="Give the reason")


class UnitForm(Form):
    """A unit: a team, or a hub that teams belong to."""

    name = TextField("Name", max_length=200, required="Enter what its people call it")
    division = RadioField(
        "Whose bank holidays does it keep?",
        choices=list(EVERY_DIVISION.items()),
        required="Choose whose bank holidays it keeps",
        hint="They drive the two-day clock.",
    )
    kind = RadioField(
        "What is it?",
        choices=[("TEAM", "A team"), ("HUB", "A hub", "Teams of several kinds belong to it")],
        required="Choose what it is",
    )
    hub_ref = SelectField("Which hub does it belong to?", required="Choose a hub, or none")
    governance = TextField(
        "What it is for, and which board it answers to", max_length=200, hint="Do not name a person."
    )

    def unit(self) -> NewUnit:
        """Return what was filled in."""
        hub = self.hub_ref.data
        return NewUnit(
            self.name.data,
            self.division.data,
            self.kind.data,
            None if hub == NO_HUB else hub,
            self.governance.data or "",
        )


class SettingForm(Form):
    """One setting of one unit."""

    value = WholeNumberField("New value", least=0, most=10_000, required="Enter a whole number")


class HolidayForm(Form):
    """A day on which nobody is expected at work."""

    day = DateField("Day", required="Enter the day it is kept on")
    divisions = CheckboxesField(
        "Who keeps it?", choices=list(DIVISIONS.items()), required="Choose which parts of the United Kingdom keep it"
    )
    title = TextField("What it is called", max_length=100, required="Enter what it is called")


class DutyForm(Form):
    """A duty for a time."""

    duty = RadioField(
        "Which duty?", choices=[(row.code.value, row.label) for row in DUTIES], required="Choose which duty"
    )
    person_ref = SelectField("Who has it?", required="Choose who has it")
    unit_ref = SelectField("For which unit?", required="Choose for which unit")
    from_on = DateField("First day", required="Enter the first day")
    until_on = DateField("Last day", required="Enter the last day")
