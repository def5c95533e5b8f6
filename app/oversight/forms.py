"""The forms of the auditor: what to follow in the log, and why."""

from app.oversight.words import DECISIONS, PURPOSES, VERBS
from app.web.fields import DateField, LongTextField, RadioField, SelectField, TextField
from app.web.forms import Filter, Form

ANY = ("", "Any")
UNCHECKED = {"autocomplete": "off", "spellcheck": False}


class FollowForm(Filter):
    """What to follow: one person, one reference, a verb, a decision, a period; and why the log is read."""

    person = TextField("Person", hint="Sign-in name", max_length=64, look={"autocomplete": "off", "spellcheck": False})
    ref = TextField(
        "Reference",
        hint="Such as IMS-2026-000001 or SRC-…",
        max_length=64,
        look={"autocomplete": "off", "spellcheck": False},
    )
    verb = SelectField("Verb", choices=[ANY, *VERBS.items()])
    decision = SelectField("Decision", choices=[ANY, *DECISIONS.items()])
    since = DateField("From")
    until = DateField("To, this day included")
    purpose = SelectField("Why you read the log", choices=list(PURPOSES.items()), default="VERIFY_LAWFULNESS")


class ReasonForm(Form):
    """Why the free text of an entry is opened."""

    purpose = RadioField("Why do you open it?", choices=list(PURPOSES.items()), required="Choose why you open it")
    reason = LongTextField("In your own words", max_length=500, rows=2, required="Say why you open it")


class ButtonForm(Form):
    """A button and nothing to fill in."""
