"""Why the risk to a source is looked at again: the calendar, and everything that may have changed it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.organisations.rules import due_at
from app.risk.rules import is_grave

# Product default: an event is looked at within one working day, and at once when the risk is HIGH or more.
EVENT_WORKING_DAYS = 1


class Cause(StrEnum):
    """Why a review is due, or a band has changed."""

    FIRST = "FIRST"
    CALENDAR = "CALENDAR"
    SENT = "SENT"
    ACTED_ON = "ACTED_ON"
    ARREST = "ARREST"
    DISCLOSURE = "DISCLOSURE"
    IDENTITY_READ = "IDENTITY_READ"
    GLASS_BROKEN = "GLASS_BROKEN"
    FAILED_CONTACT = "FAILED_CONTACT"
    UNSAFE_CONTACT = "UNSAFE_CONTACT"
    THIRD_PARTY = "THIRD_PARTY"
    DURESS = "DURESS"
    ASKED = "ASKED"
    SUSPICION = "SUSPICION"
    MOVED = "MOVED"
    OFFICER_MOVED = "OFFICER_MOVED"
    MEDIA = "MEDIA"
    BREACH = "BREACH"
    WELFARE = "WELFARE"
    COMPROMISE = "COMPROMISE"
    THREAT = "THREAT"
    RATED = "RATED"
    SIGNED = "SIGNED"
    REOPENED = "REOPENED"
    CARE = "CARE"


@dataclass(frozen=True, slots=True)
class CauseRow:
    """One cause. ``by_hand`` ones can be entered by whoever learns of them; all others are told by the work itself."""

    code: Cause
    label: str
    by_hand: bool = False


_C = Cause
CAUSES: tuple[CauseRow, ...] = (
    CauseRow(_C.FIRST, "Registered: the first estimate is to be borne out"),
    CauseRow(_C.CALENDAR, "The time for it has come"),
    CauseRow(_C.SENT, "Something they told us was sent to an agency"),
    CauseRow(_C.ACTED_ON, "An agency acted on what they told us", by_hand=True),
    CauseRow(_C.ARREST, "Somebody they told us of was arrested or charged", by_hand=True),
    CauseRow(_C.DISCLOSURE, "A court, a request for information or a request for own data touches them", by_hand=True),
    CauseRow(_C.IDENTITY_READ, "Somebody who does not look after them, or who broke the glass, read who they are"),
    CauseRow(_C.GLASS_BROKEN, "Who they are was opened in an emergency"),
    CauseRow(_C.FAILED_CONTACT, "They could not be reached three times"),
    CauseRow(_C.UNSAFE_CONTACT, "A contact was stopped because it did not seem safe"),
    CauseRow(_C.THIRD_PARTY, "Somebody else answered"),
    CauseRow(_C.DURESS, "They gave the sign that they are under duress"),
    CauseRow(_C.ASKED, "An officer who called asks for it"),
    CauseRow(_C.SUSPICION, "They think that somebody suspects them", by_hand=True),
    CauseRow(_C.MOVED, "They moved, or changed their number", by_hand=True),
    CauseRow(_C.OFFICER_MOVED, "Somebody who looks after them leaves", by_hand=True),
    CauseRow(_C.MEDIA, "The press or social media report on the matter", by_hand=True),
    CauseRow(_C.BREACH, "Information was lost or seen by somebody who should not", by_hand=True),
    CauseRow(_C.WELFARE, "A welfare check found that they are not well or not safe"),
    CauseRow(_C.COMPROMISE, "Their identity may have become known"),
    CauseRow(_C.THREAT, "There is a threat to their life"),
    CauseRow(_C.RATED, "A risk was rated"),
    CauseRow(_C.SIGNED, "A review was signed"),
    CauseRow(_C.CARE, "They are known to be under 18 or vulnerable"),
    CauseRow(_C.REOPENED, "Opened again after closing: a new risk assessment"),
)
CAUSE_BY_CODE: dict[str, CauseRow] = {row.code.value: row for row in CAUSES}


def event_due_at(band: str, at: datetime, holidays: Collection[date]) -> datetime:
    """Return the UTC instant by which an event must be looked at: within a working day, at once from HIGH upwards."""
    return at if is_grave(band) else due_at(at, holidays, EVENT_WORKING_DAYS)
