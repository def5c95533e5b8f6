"""Status drift: reading what shows it, entering a sign by hand, and what a controller decides."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.access.policy import Action, allowed, require
from app.errors import Invalid
from app.organisations.rules import local_day
from app.register.drifting import NOT_CHIS, SIGN_BY_CODE, needs_legal_advice, score
from app.register.models import DriftDecision, DriftSign
from app.register.service.standing import RECORD
from app.register.watching import count_again, decisions, seen, signs_of
from app.sources import queries as sources
from app.sources.models import Source
from app.unit_of_work import UnitOfWork
from audit.events import Event


@dataclass(frozen=True, slots=True)
class Drift:
    """What the signs of a source come to now, each with what gave it, and what was decided before."""

    source: Source
    signs: frozenset[str]
    score: int
    seen: Sequence[DriftSign]
    decisions: Sequence[DriftDecision]
    may_decide: bool


@dataclass(frozen=True, slots=True)
class Decided:
    """What a controller decides. ``reason`` goes to the vault and nowhere else."""

    decision: str
    advised: bool
    reason: str = field(repr=False)


def read_drift(uow: UnitOfWork, source_ref: str) -> Drift:
    """
    Return the drift of a source, for those who look after it.

    :raises NotFound: no such source, or not theirs to know.
    """
    with uow.trail.consulting(Event.DRIFT_READ, source_ref):
        source = sources.find(uow, source_ref)
        require(uow.actor, Action.DRIFT_WRITE, source.facts(), uow.now)
        found = signs_of(uow, source)
        may_decide = allowed(uow.actor, Action.DRIFT_DECIDE, source.facts(), uow.now)
        return Drift(source, found, score(found), seen(uow, source_ref), decisions(uow, source_ref), may_decide)


def enter_sign(uow: UnitOfWork, source_ref: str, code: str) -> None:
    """
    Enter a sign of drift that somebody has seen.

    :raises NotFound: no such source, or not theirs to know.
    :raises Invalid: nothing of the kind can be entered by hand.
    """
    with uow.trail.recording(Event.DRIFT_SIGN, source_ref, detail={"sign": code}):
        source = sources.find(uow, source_ref)
        require(uow.actor, Action.DRIFT_WRITE, source.facts(), uow.now)
        if code not in SIGN_BY_CODE or not SIGN_BY_CODE[code].by_hand:
            raise Invalid({"code": "Choose what you have seen from the list."})
        seen_on = local_day(uow.now)
        uow.case.add(DriftSign(source_ref=source_ref, code=code, seen_on=seen_on, by_ref=uow.actor.person_ref))
        uow.case.flush()
        count_again(uow, source)


def decide_drift(uow: UnitOfWork, source_ref: str, decided: Decided) -> None:
    """
    Decide on the drift of a source: contact goes on, they are handed to an agency that may authorise, or it stops.

    :raises NotFound: no such source, or not theirs to know.
    :raises Refused: only a controller decides.
    :raises Invalid: legal advice must be sought first.
    """
    with uow.trail.recording(Event.DRIFT_DECIDE, source_ref, detail={"decision": decided.decision}) as note:
        source = sources.find(uow, source_ref)
        permit = require(uow.actor, Action.DRIFT_DECIDE, source.facts(RECORD), uow.now)
        found = signs_of(uow, source)
        note.detail["score"] = score(found)
        if decided.decision == NOT_CHIS and needs_legal_advice(found) and not decided.advised:
            raise Invalid(
                {"advised": "They told again, through a relationship: seek legal advice before contact goes on."}
            )
        record = {"about": "status drift", "written_at": uow.now.isoformat(timespec="minutes"), "why": decided.reason}
        written = uow.vault.write(permit, source_ref, RECORD, record)
        uow.case.add(
            DriftDecision(
                source_ref=source_ref,
                decision=decided.decision,
                score=score(found),
                advised=decided.advised,
                decided_by=uow.actor.person_ref,
                decided_at=uow.now,
                entry_version=written.version,
            )
        )
        uow.case.flush()
        count_again(uow, source)
