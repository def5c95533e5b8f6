"""The outcomes of an assessment, one row for one reason, and what each needs before it can stand."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

# An outcome that takes no action explains itself in at least this many characters.
NFA_RATIONALE_CHARS = 30


class Group(StrEnum):
    """What an outcome counts as. Duplicates stand alone, so that they cannot hide among those not acted on."""

    ACTIONED = "ACTIONED"
    NFA_ACTIONABLE = "NFA_ACTIONABLE"
    NFA_NOT_ACTIONABLE = "NFA_NOT_ACTIONABLE"
    DUPLICATE = "DUPLICATE"
    VOID = "VOID"


class Need(StrEnum):
    """What an outcome rests on."""

    DISSEMINATION = "DISSEMINATION"
    PARTNER = "PARTNER"
    REFERRAL = "REFERRAL"
    OWNER = "OWNER"
    REVIEW_ON = "REVIEW_ON"
    SECOND_PERSON = "SECOND_PERSON"
    OWNER_UNIT = "OWNER_UNIT"
    NSU_DECISION = "NSU_DECISION"
    CROSS_SEARCH = "CROSS_SEARCH"
    CHECK = "CHECK"
    WHERE_SENT = "WHERE_SENT"
    MANAGER = "MANAGER"
    PARENT = "PARENT"
    GRADE_E = "GRADE_E"


@dataclass(frozen=True, slots=True)
class NeedRow:
    """One need: the words of the field, and whether it is asked only when the allegation is closed."""

    code: Need
    label: str
    at_closing: bool = False


NEEDS: tuple[NeedRow, ...] = (
    NeedRow(Need.DISSEMINATION, "the release it was sent with", at_closing=True),
    NeedRow(Need.PARTNER, "the agency it was sent to", at_closing=True),
    NeedRow(Need.REFERRAL, "the reference of the referral"),
    NeedRow(Need.OWNER, "who develops it"),
    NeedRow(Need.REVIEW_ON, "the day it is looked at again"),
    NeedRow(Need.SECOND_PERSON, "a second person who agrees"),
    NeedRow(Need.OWNER_UNIT, "the unit whose enquiry it is"),
    NeedRow(Need.NSU_DECISION, "the National Source Unit's decision"),
    NeedRow(Need.CROSS_SEARCH, "a recorded search for earlier reports"),
    NeedRow(Need.CHECK, "the check that shows it"),
    NeedRow(Need.WHERE_SENT, "where the person was pointed to"),
    NeedRow(Need.MANAGER, "a manager who agrees"),
    NeedRow(Need.PARENT, "the allegation it repeats"),
    NeedRow(Need.GRADE_E, "the information graded E, suspected to be false"),
)
NEED_BY_CODE: dict[str, NeedRow] = {row.code.value: row for row in NEEDS}


class OutcomeCode(StrEnum):
    """Every outcome. An allegation has exactly one."""

    ACT_IE = "ACT-IE"
    ACT_CFI = "ACT-CFI"
    ACT_BF = "ACT-BF"
    ACT_UKVI = "ACT-UKVI"
    ACT_INTL = "ACT-INTL"
    ACT_HUB = "ACT-HUB"
    ACT_PARTNER = "ACT-PARTNER"
    ACT_SAFE = "ACT-SAFE"
    ACT_DEV = "ACT-DEV"
    NFA_A_PRIORITY = "NFA-A-PRIORITY"
    NFA_A_KNOWN = "NFA-A-KNOWN"
    NFA_A_LATE = "NFA-A-LATE"
    NFA_A_SOURCE = "NFA-A-SOURCE"
    NFA_N_INSUFF = "NFA-N-INSUFF"
    NFA_N_LEAVE = "NFA-N-LEAVE"
    NFA_N_NOOFF = "NFA-N-NOOFF"
    NFA_N_REMIT = "NFA-N-REMIT"
    NFA_N_FALSE = "NFA-N-FALSE"
    DUP = "DUP"
    VOID = "VOID"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome. ``missed_opportunity`` ones are counted as such without anybody having to say so."""

    code: OutcomeCode
    group: Group
    label: str
    needs: tuple[Need, ...] = ()
    missed_opportunity: bool = False

    @property
    def min_rationale_chars(self) -> int:
        """How many characters the rationale has at least."""
        return NFA_RATIONALE_CHARS if self.group in _NO_ACTION else 0


