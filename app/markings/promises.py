"""What whoever tells us is promised at intake, word for word: kept with what came in, and enforced from then on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Promise:
    """
    One promise as it was worded.

    ``may_be_known`` says that we may keep who they are: where it is not, no record of them is made in custody.
    ``may_be_called`` says that an officer may be let to call them: where it is not, only their safety is a reason to.
    ``choice`` is how it is offered to somebody who chooses; empty where nobody does. A wording is never changed:
    another one is another promise.
    """

    code: str
    label: str
    wording: str
    choice: str = ""
    may_be_known: bool = True
    may_be_called: bool = True


CONFIDENCE = "CONFIDENCE_1"
UNIT_ONLY = "UNIT_ONLY_1"
ANONYMOUS = "ANONYMOUS_1"
CRIMESTOPPERS = "CRIMESTOPPERS_1"
# From the one that lets us do most to the one that lets us do least.
PROMISES: tuple[Promise, ...] = (
    Promise(
        CONFIDENCE,
        "Confidence, not anonymity",
        "If you give us your details, they are confidential, not anonymous. They are locked away apart from what you "
        "told us. Only people who are trained to protect you can open them, or let an officer have them in order to "
        "call you, and each time it is written down.",
        choice="You may use my details to call me, if I give any",
    ),
    Promise(
        UNIT_ONLY,
        "Confidence, and no calls",
        "If you give us your details, they are confidential, not anonymous. They are locked away apart from what you "
        "told us, and only people who are trained to protect you can open them. No officer is given them in order to "
        "ask you questions. We call you only if we believe that you are not safe.",
        choice="Do not call me unless you think that I am not safe",
        may_be_called=False,
    ),
    Promise(
        ANONYMOUS,
        "Anonymity",
        "You give us no details of yourself, and we do not try to find out who you are. Nothing that could show it is "
        "locked away or passed on, and if what you told us shows it we cut it out.",
        choice="I want to stay anonymous and give no details",
        may_be_known=False,
        may_be_called=False,
    ),
    Promise(
        CRIMESTOPPERS,
        "Anonymity, by Crimestoppers",
        "Nobody asks your name. Nothing that could show who you are is written down or passed on.",
        may_be_known=False,
        may_be_called=False,
    ),
)
PROMISE_BY_CODE = {promise.code: promise for promise in PROMISES}
# Whose details may be opened and registered.
MAY_BE_KNOWN = tuple(promise.code for promise in PROMISES if promise.may_be_known)
# Of whom nothing is kept in custody.
NEVER_KNOWN = tuple(promise.code for promise in PROMISES if not promise.may_be_known)
# Whom an officer calls only where they may not be safe.
NOT_CALLED = tuple(promise.code for promise in PROMISES if not promise.may_be_called)
MAY_BE_CALLED = tuple(promise.code for promise in PROMISES if promise.may_be_called)
# What somebody who tells us may choose.
OFFERED = tuple(promise for promise in PROMISES if promise.choice)


def strictest(*codes: str) -> str:
    """Return the one of some promises that lets us do least: whoever was given several is kept to that one."""
    return max(codes, key=list(PROMISE_BY_CODE).index)
