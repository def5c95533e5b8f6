"""The forms of coming, changing and leaving."""

from wtforms.validators import EqualTo

from app.accounts.forms import CODE_HINT, SignInNameField
from app.accounts.roles import ROLES, Face
from app.markings.vetting import VETTINGS, VettingStatus
from app.people.models import Visit
from app.training.courses import COURSES
from app.web.fields import (
    CheckboxesField,
    CodeField,
    DateField,
    HiddenField,
    LongTextField,
    PassphraseField,
    RadioField,
    SelectField,
    TextField,
)
from app.web.forms import Form

LONGEST_REASON = 500
LONGEST_WORDS = 120
LOST = {Visit.PASSPHRASE: "The passphrase", Visit.DEVICE: "The telephone or app that shows the codes"}
STATUSES = {
    VettingStatus.HELD: "Held",
    VettingStatus.SUSPENDED: "Suspended",
    VettingStatus.WITHDRAWN: "Withdrawn",
    VettingStatus.TRANSFER_PENDING: "Transfer not finished",
}


def role_choices() -> list[tuple[str, str, str]]:
    """Return every role that somebody at work can hold, with where its pages are."""
    where = {Face.STAFF: "", Face.PARTNER: "For partner agencies"}
    return [(role.code.value, role.label, where[role.face]) for role in ROLES if role.face is not Face.PUBLIC]


def day_of(field: DateField) -> str:
    """Return the day that was typed, as ISO text; empty where none was, which no form with a required day lets pass."""
    return field.data.isoformat() if field.data else ""


class InviteForm(Form):
    """Who is to join, where, and in which roles."""

    name = TextField("Name, as colleagues know them", required="Enter their name", max_length=200)
    sign_in_name = SignInNameField("Sign-in name", required="Enter the name that they are to sign in with")
    unit_ref = SelectField("Unit", required="Choose their unit")
    roles = CheckboxesField("Roles", choices=role_choices, required="Choose at least one role")
    nationality_code = TextField(
        "Nationality", max_length=2, required="Enter two letters", hint="Two letters, such as GB", default="GB"
    )


class RolesForm(Form):
    """The roles and the unit that somebody is to have."""

    roles = CheckboxesField("Roles", choices=role_choices, required="Choose at least one role")
    unit_ref = SelectField("Unit", required="Choose their unit")


class VettingForm(Form):
    """A clearance as the vetting contact reads it from the certificate."""

    level = SelectField("Level", choices=[(row.code.value, row.label) for row in VETTINGS], required="Choose the level")
    status = RadioField(
        "How it stands",
        choices=[(status.value, label) for status, label in STATUSES.items()],
        default=VettingStatus.HELD.value,
        required="Choose how it stands",
    )
    granted_on = DateField("Granted on", required="Enter the day it was granted")
    ends_on = DateField("Last day", required="Enter its last day")


class ManagerForm(Form):
    """Whom somebody works to."""

    manager_ref = SelectField("Line manager", required="Choose their line manager, or that they have none")
    from_on = DateField("From", required="Enter the first day")


class TrainingForm(Form):
    """A course that somebody passed."""

    sign_in_name = SignInNameField("Sign-in name", required="Enter the sign-in name of whoever passed it")
    course = SelectField(
        "Course", choices=[(row.code.value, row.title) for row in COURSES], required="Choose the course"
    )
    passed_on = DateField("Passed on", required="Enter the day it was passed")


class RenewForm(Form):
    """What somebody has lost."""

    lost = RadioField(
        "What have they lost?",
        choices=[(kind.value, label) for kind, label in LOST.items()],
        required="Choose what they have lost",
        hint="Their account is stopped at once. Who lost both is seen off and invited anew.",
    )


class ReasonForm(Form):
    """A reason."""

    reason = LongTextField("Reason", max_length=LONGEST_REASON, rows=3, required="Enter the reason")


class LastDayForm(Form):
    """Somebody's last day."""

    last_day = DateField("Last day", required="Enter their last day")


class GiveForm(Form):
    """Whom something is given to."""

    to = SelectField("Give it to", required="Choose a colleague")


class WordsForm(Form):
    """The words of somebody's keys, as they read them out."""

    words = TextField(
        "The six words of their keys",
        max_length=LONGEST_WORDS,
        required="Enter the six words that they read out to you",
        look={"autocomplete": "off", "spellcheck": False, "autocapitalize": "none"},
    )


class ButtonForm(Form):
    """A button and nothing to fill in."""


class VisitForm(Form):
    """Which invitation somebody has."""

    name = SignInNameField("Sign-in name", required="Enter the sign-in name on your invitation")
    words = TextField(
        "The six words of your invitation",
        max_length=LONGEST_WORDS,
        required="Enter the six words of your invitation",
        look={"autocomplete": "off", "spellcheck": False, "autocapitalize": "none"},
    )


class _Carried(Form):
    """What every form of a visit carries from its first page."""

    name = HiddenField(max_length=64)
    words = HiddenField(max_length=LONGEST_WORDS)
    secret = HiddenField(max_length=40)
    proof = HiddenField(max_length=64)


class _NewPassphrase(_Carried):
    passphrase = PassphraseField(
        "Passphrase",
        new=True,
        required="Enter a passphrase",
        hint="Type it exactly as you will use it. Spaces count.",
    )
    again = PassphraseField(
        "Passphrase again",
        new=True,
        required="Enter the passphrase again",
        validators=[EqualTo("passphrase", "The two are not the same. Type the passphrase in both boxes.")],
    )


class JoinForm(_NewPassphrase):
    """A passphrase and a new app, on the first visit."""

    code = CodeField("Code that the app shows now", required="Enter the code that the app shows", hint=CODE_HINT)


class NewPassphraseForm(_NewPassphrase):
    """A new passphrase, with a code of the app that one still has."""

    code = CodeField(
        "Code from the app that you have used so far", required="Enter the code that the app shows", hint=CODE_HINT
    )


class NewDeviceForm(_Carried):
    """A new app, with the passphrase that one still knows."""

    passphrase = PassphraseField("Your passphrase", required="Enter your passphrase")
    code = CodeField("Code that the new app shows now", required="Enter the code that the app shows", hint=CODE_HINT)
