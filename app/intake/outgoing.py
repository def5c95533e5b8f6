"""What may be said to whoever holds a receipt: no task, no offer, and nothing of what came of a report."""

from app.contacts.outcomes import ContactPurpose
from app.errors import Invalid
from app.register.phrases import results_in, signs_in

# Whoever is only thanked is told that it was received and considered, and never what came of it.
FEEDBACK: tuple[str, ...] = (
    "We have received what you told us. Thank you.",
    "What you told us has been considered. Thank you.",
    "Thank you for telling us. Come back with these words whenever you want to add something.",
)


def require_sayable(text: str, *, purpose: str = "") -> None:
    """
    Return quietly when a message may be sent; ``purpose`` is that of an officer's permission, by code.

    :raises Invalid: with the words to take out; or thanks are not in the unit's own words.
    """
    if purpose == ContactPurpose.FEEDBACK and text not in FEEDBACK:
        raise Invalid({"text": "Choose one of the sentences: nothing else is said of what became of a report."})
    signs, results = signs_in(text).values(), results_in(text)
    words = ", ".join(f"“{phrase}”" for phrase in (*signs, *results))
    if signs:
        raise Invalid({"text": f"Ask for nothing to be found out, and offer nothing. Write it without {words}."})
    if results:
        raise Invalid({"text": f"Do not say what came of it. Write it without {words}."})
