"""The papers of a ceremony: one for each recovery share and each person, each with a word to check it by."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.founding import Founded, FoundingOrganisation
from app.vault.papers import WIDTH, sheets
from crypto.passphrases import WORDS
from crypto.silence import Silent
from crypto.totp import uri

# A printer begins a new sheet here, and a screen shows nothing.
NEW_SHEET = "\f"


@dataclass(frozen=True, slots=True, repr=False)
class Paper(Silent):
    """One paper: what it is called when it is asked for, and its text."""

    title: str
    text: str

    @property
    def check_word(self) -> str:
        """A word of the long list that the text yields: whoever can read it out has the whole paper before them."""
        return WORDS[int.from_bytes(hashlib.sha256(self.text.encode()).digest()[:4]) % len(WORDS)]

    def drawn(self) -> str:
        """Return the paper as it is printed, in plain text, 72 characters wide."""
        return f"{self.text}\nCheck word: {self.check_word}\n{NEW_SHEET}"


def papers(founded: Founded, plan: Sequence[FoundingOrganisation]) -> Iterator[Paper]:
    """Yield every paper of a ceremony: the shares of each group, then each person's."""
    for sheet in sheets(founded.ceremony):
        yield Paper(sheet.splitlines()[1].strip().lower(), sheet)
    words = {person.sign_in_name: person.passphrase for entry in plan for one in entry.units for person in one.people}
    for name, enrolled in founded.enrolled.items():
        yield Paper(f"paper of {name}", _of_person(name, words[name], uri(enrolled.totp_secret, name, "Sourcekeeper")))


def _of_person(name: str, words: str, authenticator: str) -> str:
    return "\n".join(
        (
            WIDTH,
            f"For {name}, and nobody else",
            "",
            "Passphrase",
            f"    {words}",
            "",
            "Authenticator",
            f"    {authenticator}",
            "",
            "Sign in once, change nothing else, and then destroy this paper or lock it away.",
            WIDTH,
        )
    )
