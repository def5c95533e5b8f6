"""Making the made-up unit: its ceremony, its people, and six months of their work."""

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import delete, event, select, update

from app import listeners
from app.access.actor import founder, steward
from app.accounts.models import Account, KnownDevice
from app.allegations.models import Allegation
from app.demonstration.arrivals import Arrivals
from app.demonstration.case_work import CaseWork, Left
from app.demonstration.cast import Cast
from app.demonstration.custody_work import CustodyWork
from app.demonstration.erasure_work import leave_erasures
from app.demonstration.life import DAYS, LEFT_TO_REGISTER, REPORTS, TELLERS, Life
from app.demonstration.mark import NAME
from app.demonstration.people import ASSESSORS, NORTH, PARTS, SOUTH_ASSESSOR, plan
from app.demonstration.people_work import leave_people_to_see_to, place_under_managers
from app.demonstration.staff import CHEAP, Clock, Colleague
from app.demonstration.stage import Stage
from app.demonstration.tellers import Given, who_tells
from app.founding import Founded, found, write_settings
from app.organisations.models import Mark
from app.sources.models import Waiting
from app.vault.key_provider import OWNER_ONLY
from crypto.passphrases import generate

SEED = 20140401
SETTINGS = "demonstration.env"
PEOPLE = "people.json"
BEFORE_THE_FIRST_DAY = 5
# What is left undone is brought about within these, act by act. A code of later than now would keep somebody out.
LAST_HOURS = timedelta(hours=3)
TO_REGISTER = timedelta(days=4)
# What stands undone when somebody comes to try the unit.
TO_DECIDE, TO_CALL, TO_REOPEN, TO_RELEASE = 3, 2, 1, 3
LEFT_AS = (Left.HELD, Left.RETURNED, Left.WITH_SECOND, Left.HELD, Left.RETURNED, Left.WITH_SECOND, Left.IN_HAND)
CLOSED, SENDABLE = "CLOSED", ("ASSESSED", "IN_DEVELOPMENT", "RESULTED")


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything."""

    reports: int = REPORTS
    tellers: int = TELLERS
    days: int = DAYS


@dataclass(frozen=True, slots=True)
class Report:
    """One report that is to come: who gives their details, how many come later, whether their risk is assessed."""

    given: Given | None
    after_it: int
    assess: bool


def make(folder: Path, size: Size | None = None, *, now: datetime | None = None) -> None:
    """Make the unit in a folder, with the settings it runs with and what its people know."""
    size, present = size or Size(), now or datetime.now(UTC)
    clock = Clock((present - timedelta(days=size.days)).replace(hour=7, minute=0, second=0, microsecond=0))
    passphrases = {part.sign_in_name: generate() for part in PARTS}
    first_day = (clock.now - timedelta(days=BEFORE_THE_FIRST_DAY)).date()
    founded = found(folder, plan(passphrases, first_day), clock=clock, cost=CHEAP)
    _be_quick(founded)
    # What one feature tells another is listened to here as in every process.
    founded.house.listeners = listeners()
    _mark(founded)
    staff = _staff(founded, clock, passphrases)
    _live(Life(founded.house, clock, staff, founded.units, SEED), size, present)
    _hand_over(founded, staff)
    _write(folder / PEOPLE, founded, passphrases)
    write_settings(
        folder / SETTINGS,
        founded.settings
        | {"FACE": "all", "DEMONSTRATION": "yes", "INTAKE_UNIT": founded.units[NORTH], "DRAIN_SECONDS": "2"},
    )
    for engine in founded.house.stores.each().values():
        engine.dispose()


def stand_elsewhere(folder: Path, *, before: Path, after: Path) -> None:
    """Let the settings in a folder name another place than the one in which everything was made."""
    for path in folder.glob("*.env"):
        path.write_text(path.read_text(encoding="utf-8").replace(str(before), str(after)), encoding="utf-8")


def _live(life: Life, size: Size, present: datetime) -> None:
    """Let reports come in over the whole time, and everybody do their part with them."""
    cast = Cast(life)
    custody = CustodyWork(life, cast)
    work, stage = CaseWork(life, custody), Stage(life, cast, custody)
    begin = life.clock.now + timedelta(hours=2)
    span = (present - begin) - LAST_HOURS
    moments = sorted(begin + span * life.chance.random() for _ in range(size.reports))
    tellers = who_tells(life.writer, size.reports, size.tellers)
    # Nobody assesses the last one who is registered for certain, whatever day of the week it is.
    before = present - TO_REGISTER
    last = max(number for number, one in tellers.items() if one.is_new and moments[number] < before)
    for number, moment in enumerate(moments):
        report = Report(tellers.get(number), size.reports - number - 1, assess=number != last)
        life.at(moment, _tell, life, (custody, work), report)
    life.at(begin, place_under_managers, life)
    life.at(begin, life.keep_house)
    life.at(begin + timedelta(hours=6), custody.risk.look_again)
    life.at(begin + timedelta(hours=8), custody.mend_plans)
    stage.set(begin, present - LAST_HOURS)
    arrivals = Arrivals(life, custody, work)
    arrivals.expect(stage.days_ago)
    life.live(present - LAST_HOURS)
    leave_erasures(life, cast)
    stage.leave()
    arrivals.leave()
    _leave_something_to_do(life, custody, work)
    life.clock.now = max(life.clock.now, present - timedelta(minutes=1))


def _leave_something_to_do(life: Life, custody: CustodyWork, work: CaseWork) -> None:
    """Leave something on every board: to decide, to call about, to cut, to agree, to correct and to release."""
    owners = {life.staff[who].person_ref: who for who in ASSESSORS}
    with life.house.work(steward(), writes=False) as uow:
        told = set(uow.case.scalars(select(Waiting.allegation_ref).where(Waiting.state.in_(("REGISTERED", "LINKED")))))
        rows = uow.case.scalars(
            select(Allegation).where(Allegation.owner_ref.in_(owners)).order_by(Allegation.ref)
        ).all()
    holders = {row.ref: owners[row.owner_ref or ""] for row in rows}
    told_rows = [row.ref for row in rows if row.ref in told]
    reachable = [row.ref for row in rows if row.ref in told and row.status != CLOSED] or told_rows
    _leave(TO_DECIDE, [partial(custody.leave_open, holders[ref], ref) for ref in reversed(reachable)])
    _leave(TO_CALL, [partial(custody.leave_granted, holders[ref], ref) for ref in reachable])
    newest = [(row.ref, row.status) for row in reversed(rows)]
    for ref in [ref for ref, status in newest if status == CLOSED][:TO_REOPEN]:
        work.leave_reopened(ref)
    sendable = [ref for standing in SENDABLE for ref, status in newest if status == standing]
    _leave(1, [partial(work.leave_to_release, ref, free=False) for ref in sendable])
    _leave(TO_RELEASE - 1, [partial(work.leave_to_release, ref, free=True) for ref in sendable])
    leave_people_to_see_to(life)


def _leave(number: int, acts: Iterable[Callable[[], bool]]) -> None:
    """Do one act after the other until so many were done: what the rules refuse is tried with the next."""
    done = 0
    for act in acts:
        done += act() if done < number else 0


def _tell(life: Life, at_work: tuple[CustodyWork, CaseWork], report: Report) -> None:
    """Let one report come in, and set in motion what follows."""
    custody, work = at_work
    submission_ref = life.tell(life.writer.story(), report.given.teller if report.given else None)
    life.clock.tick(timedelta(minutes=4))
    life.bring_in()
    with life.house.work(steward(), writes=False) as uow:
        row = uow.case.scalar(select(Allegation).where(Allegation.intake_ref == submission_ref))
    if report.after_it >= LEFT_TO_REGISTER:
        life.after(partial(custody.deal_with, submission_ref, assess=report.assess), hours=20)
    if row is None:
        return
    south, ref = row.unit_ref != life.units[NORTH], row.ref
    left_as = report.after_it - LEFT_TO_REGISTER
    if not south and 0 <= left_as < len(LEFT_AS):
        life.after(work.take_and_leave, ref, ASSESSORS[left_as % len(ASSESSORS)], LEFT_AS[left_as], hours=4)
    elif life.chance.random() < 0.03:
        life.after(work.take_and_hold, ref, SOUTH_ASSESSOR if south else ASSESSORS[0], hours=2)
    else:
        life.after(lambda: work.take(ref, south=south), hours=life.chance.choice((1, 6, 20, 30, 60)))


def _be_quick(founded: Founded) -> None:
    """Do not wait for the disk while six months are made up: a unit that was not finished is made anew."""

    def hurry(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    for engine in founded.house.stores.each().values():
        engine.dispose()
        event.listen(engine, "connect", hurry)


def _hand_over(founded: Founded, staff: dict[str, Colleague]) -> None:
    """Have everybody sign out, and let nobody who tries the unit be told that somebody was there before them."""
    for colleague in staff.values():
        colleague.go_home()
    with founded.house.work(founder()) as uow:
        uow.case.execute(update(Account).values(signed_in_at=None))
        uow.case.execute(delete(KnownDevice))


def _mark(founded: Founded) -> None:
    """Mark the store, before anything made up is in it."""
    with founded.house.work(founder()) as uow:
        uow.case.add(Mark(name=NAME))


def _staff(founded: Founded, clock: Clock, passphrases: dict[str, str]) -> dict[str, Colleague]:
    """Return everybody by first name."""
    return {
        part.name.split()[0].lower(): Colleague(
            founded.house,
            clock,
            part,
            passphrases[part.sign_in_name],
            founded.enrolled[part.sign_in_name].totp_secret,
            founded.enrolled[part.sign_in_name].person_ref,
        )
        for part in PARTS
    }


def _write(path: Path, founded: Founded, passphrases: dict[str, str]) -> None:
    """Write what everybody knows and what their telephones hold, for the sign-in page."""
    rows = [
        {
            "name": part.name,
            "sign_in_name": part.sign_in_name,
            "roles": list(part.roles),
            "level": part.level,
            "unit": part.unit,
            "task": part.task,
            "is_partner": part.is_partner,
            "passphrase": passphrases[part.sign_in_name],
            "totp_secret": founded.enrolled[part.sign_in_name].totp_secret.hex(),
        }
        for part in PARTS
    ]
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(rows, file, indent=1)
