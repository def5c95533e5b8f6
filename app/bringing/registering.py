"""Registering the person of one row: what finds them again, who they may be already, and what is written down."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from app.access.facts import RegisterFacts, SubmissionFacts
from app.access.policy import Action, Permit, allowed, require
from app.bringing.rules import Values, circumstances_of, details_of, identity_of, may_be_one, plan_of
from app.errors import NotFound
from app.markings.promises import CONFIDENCE
from app.sources import queries
from app.sources.entering import CONTACT, Registration, enter, new_source
from app.sources.models import Source
from app.sources.terms import NAME, Term, terms_of
from app.sources.windows import LONDON
from app.unit_of_work import UnitOfWork
from audit.events import Event

REGISTRATION = "REGISTRATION"
KNOWN_BY_ROW = "ROW"
# Under what a row that is to be decided on keeps the sources that it may be, each with the kinds that agree.
MAY_BE = "may_be"
GROWING = "original"

Hits = Mapping[str, frozenset[str]]
Parts = Mapping[str, frozenset[Term]]


class Progress(Protocol):
    """How far a file is, as custody counts it."""

    @property
    def file_ref(self) -> str:
        """Which file."""

    @property
    def brought_by(self) -> str:
        """Who brought it in."""

    @property
    def brought_at(self) -> datetime:
        """When."""

    @property
    def kept(self) -> int:
        """How many rows were sealed."""

    @property
    def registered(self) -> int:
        """How many of them were registered."""

    @property
    def known(self) -> int:
        """How many were registered already."""

    @property
    def left_out(self) -> int:
        """How many a custodian left out."""

    @property
    def waits(self) -> int:
        """How many wait to be taken in."""

    @property
    def to_decide(self) -> int:
        """How many wait for a custodian to decide."""


class Opened(Protocol):
    """One row, as custody opens it."""

    @property
    def row_ref(self) -> str:
        """Which row."""

    @property
    def record(self) -> dict[str, Any]:
        """What it says, under ``values``, and who is to look after them."""

    @property
    def term(self) -> Term:
        """By what the row is known again."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Which of some sources this custodian may open, and which others there are that they may not."""

    mine: frozenset[str]
    others: frozenset[str]

    def to_look_at(self, hits: Hits) -> frozenset[str]:
        """Return what agrees in more than the sound of a name and is not theirs to open: a controller is to look."""
        return frozenset(ref for ref, kinds in hits.items() if ref in self.others and kinds != {NAME})


@dataclass(frozen=True, slots=True)
class New:
    """A row whose person is to be registered: as what, and which others it may be that a controller is to look at."""

    row: Opened
    registration: Registration
    source: Source
    others: frozenset[str]


@dataclass(slots=True)
class Slice:
    """
    What came of some rows: what is registered, by source, and the rows that are not.

    :ivar new: those to be registered, which ``register_each`` does.
    """

    new: list[New] = field(default_factory=list)
    registered: dict[str, dict[str, frozenset[Term]]] = field(default_factory=dict)
    known: list[str] = field(default_factory=list)
    to_decide: dict[str, dict[str, Any]] = field(default_factory=dict)

    def alike(self, terms: frozenset[Term]) -> dict[str, frozenset[str]]:
        """Return the kinds of terms that each of the sources just registered has in common with these."""
        return {
            ref: frozenset(kind for held in parts.values() for kind, _ in terms & held)
            for ref, parts in self.registered.items()
        }


def permit_for(uow: UnitOfWork, file_ref: str) -> Permit:
    """Return the permit to deal with a file; Refused where policy says no."""
    return require(uow.actor, Action.REGISTER_BRING, RegisterFacts(file_ref), uow.now)


def found_file(uow: UnitOfWork, file_ref: str) -> Progress:
    """Return how far a file is; NotFound where there is none."""
    found = uow.vault.brought.progress(file_ref) if file_ref else []
    if not found:
        raise NotFound
    return found[0]


