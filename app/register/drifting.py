"""The arithmetic of status drift: what shows that a volunteer is becoming an agent, and from when contact is held."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

# Product defaults, after the rule that somebody tasked, or who passes on what a relationship gives them, may need to be
# authorised as a covert human intelligence source.
FLAG_AT: Final = 3
HOLD_AT: Final = 5
COUNTED_FOR: Final = timedelta(days=90)
CONTACTS_ALLOWED: Final = 2
RECHECK_AFTER: Final = timedelta(days=28)

REPEAT, RELATIONSHIP, TASKED, REWARD, CONTACTS, CARE = "REPEAT", "RELATIONSHIP", "TASKED", "REWARD", "CONTACTS", "CARE"


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of drift: how much it weighs, and whether somebody can enter it by hand."""

    code: str
    label: str
    weight: int
    by_hand: bool = False


SIGNS: tuple[Sign, ...] = (
    Sign(REPEAT, "They told again of the same person, address or telephone", 2),
    Sign(RELATIONSHIP, "What they tell comes to them through a relationship", 2, by_hand=True),
    Sign(TASKED, "They were asked to find out, check or stay close", 4, by_hand=True),
    Sign(REWARD, "A reward was spoken of", 2, by_hand=True),
    Sign(CONTACTS, "We contacted them more than twice in 90 days", 1),
    Sign(CARE, "They are under 18, or vulnerable", 2),
)
SIGN_BY_CODE: Mapping[str, Sign] = {sign.code: sign for sign in SIGNS}
NOT_CHIS, REFER, STOP = "NOT_CHIS", "REFER_AUTHORISED_AGENCY", "STOP_CONTACT"
DECISIONS = {
    NOT_CHIS: "They are no agent: contact may go on, and it is looked at again in 28 days",
    REFER: "Hand them to an agency that may authorise them; nobody here contacts them",
    STOP: "Contact stops",
}


def score(signs: Collection[str]) -> int:
    """Return what signs come to. Each kind counts once, however often it was seen."""
    return sum(SIGN_BY_CODE[code].weight for code in set(signs))


def ages_on(contacts: Sequence[date]) -> date | None:
    """
    Return the first day on which contacts of ours that count now have grown too old to; ``None`` where none do.

    Signs of other kinds do not age: the rules name no time after which a task or a reward is as if it had not been.

    :param contacts: the days of contacts that we began within the time counted, the newest first.
    """
    if len(contacts) <= CONTACTS_ALLOWED:
        return None
    return contacts[CONTACTS_ALLOWED] + COUNTED_FOR + timedelta(days=1)


def needs_legal_advice(signs: Collection[str]) -> bool:
    """Return whether legal advice must be sought first: repeat information that comes through a relationship."""
    return {REPEAT, RELATIONSHIP} <= set(signs)


def held_from(present: int, decided: tuple[str, int, date] | None, today: date) -> date | None:
    """
    Return from which day no contact is begun; ``None`` when contact is free.

    :param present: the score now.
    :param decided: the last decision, the score it was made on, and its day.
    """
    if decided is None:
        return today if present >= HOLD_AT else None
    decision, on_score, on = decided
    if decision != NOT_CHIS:
        return on
    if present > on_score and present >= HOLD_AT:
        return today
    return on + RECHECK_AFTER if present >= HOLD_AT else None
