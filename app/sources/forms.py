"""The forms of custodians: registering, linking, dismissing, opening a part, and the contact plan."""

from typing import Any

from app.sources.plans import ContactPlan
from app.sources.words import (
    ASKED_PURPOSES,
    BAND_LABELS,
    CHANNEL_LABELS,
    COMPARTMENT_HINTS,
    COMPARTMENT_LABELS,
    DAY_LABELS,
    PURPOSE_LABELS,
    VOICEMAIL_LABELS,
)
from app.web.fields import (
    CheckboxesField,
    ConfirmField,
    DateField,
    EmailField,
    LongTextField,
    RadioField,
    SelectField,
    TelephoneField,
    TextField,
    TimeField,
)
from app.web.forms import Form

LONGEST_NOTE = 4_000
LONGEST_REASON = 500
UNCHECKED = {"autocomplete": "off", "spellcheck": False}


class ButtonForm(Form):
    """A button and nothing to fill in."""


class PlanForm(Form):
    """How a source may be reached safely."""

    plan_name = TextField("Name to ask for", look=UNCHECKED, hint="The officer sees it. A first name is enough.")
    phone = TelephoneField("Telephone", look=UNCHECKED)
    email = EmailField("E-mail", look=UNCHECKED)
    channel = RadioField(
        "Preferred way to reach them", choices=list(CHANNEL_LABELS.items()), required="Choose how they may be reached"
    )
    safe_days = CheckboxesField("Days on which it is safe", choices=list(DAY_LABELS.items()))
    safe_from = TimeField("Safe from", hint="For example 18:00, as clocks show in the United Kingdom")
    safe_to = TimeField("Safe until", hint="For example 20:00")
    withhold_number = ConfirmField("Withhold our number", default=True)
    voicemail = RadioField(
        "Voicemail", choices=list(VOICEMAIL_LABELS.items()), required="Choose what a voicemail may carry"
    )
    cover_story = LongTextField(
        "Cover story", max_length=500, rows=2, hint="Never names the Home Office, the police or this unit."
    )
    wrong_person = LongTextField("What to say when somebody else answers", max_length=500, rows=2)
    language = TextField("Language", required="Enter the language to speak")
    needs = TextField("Interpreter or other needs")
    do_not_contact = ConfirmField("Do not contact this person at all")
    ends_on = DateField(
        "The plan must be looked at again by", required="Enter the day by which the plan is looked at again"
    )

    def plan(self) -> ContactPlan:
        """Return the plan that was typed."""
        return ContactPlan(
            channel=self.channel.data,
            ends_on=self.ends_on.data.isoformat() if self.ends_on.data else "",
            name=self.plan_name.data or "",
            phone=self.phone.data or "",
            email=self.email.data or "",
            safe_days=tuple(self.safe_days.data or ()),
            safe_from=f"{self.safe_from.data:%H:%M}" if self.safe_from.data else "",
            safe_to=f"{self.safe_to.data:%H:%M}" if self.safe_to.data else "",
            withhold_number=self.withhold_number.data,
            voicemail=self.voicemail.data,
            cover_story=self.cover_story.data or "",
            wrong_person=self.wrong_person.data or "",
            language=self.language.data,
            needs=self.needs.data or "",
            do_not_contact=self.do_not_contact.data,
        )


class RegisterForm(PlanForm):
    """A new source: who they are, their circumstances, who looks after them, and the first contact plan."""

    name = TextField("Full name", look=UNCHECKED)
    other_names = TextField("Other names they use", look=UNCHECKED)
    born_on = DateField("Date of birth")
    address = LongTextField("Address", max_length=500, rows=3)
    nationality = TextField("Nationality", look=UNCHECKED)
    work = TextField("Where they work", look=UNCHECKED)
    how_known = LongTextField("How they know what they told us", max_length=LONGEST_NOTE, rows=3)
    relationship = LongTextField("How they stand to the people concerned", max_length=LONGEST_NOTE, rows=2)
    danger = LongTextField("What would put them in danger", max_length=LONGEST_NOTE, rows=2)
    motive = TextField("Why they told us")
    band = RadioField(
        "First estimate of the risk to them",
        choices=list(BAND_LABELS.items()),
        required="Choose the risk to them",
        hint="From high upwards two groups hold what is known of them: nobody opens it alone, not you either.",
    )
    handler = SelectField("Handler", required="Choose who looks after them from day to day")
    controller = SelectField(
        "Controller", required="Choose who oversees the handler", hint="Never the same person as the handler."
    )
    apart = ConfirmField("None of these is the same person")

    def identity(self) -> dict[str, object]:
        """Return who they are, for the vault."""
        return {
            "name": self.name.data or "",
            "other_names": self.other_names.data or "",
            "born_on": self.born_on.data.isoformat() if self.born_on.data else "",
            "address": self.address.data or "",
            "nationality": self.nationality.data or "",
            "work": self.work.data or "",
        }

    def circumstances(self) -> dict[str, object]:
        """Return their circumstances, for the vault."""
        asked = (self.how_known, self.relationship, self.danger, self.motive)
        return {field.name: field.data or "" for field in asked}


