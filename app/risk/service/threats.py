"""A threat to life: raised by anybody in the source unit, taken on, handed to the police, decided on, and closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.access.facts import GrantFacts, SourceFacts
from app.access.policy import Action, require
from app.errors import Conflict, Invalid
from app.risk import queries
from app.risk.causes import Cause
from app.risk.clocks import REVIEW_AFTER
from app.risk.models import Threat, ThreatDecision
from app.risk.models.risks import CLOSED, OPEN
from app.risk.raising import open_review, raise_to, reference, seal, void_signatures
from app.risk.rules import Band
from app.sources.models import Source
from app.unit_of_work import UnitOfWork
from audit.events import Event


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned. ``words`` (who is in danger, from whom, why real, why immediate) go to the vault."""

    learned_by: str
    grade: str
    received_at: datetime
    words: Mapping[str, object] = field(repr=False)


@dataclass(frozen=True, slots=True)
class FromCall:
    """By which act whoever spoke with a source raises a threat, what policy may know, and what is sealed of it."""

    action: Action
    facts: GrantFacts | SourceFacts
    words: Mapping[str, object] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ThreatView:
    """A threat as its page shows it: clocks, people and decisions; no words."""

    threat: Threat
    decisions: Sequence[ThreatDecision]


def raise_threat(uow: UnitOfWork, source_ref: str, learned: Learned) -> str:
    """
    Raise a threat to the life of a source, and return its reference. The risk is critical from then on.

    :raises NotFound: no such source, or not theirs to know.
    :raises Invalid: it is said to have been learned in the future.
    """
    threat_ref = reference("TTL")
    with uow.trail.recording(Event.THREAT_RAISE, source_ref, detail={"threat": threat_ref}):
        source = queries.find_source(uow, source_ref)
        facts = source.facts("risk")
        require(uow.actor, Action.THREAT_RAISE, facts, uow.now)
        if learned.received_at > uow.now:
            raise Invalid({"received_at": "It cannot have been learned in the future. Enter when it was."})
        version = seal(uow, Action.THREAT_RAISE, facts, threat_ref, learned.words)
        uow.case.add(
            Threat(
                threat_ref=threat_ref,
                source_ref=source_ref,
                state=OPEN,
                learned_by=learned.learned_by,
                grade=learned.grade,
                received_at=learned.received_at,
                raised_by=uow.actor.person_ref,
                review_at=uow.now + REVIEW_AFTER,
                entry_version=version,
            )
        )
        uow.case.flush()
        raise_to(uow, source, Band.CRITICAL, Cause.THREAT)
        open_review(uow, source, Cause.THREAT)
        return threat_ref


def raise_from_call(uow: UnitOfWork, source: Source, call: FromCall) -> None:
    """Raise a threat because of what an officer heard in a contact. Whoever is told of the call sees to the band."""
    threat_ref = reference("TTL")
    with uow.trail.recording(Event.THREAT_RAISE, source.source_ref, detail={"threat": threat_ref}):
        version = seal(uow, call.action, call.facts, threat_ref, call.words)
        uow.case.add(
            Threat(
                threat_ref=threat_ref,
                source_ref=source.source_ref,
                state=OPEN,
                learned_by="DURESS",
                grade="UNCLEAR",
                received_at=uow.now,
                raised_by=uow.actor.person_ref,
                review_at=uow.now + REVIEW_AFTER,
                entry_version=version,
            )
        )
        uow.case.flush()


def list_threats(uow: UnitOfWork) -> Sequence[Threat]:
    """Return threats, open ones first. Recorded with the references shown."""
    with uow.trail.consulting(Event.THREAT_READ) as note:
        rows = queries.threats(uow)
        note.detail["listed"] = [row.threat_ref for row in rows]
        return rows


def read_threat(uow: UnitOfWork, threat_ref: str) -> ThreatView:
    """
    Return a threat, for everybody in the source unit.

    :raises NotFound: there is none, or it is not theirs to know.
    """
    with uow.trail.consulting(Event.THREAT_READ, threat_ref):
        return ThreatView(queries.find_threat(uow, threat_ref), queries.decisions(uow, threat_ref))


