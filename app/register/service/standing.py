"""Moving a source on: letting it rest, waking it, closing it, looking at it afterwards, and opening it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete

from app.access.policy import Action, require
from app.errors import Conflict, Invalid
from app.organisations.rules import local_day
from app.register import queries
from app.register.models import Aftercare, Closing
from app.register.rules import aftercare_due, closing_problems
from app.sources import queries as sources
from app.sources.happenings import CLOSING, REOPENED
from app.sources.models import Source
from app.sources.standings import Step, after
from app.unit_of_work import UnitOfWork
from audit.events import Event

RECORD = "record"


@dataclass(frozen=True, slots=True)
class Signed:
    """A closing form as a controller signs it. ``words`` go to the vault and nowhere else."""

    reason: str
    answers: Mapping[str, str]
    owner_ref: str
    words: str = field(repr=False)


def list_closed(uow: UnitOfWork, behind: str = "") -> Sequence[Source]:
    """Return a page of closed sources, by reference. Recorded with the references shown."""
    with uow.trail.consulting(Event.SOURCE_LIST) as note:
        rows = queries.closed(uow, behind)
        note.detail["listed"] = [row.source_ref for row in rows]
        return rows


def before_moving(uow: UnitOfWork, source_ref: str, action: Action) -> Source:
    """
    Let somebody be shown the form of a step: only about a source of theirs that stands where it begins.

    :raises NotFound: no such source, or not theirs to know.
    :raises Refused: policy says no.
    """
    with uow.trail.consulting(Event.SOURCE_READ, source_ref):
        source = sources.find(uow, source_ref)
        require(uow.actor, action, source.facts(), uow.now)
        return source


def rest(uow: UnitOfWork, source_ref: str, *, reason: str) -> None:
    """
    Let a source rest: nobody asks to contact them. Reviews of the risk go on.

    :raises NotFound: no such source, or not theirs to know.
    """
    with uow.trail.recording(Event.SOURCE_STAND, source_ref, reason=reason, detail={"step": Step.REST.value}):
        source = sources.find(uow, source_ref)
        require(uow.actor, Action.SOURCE_REST, source.facts(), uow.now)
        move(source, Step.REST)


def wake(uow: UnitOfWork, source_ref: str) -> None:
    """Take a source that rested into work again."""
    with uow.trail.recording(Event.SOURCE_STAND, source_ref, detail={"step": Step.WAKE.value}):
        source = sources.find(uow, source_ref)
        require(uow.actor, Action.SOURCE_WAKE, source.facts(), uow.now)
        move(source, Step.WAKE)


def close(uow: UnitOfWork, source_ref: str, signed: Signed) -> None:
    """
    Close a source: its file is sealed, every permission ends now, and two looks after it fall due.

    :raises NotFound: no such source, or not theirs to know.
    :raises Refused: policy says no.
    :raises Conflict: a threat to their life is open.
    :raises Invalid: the form does not say enough.
    """
    with uow.trail.recording(Event.SOURCE_CLOSE, source_ref, detail={"why": signed.reason}):
        source = sources.find(uow, source_ref)
        permit = require(uow.actor, Action.SOURCE_CLOSE, source.facts(RECORD), uow.now)
        if found := closing_problems(signed.answers, signed.words):
            raise Invalid(found)
        uow.tell(CLOSING, source_ref)
        words = {"about": "closing", "written_at": uow.now.isoformat(timespec="minutes"), "words": signed.words}
        written = uow.vault.write(permit, source_ref, RECORD, words)
        uow.case.add(
            Closing(
                source_ref=source_ref,
                reason=signed.reason,
                band=source.band,
                owner_ref=signed.owner_ref,
                closed_by=uow.actor.person_ref,
                closed_at=hour_of(uow.now),
                entry_version=written.version,
                **signed.answers,
            )
        )
        for kind, due_on in aftercare_due(local_day(uow.now)).items():
            uow.case.add(Aftercare(source_ref=source_ref, kind=kind, due_on=due_on, owner_ref=signed.owner_ref))
        move(source, Step.CLOSE)


def reopen(uow: UnitOfWork, source_ref: str, *, words: str) -> None:
    """
    Open a closed source again. A new risk assessment falls due, and until it is signed nobody is contacted.

    :raises NotFound: no such source, or not theirs to know.
    :raises Refused: policy says no.
    """
    with uow.trail.recording(Event.SOURCE_REOPEN, source_ref):
        source = sources.find(uow, source_ref)
        permit = require(uow.actor, Action.SOURCE_REOPEN, source.facts(RECORD), uow.now)
        record = {"about": "opened again", "written_at": uow.now.isoformat(timespec="minutes"), "words": words}
        uow.vault.write(permit, source_ref, RECORD, record)
        closing, _looks = queries.closing_with_looks(uow, source_ref)
        if closing is not None:
            closing.reopened_at, closing.reopened_by = hour_of(uow.now), uow.actor.person_ref
        # What was not looked at yet is called off: whoever is in work is looked after as such.
        uow.case.execute(delete(Aftercare).where(Aftercare.source_ref == source_ref, Aftercare.done_at.is_(None)))
        move(source, Step.REOPEN)
        uow.tell(REOPENED, source_ref)


def before_looking(uow: UnitOfWork, source_ref: str, look_ref: str) -> Aftercare:
    """Return a look after closing that somebody is about to write down; NotFound when it is not theirs to know."""
    with uow.trail.consulting(Event.SOURCE_READ, source_ref):
        source = sources.find(uow, source_ref)
        require(uow.actor, Action.AFTERCARE, source.facts(), uow.now)
        return queries.find_look(uow, source_ref, look_ref)


def look(uow: UnitOfWork, source_ref: str, look_ref: str, *, finding: str, words: str) -> None:
    """
    Write down what a look after closing found.

    :raises NotFound: no such source or look, or not theirs to know.
    :raises Conflict: it has been done.
    """
    with uow.trail.recording(Event.SOURCE_AFTERCARE, source_ref, detail={"finding": finding}):
        source = sources.find(uow, source_ref)
        permit = require(uow.actor, Action.AFTERCARE, source.facts(RECORD), uow.now)
        row = queries.find_look(uow, source_ref, look_ref)
        if row.done_at is not None:
            raise Conflict("A colleague has looked already.")
        record = {"about": row.kind, "written_at": uow.now.isoformat(timespec="minutes"), "words": words}
        row.entry_version = uow.vault.write(permit, source_ref, RECORD, record).version
        row.done_at, row.done_by, row.finding = uow.now, uow.actor.person_ref, finding


def hour_of(at: datetime) -> datetime:
    """Return the hour of a moment: what ends with a closing bears its own time, and the two must not be matched."""
    return at.replace(minute=0, second=0, microsecond=0)


def move(source: Source, step: Step) -> None:
    """Move a source on; Conflict where the step does not begin at where it stands."""
    standing = after(step, source.status)
    if standing is None:
        raise Conflict("A colleague has moved this source on already. Open its page again.")
    source.status = standing.value