class SearchForm(Form):
    """What to find a source again by, what for and why. One of the first five is enough."""

    name = TextField("Name", look=UNCHECKED, hint="As far as it is known; spelling matters little.")
    born_on = DateField("Date of birth")
    phone = TextField("Telephone", look=UNCHECKED, max_length=40)
    email = TextField("E-mail", look=UNCHECKED, max_length=200)
    address = TextField("Address", look=UNCHECKED, max_length=300, hint="House number and postcode are what counts.")
    purpose = SelectField(
        "What for?",
        choices=[("", "Choose a purpose"), *((code, PURPOSE_LABELS[code]) for code in ASKED_PURPOSES)],
        required="Choose what you search for",
    )
    reason = LongTextField("Why", max_length=LONGEST_REASON, rows=2, required="Say why you search. Auditors read it.")

    def details(self) -> dict[str, object]:
        """Return what to look for."""
        born = self.born_on.data.isoformat() if self.born_on.data else ""
        typed = {name: self[name].data or "" for name in ("name", "phone", "email", "address")}
        return {**typed, "born_on": born}

    def validate(self, extra_validators: Any = None) -> bool:
        """Return whether there is something to look for, beside what every form asks."""
        sound = super().validate(extra_validators)
        empty = sound and not any(self.details().values())
        if empty:
            self.add_problems({"name": "Give a name, a date of birth, a telephone, an e-mail or an address."})
        return sound and not empty


class LookedForm(Form):
    """What came of looking at two sources that may be one."""

    reason = LongTextField(
        "What you found", max_length=LONGEST_REASON, rows=2, required="Say what you found. Auditors read it."
    )


class LinkForm(Form):
    """The reference of a source that is registered already."""

    source_ref = TextField(
        "Reference of the source", required="Enter the reference, such as SRC-BCDFGHJKMN", max_length=32, look=UNCHECKED
    )


class DismissForm(Form):
    """Why nothing in a sealed part is to be kept."""

    reason = LongTextField(
        "Why nothing is to be kept",
        max_length=LONGEST_REASON,
        rows=2,
        required="Say why, such as: no details were given",
    )


class ReleaseForm(Form):
    """Why something that did not open is released."""

    looked = ConfirmField(
        "Somebody who knows the stores has looked at why it did not open",
        required="Confirm that the cause has been looked at. Until then it stays shut",
    )
    reason = LongTextField(
        "What was found, and why it may be released",
        max_length=LONGEST_REASON,
        rows=3,
        required="Say what was found, and why it may be released. Auditors read it.",
    )


class RaiseForm(Form):
    """What raising a source to two groups means."""

    understood = ConfirmField(
        "From now on I open nothing of it alone, and every permission to call ends",
        required="Confirm that you have understood what changes",
    )


class SensitiveForm(Form):
    """Why a source is marked sensitive, or not any more."""

    because = LongTextField("Why", max_length=LONGEST_REASON, rows=2, required="Say why. Auditors read it.")


class OpenForm(Form):
    """Which part of a source to open, what for and why."""

    compartment = RadioField(
        "What do you need to see?",
        choices=[(code, label, COMPARTMENT_HINTS[code]) for code, label in COMPARTMENT_LABELS.items()],
        required="Choose one part: each is opened by itself",
    )
    purpose = SelectField(
        "What for?",
        choices=[("", "Choose a purpose"), *((code, PURPOSE_LABELS[code]) for code in ASKED_PURPOSES)],
        required="Choose what you need it for",
    )
    reason = LongTextField(
        "Why, in your own words", max_length=LONGEST_REASON, rows=2, required="Say why. Auditors read it."
    )


class PlanChangeForm(PlanForm):
    """A new contact plan in place of the present one."""

    moved = ConfirmField("They have moved, or their number is another one")
    reason = LongTextField(
        "Why the plan changes", max_length=LONGEST_REASON, rows=2, required="Say why the plan changes"
    )


def filled_from(plan: ContactPlan) -> dict[str, Any]:
    """Return what a plan form starts from when a plan stands."""
    return {**plan.record(), "plan_name": plan.name}
