"""What the steward brings in: an allegation, once, with its number and its due times; and what is told later."""

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.access.facts import Nothing
from app.access.policy import Action, require
from app.allegations import queries, rules
from app.allegations.given import Collected
from app.allegations.matching import write_keys
from app.allegations.models import Addition, Allegation, Counter, Mailbox, Place, Question, Subject
from app.allegations.models.allegation import STAGE_OF
from app.allegations.states import State, may_advance
from app.allegations.steps import enter, move
from app.allegations.telling import shows_its_teller, slips
from app.allegations.types import CHANNEL_BY_CODE, Priority
from app.database import new_id
from app.errors import NotFound
from app.markings.promises import CRIMESTOPPERS
from app.organisations import queries as organisations
from app.organisations.rules import local_day
from app.organisations.settings import SettingCode, held
from app.unit_of_work import UnitOfWork
from audit.events import Event

HELD_BY_PATTERN = "The words look as if they said who told us or how to reach them."


def collect(uow: UnitOfWork, given: Collected) -> str:
    """
    Enter an allegation and return its reference; for one that was collected before, the reference it has.

    It is held for the source unit at once where the words still look as if they told who spoke.

    :raises NotFound: there is no such unit.
    :raises Refused: only the steward collects.
    """
    with uow.trail.recording(Event.ALLEGATION_COLLECT, given.intake_ref) as note:
        require(uow.actor, Action.STEWARD, Nothing(given.intake_ref), uow.now)
        known = uow.case.scalar(select(Allegation.ref).where(Allegation.intake_ref == given.intake_ref))
        note.object_ref = known or _enter(uow, given)
        return note.object_ref


def add_more(uow: UnitOfWork, locator: str, text: str, *, intake_ref: str) -> str:
    """
    Enter what the holder of a receipt told later, and return the allegation's reference. The same is entered once.

    :raises NotFound: no receipt of ours leads there.
    :raises Refused: only the steward collects.
    """
    with uow.trail.recording(Event.ALLEGATION_ADD, intake_ref) as note:
        require(uow.actor, Action.STEWARD, Nothing(intake_ref), uow.now)
        row = uow.case.scalar(
            select(Allegation).join(Mailbox, Mailbox.link == Allegation.link).where(Mailbox.locator == locator)
        )
        if row is None:
            raise NotFound
        note.object_ref = row.ref
        if uow.case.get(Addition, intake_ref) is None:
            at = uow.now.replace(minute=0, second=0, microsecond=0)
            held = _hold_if_it_tells(uow, row, text)
            uow.case.add(Addition(intake_ref=intake_ref, allegation_ref=row.ref, text=text, at=at, is_held=held))
            row.news_at, row.additions = uow.now, row.additions + 1
        return row.ref


def note_answer(uow: UnitOfWork, ref: str, question_ref: str, *, text: str) -> None:
    """
    Enter what somebody who stays unknown answered, in general words; what would show who they are is held.

    :raises NotFound: no such question to the teller of this allegation, or not theirs to know.
    :raises Refused: it is not theirs, or its teller was not promised anonymity.
    """
    with uow.trail.recording(Event.QUESTION_ANSWER, ref, detail={"question": question_ref}):
        row = queries.find(uow, ref)
        require(uow.actor, Action.QUESTION_ASK, row.facts(), uow.now)
        question = uow.case.get(Question, question_ref)
        if question is None or question.allegation_ref != ref:
            raise NotFound
        question.answered_at = uow.now
        at = uow.now.replace(minute=0, second=0, microsecond=0)
        held = _hold_if_it_tells(uow, row, text)
        uow.case.add(Addition(intake_ref=new_id(), allegation_ref=ref, text=text, at=at, is_held=held))
        row.additions += 1


def _enter(uow: UnitOfWork, given: Collected) -> str:
    """Enter a new allegation with everything that hangs on it."""
    row = _row(uow, given)
    if given.kept is not None:
        row.kept_from, row.kept_number = given.kept.marks, given.kept.number
    uow.case.add(row)
    uow.case.flush()
    uow.case.add_all(
        Subject(allegation_ref=row.ref, position=number, **person.columns())
        for number, person in enumerate(given.people, start=1)
    )
    uow.case.add_all(
        Place(allegation_ref=row.ref, position=number, **where.columns())
        for number, where in enumerate(given.places, start=1)
    )
    if given.mailbox:
        box = given.mailbox
        uow.case.add(Mailbox(link=given.link, locator=box.locator, public_key=box.public_key))
    enter(uow, row.ref, "", State.RECEIVED)
    uow.case.flush()
    write_keys(uow.case, row.ref)
    _hold_if_it_tells(uow, row, given.account, given.happened_when, given.expected_what, *_described(given))
    return row.ref


def _described(given: Collected) -> list[str]:
    """Return what else was written in free words, of people and places."""
    return [*(person.description for person in given.people), *(where.address for where in given.places)]


def _row(uow: UnitOfWork, given: Collected) -> Allegation:
    """Return a new row: numbered, with the priority and the due times that its unit's calendar gives."""
    unit = organisations.unit(uow.case, given.unit_ref)
    days_off = organisations.holidays(uow.case, unit.division)
    days = held(unit.tightened, SettingCode.ASSESS_WORKING_DAYS)
    priority = rules.priority_of(
        given.types,
        given.time_critical_at,
        still_happening=given.still_happening != "NO",
        danger_to_life=given.danger_to_life,
    )
    at = given.received_at
    dated = Priority.P3_ROUTINE if given.time_critical_at is None else Priority.P2_TIME_CRITICAL
    return Allegation(
        ref=_next_ref(uow.case, local_day(at).year),
        link=given.link,
        intake_ref=given.intake_ref,
        channel=given.channel,
        promise=given.promise if CHANNEL_BY_CODE[given.channel].may_hold_source else CRIMESTOPPERS,
        types=list(given.types),
        priority=priority.value,
        status=State.RECEIVED.value,
        stage=STAGE_OF[State.RECEIVED].value,
        unit_ref=given.unit_ref,
        is_sensitive=given.is_sensitive,
        account=given.account,
        happened_when=given.happened_when,
        still_happening=given.still_happening,
        received_at=at,
        time_critical_at=given.time_critical_at,
        expected_what=given.expected_what,
        due_at=rules.due_at(priority, at, given.time_critical_at, days_off, days=days),
        assess_by=rules.due_at(dated, at, given.time_critical_at, days_off, days=days),
    )


def _next_ref(case: Session, year: int) -> str:
    """Take the next number of the year; its row stays locked until the commit, so that no number is given twice."""
    taken = update(Counter).where(Counter.year == year).values(last=Counter.last + 1).returning(Counter.last)
    number = case.scalar(taken)
    if number is None:
        case.execute(insert(Counter).values(year=year, last=1))
        number = 1
    return f"IMS-{year}-{number:06d}"


def _hold_if_it_tells(uow: UnitOfWork, row: Allegation, *texts: str) -> bool:
    """Hold what looks as if it said who told us: the whole allegation where it can be, else the new words."""
    if not any(shows_its_teller(text) or (row.promise == CRIMESTOPPERS and slips(text)) for text in texts):
        return False
    if may_advance(row.status, State.HELD_SOURCE):
        move(
            uow, row, State.HELD_SOURCE, reason=HELD_BY_PATTERN, held_from=row.status, words_held=True, held_at=uow.now
        )
    else:
        row.words_held, row.held_at = True, row.held_at or uow.now
    return True
