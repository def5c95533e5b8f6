"""How sources are contacted, what for, and what follows from each way a contact can end."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

# Product defaults: rest between two attempts, and how many may fail before a controller decides.
BETWEEN_ATTEMPTS = timedelta(hours=4)
FAILURES_BEFORE_REVIEW = 3

# The next step by which an officer asks for the risk to be looked at.
TELL_SOURCE_UNIT = "TELL_SOURCE_UNIT"

# The first attempt is due this many working days after the assessment, when details were given and the plan allows it.
FIRST_ATTEMPT_WORKING_DAYS = 2


class ContactChannel(StrEnum):
    """How a source may be reached."""

    PHONE = "PHONE"
    SMS_ALLOWED = "SMS_ALLOWED"
    EMAIL = "EMAIL"
    IN_PERSON = "IN_PERSON"
    POST_NEVER = "POST_NEVER"
    VIA_CRIMESTOPPERS = "VIA_CRIMESTOPPERS"
    VIA_PARTNER = "VIA_PARTNER"
    RETURN_CODE = "RETURN_CODE"


@dataclass(frozen=True, slots=True)
class ContactChannelRow:
    """One way. ``may_attempt`` is false for what a plan can only forbid."""

    code: ContactChannel
    label: str
    may_attempt: bool = True


CHANNELS: tuple[ContactChannelRow, ...] = (
    ContactChannelRow(ContactChannel.PHONE, "Telephone"),
    ContactChannelRow(ContactChannel.SMS_ALLOWED, "Text message"),
    ContactChannelRow(ContactChannel.EMAIL, "E-mail"),
    ContactChannelRow(ContactChannel.IN_PERSON, "In person"),
    ContactChannelRow(ContactChannel.POST_NEVER, "Never by post", may_attempt=False),
    ContactChannelRow(ContactChannel.VIA_CRIMESTOPPERS, "A question passed on by Crimestoppers"),
    ContactChannelRow(ContactChannel.VIA_PARTNER, "Through another agency"),
    ContactChannelRow(ContactChannel.RETURN_CODE, "A message they open with their receipt words"),
)
CHANNEL_BY_CODE: dict[str, ContactChannelRow] = {row.code.value: row for row in CHANNELS}


class ContactPurpose(StrEnum):
    """Why a source is contacted."""

    CLARIFY = "CLARIFY"
    WELFARE = "WELFARE"
    RISK = "RISK"
    FEEDBACK = "FEEDBACK"
    CLOSING = "CLOSING"
    THREAT_WARNING = "THREAT_WARNING"
    CORRECTION = "CORRECTION"


@dataclass(frozen=True, slots=True)
class ContactPurposeRow:
    """One purpose. ``without_plan`` ones go ahead where no plan stands: safety does not wait for a form."""

    code: ContactPurpose
    label: str
    without_plan: bool = False


PURPOSES: tuple[ContactPurposeRow, ...] = (
    ContactPurposeRow(ContactPurpose.CLARIFY, "Clarify what they told us"),
    ContactPurposeRow(ContactPurpose.WELFARE, "Ask whether they are safe and well", without_plan=True),
    ContactPurposeRow(ContactPurpose.RISK, "Review the risk to them"),
    ContactPurposeRow(ContactPurpose.FEEDBACK, "Thank them"),
    ContactPurposeRow(ContactPurpose.CLOSING, "End the contact"),
    ContactPurposeRow(ContactPurpose.THREAT_WARNING, "Warn them of danger", without_plan=True),
    ContactPurposeRow(ContactPurpose.CORRECTION, "Correct something we hold"),
)
PURPOSE_BY_CODE: dict[str, ContactPurposeRow] = {row.code.value: row for row in PURPOSES}
# What does not wait for a plan, and what a promise of no calls leaves.
SAFETY = tuple(row.code.value for row in PURPOSES if row.without_plan)


class ContactOutcome(StrEnum):
    """How an attempt ended."""

    SPOKE_VERIFIED = "SPOKE_VERIFIED"
    SPOKE_UNVERIFIED = "SPOKE_UNVERIFIED"
    NO_ANSWER = "NO_ANSWER"
    VOICEMAIL_NOT_LEFT = "VOICEMAIL_NOT_LEFT"
    VOICEMAIL_COVER = "VOICEMAIL_COVER"
    THIRD_PARTY_ANSWERED = "THIRD_PARTY_ANSWERED"
    NUMBER_DEAD = "NUMBER_DEAD"
    REFUSED = "REFUSED"
    UNSAFE_ABORTED = "UNSAFE_ABORTED"
    DURESS = "DURESS"
    MET_IN_PERSON = "MET_IN_PERSON"
    MESSAGE_LEFT_VIA_CODE = "MESSAGE_LEFT_VIA_CODE"


class Direction(StrEnum):
    """Who began: we called them, or they came to us."""

    OUTGOING = "OUTGOING"
    INCOMING = "INCOMING"


class Consequence(StrEnum):
    """What must follow an attempt, whoever made it."""

    COUNTS_AS_FAILURE = "COUNTS_AS_FAILURE"
    COMPROMISE_RISES = "COMPROMISE_RISES"
    RISK_IS_CRITICAL = "RISK_IS_CRITICAL"
    TELL_POLICE = "TELL_POLICE"
    REVIEW_RISK = "REVIEW_RISK"
    REVIEW_PLAN = "REVIEW_PLAN"
    STOP_CONTACT = "STOP_CONTACT"


@dataclass(frozen=True, slots=True)
class ContactOutcomeRow:
    """One way to end: whether the source was reached, what follows, and what the officer is told to do next."""

    code: ContactOutcome
    label: str
    reached: bool
    next_step: str
    consequences: frozenset[Consequence] = frozenset()


_C = Consequence
_FAILED = frozenset({_C.COUNTS_AS_FAILURE})

OUTCOMES: tuple[ContactOutcomeRow, ...] = (
    ContactOutcomeRow(
        ContactOutcome.SPOKE_VERIFIED,
        "Spoke, and it was them",
        True,
        "Write down what was said, for the source unit only.",
    ),
    ContactOutcomeRow(
        ContactOutcome.SPOKE_UNVERIFIED,
        "Spoke, but could not tell who it was",
        False,
        "Say nothing more on that number. The source unit reviews the plan.",
        frozenset({_C.REVIEW_PLAN}),
    ),
    ContactOutcomeRow(
        ContactOutcome.NO_ANSWER, "No answer", False, "Leave at least four hours before the next try.", _FAILED
    ),
    ContactOutcomeRow(
        ContactOutcome.VOICEMAIL_NOT_LEFT, "Voicemail; nothing left", False, "Leave at least four hours.", _FAILED
    ),
    ContactOutcomeRow(
        ContactOutcome.VOICEMAIL_COVER, "Voicemail; cover story left", False, "Leave at least four hours.", _FAILED
    ),
    ContactOutcomeRow(
        ContactOutcome.THIRD_PARTY_ANSWERED,
        "Somebody else answered",
        False,
        "Do not ring again. The source unit reviews the risk that they are found out.",
        _FAILED | {_C.COMPROMISE_RISES, _C.REVIEW_RISK},
    ),
    ContactOutcomeRow(
        ContactOutcome.NUMBER_DEAD,
        "The number does not work",
        False,
        "Do not look for another number yourself. The source unit reviews the plan.",
        _FAILED | {_C.REVIEW_PLAN},
    ),
    ContactOutcomeRow(
        ContactOutcome.REFUSED,
        "They asked not to be contacted",
        True,
        "Do not contact them again unless they are in danger.",
        frozenset({_C.STOP_CONTACT, _C.REVIEW_PLAN}),
    ),
    ContactOutcomeRow(
        ContactOutcome.UNSAFE_ABORTED,
        "Stopped: it did not seem safe",
        False,
        "Tell the source unit what you saw or heard.",
        _FAILED | {_C.REVIEW_RISK},
    ),
    ContactOutcomeRow(
        ContactOutcome.DURESS,
        "They gave the sign that they are under duress",
        True,
        "Tell the police and the source unit now.",
        frozenset({_C.RISK_IS_CRITICAL, _C.TELL_POLICE, _C.REVIEW_RISK, _C.STOP_CONTACT, _C.REVIEW_PLAN}),
    ),
    ContactOutcomeRow(
        ContactOutcome.MET_IN_PERSON, "Met them in person", True, "Write down what was said, for the source unit only."
    ),
    ContactOutcomeRow(
        ContactOutcome.MESSAGE_LEFT_VIA_CODE,
        "Left a message for their receipt words",
        False,
        "Look for a reply on your board.",
    ),
)
OUTCOME_BY_CODE: dict[str, ContactOutcomeRow] = {row.code.value: row for row in OUTCOMES}


# How it can end where they came to us: somebody was there, and it was them or might have been.
ENDINGS_OF_INCOMING = frozenset(
    {row.code.value for row in OUTCOMES if row.reached}
    | {ContactOutcome.SPOKE_UNVERIFIED.value, ContactOutcome.UNSAFE_ABORTED.value}
)


def follows(outcome: str, failures_before: int = 0) -> frozenset[Consequence]:
    """
    Return what must follow an attempt that ended so, after this many failures in a row.

    :raises KeyError: no such outcome.
    """
    row = OUTCOME_BY_CODE[outcome]
    failed = _C.COUNTS_AS_FAILURE in row.consequences
    too_many = failed and failures_before + 1 >= FAILURES_BEFORE_REVIEW
    return row.consequences | ({_C.REVIEW_RISK} if too_many else frozenset())
