"""What the made-up source unit does about risk: risks written down and planned for, reviews signed, some late."""

from datetime import timedelta
from typing import Any

from app.demonstration.life import Life
from app.demonstration.people import CONTROLLER
from app.errors import Conflict, Invalid, NotFound, Refused
from app.organisations.rules import local_day
from app.risk import queries
from app.risk import service as risk
from app.risk.rules import band, review_due_at
from app.unit_of_work import UnitOfWork

AUTHORISER = "ava"
FEARS = (
    ("COMPROMISE", "Colleagues could work out who was on that shift.", "A visit on a day that only few knew of."),
    ("PHYSICAL", "They could be followed home and beaten.", "The owner hears that somebody has spoken."),
    ("ECONOMIC", "They would lose their work and the room that goes with it.", "The business is closed."),
    ("FAMILY_THIRD_PARTY", "Their family lives in the same street as the owner's.", "Talk in the neighbourhood."),
    ("PSYCHOLOGICAL", "They sleep badly since they told us.", "Waiting, and hearing nothing."),
)
# Likelihood and impact with the controls in place: most are low, some medium.
PLACES = ((1, 2), (2, 2), (1, 3), (2, 3), (3, 3))
AGAINST = (
    "No visit within a week of what they told us.",
    "Nobody rings after eight.",
    "A second source is looked for.",
)
ANSWERS = ("safe", "stress", "living", "family", "suspicion", "stopping")
LATE_BY_DAYS = (4, 9)
# What is left on the boards: grave risks, a compromise, and a threat that came in a short while ago.
GRAVE = ((3, 4), (4, 4))
THREAT_CAME_BEFORE = timedelta(minutes=20)


