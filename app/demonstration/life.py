"""Six months of a made-up unit: reports come in, are registered, assessed, sent on and answered, act by act."""

import heapq
import itertools
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from app.access.actor import nobody
from app.chores import chores
from app.database import new_id
from app.demonstration.people import NORTH, SOUTH
from app.demonstration.staff import Clock, Colleague
from app.demonstration.stories import Story, Teller, Writer
from app.errors import Conflict, Invalid, NotFound, Refused
from app.intake.sending import send
from app.intake.service import drain
from app.intake.story import Kind
from app.intake.telling import Told
from app.markings.promises import CONFIDENCE
from app.unit_of_work import House
from crypto.receipts import mailbox, new_receipt

DAYS = 182
REPORTS = 400
TELLERS = 72
# The last reports are left as they came, so that there is something to do.
LEFT_TO_REGISTER = 7
A_MOMENT = timedelta(seconds=40)

Act = Callable[[], object]


class Life:
    """
    The unit in its made-up past.

    What is to happen waits in a queue by its time; each act may put further ones into it. The clock only moves forward,
    so the record is written in its true order.
    """

    def __init__(
        self, house: House, clock: Clock, staff: dict[str, Colleague], units: dict[str, str], seed: int
    ) -> None:
        self.house = house
        self.clock = clock
        self.staff = staff
        self.units = units
        self.writer = Writer(seed)
        self.chance = self.writer.chance
        self.told = 0
        self._numbers = itertools.count()
        self._queue: list[tuple[datetime, int, Act]] = []

    def at(self, moment: datetime, act: Callable[..., Any], *args: Any) -> None:
        """Let something happen at a time, or as soon after it as the clock allows."""
        waiting: tuple[datetime, int, Act] = (moment, next(self._numbers), partial(act, *args))
        heapq.heappush(self._queue, waiting)

    def after(self, act: Callable[..., Any], *args: Any, hours: float) -> None:
        """Let something happen some hours from now, give or take, within office hours."""
        moment = self.clock.now + timedelta(hours=hours * (0.6 + self.chance.random() * 0.8))
        self.at(self.in_office_hours(moment), act, *args)

    def in_office_hours(self, moment: datetime) -> datetime:
        """Return the moment, or one on the next working day when nobody is in the office."""
        while moment.weekday() > 4 or not 8 <= moment.hour < 18:
            moment = moment.replace(hour=8, minute=self.chance.randint(0, 59)) + timedelta(days=moment.hour >= 8)
        return moment

    def live(self, until: datetime) -> None:
        """Let everything happen that is due before the present."""
        while self._queue and self._queue[0][0] < until:
            moment, _, act = heapq.heappop(self._queue)
            self.clock.now = max(self.clock.now, moment)
            act()
        self.clock.now = max(self.clock.now, until)

    def do(self, who: str, act: Callable[..., Any], *args: Any, unlocked: bool = False, **values: Any) -> Any:
        """Have one of the staff do something in a unit of work of their own."""
        self.clock.tick(A_MOMENT)
        with self.staff[who].work(unlocked=unlocked) as uow:
            return act(uow, *args, **values)

    def may_fail(self, act: Callable[..., Any], *args: Any) -> bool:
        """Do something that the rules may refuse, as they would anybody; return whether it was done."""
        try:
            act(*args)
        except (Refused, Conflict, NotFound, Invalid):
            return False
        return True

    def tell(self, story: Story, teller: Teller | None, *, promise: str = CONFIDENCE) -> str:
        """Have somebody tell us something through the public form; return the reference of what they sent."""
        self.told += 1
        own = teller.own() if teller else {}
        account = f"{story.account} My name is {teller.name}, ring me on {teller.phone}." if teller else story.account
        told = Told(
            kind=Kind.REPORT,
            said={
                "account": account, "who_name": story.person, "who_business": story.firm,
                "where_address": f"{story.street}, {story.town}", "when_text": story.time,
            },
            own=own,
            asked=(("What happened", account), ("Who is it about", story.person), ("Where", story.street)),
            kinds=(story.kind,),
            danger="yes" if story.danger_to_life else "no",
            still_happening="yes",
            promise=promise,
        )  # fmt: skip
        receipt = mailbox(new_receipt(), self.house.deployment.ref)
        submission_ref = new_id()
        public = self.house.public()
        ready = told.ready(receipt, new_id(), self.clock.now)
        send(lambda *, writes: public.work(nobody(), writes=writes), ready, submission_ref)
        return submission_ref

    def bring_in(self) -> None:
        """Let the steward empty the gateway; every seventh report goes to the other unit."""
        unit = SOUTH if self.told % 7 == 0 else NORTH
        drain(self.house, self.units[unit])

    def keep_house(self) -> None:
        """Let the steward do its chores, and again tomorrow."""
        for chore in chores(self.units[NORTH]):
            chore.do(self.house)
        self.at(self.clock.now + timedelta(days=1), self.keep_house)