def parts_of(values: Values) -> dict[str, frozenset[Term]]:
    """Return by what somebody is found again, for each part: every number and address that they have."""
    who, *reached = [terms_of(details) for details in details_of(values)]
    return {"identity": who, CONTACT: frozenset().union(*reached)}


def standing_of(uow: UnitOfWork, every: Iterable[Hits]) -> Standing:
    """Return how this custodian stands to the sources that were found. What is erased is nobody's to find."""
    refs = {ref for hits in every for ref, kinds in hits.items() if kinds != {NAME}}
    free = queries.not_kept_from(uow, refs)
    known = queries.known_among(uow, sorted(free))
    mine = frozenset(
        row.source_ref
        for row in known
        if not row.is_erased and allowed(uow.actor, Action.SOURCE_OPEN, row.facts("identity"), uow.now)
    )
    return Standing(mine, free - mine - {row.source_ref for row in known if row.is_erased})


def sort_out(uow: UnitOfWork, row: Opened, parts: Parts, hits: Hits, standing: Standing, done: Slice) -> None:
    """Have the person of one row registered, unless they are registered already or may be."""
    if any(KNOWN_BY_ROW in kinds for kinds in hits.values()):
        done.known.append(row.row_ref)
        return
    here = done.alike(frozenset().union(*parts.values()))
    alike = who_may_be_one({**{ref: kinds for ref, kinds in hits.items() if ref in standing.mine}, **here})
    if alike:
        done.to_decide[row.row_ref] = {**row.record, MAY_BE: alike}
        return
    have_registered(uow, row, parts, standing.to_look_at(hits), done)


def who_may_be_one(hits: Hits) -> dict[str, list[str]]:
    """Return those of some sources of which enough agrees for a custodian to be asked first."""
    return {ref: sorted(kinds) for ref, kinds in hits.items() if may_be_one(kinds)}


def have_registered(uow: UnitOfWork, row: Opened, parts: Parts, others: frozenset[str], done: Slice) -> None:
    """Put the person of a row among those to be registered, under the reference of a new source."""
    registration = _registration(uow, row.record)
    source = new_source(uow, registration, CONFIDENCE)
    done.new.append(New(row, registration, source, others))
    done.registered[source.source_ref] = {**parts, GROWING: frozenset({row.term})}


def register_each(uow: UnitOfWork, done: Slice) -> None:
    """Register everybody who is to be, each recorded as every registering is: all attempts before the first act."""
    refs = [new.row.row_ref for new in done.new]
    with uow.trail.recording_each(Event.SOURCE_REGISTER, refs, purpose=REGISTRATION) as notes:
        for new, note in zip(done.new, notes, strict=True):
            facts = SubmissionFacts(new.row.row_ref, waiting=True)
            permit = require(uow.actor, Action.SOURCE_REGISTER, facts, uow.now)
            note.detail["source"] = new.source.source_ref
            parts = new.registration.parts()
            written = uow.vault.brought.register(permit, new.source.source_ref, parts, new.source.custody)
            version = next(one.version for one in written if one.compartment == CONTACT)
            enter(uow, new.source, new.registration.plan, version, new.others)


def write_down(uow: UnitOfWork, permit: Permit, done: Slice) -> None:
    """Let what was registered be found from now on, and count what came of the rows."""
    if done.registered:
        uow.vault.index.enter_each(permit, done.registered)
    uow.vault.brought.settle(
        permit,
        to_decide=done.to_decide,
        gone=done.known,
        registered=len(done.registered),
        known=len(done.known),
    )


def today(uow: UnitOfWork) -> date:
    """Return the day it is here."""
    return uow.now.astimezone(LONDON).date()


def _registration(uow: UnitOfWork, record: Mapping[str, Any]) -> Registration:
    """Return what a row says, by compartment."""
    values = record["values"]
    return Registration(
        plan=plan_of(values, today(uow)),
        band=values["band"],
        handler_ref=record["handler"],
        controller_ref=record["controller"],
        identity=identity_of(values),
        circumstances=circumstances_of(values),
        is_sensitive=values["sensitive"],
    )