class RiskWork:
    """Handlers, the controller and the authoriser, as far as risk is concerned."""

    def __init__(self, life: Life) -> None:
        self._life = life
        self._held: list[tuple[str, str]] = []
        self._neglected: set[str] = set()

    def first_look(self, handler: str, source_ref: str) -> None:
        """Write down what is feared, plan what is done about it, ask how they are, and sign."""
        life = self._life
        self._held.append((handler, source_ref))
        for fear in life.chance.sample(FEARS, life.chance.choice((1, 1, 2, 3))):
            self._write_down(handler, source_ref, fear, life.chance.choice(PLACES))
        answers = {name: life.chance.choice((0, 0, 0, 1)) for name in ANSWERS}
        asked = risk.Asked(answers, adult_noted=False, said="They are well, and glad that somebody asks.")
        life.may_fail(self._do, handler, risk.check_welfare, source_ref, asked)
        self._sign(handler, source_ref)

    def look_again(self) -> None:
        """Sign what is due, but for what is neglected, and again tomorrow."""
        life = self._life
        for handler, source_ref in self._held:
            with life.staff[handler].work() as uow:
                due_at = queries.first_due(uow, source_ref)
            if due_at and due_at < life.clock.now + timedelta(hours=20) and source_ref not in self._neglected:
                self._sign(handler, source_ref)
        life.at(life.clock.now + timedelta(days=1), self.look_again)

    def neglect(self, number: int) -> None:
        """Let something happen to a source that nobody looks at from then on."""
        if number < len(self._held):
            handler, source_ref = self._held[-1 - number]
            self._neglected.add(source_ref)
            reason = "The local paper writes of the matter."
            self._life.may_fail(self._happened, handler, source_ref, reason)

    def see_to_duress(self) -> None:
        """Have the controller take on what a call under duress raised, hand it to the police, and close it later."""
        threats = [one.threat_ref for one in self._do(CONTROLLER, risk.list_threats) if one.state == "OPEN"]
        for threat_ref in threats:
            self._life.may_fail(self._do, CONTROLLER, risk.take, threat_ref)
            self._life.may_fail(self._hand, threat_ref)
            why = "Officers spoke to them alone, and they are staying with a friend."
            self._life.after(self._close_threat, threat_ref, why, hours=48)

    def _hand(self, threat_ref: str) -> None:
        self._do(CONTROLLER, risk.hand, threat_ref, police_force="Harbour Police", police_ref="HP-2026-0417")

    def _close_threat(self, threat_ref: str, why: str) -> None:
        self._life.may_fail(self._close, threat_ref, why)

    def _close(self, threat_ref: str, why: str) -> None:
        self._do(CONTROLLER, risk.close_threat, threat_ref, reason=why)

    def leave(self) -> None:
        """Leave grave risks, a compromise with its plan, and an open threat to life, for whoever tries the unit."""
        chosen = [one for one in self._held if one[1] not in self._neglected][-4:]
        for (handler, source_ref), place in zip(chosen, GRAVE, strict=False):
            self._write_down(handler, source_ref, FEARS[1], place)
        if len(chosen) > 2:
            self._compromise(*chosen[2])
        if len(chosen) > 3:
            self._life.may_fail(self._threaten, *chosen[3])

    def _threaten(self, handler: str, source_ref: str) -> None:
        words = {
            "victim": "The person who told us.",
            "threat_from": "The owner, through a cousin.",
            "real_reason": "He said before others that he knows who it was.",
            "immediate_reason": "He asked for their address today.",
        }
        came = self._life.clock.now - THREAT_CAME_BEFORE
        learned = risk.Learned("CONTACT", "IMMEDIATE", came, words)
        threat_ref = self._do(handler, risk.raise_threat, source_ref, learned)
        self._do(CONTROLLER, risk.take, threat_ref)
        why = "They live alone; the police can be there within the hour. A warning by telephone only."
        self._do(CONTROLLER, risk.decide, threat_ref, decided="WARN_VICTIM", rationale=why)

    def _compromise(self, handler: str, source_ref: str) -> None:
        today = local_day(self._life.clock.now)
        what = "A letter of another department names the day of the visit; two people at the firm have seen it."
        found = risk.Compromised(today, "AGENCY_SAID", "SUSPECTED", what)
        incident_ref = self._do(handler, risk.record_compromise, source_ref, found)
        planned = self._planned(handler, "Ask the department to send nothing more before it has asked us.", days=3)
        self._do(handler, risk.plan, source_ref, incident_ref, planned)

    def _write_down(self, handler: str, source_ref: str, fear: tuple[str, str, str], place: tuple[int, int]) -> None:
        life = self._life
        category, what, cause = fear
        words = {"description": what, "cause": cause, "who_may_harm": "The owner", "controls": AGAINST[0]}
        before = (min(place[0] + 1, 5), place[1])
        assessed = risk.Assessed(
            category=category,
            likelihood=before[0],
            impact=before[1],
            residual=place,
            more_exposed=False,
            owner_ref=life.staff[handler].person_ref,
            review_on=local_day(review_due_at(band(*place), life.clock.now)),
            explained_on=local_day(life.clock.now),
            words=words,
        )
        try:
            risk_ref = self._do(handler, risk.add, source_ref, assessed)
            planned = self._planned(handler, life.chance.choice(AGAINST), days=21)
            self._do(handler, risk.plan, source_ref, risk_ref, planned)
        except (Refused, Conflict, NotFound, Invalid):
            return

    def _planned(self, owner: str, what: str, *, days: int) -> risk.Planned:
        due_on = local_day(self._life.clock.now + timedelta(days=days))
        return risk.Planned("REDUCE", self._life.staff[owner].person_ref, due_on, what)

    def _sign(self, handler: str, source_ref: str) -> None:
        """Have those sign whom the band asks for; whoever is refused leaves it to the next."""
        for who in (handler, CONTROLLER, AUTHORISER):
            try:
                if self._do(who, risk.sign, source_ref):
                    return
            except (Refused, Conflict):
                continue

    def _happened(self, handler: str, source_ref: str, reason: str) -> None:
        def enter(uow: UnitOfWork) -> None:
            risk.happened(uow, source_ref, cause="MEDIA", reason=reason)

        self._life.do(handler, enter)

    def _do(self, who: str, act: Any, *args: Any, **values: Any) -> Any:
        return self._life.do(who, act, *args, **values)
