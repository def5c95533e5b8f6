"""The questions of the public form, one thing to a page, and those of somebody who comes back."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import ValidationError

from app.allegations.types import TYPES
from app.intake.carrying import LONGEST
from app.markings.promises import CONFIDENCE, OFFERED, PROMISE_BY_CODE
from app.web.drawing import DrawnOnce
from app.web.fields import (
    CheckboxesField,
    DateField,
    EmailField,
    HiddenField,
    LongTextField,
    RadioField,
    TelephoneField,
    TextField,
)
from app.web.forms import Form

# Characters.
LONGEST_ACCOUNT = 20_000
LONGEST_ANSWER = 2_000
LONGEST_WORDS = 200

YES_NO = [("yes", _("Yes")), ("no", _("No")), ("unknown", _("I do not know"))]


class Page(Form):
    """What every page carries along: which page it is, and the answers of the others, sealed."""

    class Meta(DrawnOnce):
        """Most questions may be left out, so the pages say it once and not beside each."""

        marks_optional = False

    leaving = HiddenField(max_length=40)
    carried = HiddenField(max_length=LONGEST)

    def answers_are_valid(self) -> bool:
        """Return whether answers that were carried here, and are not what was just sent, are as they should be."""
        return bool(FlaskForm.validate(self))


class WhatHappened(Page):
    """The account, and whether somebody is in danger."""

    account = LongTextField(
        _("What do you want to tell us?"),
        hint=_(
            "Use your own words, in any language. It can be about something that has happened, is happening or may "
            "happen. Do not write your own name here, or how to reach you: we ask about that later."
        ),
        required=_("Tell us what has happened, or what you think will happen"),
        max_length=LONGEST_ACCOUNT,
        rows=10,
    )
    danger = RadioField(_("Is anyone in danger of being badly hurt or killed?"), choices=YES_NO)
    kinds = CheckboxesField(
        _("What is it about?"),
        hint=_("Choose all that fit, or none."),
        choices=[(row.code.value, _(row.label)) for row in TYPES],
    )


class WhoIsItAbout(Page):
    """The person or business it is about."""

    who_name = TextField(_("Their name"), hint=_("As much of it as you know, or a nickname."))
    who_age = TextField(_("Their age or date of birth"), hint=_("A guess is fine."))
    who_description = LongTextField(
        _("How would we know them?"),
        hint=_(
            "For example how they look, where they are from, who they live with, or what they call themselves online."
        ),
        max_length=LONGEST_ANSWER,
        rows=4,
    )
    who_business = TextField(_("A business or place of work"))
    who_vehicle = TextField(_("A vehicle"), hint=_("For example its make, colour or number plate."))
    who_phone = TextField(_("Their phone number"))
    who_email = TextField(_("Their email address"))
    who_others = LongTextField(_("Anyone else who takes part"), max_length=LONGEST_ANSWER, rows=3)


class WhereAndWhen(Page):
    """The place, the time, and the day by which something will happen."""

    where_address = LongTextField(
        _("Where does it happen?"),
        hint=_("An address, the name of a place, or how to find it."),
        max_length=LONGEST_ANSWER,
        rows=3,
    )
    where_postcode = TextField(_("Postcode, if you know it"), max_length=20)
    when_text = TextField(_("When did it happen, or when does it happen?"), hint=_("For example: most Friday nights."))
    still_happening = RadioField(_("Is it still happening?"), choices=YES_NO)
    expected_on = DateField(
        _("Is there a day by which something will happen?"),
        hint=_("For example a flight, a wedding or a delivery. Leave it empty if you do not know."),
    )
    expected_what = TextField(_("What will happen then?"))


class ReachingYou(Page):
    """How we may reach the person who tells us, if they want that at all. Together it keeps below the bundle's room."""

    promise = RadioField(
        _("What may we do with your details?"),
        hint=_("What you choose is a promise. If you choose nothing, the first one holds."),
        choices=[(one.code, _(one.choice), _(one.wording)) for one in OFFERED],
    )
    your_name = TextField(_("Your name"), max_length=100, look={"autocomplete": "name", "spellcheck": False})
    your_phone = TelephoneField(_("Your phone number"), max_length=50)
    your_email = EmailField(_("Your email address"), max_length=150)
    your_handle = TextField(
        _("Another way to reach you"), hint=_("For example the name you use on a messaging app."), max_length=100
    )
    your_address = TextField(
        _("Your address"), max_length=250, look={"autocomplete": "street-address", "spellcheck": False}
    )
    your_work = TextField(_("Where you work or study"), max_length=100)
    safe_times = LongTextField(
        _("When is it safe to reach you?"),
        hint=_("For example: weekdays after 6pm, never at weekends."),
        max_length=300,
        rows=2,
    )
    voicemail = RadioField(
        _("May we leave a message if you do not answer?"), choices=[("yes", _("Yes")), ("no", _("No"))]
    )
    number_shown = RadioField(
        _("When we call, what should your phone show?"),
        choices=[("withheld", _("No number")), ("shown", _("A number you can call back")), ("either", _("Either"))],
    )
    how_known = LongTextField(
        _("How do you know what you told us?"),
        hint=_("For example: I saw it, or somebody told me."),
        max_length=700,
        rows=3,
    )
    relationship = TextField(_("How do you know the people it is about?"), max_length=150)
    danger_to_you = LongTextField(
        _("Is there anything that could put you in danger?"),
        hint=_("For example: if they learned that somebody told us, they would know it was you."),
        max_length=700,
        rows=3,
    )

    care = RadioField(
        _("Does one of these apply to you?"),
        hint=_("If so, more people have to agree before anybody reaches you. You can leave it empty."),
        choices=[
            ("CHILD", _("I am under 18")),
            (
                "VULNERABLE",
                _("I may need help to stay safe, for example because of my health or because I depend on somebody"),
            ),
        ],
    )

    def validate_promise(self, field: Any) -> None:
        """Let nobody lose what they wrote: where nothing is to be kept of them, nothing may be given."""
        chosen = PROMISE_BY_CODE.get(field.data or CONFIDENCE)
        answers = (one for one in self.asked_fields() if not isinstance(one, HiddenField) and one is not field)
        if chosen is not None and not chosen.may_be_known and any(one.data for one in answers):
            raise ValidationError(
                _("You want to stay anonymous, but you wrote something below. Take that out, or choose another answer.")
            )


class CheckAnswers(Page):
    """The last page: everything is shown once more, and sent."""


class WithReceipt(Form):
    """The eight words of a receipt."""

    class Meta:
        """There is only one question."""

        marks_optional = False

    words = TextField(
        _("Your eight words"),
        hint=_("Type them in order. Capitals, spaces and hyphens do not matter."),
        required=_("Type the eight words of your receipt"),
        max_length=LONGEST_WORDS,
        look={"autocomplete": "off", "spellcheck": False},
    )


class AddMore(Page):
    """Something more from somebody who has told us before."""

    more = LongTextField(
        _("What do you want to add?"),
        hint=_("Do not write your own name here, or how to reach you. There is a box for that below."),
        required=_("Write what you want to add"),
        max_length=LONGEST_ACCOUNT,
        rows=8,
    )
    danger = RadioField(_("Is anyone in danger of being badly hurt or killed?"), choices=YES_NO)
    more_reach = LongTextField(
        _("Your details, if you want to give or change them"),
        hint=_("For example a new phone number, or a time when it is not safe to call. You can leave this empty."),
        max_length=LONGEST_ANSWER,
        rows=3,
    )
