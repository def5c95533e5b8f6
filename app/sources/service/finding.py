"""Finding a source again: by what somebody gave of themselves, or by what a custodian types."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from app.access.facts import RegisterFacts
from app.access.policy import Action, allowed, require
from app.errors import Frozen, NotFound, Refused
from app.markings.promises import CONFIDENCE, CRIMESTOPPERS, strictest
from app.sources import queries
from app.sources.likeness import LEAST, POSSIBLE, UNLIKELY, Likeness, likeness
from app.sources.models import LinkingTask, Source
from app.sources.terms import EMAIL, KIND_LABELS, NAME, PHONE, terms_of
from app.unit_of_work import UnitOfWork
from app.withholding.lines import named_line
from audit.events import Decision, Event
from audit.store import Filters

REGISTER = "register"
# Product defaults: how often one custodian may search in a day, and how many of those found are opened to compare.
SEARCHES_A_DAY = 100
# The same search again shows nothing new, and is not counted twice; but this often one searches at all.
ASKED_A_DAY = 300
MOST_OPENED = 5
MOST_SHOWN = 25
A_DAY = timedelta(days=1)
# How a report is referred to, where somebody names it.
REPORTS = re.compile(r"IMS-\d{4}-\d{6}")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A source that may be the one: by reference, how likely, and why. Who it is has to be opened to be seen."""

    source_ref: str
    kinds: tuple[str, ...]
    likeness: Likeness

    @property
    def code(self) -> str:
        """Return how likely it is."""
        return self.likeness.code


@dataclass(frozen=True, slots=True)
class Found:
    """
    What a search found: the likeliest first.

    :ivar left: how many searches this person has today.
    :ivar others: what agrees in more than the sound of a name and is not theirs to open. It is shown to nobody.
    """

    candidates: tuple[Candidate, ...]
    left: int
    others: frozenset[str] = field(default=frozenset(), repr=False)


def search(uow: UnitOfWork, details: Mapping[str, object], *, purpose: str, reason: str = "") -> Found:
    """
    Return the sources that may be the person of these details, as far as this custodian may know of them.

    The terms stand in the record as MACs. The likeliest are opened to be compared, each recorded as an opening. What is
    found and is not theirs to open shows them nothing; ``ask_others`` has a controller look at it.

    :raises Refused: policy says no, or they have searched too often today.
    :raises Locked: the custodian has not unlocked.
    :raises Frozen: the index is not what the log says was written.
    """
    terms = terms_of(details)
    marks: list[str] = uow.vault.index.marks(terms)
    with uow.trail.recording(
        Event.REGISTER_SEARCH, REGISTER, purpose=purpose, reason=reason, detail={"terms": marks}
    ) as note:
        left = _left_today(uow)
        if left < 0:
            raise Refused(
                "searches_left", "You have searched the register as often as one may in a day. Ask a colleague."
            )
        facts = RegisterFacts(promise=_promised(uow, reason))
        permit = require(uow.actor, Action.REGISTER_SEARCH, facts, uow.now)
        every = uow.vault.index.find(permit, terms)
        hits = {ref: every[ref] for ref in queries.not_kept_from(uow, every)}
        found = queries.known_among(uow, list(hits))
        # What was erased may stand in the index until a custodian takes it out: it is nobody's to find.
        hits = {
            ref: kinds for ref, kinds in hits.items() if ref not in {row.source_ref for row in found if row.is_erased}
        }
        known = [row for row in found if not row.is_erased]
        note.detail["count"] = len(known)
    mine = [row for row in known if allowed(uow.actor, Action.SOURCE_OPEN, row.facts("identity"), uow.now)]
    ranked = sorted(mine, key=lambda row: (-_weight(hits[row.source_ref]), row.source_ref))[:MOST_SHOWN]
    compared = [
        _compared(uow, row, details, hits[row.source_ref], purpose) if place < MOST_OPENED else _unopened(row, hits)
        for place, row in enumerate(ranked)
    ]
    likely = sorted((one for one in compared if one.code != UNLIKELY), key=lambda one: -one.likeness.points)
    others = frozenset(ref for ref in hits.keys() - {row.source_ref for row in mine} if hits[ref] != {NAME})
    return Found(tuple(likely), left, others)


