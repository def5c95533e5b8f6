"""Where an allegation stands, what its clock does there, and where it may go next."""

from dataclasses import dataclass
from enum import StrEnum

from app.errors import Conflict


class State(StrEnum):
    """Every place an allegation can stand."""

    RECEIVED = "RECEIVED"
    HELD_SOURCE = "HELD_SOURCE"
    IN_ASSESSMENT = "IN_ASSESSMENT"
    RETURNED = "RETURNED"
    ASSESSED = "ASSESSED"
    IN_DEVELOPMENT = "IN_DEVELOPMENT"
    DISSEMINATED = "DISSEMINATED"
    RESULT_DUE = "RESULT_DUE"
    RESULTED = "RESULTED"
    CLOSED = "CLOSED"
    REOPENED = "REOPENED"


class Clock(StrEnum):
    """
    Which clock runs.

    RUNNING counts towards the assessment target and goes on through a return; STOPPED is the moment the target is
    measured at; RESULT waits for the receiving team; STARTS_AGAIN begins a new target; NONE waits for nobody.
    """

    RUNNING = "RUNNING"
    STOPPED = "STOPPED"
    RESULT = "RESULT"
    STARTS_AGAIN = "STARTS_AGAIN"
    NONE = "NONE"


@dataclass(frozen=True, slots=True)
class StateRow:
    """One state. ``needs_reason`` states are entered only with a written reason."""

    code: State
    label: str
    clock: Clock
    next: tuple[State, ...]
    needs_reason: bool = False


_S = State
# What was held goes back to where it stood.
_HELD_FROM = (_S.RECEIVED, _S.IN_ASSESSMENT)
STATES: tuple[StateRow, ...] = (
    StateRow(_S.RECEIVED, "Received, not opened", Clock.RUNNING, (_S.HELD_SOURCE, _S.IN_ASSESSMENT)),
    StateRow(_S.HELD_SOURCE, "Held: a source's details must be moved first", Clock.RUNNING, _HELD_FROM),
    StateRow(_S.IN_ASSESSMENT, "Being assessed", Clock.RUNNING, (_S.ASSESSED, _S.HELD_SOURCE, _S.RETURNED)),
    StateRow(_S.RETURNED, "Returned for correction", Clock.RUNNING, (_S.IN_ASSESSMENT,), needs_reason=True),
    StateRow(_S.ASSESSED, "Assessed", Clock.STOPPED, (_S.IN_DEVELOPMENT, _S.DISSEMINATED, _S.CLOSED)),
    StateRow(_S.IN_DEVELOPMENT, "Being developed", Clock.NONE, (_S.DISSEMINATED, _S.CLOSED)),
    StateRow(_S.DISSEMINATED, "Sent; awaiting a result", Clock.RESULT, (_S.RESULT_DUE, _S.RESULTED)),
    StateRow(_S.RESULT_DUE, "Sent; the result is overdue", Clock.RESULT, (_S.RESULTED,)),
    StateRow(_S.RESULTED, "Result recorded", Clock.NONE, (_S.CLOSED, _S.IN_DEVELOPMENT)),
    StateRow(_S.CLOSED, "Closed", Clock.NONE, (_S.REOPENED,)),
    StateRow(_S.REOPENED, "Reopened", Clock.STARTS_AGAIN, (_S.IN_ASSESSMENT,), needs_reason=True),
)
STATE_BY_CODE: dict[str, StateRow] = {row.code.value: row for row in STATES}

# Where the two-day clock is still counting: what the board shows as due or overdue.
RUNNING: tuple[State, ...] = tuple(row.code for row in STATES if row.clock in {Clock.RUNNING, Clock.STARTS_AGAIN})
AWAITING_RESULT: tuple[State, ...] = tuple(row.code for row in STATES if row.clock is Clock.RESULT)


def may_advance(now_at: str, to: str) -> bool:
    """Return whether the step is in the table. What is not in the table is not a step."""
    row = STATE_BY_CODE.get(now_at)
    return row is not None and to in row.next


def advance(now_at: str, to: str) -> State:
    """
    Return the state an allegation comes to.

    :raises Conflict: the step does not follow from where it stands.
    """
    if not may_advance(now_at, to):
        raise Conflict(
            "This allegation has moved on, and that step does not follow. Open it again to see where it stands."
        )
    return State(to)
