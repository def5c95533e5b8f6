"""The steps that people take with an allegation around its assessment."""

from datetime import datetime

from app.access.facts import PersonFacts
from app.access.policy import Action, require
from app.allegations import queries, rules
from app.allegations.models import Allegation
from app.allegations.states import State
from app.allegations.steps import move
from app.allegations.types import Priority
from app.errors import NOT_THEIRS, Conflict, NotFound
from app.organisations import queries as organisations
from app.organisations.settings import SettingCode, held
from app.unit_of_work import UnitOfWork
from audit.events import Event

# Told to listeners when somebody takes an allegation in hand.
TAKEN = "allegation:taken"


def take(uow: UnitOfWork, ref: str) -> None:
    """
    Take an allegation in hand: from now on it is this person's to read and to assess.

    :raises NotFound: there is none that this person may know of.
    :raises Refused: a colleague has it, or it is not at that step.
    :raises Conflict: a colleague was quicker.
    """
    with uow.trail.recording(Event.ALLEGATION_TAKE, ref):
        row = queries.find(uow, ref, Action.ALLEGATION_TAKE)
        require(uow.actor, Action.ALLEGATION_TAKE, row.facts(), uow.now)
        # An immediate one was due to be opened; from here on its assessment is what is due.
        opened = row.opened_at or uow.now
        move(
            uow,
            row,
            State.IN_ASSESSMENT,
            owner_ref=uow.actor.person_ref,
            opened_at=opened,
            due_at=row.assess_by,
        )
        uow.tell(TAKEN, ref)


def return_for_correction(uow: UnitOfWork, ref: str, *, reason: str, free: bool = False) -> None:
    """
    Return an allegation for correction, to its assessor or, ``free``, to whoever takes it. The clock goes on.

    :raises NotFound: there is none that this person may know of.
    :raises Refused: only the unit's manager returns, and only what is being assessed.
    """
    with uow.trail.recording(Event.ALLEGATION_RETURN, ref, reason=reason):
        row = queries.find(uow, ref, Action.ALLEGATION_RETURN)
        require(uow.actor, Action.ALLEGATION_RETURN, row.facts(), uow.now)
        owner = None if free else row.owner_ref
        if row.status == State.RETURNED:
            row.owner_ref = owner
        else:
            move(uow, row, State.RETURNED, reason=reason, owner_ref=owner, second_asked_at=None)


def develop(uow: UnitOfWork, ref: str) -> None:
    """
    Keep an allegation for development.

    :raises NotFound: there is none that this person may know of.
    :raises Refused: it is not theirs, or not at that step.
    """
    with uow.trail.recording(Event.ALLEGATION_DEVELOP, ref):
        row = queries.find(uow, ref)
        require(uow.actor, Action.ALLEGATION_DEVELOP, row.facts(), uow.now)
        move(uow, row, State.IN_DEVELOPMENT)


def reopen(uow: UnitOfWork, ref: str, *, reason: str) -> None:
    """
    Reopen a closed allegation: free to take, with a new clock, and to be assessed anew.

    :raises NotFound: there is none that this person may know of.
    :raises Refused: only the unit's manager reopens, and only what is closed.
    """
    with uow.trail.recording(Event.ALLEGATION_REOPEN, ref, reason=reason):
        row = queries.find(uow, ref, Action.ALLEGATION_REOPEN)
        require(uow.actor, Action.ALLEGATION_REOPEN, row.facts(), uow.now)
        due = _due_again(uow, row)
        move(
            uow,
            row,
            State.REOPENED,
            reason=reason,
            owner_ref=None,
            outcome_code="",
            assessed_at=None,
            due_at=due,
            assess_by=due,
            news_at=None,
            round=row.round + 1,
        )


def note_news(uow: UnitOfWork, ref: str) -> None:
    """
    Note that what was told later has been read, and nothing more follows from it.

    :raises NotFound: there is none that this person may know of.
    :raises Refused: it is neither theirs nor their unit's to manage.
    """
    with uow.trail.recording(Event.ALLEGATION_NOTE, ref):
        row = queries.find(uow, ref, Action.ALLEGATION_NOTE)
        require(uow.actor, Action.ALLEGATION_NOTE, row.facts(), uow.now)
        row.news_at = None


def hand_over(uow: UnitOfWork, ref: str, holder: PersonFacts, to_ref: str) -> None:
    """
    Give an allegation to a colleague, because its owner leaves or moves on. Where it stands does not change.

    :raises NotFound: there is none of this reference that this person owns.
    :raises Conflict: whoever it is to go to is kept from it.
    :raises Refused: policy says no.
    """
    with uow.trail.recording(Event.HOLDING_MOVE, ref, detail={"from": holder.ref, "to": to_ref}):
        require(uow.actor, Action.HOLDING_MOVE, holder, uow.now)
        row = uow.case.get(Allegation, ref)
        if row is None or row.owner_ref != holder.ref:
            raise NotFound
        if uow.kept_among([to_ref], row):
            raise Conflict(NOT_THEIRS)
        row.owner_ref = to_ref


def _due_again(uow: UnitOfWork, row: Allegation) -> datetime:
    """Return when a reopened one is due: as if it had come in now."""
    unit = organisations.unit(uow.case, row.unit_ref)
    days_off = organisations.holidays(uow.case, unit.division)
    days = held(unit.tightened, SettingCode.ASSESS_WORKING_DAYS)
    return rules.due_at(Priority.P3_ROUTINE, uow.now, None, days_off, days=days)