def _promised(uow: UnitOfWork, reason: str) -> str:
    """Return what was promised to whoever a search is for, as far as its reason names a report, or the line."""
    named = queries.promised(uow, sorted(set(REPORTS.findall(reason.upper()))))
    return strictest(*named, CRIMESTOPPERS if named_line(reason) else CONFIDENCE)


def read_linking(uow: UnitOfWork, source_ref: str, other_ref: str) -> None:
    """
    Let a controller be asked about two sources, where somebody was asked to look at them.

    :raises NotFound: nobody was.
    """
    with uow.trail.consulting(Event.SOURCE_READ, source_ref):
        require(uow.actor, Action.LINKING_SETTLE, RegisterFacts(), uow.now)
        if uow.case.get(LinkingTask, (source_ref, other_ref)) is None:
            raise NotFound
        _find_both(uow, source_ref, other_ref)


def settle_linking(uow: UnitOfWork, source_ref: str, other_ref: str, *, reason: str) -> None:
    """
    Write down that a controller has looked at two sources, and what came of it.

    :raises NotFound: nobody was asked to look at these.
    :raises Refused: policy says no.
    """
    with uow.trail.recording(Event.LINKING_SETTLE, source_ref, reason=reason, detail={"source": other_ref}):
        require(uow.actor, Action.LINKING_SETTLE, RegisterFacts(), uow.now)
        task = uow.case.get(LinkingTask, (source_ref, other_ref))
        if task is None:
            raise NotFound
        _find_both(uow, source_ref, other_ref)
        uow.case.delete(task)


def _find_both(uow: UnitOfWork, *source_refs: str) -> None:
    """Refuse a task about a source that is not theirs to know, as one that there is not."""
    if len(queries.known_among(uow, source_refs)) < len(set(source_refs)):
        raise NotFound


def _left_today(uow: UnitOfWork) -> int:
    """Return how many searches this person has left in the last day, this one counted."""
    filters = Filters(
        person_ref=uow.actor.person_ref,
        action=Event.REGISTER_SEARCH.action,
        decision=Decision.ATTEMPTED,
        since=uow.now - A_DAY,
    )
    asked = [str(one.entry.detail["terms"]) for one in uow.log.entries(filters, limit=ASKED_A_DAY + 1)]
    return min(SEARCHES_A_DAY - len(set(asked)), ASKED_A_DAY - len(asked))


def _compared(
    uow: UnitOfWork, row: Source, details: Mapping[str, object], kinds: frozenset[str], purpose: str
) -> Candidate:
    """Open who a candidate is, which is recorded, and compare. What is held shut stands there by its terms alone."""
    try:
        with uow.trail.recording(
            Event.SOURCE_OPEN, row.source_ref, purpose=purpose, detail={"compartment": "identity"}
        ):
            permit = require(uow.actor, Action.SOURCE_OPEN, row.facts("identity"), uow.now)
            identity = uow.vault.open(permit)
    except Frozen:
        return _unopened(row, {row.source_ref: kinds})
    # How they are reached is compared by its terms: equal terms are equal numbers, and nothing more has to be opened.
    reached = {
        "phone": details.get("phone") if PHONE in kinds else "",
        "email": details.get("email") if EMAIL in kinds else "",
    }
    return Candidate(row.source_ref, _labels(kinds), likeness(details, {**identity, **reached}))


def _unopened(row: Source, hits: Mapping[str, frozenset[str]]) -> Candidate:
    """Return a candidate that was not opened: it is possible, by what agrees."""
    kinds = hits[row.source_ref]
    return Candidate(row.source_ref, _labels(kinds), Likeness(dict(LEAST)[POSSIBLE], _labels(kinds)))


def _labels(kinds: frozenset[str]) -> tuple[str, ...]:
    """Return what agrees, in words and in the order of the table."""
    return tuple(label for kind, label in KIND_LABELS.items() if kind in kinds)


def _weight(kinds: frozenset[str]) -> int:
    """Return which candidates are compared first: names that sound alike count least."""
    return sum(1 if kind == NAME else 2 for kind in kinds)
