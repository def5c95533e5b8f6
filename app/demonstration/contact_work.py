"""Contact that stands at each of its steps: plans waiting, sent back and ended, calls promised, due now and overdue."""

from datetime import date, datetime, timedelta
from functools import partial

from app.contacts import service as contacts
from app.demonstration.cast import Cast, Part
from app.demonstration.custody_work import CustodyWork
from app.demonstration.life import Life
from app.demonstration.people import CONTROLLER
from app.demonstration.plan_words import ANY_HOUR
from app.errors import Conflict
from app.organisations.rules import local_day
from app.sources import service as sources
from app.unit_of_work import UnitOfWork

WHY_CALL = "To hear whether the people who slept there have been seen since."
HEARD = "They could not speak for long. They are well, and will be alone when we ring again."
FOR_HANDLERS = timedelta(days=14)
SENT_BACK = "The cover story is the one of their neighbour. Choose another, and say who else may answer."


class ContactWork:
    """Handlers, the controller and officers, where what they do about contact is not finished."""

    def __init__(self, life: Life, cast: Cast, custody: CustodyWork) -> None:
        self._life = life
        self._cast = cast
        self._custody = custody

    def let_plan_end(self, handler: str, source_ref: str, *, on: date) -> None:
        """Write a plan that ends on a day, and let nobody look at it again."""
        ends_on = max(on, local_day(self._life.clock.now))
        self._custody.rewrite(handler, source_ref, ends_on=ends_on.isoformat())
        self._custody.approve_plan(source_ref)

    def leave_plan_waiting(self, handler: str, source_ref: str) -> None:
        """Leave a plan that a controller is to approve."""
        self._custody.rewrite(handler, source_ref, cover_story="The garage, about the brakes.", voicemail="COVER_ONLY")

    def send_plan_back(self, handler: str, source_ref: str) -> None:
        """Have the controller send a plan back to its handler."""
        self._custody.rewrite(handler, source_ref, who_may_answer="")

        def send_back(uow: UnitOfWork) -> None:
            version = sources.look_at_plan(uow, source_ref).plan.version
            sources.return_plan(uow, source_ref, version=version, reason=SENT_BACK)

        self._life.do(CONTROLLER, send_back)

    def plan_next(self, one: Part, on: date) -> None:
        """Write into a plan that the handler means to reach them on a day, or today if that is over."""
        handler, source_ref = one
        meant = max(on, local_day(self._life.clock.now))
        self._custody.rewrite(handler, source_ref, next_contact_on=meant.isoformat())
        self._custody.approve_plan(source_ref)

    def let_call(self, handler: str, source_ref: str) -> str:
        """Have an officer ask to call somebody who may be called at any hour, and the controller let them."""
        told = self._cast.report_of(source_ref)
        if told is None:
            raise Conflict("No assessor has what they told us.")
        officer, allegation_ref = told
        days, begins, ends = ANY_HOUR.days, ANY_HOUR.begins, ANY_HOUR.ends
        self._custody.rewrite(handler, source_ref, safe_days=days, safe_from=begins, safe_to=ends)
        self._custody.approve_plan(source_ref)
        ask = partial(contacts.ask, purpose="CLARIFY", reason=WHY_CALL)
        request_ref: str = self._life.do(officer, ask, allegation_ref)
        until = self._life.clock.now + timedelta(hours=23)
        self._life.do(CONTROLLER, _approve, request_ref, until, unlocked=True)
        return request_ref

    def let_handler_call(self, handler: str, source_ref: str) -> None:
        """Have a handler ask to call their own source for two weeks, and the controller let them."""
        request_ref = self.ask_for_handler(handler, source_ref)
        self._life.do(CONTROLLER, _approve, request_ref, self._life.clock.now + FOR_HANDLERS, unlocked=True)

    def ask_for_handler(self, handler: str, source_ref: str) -> str:
        """Have a handler ask to call their own source; return the reference of the request."""
        ask = partial(contacts.ask_standing, purpose="WELFARE", reason="They wish to be rung every few days for now.")
        return str(self._life.do(handler, ask, source_ref))

    def promise(self, handler: str, source_ref: str, *, hours: float) -> None:
        """Have an officer call, and promise to call again so many hours from now."""
        promised = self._life.clock.now + timedelta(hours=hours)
        self._call(handler, source_ref, "SPOKE_VERIFIED", minutes=2, said=HEARD, call_back_at=promised)

    def find_number_dead(self, handler: str, source_ref: str) -> None:
        """Have an officer call a number that does not work any more, which stops the plan."""
        self._call(handler, source_ref, "NUMBER_DEAD")

    def _call(
        self, handler: str, source_ref: str, outcome: str, *, minutes: int = 0, said: str = "",
        call_back_at: datetime | None = None,
    ) -> None:  # fmt: skip
        request_ref = self.let_call(handler, source_ref)
        officer, _ = self._cast.report_of(source_ref) or ("", "")
        self._life.do(officer, contacts.open_contact, request_ref, unlocked=True)
        self._life.do(officer, contacts.show_number, request_ref)
        called = contacts.Called("PHONE", outcome, minutes, "CALL_AGAIN", said, self._life.clock.now, call_back_at)
        self._life.do(officer, contacts.record_attempt, request_ref, called)


def _approve(uow: UnitOfWork, request_ref: str, until: datetime) -> None:
    contacts.approve(uow, request_ref, until=until)
