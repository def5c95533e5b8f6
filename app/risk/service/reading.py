"""The risk to one source as its page shows it, and the list of reviews that are due."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.access.policy import Action, allowed
from app.errors import NotFound
from app.risk import queries
from app.risk.finding import Found, find
from app.risk.history import Step, worst_over_time
from app.risk.models import BandChange, Incident, Mitigation, Review, Risk, Signature, Threat, WelfareCheck
from app.risk.models.risks import OPEN
from app.risk.raising import open_reviews, reopened_at
from app.risk.rules import sending_is_blocked
from app.sources.models import Source
from app.unit_of_work import UnitOfWork
from audit.events import Event


@dataclass(frozen=True, slots=True)
class SourceRisk:
    """Everything of the risk to a source that stands outside the vault: numbers, codes, people and times."""

    source: Source
    risks: Sequence[Risk]
    found: Found
    reviews: Sequence[Review]
    signatures: Sequence[Signature]
    mitigations: Sequence[Mitigation]
    welfare: Sequence[WelfareCheck]
    incidents: Sequence[Incident]
    threats: Sequence[Threat]
    steps: Sequence[Step]
    bands: Sequence[BandChange]
    blocked: bool
    may_sign: bool


def read(uow: UnitOfWork, source_ref: str) -> SourceRisk:
    """
    Return the risk to a source, for those who look after it. No words are opened.

    :raises NotFound: no such source, or not theirs to know.
    """
    with uow.trail.consulting(Event.RISK_READ, source_ref):
        source, bands = queries.find_with_bands(uow, source_ref)
        every, rated = queries.rated_risks(uow, source_ref)
        risks, threats = [one for one in every if one.state == OPEN], queries.threats_to(uow, source_ref)
        plan, planned = queries.whole_plan(uow, source_ref)
        signed, reviews = queries.signatures(uow, source_ref), open_reviews(uow, source_ref)
        found = find(source.band, risks, threats, planned, signed, reopened_at(reviews))
        ratings = [(row.at, row.risk_ref, row.score) for row in rated]
        closed = [(one.closed_at, one.risk_ref) for one in every if one.closed_at is not None]
        return SourceRisk(
            source=source,
            risks=risks,
            found=found,
            reviews=reviews,
            signatures=signed,
            mitigations=plan,
            welfare=queries.welfare(uow, source_ref),
            incidents=queries.incidents(uow, source_ref),
            threats=threats,
            steps=worst_over_time(ratings, closed),
            bands=bands,
            blocked=bool(reviews) and sending_is_blocked(reviews[0].due_at, uow.now),
            may_sign=_may_sign(uow, source, found),
        )


def look(uow: UnitOfWork, source_ref: str) -> Sequence[Risk]:
    """
    Let somebody be shown a form about a source's risk, with the risks that are open: only where it is theirs.

    :raises NotFound: no such source, or not theirs to know.
    """
    with uow.trail.consulting(Event.RISK_READ, source_ref):
        queries.find_source(uow, source_ref)
        return queries.open_risks(uow, source_ref)


def look_at(uow: UnitOfWork, source_ref: str, risk_ref: str) -> Risk:
    """
    Let somebody be shown the form about one open risk of a source.

    :raises NotFound: no such source, no such risk of it, or it is closed.
    """
    with uow.trail.consulting(Event.RISK_READ, source_ref):
        queries.find_source(uow, source_ref)
        risk = queries.find_risk(uow, source_ref, risk_ref)
        if risk.state != OPEN:
            raise NotFound
        return risk


def look_at_plan(uow: UnitOfWork, source_ref: str, mitigation_ref: str) -> Mitigation:
    """
    Let somebody be shown the form about one part of a source's plan.

    :raises NotFound: no such source, or no such part of its plan.
    """
    with uow.trail.consulting(Event.RISK_READ, source_ref):
        queries.find_source(uow, source_ref)
        return queries.find_mitigation(uow, source_ref, mitigation_ref)


def list_reviews(uow: UnitOfWork, after: tuple[datetime, str] | None = None) -> list[queries.Due]:
    """Return a page of sources by the review that is due first. Recorded with the references shown."""
    with uow.trail.consulting(Event.RISK_READ) as note:
        rows = queries.to_review(uow, after)
        note.detail["listed"] = [row.source.source_ref for row in rows]
        return rows


def _may_sign(uow: UnitOfWork, source: Source, found: Found) -> bool:
    """Return whether the page offers this person to sign. The act itself asks again."""
    facts = replace(source.facts(), band=found.to_sign.value)
    fresh = uow.actor.person_ref not in found.signers
    return fresh and not found.missing and allowed(uow.actor, Action.RISK_SIGN, facts, uow.now)
