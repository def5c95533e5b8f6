"""What custodians do: open what came in sealed, register who it came from, and look after how they may be reached."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.access.policy import Action, require
from app.errors import Conflict
from app.markings.promises import strictest
from app.organisations.rules import local_day
from app.sources import queries
from app.sources.entering import CONTACT, Registration, enter, new_source, require_plan, require_sound
from app.sources.happenings import LINKED, MOVED
from app.sources.models import Source, StandingPlan, Waiting
from app.sources.openings.counting import find_to_open
from app.sources.plans import ContactPlan
from app.sources.reading import open_alone, was_asked_for
from app.sources.standing_plans import stand
from app.sources.standings import ORDINARY, Standing
from app.sources.terms import EMAIL, PHONE, terms_of
from app.unit_of_work import UnitOfWork
from audit.events import Event

REGISTRATION = "REGISTRATION"


@dataclass(frozen=True, slots=True)
class Opened:
    """What came in sealed, for the custodian who opened it."""

    submission_ref: str
    allegation_ref: str
    details: dict[str, object] = field(repr=False)
    original_parts: list[tuple[str, str]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source as its own page shows it: by reference, with the allegations it told us of."""

    source: Source
    links: Sequence[str]
    plan: StandingPlan | None = None


def waiting(uow: UnitOfWork, after: str = "") -> Sequence[Waiting]:
    """Return a page of sealed parts that wait, urgent ones first. Recorded with the references shown."""
    with uow.trail.consulting(Event.SUBMISSION_LIST) as note:
        rows = queries.waiting(uow, after)
        note.detail["listed"] = [row.submission_ref for row in rows]
        return rows


def open_submission(uow: UnitOfWork, submission_ref: str) -> Opened:
    """
    Return what a person told us about themselves, to register them.

    :raises NotFound: it does not wait.
    :raises Refused: policy says no, or a colleague has dealt with it.
    :raises Locked: the custodian has not unlocked.
    """
    with uow.trail.recording(Event.SUBMISSION_OPEN, submission_ref, purpose=REGISTRATION):
        row = queries.find_waiting(uow, submission_ref)
        content = uow.vault.open_submission(require(uow.actor, Action.SUBMISSION_OPEN, row.facts(), uow.now))
        details: Any = content["details"]
        original: Any = content["original"]
        return Opened(submission_ref, row.allegation_ref, details, parts_of(original))


