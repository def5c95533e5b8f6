"""Danger to made-up sources: grave risks, threats to life met in time, compromises, and somebody who is not well."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from app.access.actor import steward
from app.demonstration.cast import Part
from app.demonstration.life import Life
from app.demonstration.people import AUTHORISER, CONTROLLER
from app.demonstration.risk_work import ANSWERS, FEARS, Place, RiskWork
from app.organisations.rules import local_day
from app.risk import service as risk
from app.risk.models.risks import OPEN
from app.risk.queries import whole_plan

BRUTAL = FEARS[1]
HIGH: Place = (3, 4)
VERY_HIGH: Place = (4, 4)
MINUTES_SINCE = timedelta(minutes=6)
MINUTES_TO_POLICE = timedelta(minutes=19)
POLICE = ("Tidewater Police", "TW-2026-0417")
WHAT_THREATENS = {
    "victim": "The person who told us.",
    "threat_from": "The owner, through a cousin.",
    "real_reason": "He said before others that he knows who it was.",
    "immediate_reason": "He asked for their address today.",
}
WHY = "They live alone; officers sit in a car before the house tonight. A warning by telephone only."
WHY_NOT_SHOWN = "The notice speaks of the business and of nobody who was there."
OVER = "He was arrested for something else and is kept in; they are staying with a friend."


class DangerWork:
    """Handlers, the controller and the authoriser, when it is serious."""

    def __init__(self, life: Life, at_work: RiskWork) -> None:
        self._life = life
        self._risk = at_work

    def see_to_duress(self) -> None:
        """Have the controller take on what a call under duress raised, hand it to the police, and close it later."""
        for one in self._life.do(CONTROLLER, risk.list_threats):
            if one.state == OPEN:
                self._life.may_fail(self._hand, one.threat_ref)
                self._life.after(self._close_threat, one.source_ref, one.threat_ref, hours=48)

    def make_grave(self, handler: str, source_ref: str, place: Place) -> None:
        """Write down a grave risk, and have it signed."""
        self._risk.write_down(handler, source_ref, BRUTAL, place)
        self._risk.sign(handler, source_ref)

    def leave_to_raise(self, handler: str, source_ref: str) -> None:
        """Leave a source whose risk has just become very high: nobody has signed, and one group still holds it."""
        self._risk.write_down(handler, source_ref, BRUTAL, VERY_HIGH)

    def threaten(self, handler: str, source_ref: str) -> str:
        """Raise a threat to a life that is seen to in time: taken on, handed to the police, decided upon."""
        life = self._life
        learned = risk.Learned("CONTACT", "IMMEDIATE", life.clock.now - MINUTES_SINCE, WHAT_THREATENS)
        threat_ref: str = life.do(handler, risk.raise_threat, source_ref, learned)
        self._hand(threat_ref)
        life.do(CONTROLLER, risk.decide, threat_ref, decided="PROTECT", rationale=WHY)
        life.do(AUTHORISER, risk.say_whether_it_exposes, threat_ref, exposes=False, reason=WHY_NOT_SHOWN)
        return threat_ref

    def threaten_and_close(self, handler: str, source_ref: str) -> None:
        """Raise a threat that is over two days later."""
        threat_ref = self.threaten(handler, source_ref)
        self._life.after(self._close_threat, source_ref, threat_ref, hours=48)

    def compromise(self, handler: str, source_ref: str, *, reach: str = "SUSPECTED") -> str:
        """Write down that a source may have become known, and what is done about it."""
        what = "A letter of another department names the day of the visit; two people at the firm have seen it."
        found = risk.Compromised(local_day(self._life.clock.now), "AGENCY_SAID", reach, what)
        incident_ref: str = self._life.do(handler, risk.record_compromise, source_ref, found)
        for what, days in (("Ask the department to ask us before it writes again.", 3), ("Ring them every week.", 30)):
            self._life.do(handler, risk.plan, source_ref, incident_ref, self._risk.planned(handler, what, days=days))
        return incident_ref

    def compromise_and_begin(self, handler: str, source_ref: str) -> None:
        """Write down a compromise about which the first thing planned was done at once."""
        self.compromise(handler, source_ref)
        self._finish_plans(handler, source_ref, 1)

    def compromise_and_close(self, handler: str, source_ref: str) -> None:
        """Write down a compromise about which everything was done within a week."""
        incident_ref = self.compromise(handler, source_ref)
        self._life.after(self._close_compromise, handler, source_ref, incident_ref, hours=120)

    def worry(self, one: Part) -> None:
        """Write down that a source is not well, which safeguarding is told."""
        handler, source_ref = one
        answers: Mapping[str, int] = dict.fromkeys(ANSWERS, 1) | {"stress": 2, "suspicion": 2}
        said = "They sleep three hours a night. Their brother asks where they go on Thursdays."
        self._life.do(handler, risk.check_welfare, source_ref, risk.Asked(answers, adult_noted=False, said=said))

    def _hand(self, threat_ref: str) -> None:
        life = self._life
        life.do(CONTROLLER, risk.take, threat_ref)
        life.clock.tick(MINUTES_TO_POLICE)
        force, number = POLICE
        life.do(CONTROLLER, risk.hand, threat_ref, police_force=force, police_ref=number)

    def _close_threat(self, source_ref: str, threat_ref: str) -> None:
        """Close a threat, and let the authoriser sign that the danger has passed."""
        close = partial(self._life.do, CONTROLLER, risk.close_threat, threat_ref, reason=OVER)
        if self._life.may_fail(close):
            self._risk.sign(CONTROLLER, source_ref)

    def _close_compromise(self, handler: str, source_ref: str, incident_ref: str) -> None:
        """Say that what was planned about a compromise is done, and close it."""
        self._finish_plans(handler, source_ref)
        self._life.do(handler, risk.close_compromise, source_ref, incident_ref, reason="Nothing has come of it since.")
        self._risk.sign(handler, source_ref)

    def _finish_plans(self, handler: str, source_ref: str, number: int | None = None) -> None:
        """Say that so many things which were planned about a source are done, or all of them."""
        with self._life.house.work(steward(), writes=False) as uow:
            undone = [one for one in whole_plan(uow, source_ref)[0] if one.done_on is None]
        about_it_first = sorted(undone, key=lambda one: (one.incident_ref is None, one.due_on))
        what = "The department has changed how it writes, and told us so."
        for one in about_it_first[:number]:
            self._life.do(handler, risk.finish, source_ref, one.mitigation_ref, effect="WORKED", what=what)
