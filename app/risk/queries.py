"""Reads of the risk register, narrowed by policy in SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, exists, func, or_, select, union
from sqlalchemy.orm import aliased

from app.access.policy import Action, visible
from app.errors import NotFound
from app.risk.models import (
    BandChange,
    Incident,
    Mitigation,
    Rating,
    Review,
    Risk,
    Signature,
    Threat,
    ThreatDecision,
    WelfareCheck,
    threat_columns,
)
from app.risk.models.reviews import DUE
from app.risk.models.risks import OPEN
from app.sources.models import Source, source_columns
from app.unit_of_work import UnitOfWork

PAGE = 25
SHOWN = 12


@dataclass(frozen=True, slots=True)
class Due:
    """One source whose risk is to be looked at: its first review, and how many are open."""

    source: Source
    review: Review
    count: int


def find_source(uow: UnitOfWork, source_ref: str) -> Source:
    """
    Return a source whose risk is this person's to know.

    :raises NotFound: there is none, or it is not theirs.
    """
    known = visible(uow.actor, Action.RISK_LIST, source_columns(), uow.now)
    row = uow.case.scalar(select(Source).where(Source.source_ref == source_ref, known))
    if row is None or row.is_erased:
        raise NotFound
    return row


def find_risk(uow: UnitOfWork, source_ref: str, risk_ref: str) -> Risk:
    """Return a risk of this very source; NotFound when it is another's. The caller has found the source first."""
    row = uow.case.scalar(select(Risk).where(Risk.risk_ref == risk_ref, Risk.source_ref == source_ref))
    if row is None:
        raise NotFound
    return row


def find_mitigation(uow: UnitOfWork, source_ref: str, mitigation_ref: str) -> Mitigation:
    """Return a part of the plan of this very source; NotFound when it is another's."""
    row = uow.case.get(Mitigation, mitigation_ref)
    if row is None or row.source_ref != source_ref:
        raise NotFound
    return row


def find_incident(uow: UnitOfWork, source_ref: str, incident_ref: str) -> Incident:
    """Return a compromise of this very source; NotFound when it is another's."""
    row = uow.case.get(Incident, incident_ref)
    if row is None or row.source_ref != source_ref:
        raise NotFound
    return row


def find_threat(uow: UnitOfWork, threat_ref: str) -> Threat:
    """
    Return a threat to life: to everybody in the source unit.

    :raises NotFound: there is none, or it is not theirs to know.
    """
    known = visible(uow.actor, Action.THREAT_LIST, threat_columns(), uow.now)
    row = uow.case.scalar(select(Threat).where(Threat.threat_ref == threat_ref, known))
    if row is None:
        raise NotFound
    return row


def open_risks(uow: UnitOfWork, source_ref: str) -> Sequence[Risk]:
    """Return the risks of a source that are open, newest first."""
    asked = select(Risk).where(Risk.source_ref == source_ref, Risk.state == OPEN)
    return uow.case.scalars(asked.order_by(Risk.raised_at.desc(), Risk.risk_ref)).all()


def rated_risks(uow: UnitOfWork, source_ref: str) -> tuple[list[Risk], list[Rating]]:
    """Return all risks of a source, newest first, and every rating of them, oldest first. One statement."""
    asked = select(Risk, Rating).outerjoin(Rating, Rating.risk_ref == Risk.risk_ref)
    asked = asked.where(Risk.source_ref == source_ref).order_by(Risk.raised_at.desc(), Risk.risk_ref)
    rows = uow.case.execute(asked).all()
    ratings = sorted((rating for _risk, rating in rows if rating is not None), key=lambda one: one.at)
    return list(dict.fromkeys(risk for risk, _rating in rows)), ratings


def find_with_bands(uow: UnitOfWork, source_ref: str) -> tuple[Source, list[BandChange]]:
    """
    Return a source as ``find_source`` does, and the newest changes of its band, newest first. One statement.

    :raises NotFound: there is none, or its risk is not theirs to know.
    """
    known = visible(uow.actor, Action.RISK_LIST, source_columns(), uow.now)
    asked = select(Source, BandChange).outerjoin(BandChange, BandChange.source_ref == Source.source_ref)
    asked = asked.where(Source.source_ref == source_ref, known)
    rows = uow.case.execute(asked.order_by(BandChange.at.desc(), BandChange.change_ref).limit(SHOWN)).all()
    if not rows or rows[0][0].is_erased:
        raise NotFound
    return rows[0][0], [change for _source, change in rows if change is not None]


def signatures(uow: UnitOfWork, source_ref: str) -> Sequence[Signature]:
    """Return the signatures that count under what is open now."""
    asked = select(Signature).where(Signature.source_ref == source_ref, Signature.counts.is_(True))
    return uow.case.scalars(asked.order_by(Signature.at)).all()


def whole_plan(uow: UnitOfWork, source_ref: str) -> tuple[list[Mitigation], frozenset[str]]:
    """Return what ``plan`` and ``planned_for`` do. One statement."""
    asked = select(Mitigation).where(Mitigation.source_ref == source_ref)
    rows = uow.case.scalars(asked.order_by(Mitigation.done_on.is_not(None), Mitigation.due_on)).all()
    about = (row.risk_ref if row.risk_ref is not None else row.incident_ref for row in rows)
    return list(rows[:PAGE]), frozenset(ref for ref in about if ref is not None)


def plan(uow: UnitOfWork, source_ref: str) -> Sequence[Mitigation]:
    """Return what is and was to be done for a source, what is open and due first at the top."""
    asked = select(Mitigation).where(Mitigation.source_ref == source_ref)
    return uow.case.scalars(asked.order_by(Mitigation.done_on.is_not(None), Mitigation.due_on).limit(PAGE)).all()


