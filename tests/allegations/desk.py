"""A desk to work at: allegations as the steward brings them in, and people doing their part with them."""

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from app import EXTENSION
from app.access.actor import Actor, steward
from app.allegations import service as allegations
from app.allegations.given import Collected, MailboxGiven, Person, Where
from app.allegations.models import Allegation
from app.assessment import service as assessment
from app.database import new_id
from app.unit_of_work import UnitOfWork
from audit.store import StoredEntry
from tests.factories import HOME_UNIT, OTHER_UNIT, Unit

ACCOUNT = "Six men sleep behind the car wash. Canary-Account-heron. The owner keeps their passports."
CANARY = "Canary-Account-heron"
TELLER = "my number is 07700 900123"
# Every field that must be answered, so that nothing is left blank.
NOTHING_ELSE = ("born_on", "nationality", "address", "phone", "vehicle", "employer")
SOMEBODY = Person(name="Marek Dolny", category="SUSPECT", not_given=NOTHING_ELSE)
SOMEWHERE = Where(address="1 Mill Lane, Leeds", postcode="LS1 4AB", business="Sparkle Hand Car Wash")
WHAT = assessment.What(("ILLEGAL_WORKING",), "most days", when_not_given=False, still_happening="YES")
GRADE = assessment.Graded("2", "D", "P", "OFFICIAL-SENSITIVE")
CHECK = assessment.NewCheck("OPEN_SOURCE", "", "to see who owns it", "NO_TRACE")
BECAUSE = "Nobody who could be found would be told apart by this."


@dataclass
class Desk:
    """The unit, and what its people do."""

    unit: Unit
    _known: dict[str, Actor] = field(default_factory=dict)

    def actor(self, who: str, **changes: Any) -> Actor:
        """Return somebody as they stand, with what a test changes of them."""
        if who not in self._known:
            self._known[who] = self._signed_in(who)
        return replace(self._known[who], **changes)

    def _signed_in(self, who: str) -> Actor:
        """Return somebody as the door lets them in, on their own face."""
        visitor = self.unit.sign_in(who)
        with visitor.client:
            visitor.get("/partner/account" if self.unit.people[who].is_partner else "/account")
            actor: Actor = self.unit.app.extensions[EXTENSION].load_actor()
        return actor

    def work(self, who: str, *, writes: bool = True, **changes: Any) -> UnitOfWork:
        return self.unit.house.work(self.actor(who, **changes), writes=writes)

    def given(self, **changes: Any) -> Collected:
        """Return an allegation on its way in."""
        now = self.unit.clock.now.replace(minute=0, second=0, microsecond=0)
        made = Collected(
            intake_ref=new_id(),
            link=new_id(),
            channel="ONLINE_FORM",
            unit_ref=self.unit.units[HOME_UNIT],
            received_at=now,
            account=ACCOUNT,
            types=("ILLEGAL_WORKING",),
            happened_when="most days",
            still_happening="YES",
        )
        return replace(made, **changes)

    def collect(self, **changes: Any) -> str:
        """Have the steward bring an allegation in; return its reference."""
        with self.unit.steward() as uow:
            return allegations.collect(uow, self.given(**changes))

    def collect_elsewhere(self, **changes: Any) -> str:
        return self.collect(unit_ref=self.unit.units[OTHER_UNIT], **changes)

    def with_mailbox(self) -> tuple[str, str]:
        """Bring one in whose teller has a receipt; return its reference and the receipt's locator."""
        locator = new_id()
        return self.collect(mailbox=MailboxGiven(locator, b"public key")), locator

    def taken(self, who: str = "asha", **changes: Any) -> str:
        """Return the reference of an allegation that somebody has taken."""
        ref = self.collect(**changes)
        self.do(who, allegations.take, ref)
        return ref

    def do(self, who: str, act: Callable[..., Any], *args: Any, **values: Any) -> Any:
        """Have somebody do something, in a unit of work of its own."""
        with self.work(who) as uow:
            return act(uow, *args, **values)

    def assessed_of(self, ref: str, who: str = "asha", *, code: str = "NFA-N-NOOFF", **decision: Any) -> str:
        """Choose an outcome, finish, and return where the allegation stands."""
        self.do(who, assessment.decide, ref, assessment.Decision(code, BECAUSE, **decision))
        self.do(who, assessment.finish, ref)
        return self.row(ref).status

    def ready(self, who: str = "asha", *, code: str = "NFA-N-NOOFF", **decision: Any) -> str:
        """Return an allegation on which everything is done but finishing."""
        ref = self.taken(who)
        self.complete(ref, who)
        self.do(who, assessment.decide, ref, assessment.Decision(code, BECAUSE, **decision))
        return ref

    def complete(self, ref: str, who: str = "asha") -> None:
        """Do everything but choosing an outcome."""
        self.do(who, assessment.record_what, ref, WHAT)
        self.do(who, assessment.confirm_nobody, ref, nobody=True)
        self.do(who, assessment.record_place, ref, SOMEWHERE)
        self.do(who, assessment.record_check, ref, CHECK)
        self.judge_all(ref, "NOT_RELATED", who)
        self.do(who, assessment.answer_source, ref, "NO")
        self.do(who, assessment.grade, ref, GRADE)

    def judge_all(self, ref: str, decision: str, who: str = "asha") -> None:
        with self.work(who) as uow:
            found = assessment.look_at_hits(uow, ref).hits
            assessment.judge(uow, ref, {hit.id: decision for hit in found})

    def assessed(self, who: str = "asha", *, code: str = "NFA-N-NOOFF", **decision: Any) -> str:
        ref = self.ready(who, code=code, **decision)
        self.do(who, assessment.finish, ref)
        return ref

    def closed(self, who: str = "asha") -> str:
        ref = self.assessed(who)
        self.do(who, assessment.close, ref)
        return ref

    def row(self, ref: str) -> Allegation:
        """Return an allegation as it stands, whoever may know of it."""
        with self.unit.house.work(steward(), writes=False) as uow:
            found = uow.case.get(Allegation, ref)
            assert found is not None
            return found

    def value(self, statement: str, **values: Any) -> Any:
        assert self.unit.house.stores.case is not None
        with self.unit.house.stores.case.connect() as connection:
            return connection.execute(text(statement), values).scalar()

    def trail(self, ref: str, action: str = "") -> list[StoredEntry]:
        """Return what the log holds about an allegation, oldest first."""
        found = (
            self.unit.entries(object_refs=(ref,), action=action) if action else self.unit.entries(object_refs=(ref,))
        )
        return list(reversed(found))

    def decisions(self, ref: str, action: str) -> list[str]:
        """Return how far each act of a kind came."""
        return [str(one.entry.decision) for one in self.trail(ref, action)]

    def refusal(self, ref: str, action: str) -> str:
        """Return the rule that the last refusal of an act names."""
        [*_, last] = [one for one in self.trail(ref, action) if str(one.entry.decision) == "refused"]
        return last.entry.rule

    @contextmanager
    def later(self, **by: float) -> Any:
        """Do something at another time."""
        before = self.unit.clock.now
        self.unit.clock.now = before + timedelta(**by)
        yield
        self.unit.clock.now = before