_NO_ACTION = frozenset({Group.NFA_ACTIONABLE, Group.NFA_NOT_ACTIONABLE})
_ACT, _A, _N = Group.ACTIONED, Group.NFA_ACTIONABLE, Group.NFA_NOT_ACTIONABLE
_O = OutcomeCode
_SENT = (Need.DISSEMINATION,)

OUTCOMES: tuple[Outcome, ...] = (
    Outcome(_O.ACT_IE, _ACT, "Sent to an Immigration Enforcement team", _SENT),
    Outcome(_O.ACT_CFI, _ACT, "Sent to criminal and financial investigation", _SENT),
    Outcome(_O.ACT_BF, _ACT, "Sent to Border Force", _SENT),
    Outcome(_O.ACT_UKVI, _ACT, "Sent to visa casework", _SENT),
    Outcome(_O.ACT_INTL, _ACT, "Sent overseas", _SENT),
    Outcome(_O.ACT_HUB, _ACT, "Sent to a thematic intelligence hub", _SENT),
    Outcome(_O.ACT_PARTNER, _ACT, "Sent to another agency", (Need.DISSEMINATION, Need.PARTNER)),
    Outcome(_O.ACT_SAFE, _ACT, "Safeguarding, victim referral or police emergency", (Need.REFERRAL,)),
    Outcome(_O.ACT_DEV, _ACT, "Kept for intelligence development", (Need.OWNER, Need.REVIEW_ON)),
    Outcome(_O.NFA_A_PRIORITY, _A, "Has value, below current tasking priority", (Need.SECOND_PERSON,)),
    Outcome(_O.NFA_A_KNOWN, _A, "Already under enquiry by a named owner", (Need.OWNER_UNIT,)),
    Outcome(_O.NFA_A_LATE, _A, "The event had passed before assessment", missed_opportunity=True),
    Outcome(_O.NFA_A_SOURCE, _A, "Action would expose the source", (Need.NSU_DECISION,)),
    Outcome(_O.NFA_N_INSUFF, _N, "Cannot identify a person, place or event", (Need.CROSS_SEARCH,)),
    Outcome(_O.NFA_N_LEAVE, _N, "Checks show valid leave or British nationality", (Need.CHECK,)),
    Outcome(_O.NFA_N_NOOFF, _N, "No offence disclosed"),
    Outcome(_O.NFA_N_REMIT, _N, "Outside our remit; redirected", (Need.WHERE_SENT,)),
    Outcome(_O.NFA_N_FALSE, _N, "Suspected to be false", (Need.GRADE_E, Need.MANAGER)),
    Outcome(_O.DUP, Group.DUPLICATE, "Same as an existing allegation", (Need.PARENT,)),
    Outcome(_O.VOID, Group.VOID, "Test, spam or blank", (Need.MANAGER,)),
)
OUTCOME_BY_CODE: dict[str, Outcome] = {row.code.value: row for row in OUTCOMES}


def lacking(code: str, met: Collection[Need], *, closing: bool = False) -> tuple[Need, ...]:
    """
    Return what an outcome still needs, in table order.

    :param closing: ask also for what is known only once the allegation has been sent.
    :raises KeyError: no such outcome.
    """
    needs = OUTCOME_BY_CODE[code].needs
    return tuple(need for need in needs if need not in met and (closing or not NEED_BY_CODE[need].at_closing))


def rationale_is_long_enough(code: str, rationale: str, *, least: int = 0) -> bool:
    """
    Return whether the rationale says enough for this outcome; spaces at the ends and runs of them do not count.

    ``least`` is how many characters the unit asks for where nothing is done; never fewer than everybody's.

    :raises KeyError: no such outcome.
    """
    floor = OUTCOME_BY_CODE[code].min_rationale_chars
    return len(" ".join(rationale.split())) >= (max(floor, least) if floor else 0)
