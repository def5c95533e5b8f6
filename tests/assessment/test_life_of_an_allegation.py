"""Whatever people try in whatever order: no step that is not in the table, no second outcome, all of it on record."""

from collections.abc import Callable
from contextlib import suppress
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from app.allegations import queries
from app.allegations import service as allegations
from app.allegations.models.allegation import STAGE_OF
from app.allegations.states import STATE_BY_CODE, State
from app.assessment import service
from app.assessment.service import Decision
from app.errors import Conflict, Invalid, NotFound, Refused
from tests.allegations.desk import BECAUSE, Desk

PEOPLE = ("asha", "ben", "mia", "hana", "cleo", "dora", "pia", "sol", "olga")
CODES = ("NFA-N-NOOFF", "ACT-IE", "NFA-A-PRIORITY", "VOID", "ACT-DEV")

Act = Callable[[Desk, str, str], object]
ACTS: dict[str, Act] = {
    "take": lambda desk, who, ref: desk.do(who, allegations.take, ref),
    "read": lambda desk, who, ref: desk.do(who, allegations.read, ref),
    "hold": lambda desk, who, ref: desk.do(who, allegations.hold, ref, reason="words"),
    "cut": lambda desk, who, ref: desk.do(who, allegations.cut, ref, words=[]),
    "finish": lambda desk, who, ref: desk.do(who, service.finish, ref),
    "agree": lambda desk, who, ref: desk.do(who, service.agree, ref),
    "return": lambda desk, who, ref: desk.do(who, allegations.return_for_correction, ref, reason="No.", free=True),
    "develop": lambda desk, who, ref: desk.do(who, allegations.develop, ref),
    "send": lambda desk, who, ref: desk.do(who, allegations.mark_disseminated, ref, "REP-1"),
    "result": lambda desk, who, ref: desk.do(who, allegations.mark_result, ref),
    "close": lambda desk, who, ref: desk.do(who, service.close, ref),
    "reopen": lambda desk, who, ref: desk.do(who, allegations.reopen, ref, reason="A new link."),
}
# Whose part each act is, and which acts lead on from where it stands; ``assess`` is the whole assessment.
RIGHT = {
    "cut": "hana",
    "agree": "mia",
    "return": "mia",
    "send": "mia",
    "result": "pia",
    "reopen": "mia",
    "close": "mia",
}
ONWARDS = {
    "RECEIVED": ("take",),
    "REOPENED": ("take",),
    "RETURNED": ("take",),
    "HELD_SOURCE": ("cut",),
    "IN_ASSESSMENT": ("assess", "return", "hold", "assess"),
    "ASSESSED": ("send", "develop", "close"),
    "IN_DEVELOPMENT": ("send", "close"),
    "DISSEMINATED": ("result",),
    "RESULTED": ("close", "develop", "send"),
    "CLOSED": ("reopen",),
}


class Life(RuleBasedStateMachine):
    """One allegation from its receipt on, and what people try with it."""

    desk: ClassVar[Desk]
    reached: ClassVar[set[str]]

    def __init__(self) -> None:
        super().__init__()
        self.ref = self.desk.collect()

    @rule(who=st.sampled_from(PEOPLE), name=st.sampled_from(sorted(ACTS)))
    def somebody_tries(self, who: str, name: str) -> None:
        with suppress(Conflict, Invalid, NotFound, Refused):
            ACTS[name](self.desk, who, self.ref)

    @rule(who=st.sampled_from(PEOPLE[:3]), code=st.sampled_from(CODES))
    def somebody_decides(self, who: str, code: str) -> None:
        with suppress(Conflict, Invalid, NotFound, Refused):
            self.desk.do(who, service.decide, self.ref, self.decision(code))

    @rule(which=st.integers(0, 3), code=st.sampled_from(CODES))
    def it_goes_on(self, which: int, code: str) -> None:
        row = self.desk.row(self.ref)
        onwards = ONWARDS[row.status]
        name = onwards[which % len(onwards)]
        with suppress(Conflict, Invalid, NotFound, Refused):
            if name == "assess":
                self.assess(code)
            else:
                ACTS[name](self.desk, RIGHT.get(name, "asha"), self.ref)

    def assess(self, code: str) -> None:
        self.desk.complete(self.ref)
        self.desk.do("asha", service.decide, self.ref, self.decision(code))
        self.desk.do("asha", service.finish, self.ref)
        self.desk.do("mia", service.agree, self.ref)

    def decision(self, code: str) -> Decision:
        day = self.desk.unit.clock.now.date()
        return Decision(code, BECAUSE, developer_ref=self.desk.unit.ref("asha"), review_on=day)

    @invariant()
    def every_step_is_in_the_table_and_in_the_history(self) -> None:
        with self.desk.unit.steward() as uow:
            steps = list(reversed(queries.history(uow.case, self.ref)))
        assert steps[-1].to_status == self.desk.row(self.ref).status
        for before, after in zip(steps, steps[1:], strict=False):
            assert after.from_status == before.to_status
            assert after.to_status in STATE_BY_CODE[before.to_status].next
        self.reached.update(step.to_status for step in steps)

    @invariant()
    def the_row_holds_together(self) -> None:
        row = self.desk.row(self.ref)
        assert row.stage == STAGE_OF[State(row.status)]
        assert (row.assessed_at is not None) == (row.stage in {"AFTER", "CLOSED"})
        assert (row.status == "HELD_SOURCE") == row.words_held
        if row.status == "CLOSED":
            count = "SELECT count(*) FROM outcomes WHERE allegation_ref = :ref AND round = :round AND code = :code"
            assert self.desk.value(count, ref=self.ref, round=row.round, code=row.outcome_code) == 1

    @invariant()
    def everything_that_was_begun_has_an_end_on_record(self) -> None:
        trail = self.desk.trail(self.ref)
        begun = {one.seq for one in trail if str(one.entry.decision) == "attempted"}
        assert begun <= {one.entry.attempt for one in trail}


@pytest.mark.slow
def test_no_order_of_acts_breaks_the_life_of_an_allegation(desk: Desk) -> None:
    for who in PEOPLE:
        desk.actor(who)
    Life.desk, Life.reached = desk, set()
    once = settings(
        max_examples=10,
        stateful_step_count=20,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Life, settings=once)
    assert Life.reached == set(ONWARDS)
