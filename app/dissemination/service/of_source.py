"""What a source told us and what was passed on of it: two particulars that the law has kept, from the work itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.access.policy import Action, require
from app.dissemination import queries
from app.sources import queries as sources
from app.unit_of_work import UnitOfWork
from audit.events import Event


@dataclass(frozen=True, slots=True)
class Told:
    """One report that stands under a source: its reference and when it came in."""

    ref: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class PassedOn:
    """One time that something of it left: of which report, to which agency, on which day, and where that stands."""

    allegation_ref: str
    report_ref: str
    agency: str
    released_on: date
    state: str


def read_record_of(uow: UnitOfWork, source_ref: str) -> tuple[Sequence[Told], Sequence[PassedOn]]:
    """
    Return what stands under a source, newest first, by reference; no word of it. Recorded with the references shown.

    :raises NotFound: no such source, or not theirs to know.
    :raises Refused: whoever keeps its record writes it, and does not learn which reports are its own.
    """
    with uow.trail.consulting(Event.RECORD_READ, source_ref) as note:
        source = sources.find(uow, source_ref)
        require(uow.actor, Action.RECORD_FOLLOW, source.facts(), uow.now)
        links = uow.vault.links_of(source_ref)
        told = [Told(row.ref, row.received_at) for row in queries.told_under(uow, links)]
        passed = [
            PassedOn(row.allegation_ref, row.report_ref, row.name or "", row.released_on, row.state)
            for row in queries.released_under(uow, links)
        ]
        note.detail["listed"] = [*(one.ref for one in told), *(one.report_ref for one in passed)]
        return told, passed
