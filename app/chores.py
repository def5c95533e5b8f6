"""What the steward does again and again, and how often: everything it does is visible here."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

from app.access.actor import steward
from app.accounts import service as accounts
from app.allegations import service as allegations
from app.contacts import service as contacts
from app.contacts.figures import count_contacts
from app.custody import service as custody
from app.custody.openings import forget_openings
from app.database import new_id
from app.dissemination.entering import enter_results
from app.erasure import finishing as erasure
from app.intake import replies
from app.intake import service as intake
from app.intake.publishing import publish
from app.register.watching import recount_aged
from app.risk import service as risk
from app.unit_of_work import House, UnitOfWork
from app.upkeep.consistency import follow
from app.upkeep.erasures import note_erasures
from app.worker import Chore
from audit.checkpoint import due
from audit.events import Event

# Product defaults. Urgent submissions are brought in at once, all others within ten minutes.
AT_ONCE = timedelta(seconds=3)
ROUND = timedelta(minutes=10)
OFTEN = timedelta(seconds=30)
HOURLY = timedelta(hours=1)
DAILY = timedelta(days=1)


def chores(intake_unit: str, *, every_round: timedelta = ROUND, erased_list: str = "") -> tuple[Chore, ...]:
    """Return the chores of a unit that public submissions go to. The order is the order within one round."""
    noted = Chore("list what was erased", ROUND, lambda house: note_erasures(house, Path(erased_list)))
    return (
        *((noted,) if erased_list else ()),
        Chore("bring in what is urgent", AT_ONCE, lambda house: intake.drain_urgent(house, intake_unit)),
        Chore("empty the gateway", every_round, lambda house: intake.drain(house, intake_unit)),
        Chore("deliver replies", OFTEN, replies.deliver),
        Chore("take halves back that are over", OFTEN, partial(_in_one_unit, act=custody.end_expired)),
        Chore("end permissions that are over", OFTEN, partial(_in_one_unit, act=contacts.end_expired)),
        Chore("forget idle keys", OFTEN, partial(_in_one_unit, act=_forget_idle_keys)),
        Chore("see whom what happened touches", OFTEN, partial(_in_one_unit, act=risk.see_to_happenings)),
        Chore("tell of late reviews of risk", HOURLY, partial(_in_one_unit, act=risk.escalate)),
        Chore("let old signs of drift count no more", HOURLY, partial(_in_one_unit, act=recount_aged)),
        Chore("count who was tried and reached", DAILY, partial(_in_one_unit, act=count_contacts)),
        Chore("sign the record", OFTEN, _sign),
        Chore("forget ended sessions", HOURLY, partial(_in_one_unit, act=accounts.forget_what_is_over)),
        Chore("forget openings that count no more", DAILY, partial(_in_one_unit, act=forget_openings)),
        Chore("enter results", OFTEN, partial(_in_one_unit, act=enter_results)),
        Chore("chase results", HOURLY, partial(_in_one_unit, act=allegations.chase_results)),
        Chore("publish the public keys", HOURLY, publish),
        Chore("finish what was erased", OFTEN, erasure.finish),
        Chore("follow what the vault alone kept", ROUND, follow),
        Chore("finish what was interrupted", HOURLY, lambda house: intake.sweep(house, intake_unit)),
    )


def _in_one_unit(house: House, act: Callable[[UnitOfWork], int]) -> int:
    """Do something in one unit of work of the steward's."""
    with house.work(steward(new_id())) as uow:
        return act(uow)


def _forget_idle_keys(uow: UnitOfWork) -> int:
    """Forget everything unlocked that has lain idle."""
    uow.vault.end_idle(uow.now)
    return 0


def _sign(house: House) -> int:
    """Sign the record when five minutes or 64 entries have passed: a heartbeat even when nothing happens."""
    with house.work(steward(new_id()), writes=False) as uow:
        if not due(uow.log.head(), uow.log.latest_checkpoint(), uow.clock()):
            return 0
        uow.trail.happened(Event.HEARTBEAT)
        uow.sign_log()
    return 1
