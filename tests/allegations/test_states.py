"""An allegation goes only where the table lets it."""

from itertools import product

import pytest

from app.allegations.states import AWAITING_RESULT, RUNNING, STATE_BY_CODE, STATES, Clock, State, advance, may_advance
from app.errors import Conflict

# Written out by hand from the unit's procedure, not read from the table it checks.
STEPS = {
    "RECEIVED": {"HELD_SOURCE", "IN_ASSESSMENT"},
    "HELD_SOURCE": {"RECEIVED", "IN_ASSESSMENT"},
    "IN_ASSESSMENT": {"ASSESSED", "HELD_SOURCE", "RETURNED"},
    "RETURNED": {"IN_ASSESSMENT"},
    "ASSESSED": {"IN_DEVELOPMENT", "DISSEMINATED", "CLOSED"},
    "IN_DEVELOPMENT": {"DISSEMINATED", "CLOSED"},
    "DISSEMINATED": {"RESULT_DUE", "RESULTED"},
    "RESULT_DUE": {"RESULTED"},
    "RESULTED": {"CLOSED", "IN_DEVELOPMENT"},
    "CLOSED": {"REOPENED"},
    "REOPENED": {"IN_ASSESSMENT"},
}


@pytest.mark.parametrize(("now_at", "to"), list(product(State, State)))
def test_every_pair_of_states_is_a_step_or_a_conflict(now_at: State, to: State) -> None:
    if to in STEPS[now_at]:
        assert advance(now_at, to) is to
    else:
        assert not may_advance(now_at, to)
        with pytest.raises(Conflict):
            advance(now_at, to)


@pytest.mark.parametrize(("now_at", "to"), [("", "RECEIVED"), ("RECEIVED", ""), ("LOST", "CLOSED"), ("CLOSED", "LOST")])
def test_a_state_nobody_knows_leads_nowhere(now_at: str, to: str) -> None:
    with pytest.raises(Conflict):
        advance(now_at, to)


def test_every_state_can_be_reached_and_left() -> None:
    assert list(STATE_BY_CODE) == [state.value for state in State]
    assert {step for row in STATES for step in row.next} == set(State)
    assert all(row.next for row in STATES)


def test_the_clock_runs_until_the_assessment_and_again_after_reopening() -> None:
    assert set(RUNNING) == {"RECEIVED", "HELD_SOURCE", "IN_ASSESSMENT", "RETURNED", "REOPENED"}
    assert set(AWAITING_RESULT) == {"DISSEMINATED", "RESULT_DUE"}
    assert [row.code for row in STATES if row.clock is Clock.STOPPED] == [State.ASSESSED]


def test_a_return_does_not_start_the_clock_again() -> None:
    assert STATE_BY_CODE["RETURNED"].clock is Clock.RUNNING
    assert [row.code for row in STATES if row.clock is Clock.STARTS_AGAIN] == [State.REOPENED]


def test_returning_and_reopening_ask_for_a_reason() -> None:
    assert {row.code.value for row in STATES if row.needs_reason} == {"RETURNED", "REOPENED"}
