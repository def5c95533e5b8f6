"""What the made-up source unit does: registers who told us, decides requests; and what officers ask of it."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from app.access.actor import steward
from app.allegations import service as allegations
from app.contacts import service as contacts
from app.contacts.outcomes import OUTCOME_BY_CODE, OUTCOMES, ContactOutcome
from app.demonstration.cast import Cast
from app.demonstration.danger_work import DangerWork
from app.demonstration.life import Life
from app.demonstration.people import CONTROLLER, HANDLERS
from app.demonstration.plan_words import plan_for
from app.demonstration.record_words import ADULTS
from app.demonstration.risk_work import RiskWork
from app.demonstration.staff import CHEAP
from app.errors import Conflict, Invalid, NotFound, Refused
from app.sources import service as sources
from app.sources.models import STOPPED, StandingPlan, Waiting
from app.sources.plans import ContactPlan
from app.sources.windows import LONDON
from app.unit_of_work import UnitOfWork

SAID = (
    "They had seen the vehicle twice more this week and read us its number.",
    "They were cheerful, safe to talk, and had nothing to add.",
    "They said that two more people have started there. They are not worried.",
    "They asked what had come of it. I thanked them and said nothing of that.",
)
REASONS = (
    "To ask on which evenings the vehicle comes, so that officers do not go there for nothing.",
    "To make sure which of two houses is meant.",
    "To ask whether the people sleep there, which decides who must be told.",
    "To hear whether anything has changed since they wrote to us.",
)


CHANNELS = {ContactOutcome.MET_IN_PERSON: "IN_PERSON", ContactOutcome.MESSAGE_LEFT_VIA_CODE: "RETURN_CODE"}
# How a call ends, once each way has come once: half of them with a word to whoever told us.
MOSTLY = ("SPOKE_VERIFIED", "SPOKE_VERIFIED", "SPOKE_VERIFIED", "NO_ANSWER", "VOICEMAIL_NOT_LEFT", "SPOKE_UNVERIFIED")
NOBODY_THERE = {ContactOutcome.NO_ANSWER, ContactOutcome.VOICEMAIL_NOT_LEFT}
# So long at the least, give or take, before the same number is tried again.
REST_HOURS = 8
# How likely it is that a plan which a call has stopped is written anew on a day.
MENDED_TODAY = 0.15


class CustodyWork:
    """Custodians and officers, as far as a source is concerned."""

    def __init__(self, life: Life, cast: Cast) -> None:
        self._life = life
        self._cast = cast
        # By name: the source, and who registered it.
        self._known: dict[str, tuple[str, str]] = {}
        self._endings = iter(OUTCOMES)
        self.risk = RiskWork(life, cast)
        self.danger = DangerWork(life, self.risk)

    def deal_with(self, submission_ref: str, *, assess: bool = True, apart: bool = False) -> None:
        """
        Open what came in sealed, and register, link or dismiss it.

        :param assess: assess the risk to whoever is new.
        :param apart: whoever is new has no other part to play.
        """
        life = self._life
        handler = life.chance.choice(HANDLERS)
        try:
            opened = life.do(handler, sources.open_submission, submission_ref, unlocked=True)
        except (NotFound, Refused):
            return
        name = str(opened.details.get("name", ""))
        if not name:
            reason = "Nobody gave any detail."
            life.do(handler, sources.dismiss, submission_ref, reason=reason, unlocked=True)
            return
        known, registered_by = self._known.get(name, ("", handler))
        if known and life.may_fail(self._link, registered_by, submission_ref, known):
            return
        registration = self._registration(opened.details, handler)
        source_ref = life.do(handler, sources.register, submission_ref, registration, unlocked=True)
        self._known[name] = source_ref, handler
        self._cast.add(source_ref)
        self._cast.taken |= {source_ref} if apart else set()
        self.approve_plan(source_ref)
        life.at(life.clock.now + timedelta(days=80), self.look_again, handler, source_ref)
        if assess:
            life.after(self.risk.first_look, handler, source_ref, hours=8)

    def is_known(self, allegation_ref: str) -> bool:
        """Return whether whoever told an allegation stands on the register."""
        told = select(Waiting.submission_ref).where(Waiting.allegation_ref == allegation_ref)
        with self._life.house.work(steward(), writes=False) as uow:
            return uow.case.scalar(told.where(Waiting.state.in_(("REGISTERED", "LINKED"))).limit(1)) is not None

    def source_of(self, name: str) -> str:
        """Return the source that somebody is registered as; empty where they are not."""
        return self._known.get(name, ("", ""))[0]

    def look_again(self, handler: str, source_ref: str) -> None:
        """Renew a contact plan before it ends, now and then too late."""
        if self._life.chance.random() < 0.2:
            return
        renew = partial(self.rewrite, handler, source_ref, ends_on=_plan_end(self._life).isoformat())
        if self._life.may_fail(renew):
            self.approve_plan(source_ref)

    def mend_plans(self) -> None:
        """Have most plans written anew that a call stopped, and see to it again tomorrow."""
        life = self._life
        with life.house.work(steward(), writes=False) as uow:
            stopped = set(uow.case.scalars(select(StandingPlan.source_ref).where(StandingPlan.state == STOPPED)))
        for handler, source_ref in self._cast.in_work() if stopped else ():
            written = source_ref in stopped and life.chance.random() < MENDED_TODAY
            if written and life.may_fail(partial(self.rewrite, handler, source_ref)):
                self.approve_plan(source_ref)
        life.at(life.clock.now + timedelta(days=1), self.mend_plans)

    def rewrite(self, handler: str, source_ref: str, **changes: object) -> None:
        """Have the handler write a contact plan anew, with these changes."""

        def write(uow: UnitOfWork) -> None:
            held = sources.open_compartment(
                uow, source_ref, "contact", purpose="SOURCE_CONTACT", reason="The plan is to be looked at again"
            )
            plan = ContactPlan.parse({**ContactPlan.parse(held).record(), **changes})
            sources.write_plan(uow, source_ref, plan, reason="Looked at again; still holds")

        self._life.do(handler, write, unlocked=True)

    def approve_plan(self, source_ref: str) -> None:
        """Have the controller approve the newest plan, as a second person."""

        def approve(uow: UnitOfWork) -> None:
            view = sources.look_at_plan(uow, source_ref)
            sources.approve_plan(uow, source_ref, version=view.plan.version)
            let_calls(uow, source_ref)

        self._life.do(CONTROLLER, approve)

    def ask(self, officer: str, allegation_ref: str) -> None:
        """Have an officer ask for contact, where contact can be asked for."""
        life = self._life
        try:
            purpose, reason = life.chance.choice(("CLARIFY", "CLARIFY", "WELFARE")), life.chance.choice(REASONS)
            grant_ref = life.do(officer, contacts.ask, allegation_ref, purpose=purpose, reason=reason)
        except (Refused, Conflict, NotFound):
            return
        life.after(self.decide, officer, grant_ref, hours=5)

    def decide(self, officer: str, grant_ref: str) -> None:
        """Have a custodian approve a request, or refuse it."""
        life = self._life
        who = life.chance.choice((*HANDLERS, CONTROLLER))
        if life.chance.random() < 0.2:
            life.do(who, contacts.refuse, grant_ref, reason="Their plan says not this month. Ask again in three weeks.")
            return
        try:
            life.do(who, _approve, grant_ref, hours=life.chance.choice((4, 12, 24)), unlocked=True)
        except (Refused, Conflict, NotFound):
            return
        life.after(self.call, officer, grant_ref, hours=2)

    def call(self, officer: str, grant_ref: str, *, again: bool = True) -> None:
        """Have the officer open how to reach the source, call, and write the attempt down; ``again`` if it is late."""
        life = self._life
        try:
            life.do(officer, contacts.open_contact, grant_ref, unlocked=True)
        except (Refused, NotFound):
            if again:
                life.after(partial(self.call, officer, grant_ref, again=False), hours=3)
            return
        # Each way in which a contact can end comes once; after that, the ways in which most do.
        outcome = next(self._endings, None) or OUTCOME_BY_CODE[life.chance.choice(MOSTLY)]
        called = contacts.Called(
            channel=CHANNELS.get(outcome.code, "PHONE"),
            outcome=outcome.code.value,
            duration_minutes=life.chance.randint(1, 14) if outcome.reached else 0,
            next_step="ASSESS_AGAIN" if outcome.reached else "CALL_AGAIN",
            said=life.chance.choice(SAID) if outcome.reached else "",
            made_at=life.clock.now,
        )
        life.do(officer, contacts.record_attempt, grant_ref, called)
        if outcome.code in NOBODY_THERE and again:
            life.after(partial(self.call, officer, grant_ref, again=False), hours=REST_HOURS)
        if outcome.code is ContactOutcome.DURESS:
            life.after(self.danger.see_to_duress, hours=0.5)

    def leave_open(self, officer: str, allegation_ref: str) -> bool:
        """Leave a request undecided, for whoever tries the unit; return whether there is one."""
        ask = partial(contacts.ask, purpose="CLARIFY", reason=REASONS[0])
        return self._life.may_fail(self._life.do, officer, ask, allegation_ref)

    def leave_granted(self, officer: str, allegation_ref: str) -> bool:
        """Leave a permission that lasts, for whoever tries the unit; return whether there is one."""
        life = self._life
        try:
            grant_ref = life.do(officer, contacts.ask, allegation_ref, purpose="WELFARE", reason=REASONS[3])
            life.do(CONTROLLER, _approve, grant_ref, hours=24, unlocked=True)
        except (Refused, Conflict, NotFound):
            return False
        # Where two groups hold a source, it is one half only.
        return bool(life.do(officer, contacts.read_own, grant_ref).decided_at)

    def cut(self, allegation_ref: str) -> None:
        """Have a custodian cut words out of an account that was held."""
        life = self._life
        try:
            held = life.do(HANDLERS[0], allegations.read_held, allegation_ref)
            first = str(held.allegation.account).split(".")[0]
            life.do(HANDLERS[0], allegations.cut, allegation_ref, words=[first])
        except (Refused, Conflict, NotFound, Invalid):
            return

    def _link(self, handler: str, submission_ref: str, source_ref: str) -> None:
        self._life.do(handler, sources.link, submission_ref, source_ref, unlocked=True)

    def _registration(self, details: dict[str, Any], handler: str) -> sources.Registration:
        life, danger, care = self._life, str(details.get("danger", "")), str(details.get("care", ""))
        return sources.Registration(
            plan=plan_for(details, life.chance, _plan_end(life), CHEAP),
            band=life.chance.choice(("LOW", "LOW", "MEDIUM")),
            handler_ref=life.staff[handler].person_ref,
            controller_ref=life.staff[CONTROLLER].person_ref,
            identity=_identity(details),
            care=care,
            care_words=ADULTS.get(care, ""),
            circumstances={"how_known": details.get("how_known", ""), "relationship": "", "danger": danger},
        )


def let_calls(uow: UnitOfWork, source_ref: str) -> None:
    """Decide that officers may ask to call a source, where that waits for a decision."""
    if sources.look_at_plan(uow, source_ref).source.calls_wait:
        sources.decide_calls(uow, source_ref, let=True, reason="They asked to be called, and it can be done safely")


def _identity(details: dict[str, Any]) -> dict[str, object]:
    """Return who somebody is, as far as they have said."""
    given = {name: str(details.get(name, "")) for name in ("name", "address")}
    return {**given, "other_names": "", "born_on": "", "nationality": ""}


def _approve(uow: UnitOfWork, grant_ref: str, *, hours: int) -> None:
    contacts.approve(uow, grant_ref, until=uow.now + timedelta(hours=hours))


def _plan_end(life: Life) -> date:
    moment: datetime = life.clock.now + timedelta(days=life.chance.randint(85, 170))
    return moment.astimezone(LONDON).date()
