"""Made-up sources that two groups hold: raised, asked for, given by halves, and opened by breaking the glass."""

from datetime import datetime, timedelta

from app.contacts import service as contacts
from app.custody import service as custody
from app.custody.kinds import Kind
from app.demonstration.cast import Cast
from app.demonstration.custody_work import let_calls
from app.demonstration.life import Life
from app.demonstration.people import AUDITOR, AUTHORISER, CONTROLLER, HANDLERS, HEAD, SOURCE_UNIT
from app.duties import service as duties
from app.duties.kinds import DUTY_BY_CODE, DutyCode
from app.sources import service as sources
from app.unit_of_work import UnitOfWork

STANDING_LASTS, NEXT_DAY = timedelta(days=28), timedelta(hours=20)
GLASS_REASON = "Their employer stands before their door and shouts. We must know where they can go."
GLASS_FINDING = "It was needed: the address was given to the police within ten minutes, and nothing else was opened."
WITH_THE_ADULT = "The adult sat beside them. They are well, go to school again, and asked that nobody writes to them."
WHY_CALL = {
    True: "To hear whether they got home safely after the visit.",
    False: "To ask on which evening the minibus comes, so that officers do not go there for nothing.",
}


class DualWork:
    """Custodians and authorisers, where it takes both."""

    def __init__(self, life: Life, cast: Cast) -> None:
        self._life = life
        self._cast = cast

    def keep_rota(self, number: int = 0) -> None:
        """Give the duties of the source unit, and again when those of a month end."""
        month = DUTY_BY_CODE[DutyCode.DUTY_CUSTODIAN].most
        self._give(CONTROLLER, DutyCode.DUTY_CUSTODIAN, HANDLERS[number % len(HANDLERS)], month)
        self._give(CONTROLLER, DutyCode.DUTY_AUTHORISER, AUTHORISER, month)
        if number == 0:
            self._give(AUTHORISER, DutyCode.NSU_HEAD, HEAD, DUTY_BY_CODE[DutyCode.NSU_HEAD].most)
        self._duty_custodian = HANDLERS[number % len(HANDLERS)]
        self._life.at(self._life.clock.now + month, self.keep_rota, number + 1)

    def hold_by_two(self, handler: str, source_ref: str) -> None:
        """Have two groups hold a source, and the authoriser let its handler open how to reach them for four weeks."""
        self.raise_now(handler, source_ref)
        asked = custody.Asked(Kind.STANDING, "contact", "SOURCE_CONTACT", "I look after them and ring every week.")
        request_ref = self._life.do(handler, custody.ask, source_ref, asked)
        self._life.do(AUTHORISER, custody.approve, request_ref, lasts=STANDING_LASTS, unlocked=True)

    def raise_now(self, handler: str, source_ref: str) -> None:
        """Have two groups hold a source from now on."""
        self._life.do(handler, sources.raise_custody, source_ref, unlocked=True)

    def ask_authoriser(self, handler: str, source_ref: str) -> None:
        """Leave one request with the authoriser, and one that was refused with a reason."""
        refused = custody.Asked(Kind.OPEN, "identity", "COMPLAINT", "To see whether they have written to us before.")
        request_ref = self._life.do(handler, custody.ask, source_ref, refused)
        reason = "A complaint is answered without who they are. Ask the controller for the correspondence."
        self._life.do(AUTHORISER, custody.refuse, request_ref, reason=reason)
        waits = custody.Asked(Kind.OPEN, "circumstances", "RISK_REVIEW", "To see who else knows what they saw.")
        self._life.do(handler, custody.ask, source_ref, waits)

    def break_glass(self, _handler: str, source_ref: str) -> str:
        """Have the duty custodian break the glass and look at how to reach them; return the request."""
        who = self._duty_custodian
        asked = custody.Asked(Kind.GLASS, "", "THREAT_TO_LIFE", GLASS_REASON)
        request_ref: str = self._life.do(who, custody.ask, source_ref, asked)
        self._life.do(AUTHORISER, custody.approve, request_ref, lasts=timedelta(), unlocked=True)
        self._life.do(who, custody.open_part, request_ref, "contact", unlocked=True)
        return request_ref

    def break_glass_and_review(self, handler: str, source_ref: str) -> None:
        """Have the glass broken, and an auditor review it on the next day."""
        request_ref = self.break_glass(handler, source_ref)
        self._life.at(self._life.clock.now + NEXT_DAY, self._review, request_ref)

    def leave_halves(self, source_ref: str) -> None:
        """Leave a request to call to which custodians have given their half, and authorisers not yet."""
        self._give_halves(source_ref, welfare=False, whole=False)

    def leave_whole(self, source_ref: str) -> None:
        """Leave a permission to call that both groups have given."""
        self._give_halves(source_ref, welfare=True, whole=True)

    def call_by_both(self, source_ref: str) -> None:
        """Have an officer call somebody whom two groups hold, once both have let them."""
        asked = self._give_halves(source_ref, welfare=True, whole=True)
        if asked is None:
            return
        officer, request_ref = asked
        self._life.do(officer, contacts.open_contact, request_ref, unlocked=True)
        self._life.do(officer, contacts.show_number, request_ref)
        now = self._life.clock.now
        called = contacts.Called("PHONE", "SPOKE_VERIFIED", 6, "ASSESS_AGAIN", WITH_THE_ADULT, now, None)
        self._life.do(officer, contacts.record_attempt, request_ref, called)

    def _give_halves(self, source_ref: str, *, welfare: bool, whole: bool) -> tuple[str, str] | None:
        told = self._cast.report_of(source_ref)
        if told is None:
            return None
        officer, allegation_ref = told
        # From high risk upwards a controller decides first whether officers may ask at all.
        self._life.do(CONTROLLER, let_calls, source_ref)
        purpose = "WELFARE" if welfare else "CLARIFY"
        request_ref = self._life.do(officer, contacts.ask, allegation_ref, purpose=purpose, reason=WHY_CALL[welfare])
        for who in (CONTROLLER, AUTHORISER) if whole else (CONTROLLER,):
            self._life.do(who, _approve, request_ref, self._life.clock.now + timedelta(hours=20), unlocked=True)
        return officer, request_ref

    def _review(self, request_ref: str) -> None:
        self._life.do(AUDITOR, custody.review, request_ref, was_needed=True, finding=GLASS_FINDING)

    def _give(self, by: str, duty: DutyCode, to: str, lasts: timedelta) -> None:
        now = self._life.clock.now
        unit, person = self._life.units[SOURCE_UNIT], self._life.staff[to].person_ref
        self._life.do(by, duties.assign, duties.NewDuty(duty.value, unit, person, now, now + lasts))


def _approve(uow: UnitOfWork, request_ref: str, until: datetime) -> None:
    contacts.approve(uow, request_ref, until=until)
