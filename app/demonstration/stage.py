"""When what happens to which source, so that one stands at every step when somebody tries the unit."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from app.demonstration.besides import AWAY, IN_CARE
from app.demonstration.cast import Cast
from app.demonstration.contact_work import ContactWork
from app.demonstration.custody_work import CustodyWork
from app.demonstration.danger_work import HIGH, VERY_HIGH
from app.demonstration.dual_work import DualWork
from app.demonstration.life import DAYS, Life
from app.demonstration.register_work import RegisterWork
from app.demonstration.risk_work import Place
from app.organisations.rules import local_day

# What need not be there in a small unit is left out where fewer sources than this are without a part.
PLENTY = 14
# What happened within so many days did so in a shorter life as well: it is late by then, or over.
LATELY = 9


class Stage:
    """What is to be seen of the source unit: some of it happened weeks ago, the rest a few hours ago."""

    def __init__(self, life: Life, cast: Cast, custody: CustodyWork) -> None:
        self._life = life
        self._cast = cast
        self._custody = custody
        self._dual = DualWork(life, cast)
        self._register = RegisterWork(life, cast)
        self._contact = ContactWork(life, cast, custody)
        # The source that is closed and opened again, the one in danger that two groups hold, and the one under 18.
        self._closed = self._held = self._child = ""
        self._begin = self._present = life.clock.now

    def set(self, begin: datetime, present: datetime) -> None:
        """Put everything into the queue: so many days before the present, or as great a part of a shorter life."""
        self._begin, self._present = begin, present
        self._life.at(begin, self._dual.keep_rota)
        for days, act in self._weeks_ago():
            self._life.at(self.days_ago(days), act)

    def days_ago(self, days: float) -> datetime:
        """Return when something happened that in a life of the whole length was so many days ago."""
        late = timedelta(days=days) if days <= LATELY else (self._present - self._begin) * days / DAYS
        return self._present - late

    def _weeks_ago(self) -> list[tuple[float, Callable[[], object]]]:
        """Return what happened, by how many days ago."""
        play, danger, register = self._cast.play, self._custody.danger, self._register
        return [
            (66, partial(play, register.close_and_look, spare=PLENTY)),
            (60, partial(play, danger.compromise_and_close, spare=PLENTY)),
            (50, partial(play, partial(self._guard, HIGH), spare=PLENTY)),
            (48, self._close),
            (40, partial(play, register.rest)),
            (33, partial(play, register.close_as_lost, spare=PLENTY)),
            (25, partial(play, register.close)),
            (22, partial(play, partial(self._guard, VERY_HIGH), spare=PLENTY)),
            (21, partial(play, partial(self._guard, HIGH), spare=PLENTY)),
            (20, partial(play, register.hand_on, spare=PLENTY)),
            (19, self._break_glass_and_review),
            (16, partial(play, danger.threaten_and_close, spare=PLENTY)),
            (13, partial(play, register.drift_and_decide, spare=PLENTY)),
            (12, self._hold_by_two),
            (11, self._mark_child),
            (10, partial(play, register.mark_vulnerable, spare=PLENTY)),
            (9, partial(play, self._custody.risk.neglect)),
            (5, self._plan_contacts),
            (4.5, self._forget),
            (3.5, self._call_those_in_care),
            (3, self._drift),
            (2.5, partial(play, register.begin_to_drift, spare=PLENTY)),
            (2, self._reopen),
            (2, self._worry),
            (1.5, register.keep_records),
            (1.2, self._ask_authoriser),
            (1, self._promise_for_yesterday),
        ]

    def leave(self) -> None:
        """Leave what is to be seen to today."""
        play, danger, attempt = self._cast.play, self._custody.danger, self._life.may_fail
        play(self._threaten, newest=True)
        play(self._contact.let_call, told=True)
        play(partial(self._contact.promise, hours=26), told=True, newest=True)
        play(self._contact.find_number_dead, told=True, spare=PLENTY)
        play(self._contact.ask_for_handler, spare=PLENTY)
        play(danger.leave_to_raise)
        play(self._leave_compromise)
        play(self._contact.let_handler_call)
        attempt(self._register.keep_from_managers, *self._cast.in_work()[-1])
        attempt(self._dual.break_glass, "", self._child)
        attempt(self._dual.leave_halves, self._held)
        attempt(self._dual.leave_whole, self._child)

    def _leave_compromise(self, handler: str, source_ref: str) -> None:
        """Leave a compromise, and a plan that was written anew because of it."""
        self._custody.danger.compromise_and_begin(handler, source_ref)
        self._contact.leave_plan_waiting(handler, source_ref)

    def _close(self) -> None:
        """Close the source that is opened again later."""
        self._closed = self._cast.play(self._register.close)

    def _reopen(self) -> None:
        # Its new risk assessment is left to whoever tries the unit.
        self._cast.neglected.add(self._closed)
        self._register.reopen(self._closed)

    def _guard(self, place: Place, handler: str, source_ref: str) -> None:
        """Write down a grave risk, and have two groups hold the source from then on."""
        self._custody.danger.make_grave(handler, source_ref, place)
        self._dual.hold_by_two(handler, source_ref)

    def _hold_by_two(self) -> None:
        """Have two groups hold a source in grave danger."""

        self._held = self._cast.play(partial(self._guard, HIGH), told=True)

    def _ask_authoriser(self) -> None:
        for handler, source_ref in self._cast.in_work():
            if source_ref == self._held:
                self._life.may_fail(self._dual.ask_authoriser, handler, source_ref)

    def _threaten(self, handler: str, source_ref: str) -> None:
        """Raise a threat to a life that the police have in time; two groups hold the source from then on."""
        self._custody.danger.threaten(handler, source_ref)
        self._dual.raise_now(handler, source_ref)

    def _mark_child(self) -> None:
        self._child = self._cast.play(self._register.mark_child, told=True)

    def _call_those_in_care(self) -> None:
        """Have those called, by leave of both groups, who said that they are under 18 or need help to stay safe."""
        for one in IN_CARE:
            source_ref = self._custody.source_of(one)
            if source_ref:
                moment = self._life.in_office_hours(self._life.clock.now)
                self._life.at(moment, self._life.may_fail, self._dual.call_by_both, source_ref)

    def _forget(self) -> None:
        """Let somebody be forgotten: a plan that ends, and something that happened and nobody looks at."""

        def forget(handler: str, source_ref: str) -> None:
            self._contact.let_plan_end(handler, source_ref, on=local_day(self._present) - timedelta(days=2))
            self._custody.risk.neglect(handler, source_ref)

        self._cast.play(forget)

    def _drift(self) -> None:
        """Let a source drift as far as the threshold, and its plan be sent back."""

        def drift(handler: str, source_ref: str) -> None:
            self._contact.send_plan_back(handler, source_ref)
            self._register.drift(handler, source_ref)

        self._cast.play(drift)

    def _break_glass_and_review(self) -> None:
        for one in self._cast.in_work()[:1]:
            self._life.may_fail(self._dual.break_glass_and_review, *one)

    def _plan_contacts(self) -> None:
        """Have some sources be due by their plan: one since the day before yesterday, the others today."""
        for one in self._cast.in_work():
            if one[1] == self._custody.source_of(AWAY):
                self._life.may_fail(self._contact.plan_next, one, local_day(self._present))
        for one, days_ago in zip(self._cast.without_part()[2:], (2, 0, 0), strict=False):
            on = local_day(self._present) - timedelta(days=days_ago)
            self._cast.shown.add(one[1])
            self._life.may_fail(self._contact.plan_next, one, on)

    def _promise_for_yesterday(self) -> None:
        self._cast.play(partial(self._contact.promise, hours=4), told=True, spare=PLENTY)

    def _worry(self) -> None:
        one = self._cast.without_part()[0]
        self._cast.shown.add(one[1])
        self._life.may_fail(self._custody.danger.worry, one)
