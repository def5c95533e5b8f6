"""The forms in which staff enter what reached them by another way than the public form."""

from app.allegations.types import CHANNELS, Channel
from app.intake.forms import LONGEST_ACCOUNT, WhatHappened, WhereAndWhen, WhoIsItAbout
from app.markings.promises import OFFERED
from app.sources.standings import CARES, CHILD, VULNERABLE
from app.web.drawing import DrawnOnce
from app.web.fields import (
    ConfirmField,
    DateField,
    EmailField,
    HiddenField,
    LongTextField,
    RadioField,
    SelectField,
    TelephoneField,
    TextField,
)

# What the public form takes by itself, and what has a form of its own.
BY_HAND = [row for row in CHANNELS if row.code is not Channel.ONLINE_FORM and row.may_hold_source]
UNCHECKED = {"autocomplete": "off", "spellcheck": False}


class Received(WhatHappened, WhoIsItAbout, WhereAndWhen):
    """What the report is about, and on which day it came."""

    class Meta(DrawnOnce):
        """Most questions may be left out, and the page says so."""

        marks_optional = False

    # These are of the public form, which goes over several pages.
    leaving = None  # type: ignore[assignment]
    carried = None  # type: ignore[assignment]
    received_on = DateField(
        "When did it reach us?", hint="Leave it empty for today. The two working days run from then."
    )


class EnterForm(Received):
    """A report by telephone, letter, e-mail, in person or from a partner, with what its teller gave of themselves."""

    channel = SelectField(
        "How did it reach us?",
        choices=[("", "Choose a way"), *((row.code.value, row.label) for row in BY_HAND)],
        required="Choose how it reached us",
    )
    account = LongTextField(
        "What they told us",
        hint="In their words. Leave out who they are and how to reach them: that goes below, and is locked away.",
        required="Write what they told us",
        max_length=LONGEST_ACCOUNT,
        rows=10,
    )
    promise = RadioField(
        "What did you promise them?",
        choices=[(one.code, one.label, one.wording) for one in OFFERED],
        required="Choose what was promised. Promise nothing else than these words",
    )
    # A list, so that what was chosen by mistake can be taken back.
    care = SelectField(
        "Are they under 18, or vulnerable?",
        hint="If their age is in doubt, treat them as under 18. The source unit sees it before it registers them.",
        choices=[("", "Neither, as far as we know"), *((code, CARES[code]) for code in (CHILD, VULNERABLE))],
    )
    your_name = TextField("Name", max_length=100, look=UNCHECKED)
    your_phone = TelephoneField("Telephone", max_length=50, look=UNCHECKED)
    your_email = EmailField("E-mail", max_length=150, look=UNCHECKED)
    your_handle = TextField("Another way to reach them", max_length=100, look=UNCHECKED)
    your_address = TextField("Address", max_length=250, look=UNCHECKED)
    your_work = TextField("Where they work or study", max_length=100, look=UNCHECKED)
    safe_times = LongTextField("When is it safe to reach them?", max_length=300, rows=2)
    voicemail = RadioField("May we leave a message?", choices=[("yes", "Yes"), ("no", "No")])
    how_known = LongTextField("How do they know it?", max_length=700, rows=3)
    relationship = TextField("How do they stand to the people it is about?", max_length=150)
    danger_to_you = LongTextField("What could put them in danger?", max_length=700, rows=3)


class ReferForm(Received):
    """What a colleague tells us of their own accord, with how they may be reached."""

    received_on = None  # type: ignore[assignment]
    once = HiddenField(max_length=32)
    account = LongTextField(
        "What you want to tell us",
        hint="Leave out who you are: that goes below, and is locked away. Leave out what only you could know, too.",
        required="Write what you want to tell us",
        max_length=LONGEST_ACCOUNT,
        rows=10,
    )
    promise = RadioField(
        "What we promise you",
        choices=[(one.code, one.label, one.wording) for one in OFFERED],
        required="Choose what we promise you",
    )
    your_name = TextField("Your name", hint="Empty it if you choose anonymity.", max_length=100, look=UNCHECKED)
    your_phone = TelephoneField("Your own telephone, not the unit's", max_length=50, look=UNCHECKED)
    your_email = EmailField("Your own e-mail, not the unit's", max_length=150, look=UNCHECKED)
    your_work = TextField("Where you work", max_length=100, look=UNCHECKED)
    safe_times = LongTextField("When is it safe to reach you?", max_length=300, rows=2)
    voicemail = RadioField("May we leave a message?", choices=[("yes", "Yes"), ("no", "No")])
    how_known = LongTextField("How do you know it?", max_length=700, rows=3)
    danger_to_you = LongTextField("What could put you in danger?", max_length=700, rows=3)
    also = LongTextField(
        "Who else must not find it?",
        hint="Sign-in names, one a line. Whoever is above you need not be named.",
        max_length=500,
        rows=2,
    )


class EnterLineForm(Received):
    """A report that Crimestoppers passed on. It asks nothing of whoever called, so nothing of them can be entered."""

    account = LongTextField(
        "What the report says",
        hint="State what is known. Write nothing of whoever called: no “he” or “she”, no place, no relation.",
        required="Write what the report says",
        max_length=LONGEST_ACCOUNT,
        rows=10,
    )
    leave_in = ConfirmField(
        "Enter it as it stands: the source unit cuts the words named above out of it before anybody assesses it"
    )