def parts_of(original: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return a story as typed as its questions and answers."""
    return [(str(question), str(answer)) for question, answer in original["answers"]]


def register(
    uow: UnitOfWork, submission_ref: str, registration: Registration, others: frozenset[str] = frozenset()
) -> str:
    """
    Register the person who sent a submission as a new source, and return its reference.

    :param others: sources that a search found and that are not this custodian's to open: a controller is to look.

    :raises Invalid: the contact plan cannot stand as it is.
    :raises Refused: policy says no.
    :raises Locked: the custodian has not unlocked.
    """
    with uow.trail.recording(Event.SOURCE_REGISTER, submission_ref, purpose=REGISTRATION) as note:
        row = queries.find_waiting(uow, submission_ref)
        permit = require(uow.actor, Action.SOURCE_REGISTER, row.facts(), uow.now)
        require_sound(uow, row, registration)
        source = new_source(uow, registration, row.promise)
        note.detail["source"] = source.source_ref
        written = uow.vault.register(permit, source.source_ref, row.link, registration.parts(), source.custody)
        known = {"identity": terms_of(registration.identity), "contact": terms_of(registration.plan.record())}
        uow.vault.index.enter(permit, source.source_ref, known, is_new=True)
        version = next(one.version for one in written if one.compartment == CONTACT)
        _settle(uow, row, "REGISTERED")
        enter(uow, source, registration.plan, version, others)
        return source.source_ref


def link(uow: UnitOfWork, submission_ref: str, source_ref: str) -> None:
    """
    Put a submission to a source that is registered already. Only custodians learn that the two are one.

    :raises NotFound: no such source, or not theirs to know.
    :raises Conflict: the source is closed, or not marked as under 18 or vulnerable while the report says so.
    """
    with uow.trail.recording(Event.SOURCE_LINK, submission_ref, purpose=REGISTRATION, detail={"source": source_ref}):
        row = queries.find_waiting(uow, submission_ref)
        permit = require(uow.actor, Action.SOURCE_REGISTER, row.facts(), uow.now)
        source = queries.find(uow, source_ref)
        if source.status == Standing.CLOSED:
            raise Conflict("This source is closed. A controller opens it again first, then puts this to it.")
        if row.needs_care and source.care == ORDINARY:
            raise Conflict(
                "With this report they are said to be under 18 or vulnerable, and the source is not marked so. Mark it "
                "on its own page first, then put this to it."
            )
        uow.vault.link(permit, source.source_ref, row.link)
        # Whoever was promised several things is kept to the one that lets us do least.
        source.promise = strictest(source.promise, row.promise)
        _settle(uow, row, "LINKED")
        uow.tell(LINKED, source_ref)


def dismiss(uow: UnitOfWork, submission_ref: str, *, reason: str) -> None:
    """Delete a sealed part in which nobody gave any detail. What was said stays with its allegation."""
    with uow.trail.recording(Event.SOURCE_DISMISS, submission_ref, purpose=REGISTRATION, reason=reason):
        row = queries.find_waiting(uow, submission_ref)
        uow.vault.dismiss(require(uow.actor, Action.SUBMISSION_DISMISS, row.facts(), uow.now), row.link)
        _settle(uow, row, "DISMISSED")


def list_sources(uow: UnitOfWork, after: tuple[date, str] | None = None) -> Sequence[Source]:
    """Return a page of the register, plans that end first at the top. Recorded with the references shown."""
    with uow.trail.consulting(Event.SOURCE_LIST) as note:
        rows = queries.register(uow, after)
        note.detail["listed"] = [row.source_ref for row in rows]
        return rows


def read(uow: UnitOfWork, source_ref: str) -> SourceView:
    """
    Return a source by reference, for those who look after it. Nothing of who they are is opened.

    :raises NotFound: no such source, or not theirs to know.
    """
    with uow.trail.consulting(Event.SOURCE_READ, source_ref):
        source, plan = queries.known_with_plan(uow, source_ref, also_erased=True)
        return SourceView(source, () if source.is_erased else uow.vault.links_of(source_ref), plan)


def before_opening(uow: UnitOfWork, source_ref: str) -> None:
    """
    Let somebody be asked what for: only about a source that is theirs to know, so that the form tells nothing.

    :raises NotFound: no such source, or not theirs to know.
    """
    with uow.trail.consulting(Event.SOURCE_READ, source_ref):
        queries.find(uow, source_ref)


def open_compartment(
    uow: UnitOfWork, source_ref: str, compartment: str, *, purpose: str, reason: str
) -> dict[str, object]:
    """
    Return one part of what is known of a source, for a custodian who says why.

    :raises NotFound: no such source, or not theirs to know.
    :raises Refused: policy says no, the source is held by two groups, or they have opened as many as one may.
    :raises Locked: the custodian has not unlocked.
    """
    with uow.trail.recording(
        Event.SOURCE_OPEN, source_ref, purpose=purpose, reason=reason, detail={"compartment": compartment}
    ):
        held = open_alone(uow, find_to_open(uow, source_ref), compartment)
        was_asked_for(uow, source_ref, purpose)
        return held


def before_writing(uow: UnitOfWork, source_ref: str) -> None:
    """
    Let somebody write a new contact plan without seeing the present one, where nobody opens that alone.

    :raises NotFound: no such source, or not theirs to know.
    """
    with uow.trail.consulting(Event.SOURCE_READ, source_ref):
        require(uow.actor, Action.SOURCE_WRITE, queries.find(uow, source_ref).facts("contact"), uow.now)


def write_plan(uow: UnitOfWork, source_ref: str, plan: ContactPlan, *, reason: str, moved: bool = False) -> None:
    """
    Replace the contact plan. The plan before stays in the vault as an older version.

    ``moved`` says that their address is another, which may have changed the risk to them. That their number or e-mail
    is another shows by itself, in the index, also where a plan is written by somebody who does not see the one before.

    :raises Invalid: it cannot stand as it is.
    """
    with uow.trail.recording(
        Event.SOURCE_WRITE, source_ref, purpose="PLAN", reason=reason, detail={"compartment": "contact"}
    ):
        source = queries.find(uow, source_ref)
        permit = require(uow.actor, Action.SOURCE_WRITE, source.facts("contact"), uow.now)
        require_plan(uow, plan)
        written = uow.vault.write(permit, source_ref, CONTACT, plan.record())
        gone = uow.vault.index.enter(permit, source_ref, {"contact": terms_of(plan.record())})
        source.contactable, source.plan_ends_on = plan.contactable, date.fromisoformat(plan.ends_on)
        source.calls_decided_for, source.calls_are_let = None, False
        stand(uow, source_ref, plan, written.version)
        uow.vault.windows.keep(source_ref, plan.window.record())
        if moved or gone & {PHONE, EMAIL}:
            uow.tell(MOVED, source_ref)


def _settle(uow: UnitOfWork, row: Waiting, state: str) -> None:
    """Take a submission off the queue, unless a colleague was faster."""
    if not row.waiting:
        raise Conflict("A colleague has dealt with this submission already.")
    # Beside a report it would tell of whom; from now on it stands with the source.
    row.needs_care = False
    row.state, row.decided_by, row.decided_on = state, uow.actor.person_ref, local_day(uow.now)
