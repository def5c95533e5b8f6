"""The forms of signing in, unlocking and changing a passphrase."""

from wtforms.validators import EqualTo

from app.web.fields import CodeField, PassphraseField, TextField
from app.web.forms import Form

CODE_HINT = "Six figures. Each works once, and for about a minute."


class SignInNameField(TextField):
    """The name somebody signs in with."""

    look = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": False}


class SignInForm(Form):
    """What is needed to sign in, all at once, so that nothing is learned from what is asked next."""

    name = SignInNameField("Sign-in name", required="Enter your sign-in name")
    passphrase = PassphraseField("Passphrase", required="Enter your passphrase")
    code = CodeField("Code from your authenticator app", required="Enter the code that the app shows", hint=CODE_HINT)


class UnlockForm(Form):
    """The passphrase again, before anything held in custody is opened."""

    passphrase = PassphraseField("Passphrase", required="Enter your passphrase")


class PassphraseForm(Form):
    """A new passphrase, with the one it takes the place of."""

    old = PassphraseField("Present passphrase", required="Enter the passphrase you have now")
    new = PassphraseField(
        "New passphrase",
        new=True,
        required="Enter a new passphrase",
        hint="16 characters or more. Spaces count. Six or more random words are best.",
    )
    again = PassphraseField(
        "New passphrase again",
        new=True,
        required="Enter the new passphrase again",
        validators=[EqualTo("new", "The two are not the same. Type the new passphrase in both boxes.")],
    )


class ButtonForm(Form):
    """A button and nothing to fill in."""
