"""What agency staff do: see what was sent to them, accept its conditions, read it, and say what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.access.facts import ReleaseFacts
from app.access.policy import Action, require
from app.database import new_id
from app.dissemination import queries
from app.dissemination.making import marking_of
from app.dissemination.models import Acceptance, Release, Result
from app.dissemination.results import RESULT_BY_CODE
from app.errors import Invalid
from app.unit_of_work import UnitOfWork
from audit.events import Event


@dataclass(frozen=True, slots=True)
class Received:
    """A release as its reader sees it, with its marking as it stands now and the results recorded so far."""

    release: Release
    marking: str
    results: Sequence[Result] = ()


def list_releases(uow: UnitOfWork, before: tuple[date, str] | None = None) -> Sequence[Release]:
    """Return a page of what was sent to this person's organisation and they may know of, newest first."""
    with uow.trail.consulting(Event.RELEASE_LIST) as note:
        rows = queries.releases(uow, before)
        note.detail["listed"] = [row.ref for row in rows]
        return rows


def conditions_of(uow: UnitOfWork, ref: str) -> Received:
    """
    Return a release for its conditions to be read and accepted; the page that shows it shows nothing of its text.

    :raises NotFound: no such release, or not theirs to know.
    """
    with uow.trail.consulting(Event.RELEASE_LIST, ref):
        made = queries.find_release(uow, ref)
        return Received(made, marking_of(made, uow.now))


def accept(uow: UnitOfWork, ref: str) -> None:
    """
    Accept the conditions of a release, which is what opens it to this person.

    :raises Refused: it is under embargo, has ended, or vetting does not reach it.
    """
    with uow.trail.recording(Event.RELEASE_ACCEPT, ref):
        made = queries.find_release(uow, ref)
        require(uow.actor, Action.RELEASE_ACCEPT, _facts(uow, made), uow.now)
        if uow.case.get(Acceptance, (ref, uow.actor.person_ref)) is None:
            uow.case.add(Acceptance(release_ref=ref, person_ref=uow.actor.person_ref, at=uow.now))


def read_release(uow: UnitOfWork, ref: str) -> Received:
    """
    Return a release to somebody who has accepted its conditions.

    :raises NotFound: no such release, or not theirs to know.
    :raises Refused: the conditions are not accepted; it is under embargo or has ended.
    """
    with uow.trail.consulting(Event.RELEASE_READ, ref):
        made = queries.find_release(uow, ref)
        require(uow.actor, Action.RELEASE_READ, _facts(uow, made), uow.now)
        return Received(made, marking_of(made, uow.now), queries.results(uow, ref))


def record_result(uow: UnitOfWork, ref: str, *, code: str, reason: str) -> None:
    """
    Record what became of a release.

    :raises Invalid: no such result, or it needs a reason.
    :raises Refused: the conditions are not accepted; it is under embargo or has ended.
    """
    row = RESULT_BY_CODE.get(code)
    known = {"result": code} if row else {}
    with uow.trail.recording(Event.RELEASE_RESULT, ref, reason=reason, detail=known):
        made = queries.find_release(uow, ref)
        require(uow.actor, Action.RELEASE_READ, _facts(uow, made), uow.now)
        if row is None or not row.by_reader:
            raise Invalid({"code": "Choose a result from the list."})
        if row.needs_reason and not reason.strip():
            raise Invalid({"reason": "Give the reason, so that the unit can learn from it."})
        by_ref, waits = uow.actor.person_ref, row.is_final or row.was_action
        uow.case.add(
            Result(id=new_id(), release_ref=ref, code=code, reason=reason, by_ref=by_ref, at=uow.now, waits=waits)
        )
        made.resulted = made.resulted or row.is_final


def _facts(uow: UnitOfWork, made: Release) -> ReleaseFacts:
    """Return what policy may know of a release, and how the person who asks stands to it."""
    person_ref = uow.actor.person_ref
    return made.facts(person_ref, accepted=uow.case.get(Acceptance, (made.ref, person_ref)) is not None)
