"""The forms of custodians: registering, linking, dismissing, opening a part, and the contact plan."""

from typing import Any

from app.sources.plan_forms import LONGEST_NOTE, LONGEST_REASON, UNCHECKED, PlanForm
from app.sources.standings import CARES
from app.sources.words import (
    ASKED_PURPOSES,
    BAND_LABELS,
    COMPARTMENT_HINTS,
    COMPARTMENT_LABELS,
    PURPOSE_LABELS,
)
from app.web.fields import (
    CheckboxesField,
    ConfirmField,
    DateField,
    LongTextField,
    RadioField,
    SelectField,
    TextField,
)
from app.web.forms import Form


class ButtonForm(Form):
    """A button and nothing to fill in."""


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
    care = RadioField(
        "Are they under 18, or vulnerable?",
        choices=list(CARES.items()),
        hint="If their age is in doubt, they are under 18. Then two groups hold them from the first day, an authoriser "
        "takes part in every opening and contact, and the risk is reviewed every 28 days.",
    )
    adult = LongTextField(
        "Who is the appropriate adult?",
        hint="Or why there is none. Where it was said that they are under 18 or vulnerable and they are not, why.",
        max_length=LONGEST_NOTE,
        rows=3,
    )
    handler = SelectField("Handler", required="Choose who looks after them from day to day")
    controller = SelectField(
        "Controller", required="Choose who oversees the handler", hint="Never the same person as the handler."
    )
    kept = CheckboxesField(
        "Who must not know of them?",
        choices=[],
        hint="Of somebody who works here: everybody above them. Those people find no such source and no report of "
        "theirs, from before it is registered on. Whoever has the report in hand keeps it: have it given to a "
        "colleague first. Whom a colleague's own referral is kept from need not be chosen again.",
    )
    # A button of its own, and no box: whoever presses it registers nobody.
    looks = ConfirmField("Look whether they are known")
    apart = ConfirmField("I have looked: nobody on the list is this person")

    def only_looks(self) -> bool:
        """Return whether the register is only to be searched: whatever else is missing or wrong can wait."""
        return bool(self.looks.data) and not self.form_errors

    def sought(self) -> dict[str, object]:
        """Return what tells whether they are registered already."""
        return {**self.identity(), "phone": self.phone.data or "", "email": self.email.data or ""}

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
    reason = LongTextField(
        "Why",
        max_length=LONGEST_REASON,
        rows=2,
        required="Say why you search. Auditors read it.",
        hint="Name the report it is for, such as IMS-2026-000123. Nobody who was promised anonymity is looked for.",
    )

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
