"""How somebody reaches the made-up unit besides the ordinary: from afar, by hand, by Crimestoppers, from within."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from app.access.actor import steward
from app.allegations.models import Allegation
from app.allegations.types import Channel
from app.database import new_id
from app.demonstration import besides
from app.demonstration.besides import Besides
from app.demonstration.case_work import CaseWork
from app.demonstration.custody_work import CustodyWork
from app.demonstration.life import Life
from app.demonstration.people import ASSESSORS, SOUTH
from app.intake import entering, referring
from app.intake.entering import Reported
from app.intake.story import Kind
from app.intake.telling import Told
from app.markings.promises import ANONYMOUS, CONFIDENCE, UNIT_ONLY
from app.sources.models import Waiting

CLERK, REFERRER, ALSO = "iris", "dora", "tariq.holmwood"
ASKER = ASSESSORS[0]
# What a colleague tells of their own accord waits until the hour is over.
ITS_HOUR = timedelta(minutes=70)


class Arrivals:
    """Who comes besides the ordinary, and how each is taken up."""

    def __init__(self, life: Life, custody: CustodyWork, work: CaseWork) -> None:
        self._life = life
        self._custody = custody
        self._work = work

    def expect(self, days_ago: Callable[[float], datetime]) -> None:
        """Put all of them into the queue."""
        for one in besides.BY_THE_FORM:
            self._life.at(days_ago(one.days_ago), self.come, one)
        for act, one in (
            (self.telephone, besides.BY_TELEPHONE),
            (self.refer, besides.BY_A_COLLEAGUE),
            (self.pass_on, besides.BY_THE_LINE),
            (self.pass_on_and_be_asked, besides.TO_BE_ASKED),
            (self.stay_unknown, besides.STAYS_UNKNOWN),
        ):
            self._life.at(days_ago(one.days_ago), act, one)

    def leave(self) -> None:
        """Leave one sealed part that says how careful to be, and one report from which words are to be cut."""
        self.come(besides.JUST_NOW, is_left=True)
        self._enter(besides.SHOWS_WHO, Channel.CRIMESTOPPERS)

    def come(self, one: Besides, *, is_left: bool = False) -> None:
        """Let somebody tell us something by the form, who is registered, and what they told taken up, unless left."""
        submission_ref = self._life.tell(one.story(), one.teller)
        self._life.bring_in()
        if not is_left:
            self._take_up(self._newest(Allegation.intake_ref == submission_ref))

    def stay_unknown(self, one: Besides) -> None:
        """Let somebody tell us something by the form who is promised anonymity, and is asked by their receipt."""
        submission_ref = self._life.tell(one.story(), None, promise=ANONYMOUS)
        self._life.bring_in()
        ref = self._newest(Allegation.intake_ref == submission_ref).ref
        self._life.after(self._work.take_and_ask, ref, ASKER, besides.ASKED_BY_RECEIPT, hours=5)

    def telephone(self, one: Besides) -> None:
        """Have a clerk enter what somebody told by telephone, who was promised that nobody calls them."""
        self._enter(one, Channel.PHONE, promise=UNIT_ONLY)
        self._take_up(self._newest(Allegation.channel == Channel.PHONE))

    def pass_on(self, one: Besides) -> None:
        """Have a clerk enter what Crimestoppers passed on."""
        self._enter(one, Channel.CRIMESTOPPERS)
        ref = self._newest(Allegation.channel == Channel.CRIMESTOPPERS).ref
        self._life.after(lambda: self._work.take(ref, south=False), hours=4)

    def pass_on_and_be_asked(self, one: Besides) -> None:
        """Have an assessor ask whoever called something, by the line and no other way."""
        self._enter(one, Channel.CRIMESTOPPERS)
        ref = self._newest(Allegation.channel == Channel.CRIMESTOPPERS).ref
        self._life.after(self._work.take_and_ask, ref, ASKER, besides.QUESTION, hours=5)

    def refer(self, one: Besides) -> None:
        """Have a colleague tell us of their own accord, who keeps it from their line manager and one more."""
        submission_ref = new_id()
        self._life.do(REFERRER, referring.refer, _told(one, CONFIDENCE), (ALSO,), submission_ref)
        self._life.at(self._life.clock.now + ITS_HOUR, self._bring_in_referral, submission_ref)

    def _bring_in_referral(self, submission_ref: str) -> None:
        self._life.bring_in()
        self._take_up(self._newest(Allegation.intake_ref == submission_ref))

    def _take_up(self, row: Allegation) -> None:
        """Have a custodian register who told it, and an assessor of the unit that it went to assess it."""
        life = self._life
        with life.house.work(steward(), writes=False) as uow:
            sealed = uow.case.scalars(select(Waiting.submission_ref).where(Waiting.allegation_ref == row.ref)).one()
        life.after(partial(self._custody.deal_with, sealed, apart=True), hours=6)
        life.after(lambda: self._work.take(row.ref, south=row.unit_ref == life.units[SOUTH]), hours=3)

    def _enter(self, one: Besides, channel: Channel, *, promise: str = CONFIDENCE) -> None:
        """Have a clerk enter a report, and let the steward bring it in."""
        self._life.do(CLERK, entering.enter, Reported(channel.value, _told(one, promise), leave_in=True))
        self._life.bring_in()

    def _newest(self, *wanted: Any) -> Allegation:
        """Return the allegation of this kind that came in last."""
        with self._life.house.work(steward(), writes=False) as uow:
            row = uow.case.scalars(select(Allegation).where(*wanted).order_by(Allegation.ref.desc()).limit(1)).first()
        if row is None:
            raise LookupError("It did not come in.")
        return row


def _told(one: Besides, promise: str) -> Told:
    """Return what a form would hold."""
    return Told(
        kind=Kind.REPORT,
        said={
            "account": one.account, "who_name": one.person, "who_business": one.firm,
            "where_address": f"{one.street}, {one.town}",
        },
        own=one.teller.own() if one.teller else {},
        asked=(("What happened", one.account),),
        kinds=(one.kind.value,),
        still_happening="yes",
        promise=promise,
    )  # fmt: skip