def take(uow: UnitOfWork, threat_ref: str) -> None:
    """
    Take a threat on, as a controller or an authoriser: the first clock stops.

    :raises Conflict: somebody has.
    """
    with uow.trail.recording(Event.THREAT_TAKE, threat_ref):
        row = queries.find_threat(uow, threat_ref)
        require(uow.actor, Action.THREAT_TAKE, row.facts(), uow.now)
        if row.taken_at is not None:
            raise Conflict("Somebody has taken it on already. The page says who.")
        row.taken_at, row.taken_by = uow.now, uow.actor.person_ref


def hand(uow: UnitOfWork, threat_ref: str, *, police_force: str, police_ref: str) -> None:
    """
    Write down that the police have it, under which reference: the second clock stops.

    :raises Conflict: it was handed over already.
    """
    with uow.trail.recording(Event.THREAT_HAND, threat_ref, purpose="THREAT_TO_LIFE") as note:
        note.detail["recipient"] = "police"
        row = queries.find_threat(uow, threat_ref)
        require(uow.actor, Action.THREAT_WORK, row.facts(), uow.now)
        if row.handed_at is not None:
            raise Conflict("The police have it already. The page says since when.")
        seal(
            uow,
            Action.THREAT_WORK,
            row.facts(),
            threat_ref,
            {"police_force": police_force, "police_reference": police_ref},
        )
        row.handed_at, row.handed_by = uow.now, uow.actor.person_ref


def decide(uow: UnitOfWork, threat_ref: str, *, decided: str, rationale: str) -> None:
    """Add a decision to the policy log of a threat. Why it was taken is sealed."""
    with uow.trail.recording(Event.THREAT_DECIDE, threat_ref, detail={"decided": decided}):
        row = queries.find_threat(uow, threat_ref)
        require(uow.actor, Action.THREAT_TAKE, row.facts(), uow.now)
        version = seal(uow, Action.THREAT_WORK, row.facts(), threat_ref, {"decided": decided, "why": rationale})
        uow.case.add(
            ThreatDecision(
                threat_ref=threat_ref,
                at=uow.now,
                by_ref=uow.actor.person_ref,
                decided=decided,
                entry_version=version,
            )
        )
        row.review_at = uow.now + REVIEW_AFTER


def say_whether_it_exposes(uow: UnitOfWork, threat_ref: str, *, exposes: bool, reason: str) -> None:
    """Decide, as an authoriser, whether a notice would show who the source is."""
    with uow.trail.recording(Event.THREAT_DECIDE, threat_ref, detail={"exposes": int(exposes)}):
        row = queries.find_threat(uow, threat_ref)
        require(uow.actor, Action.THREAT_EXPOSE, row.facts(), uow.now)
        words = {"a_notice_would_show_who_it_is": exposes, "why": reason}
        seal(uow, Action.THREAT_EXPOSE, row.facts(), threat_ref, words)
        row.notice_exposes, row.exposes_by = exposes, uow.actor.person_ref


def close_threat(uow: UnitOfWork, threat_ref: str, *, reason: str) -> None:
    """
    Close a threat: with the police's reference, or by an authoriser who says why not. A review falls due.

    :raises Refused: the police do not have it, and this person is no authoriser.
    """
    with uow.trail.recording(Event.THREAT_CLOSE, threat_ref, reason=reason):
        row = queries.find_threat(uow, threat_ref)
        require(uow.actor, Action.THREAT_CLOSE, row.facts(), uow.now)
        seal(uow, Action.THREAT_CLOSE, row.facts(), threat_ref, {"why_it_was_closed": reason})
        row.without_police = row.handed_at is None
        row.state, row.closed_at, row.closed_by = CLOSED, uow.now, uow.actor.person_ref
        void_signatures(uow, row.source_ref)
        open_review(uow, uow.case.get_one(Source, row.source_ref), Cause.THREAT)
