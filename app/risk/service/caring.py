"""Seeing to a source: welfare checks, and compromises with what follows from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.access.policy import Action, require
from app.errors import Conflict, Invalid
from app.organisations.rules import local_day
from app.risk import queries
from app.risk.causes import Cause
from app.risk.models import Incident, WelfareCheck
from app.risk.models.risks import CLOSED, OPEN
from app.risk.raising import open_review, raise_to, reference, seal, set_welfare_due, to_the_hour
from app.risk.rules import Band
from app.risk.welfare import needs_safeguarding, reports_suspicion
from app.sources.standings import ORDINARY
from app.unit_of_work import UnitOfWork
from audit.events import Event

# Who may have learned it says how grave it is at once, before anybody has rated anything (product defaults).
BAND_BY_REACH = {
    "SUSPECTED": Band.MEDIUM,
    "INSIDE": Band.HIGH,
    "OUTSIDE": Band.HIGH,
    "SUBJECT": Band.VERY_HIGH,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """How a source is: answers of 0 to 3 by question, and what they said, which goes to the vault."""

    answers: Mapping[str, int]
    adult_noted: bool
    said: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Compromised:
    """How a source may have become known. ``what`` (how, to whom) goes to the vault."""

    found_on: date
    found_by: str
    reach: str
    what: str = field(repr=False)


def check_welfare(uow: UnitOfWork, source_ref: str, asked: Asked) -> bool:
    """
    Write down a welfare check; return whether safeguarding must be told.

    That lets a review of the risk fall due, and so does that they think somebody suspects them.

    :raises NotFound: no such source, or not theirs to know.
    :raises Invalid: for somebody who is a child or vulnerable, the appropriate adult is not noted.
    """
    with uow.trail.recording(Event.WELFARE_CHECK, source_ref, purpose="WELFARE") as note:
        source = queries.find_source(uow, source_ref)
        facts = source.facts("risk")
        require(uow.actor, Action.RISK_WRITE, facts, uow.now)
        exposed = source.care != ORDINARY or any(risk.more_exposed for risk in queries.open_risks(uow, source_ref))
        if exposed and not asked.adult_noted:
            raise Invalid({"adult_noted": "They are more exposed than others: note the appropriate adult first."})
        told = needs_safeguarding(asked.answers)
        note.detail["safeguarding"] = int(told)
        version = seal(uow, Action.RISK_WRITE, facts, "welfare", {"what_they_said": asked.said})
        row = WelfareCheck(
            source_ref=source_ref,
            at=to_the_hour(uow.now),
            by_ref=uow.actor.person_ref,
            to_safeguarding=told,
            adult_noted=asked.adult_noted,
            entry_version=version,
            **asked.answers,
        )
        uow.case.add(row)
        uow.case.flush()
        set_welfare_due(uow, source)
        if told:
            open_review(uow, source, Cause.WELFARE)
        if reports_suspicion(asked.answers):
            open_review(uow, source, Cause.SUSPICION)
        return told


def record_compromise(uow: UnitOfWork, source_ref: str, found: Compromised) -> str:
    """
    Write down that somebody may have learned who a source is; return the reference. The band rises by how far it went.

    :raises NotFound: no such source, or not theirs to know.
    :raises Invalid: it is said to have been found in the future.
    """
    incident_ref = reference("INC")
    with uow.trail.recording(Event.COMPROMISE_RECORD, source_ref, detail={"incident": incident_ref}):
        source = queries.find_source(uow, source_ref)
        facts = source.facts("risk")
        require(uow.actor, Action.RISK_WRITE, facts, uow.now)
        if found.found_on > local_day(uow.now):
            raise Invalid({"found_on": "Enter the day on which it was found out; it cannot lie in the future."})
        version = seal(uow, Action.RISK_WRITE, facts, incident_ref, {"what_happened": found.what})
        uow.case.add(
            Incident(
                incident_ref=incident_ref,
                source_ref=source_ref,
                state=OPEN,
                found_on=found.found_on,
                found_by=found.found_by,
                reach=found.reach,
                recorded_at=uow.now,
                recorded_by=uow.actor.person_ref,
                entry_version=version,
            )
        )
        uow.case.flush()
        raise_to(uow, source, BAND_BY_REACH[found.reach], Cause.COMPROMISE)
        open_review(uow, source, Cause.COMPROMISE)
        return incident_ref


def close_compromise(uow: UnitOfWork, source_ref: str, incident_ref: str, *, reason: str) -> None:
    """
    Close a compromise, once something was done about it.

    :raises NotFound: no such compromise of this source.
    :raises Conflict: it is closed, or nothing was planned, or something planned is not done.
    """
    with uow.trail.recording(Event.COMPROMISE_CLOSE, source_ref, detail={"incident": incident_ref}):
        source = queries.find_source(uow, source_ref)
        facts = source.facts("risk")
        require(uow.actor, Action.RISK_WRITE, facts, uow.now)
        row = queries.find_incident(uow, source_ref, incident_ref)
        if row.state != OPEN:
            raise Conflict("It has been closed already.")
        planned = [one for one in queries.plan(uow, source_ref) if one.incident_ref == incident_ref]
        if not planned or any(one.done_on is None for one in planned):
            raise Conflict("Say first what was done about it: the plan for it is empty or not done yet.")
        seal(uow, Action.RISK_WRITE, facts, incident_ref, {"why_it_was_closed": reason})
        row.state, row.closed_at, row.closed_by = CLOSED, uow.now, uow.actor.person_ref


def look_at_compromise(uow: UnitOfWork, source_ref: str, incident_ref: str) -> Incident:
    """
    Let somebody be shown the form about one compromise of a source.

    :raises NotFound: no such source, or no such compromise of it.
    """
    with uow.trail.consulting(Event.RISK_READ, source_ref):
        queries.find_source(uow, source_ref)
        return queries.find_incident(uow, source_ref, incident_ref)
