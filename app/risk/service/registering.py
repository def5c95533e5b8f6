"""Writing down what is feared for a source, rating it, and planning what is done about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.access.policy import Action, require
from app.errors import Conflict, Invalid
from app.organisations.rules import local_day
from app.risk import due, queries
from app.risk.causes import Cause
from app.risk.models import Mitigation, Rating, Risk
from app.risk.models.risks import CLOSED, OPEN
from app.risk.raising import bring_forward, raise_to, reference, seal, void_signatures
from app.risk.rules import band, review_due_at, score
from app.sources.models import Source
from app.sources.standings import CHILD
from app.unit_of_work import UnitOfWork
from audit.events import Event


@dataclass(frozen=True, slots=True)
class Assessed:
    """
    How a risk is rated. ``words`` (what, cause, who may harm, controls) go to the vault and nowhere else.

    ``likelihood`` is ``None`` where nobody can tell; ``residual`` is likelihood and impact with the controls in place,
    ``None`` until that is rated.
    """

    category: str
    likelihood: int | None
    impact: int
    residual: tuple[int | None, int] | None
    more_exposed: bool
    owner_ref: str
    review_on: date
    explained_on: date | None
    words: Mapping[str, object] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Planned:
    """One thing to be done. ``what`` goes to the vault."""

    treatment: str
    owner_ref: str
    due_on: date
    what: str = field(repr=False)


def add(uow: UnitOfWork, source_ref: str, assessed: Assessed) -> str:
    """
    Write down a new risk to a source, and return its reference. The band rises at once where it must.

    :raises NotFound: no such source, or not theirs to know.
    :raises Invalid: a day lies where it cannot, or whoever is to look after it does not see it.
    """
    risk_ref = reference("RSK")
    with uow.trail.recording(Event.RISK_WRITE, source_ref, detail={"risk": risk_ref}) as note:
        source = queries.find_source(uow, source_ref)
        require(uow.actor, Action.RISK_WRITE, source.facts("risk"), uow.now)
        row = Risk(risk_ref=risk_ref, source_ref=source_ref, raised_at=uow.now, raised_by=uow.actor.person_ref)
        row.state = OPEN
        _rate(uow, source, row, assessed)
        note.detail["band"] = row.counted.value
        return risk_ref


def rate(uow: UnitOfWork, source_ref: str, risk_ref: str, assessed: Assessed) -> None:
    """
    Rate a risk anew. A band that rises does so at once; one that falls waits for a signed review.

    :raises NotFound: no such risk of this source.
    :raises Conflict: it has been closed.
    """
    with uow.trail.recording(Event.RISK_WRITE, source_ref, detail={"risk": risk_ref}) as note:
        source = queries.find_source(uow, source_ref)
        require(uow.actor, Action.RISK_WRITE, source.facts("risk"), uow.now)
        row = queries.find_risk(uow, source_ref, risk_ref)
        _require_open(row)
        _rate(uow, source, row, assessed)
        note.detail["band"] = row.counted.value


def close(uow: UnitOfWork, source_ref: str, risk_ref: str, *, reason: str) -> None:
    """
    Say that a risk is none any more. The band of the source falls with the next signed review only.

    :raises NotFound: no such risk of this source.
    """
    with uow.trail.recording(Event.RISK_CLOSE, source_ref, detail={"risk": risk_ref}):
        source = queries.find_source(uow, source_ref)
        facts = source.facts("risk")
        require(uow.actor, Action.RISK_WRITE, facts, uow.now)
        row = queries.find_risk(uow, source_ref, risk_ref)
        _require_open(row)
        seal(uow, Action.RISK_WRITE, facts, risk_ref, {"why_it_is_none_any_more": reason})
        row.state, row.closed_at, row.closed_by = CLOSED, uow.now, uow.actor.person_ref
        void_signatures(uow, source_ref)


def plan(uow: UnitOfWork, source_ref: str, about: str, planned: Planned) -> None:
    """
    Plan one thing that is to be done about a risk or a compromise: by whom, and by when.

    :raises NotFound: no such risk or compromise of this source.
    :raises Invalid: it is to be done in the past, or by somebody who does not see it.
    """
    with uow.trail.recording(Event.RISK_PLAN, source_ref, detail={"about": about}):
        source = queries.find_source(uow, source_ref)
        facts = source.facts("risk")
        require(uow.actor, Action.RISK_WRITE, facts, uow.now)
        _check_owner(uow, source, planned.owner_ref)
        if planned.due_on < local_day(uow.now):
            raise Invalid({"due_on": "Choose today or a later day."})
        row = Mitigation(
            source_ref=source_ref,
            treatment=planned.treatment,
            owner_ref=planned.owner_ref,
            due_on=planned.due_on,
            planned_at=uow.now,
            planned_by=uow.actor.person_ref,
        )
        if about.startswith("INC-"):
            row.incident_ref = queries.find_incident(uow, source_ref, about).incident_ref
        else:
            row.risk_ref = queries.find_risk(uow, source_ref, about).risk_ref
        row.entry_version = seal(uow, Action.RISK_WRITE, facts, about, {"what_is_done": planned.what})
        uow.case.add(row)


def finish(uow: UnitOfWork, source_ref: str, mitigation_ref: str, *, effect: str, what: str) -> None:
    """
    Say that something planned was done, and whether it helped.

    :raises NotFound: no such part of this source's plan.
    :raises Conflict: it was said already.
    """
    with uow.trail.recording(Event.RISK_PLAN, source_ref, detail={"effect": effect}):
        source = queries.find_source(uow, source_ref)
        facts = source.facts("risk")
        require(uow.actor, Action.RISK_WRITE, facts, uow.now)
        row = queries.find_mitigation(uow, source_ref, mitigation_ref)
        if row.done_on is not None:
            raise Conflict("Somebody has written down already that this was done.")
        seal(uow, Action.RISK_WRITE, facts, row.risk_ref or row.incident_ref or "", {"what_was_done": what})
        row.done_on, row.effect = local_day(uow.now), effect


def _rate(uow: UnitOfWork, source: Source, row: Risk, assessed: Assessed) -> None:
    """Write a rating into a risk, keep it in the history, and let the band of the source rise where it must."""
    # Of a child every risk is one band more, whoever rates it and whatever they chose.
    exposed = assessed.more_exposed or source.care == CHILD
    row.category, row.more_exposed, row.owner_ref = assessed.category, exposed, assessed.owner_ref
    row.likelihood, row.impact = assessed.likelihood, assessed.impact
    row.band = band(assessed.likelihood, assessed.impact, more_exposed=exposed).value
    row.residual_likelihood = row.residual_impact = row.residual_band = None
    if assessed.residual is not None:
        row.residual_likelihood, row.residual_impact = assessed.residual
        row.residual_band = band(*assessed.residual, more_exposed=exposed).value
    _check_days(uow, row, assessed)
    _check_owner(uow, source, assessed.owner_ref)
    row.review_on, row.rated_at = assessed.review_on, uow.now
    if assessed.explained_on is not None:
        row.explained_on, row.explained_by = assessed.explained_on, uow.actor.person_ref
    version = seal(uow, Action.RISK_WRITE, source.facts("risk"), row.risk_ref, assessed.words)
    uow.case.add(row)
    uow.case.flush()
    uow.case.add(
        Rating(
            risk_ref=row.risk_ref,
            source_ref=source.source_ref,
            at=uow.now,
            by_ref=uow.actor.person_ref,
            score=score(*row.place),
            band=row.counted.value,
            entry_version=version,
        )
    )
    void_signatures(uow, source.source_ref)
    raise_to(uow, source, row.counted, Cause.RATED)
    bring_forward(uow, source.source_ref, assessed.review_on)


def _check_owner(uow: UnitOfWork, source: Source, owner_ref: str) -> None:
    """Refuse to give a part of it to somebody who would never see it."""
    if owner_ref not in due.may_own(uow, source):
        raise Invalid({"owner": "Choose the handler of this source, a controller or an authoriser."})


def _check_days(uow: UnitOfWork, row: Risk, assessed: Assessed) -> None:
    """Refuse a day of review that the band does not allow, and an explanation that is yet to come."""
    today = local_day(uow.now)
    latest = local_day(review_due_at(row.counted, uow.now))
    found: dict[str, str] = {}
    if not today <= assessed.review_on <= latest:
        found["review_on"] = f"Choose a day from today to {latest.day} {latest:%B %Y}: its band allows no later one."
    if assessed.explained_on is not None and assessed.explained_on > today:
        found["explained_on"] = "Enter the day on which it was explained to them; it cannot lie in the future."
    if found:
        raise Invalid(found)


def _require_open(row: Risk) -> None:
    """Refuse to change what is closed."""
    if row.state != OPEN:
        raise Conflict("This risk has been closed. Write down a new one if it is back.")
