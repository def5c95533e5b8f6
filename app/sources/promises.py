"""What whoever tells us is promised at intake, word for word: kept with what came in, and enforced from then on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Promise:
    """
    One promise as it was worded.

    ``may_be_known`` says that we may keep who they are; where it is not, no record of them may be made in custody.
    A wording is never changed: another one is another promise.
    """

    code: str
    label: str
    wording: str
    may_be_known: bool


CONFIDENCE = "CONFIDENCE_1"
CRIMESTOPPERS = "CRIMESTOPPERS_1"
PROMISES: tuple[Promise, ...] = (
    Promise(
        CONFIDENCE,
        "Confidence, not anonymity",
        "If you give us your details, they are confidential, not anonymous. They are locked away apart from what you "
        "told us. Only people who are trained to protect you can open them, or let an officer have them in order to "
        "call you, and each time it is written down.",
        may_be_known=True,
    ),
    Promise(
        CRIMESTOPPERS,
        "Anonymity, by Crimestoppers",
        "Nobody asks your name. Nothing that could show who you are is written down or passed on.",
        may_be_known=False,
    ),
)
PROMISE_BY_CODE = {promise.code: promise for promise in PROMISES}
# Whose details may be opened and registered.
MAY_BE_KNOWN = tuple(promise.code for promise in PROMISES if promise.may_be_known)