def planned_for(uow: UnitOfWork, source_ref: str) -> frozenset[str]:
    """Return the risks and compromises of a source about which something is planned or done."""
    asked = select(func.coalesce(Mitigation.risk_ref, Mitigation.incident_ref)).where(
        Mitigation.source_ref == source_ref
    )
    return frozenset(uow.case.scalars(asked))


def welfare(uow: UnitOfWork, source_ref: str) -> Sequence[WelfareCheck]:
    """Return the newest welfare checks of a source, newest first."""
    asked = select(WelfareCheck).where(WelfareCheck.source_ref == source_ref)
    return uow.case.scalars(asked.order_by(WelfareCheck.at.desc()).limit(SHOWN)).all()


def incidents(uow: UnitOfWork, source_ref: str) -> Sequence[Incident]:
    """Return the compromises of a source, open ones first, then newest first."""
    asked = select(Incident).where(Incident.source_ref == source_ref)
    return uow.case.scalars(asked.order_by(Incident.state.desc(), Incident.found_on.desc()).limit(SHOWN)).all()


def threats_to(uow: UnitOfWork, source_ref: str) -> Sequence[Threat]:
    """Return the threats to the life of a source, open ones first, then newest first."""
    asked = select(Threat).where(Threat.source_ref == source_ref)
    return uow.case.scalars(asked.order_by(Threat.state.desc(), Threat.received_at.desc()).limit(SHOWN)).all()


def open_threats(uow: UnitOfWork) -> Sequence[Threat]:
    """Return every open threat this person may know of, the longest known at the top."""
    return uow.case.scalars(any_threat(uow).order_by(Threat.received_at, Threat.threat_ref)).all()


def any_threat(uow: UnitOfWork) -> Select[Threat]:
    """Return the query for every open threat this person may know of."""
    known = visible(uow.actor, Action.THREAT_LIST, threat_columns(), uow.now)
    return select(Threat).where(Threat.state == OPEN, known)


def threats(uow: UnitOfWork) -> Sequence[Threat]:
    """Return threats this person may know of, open ones first, then newest first."""
    known = visible(uow.actor, Action.THREAT_LIST, threat_columns(), uow.now)
    return uow.case.scalars(
        select(Threat).where(known).order_by(Threat.state.desc(), Threat.received_at.desc()).limit(PAGE)
    ).all()


def decisions(uow: UnitOfWork, threat_ref: str) -> Sequence[ThreatDecision]:
    """Return the policy log of a threat, newest first. The caller has found the threat first."""
    asked = select(ThreatDecision).where(ThreatDecision.threat_ref == threat_ref)
    return uow.case.scalars(asked.order_by(ThreatDecision.at.desc())).all()


def any_to_review(uow: UnitOfWork) -> Select[Review]:
    """Return the query for reviews that are due, of sources whose risk is theirs to know."""
    known = visible(uow.actor, Action.RISK_LIST, source_columns(), uow.now)
    theirs = exists().where(Source.source_ref == Review.source_ref, known).correlate(Review)
    return select(Review).where(Review.state == DUE, theirs)


def to_review(uow: UnitOfWork, after: tuple[datetime, str] | None = None, limit: int = PAGE) -> list[Due]:
    """
    Return sources with the review that is due first, of those whose risk is theirs, longest due at the top.

    Reviews are walked in the order of their index; whose source it is stands apart, or a store might sort instead.
    ``after`` is when the last one shown is due, and its reference.
    """
    other = aliased(Review)
    also = other.source_ref == Review.source_ref, other.state == DUE
    sooner = or_(
        other.due_at < Review.due_at, and_(other.due_at == Review.due_at, other.review_ref < Review.review_ref)
    )
    count = select(func.count()).select_from(other).where(*also).correlate(Review).scalar_subquery()
    asked = (
        any_to_review(uow)
        .with_only_columns(Source, Review, count)
        .outerjoin(Source, Source.source_ref == Review.source_ref)
        .where(~exists().where(*also, sooner).correlate(Review))
    )
    if after is not None:
        at, ref = after
        asked = asked.where(or_(Review.due_at > at, and_(Review.due_at == at, Review.review_ref > ref)))
    rows = uow.case.execute(asked.order_by(Review.due_at, Review.review_ref).limit(limit))
    return [Due(source, review, number) for source, review, number in rows]


def owners(uow: UnitOfWork, source_ref: str) -> frozenset[str]:
    """Return who looks after an open risk to a source, or has something to do about one."""
    of_risks = select(Risk.owner_ref).where(Risk.source_ref == source_ref, Risk.state == OPEN)
    of_tasks = select(Mitigation.owner_ref).where(Mitigation.source_ref == source_ref, Mitigation.done_on.is_(None))
    return frozenset(uow.case.scalars(union(of_risks, of_tasks)))


def in_hand(uow: UnitOfWork, source_ref: str) -> dict[str, Risk | Mitigation]:
    """Return what somebody looks after or has to do about the risk to a source, by reference."""
    undone = select(Mitigation).where(Mitigation.source_ref == source_ref, Mitigation.done_on.is_(None))
    risks: dict[str, Risk | Mitigation] = {row.risk_ref: row for row in open_risks(uow, source_ref)}
    return risks | {row.mitigation_ref: row for row in uow.case.scalars(undone)}


def first_due(uow: UnitOfWork, source_ref: str) -> datetime | None:
    """Return when the review of a source that is due first is due; ``None`` when none is open."""
    return uow.case.scalar(select(func.min(Review.due_at)).where(Review.source_ref == source_ref, Review.state == DUE))
