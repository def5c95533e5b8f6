"""Opening what custody keeps of whoever is behind a report, to compare it with what would leave: nobody is shown it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from app.access.policy import Action, allowed, require
from app.custody import queries as custody
from app.custody.kinds import EVERY
from app.custody.models import CustodyRequest
from app.dissemination import queries
from app.dissemination.comparing import Kept
from app.dissemination.models import Report
from app.sources.models import DUAL, Source, Waiting
from app.unit_of_work import UnitOfWork
from audit.events import Event

# Who they are and how they are reached: what of them could stand in a text.
PARTS = ("identity", "contact")
PURPOSE = "CHECK_WORDS"


@dataclass(slots=True)
class Behind:
    """What is kept of whoever is behind a report, and the sources that one person does not open."""

    kept: list[Kept] = field(default_factory=list, repr=False)
    together: list[tuple[str, bool]] = field(default_factory=list)


def open_behind(uow: UnitOfWork, report: Report) -> Behind:
    """
    Return what is kept of everybody who told what a report rests on, each opening recorded and signed for beforehand.

    :raises Refused: it is kept from whoever asks.
    :raises Frozen: something does not open as it should.
    """
    links = queries.rests_on(uow, report)
    behind = Behind()
    for source in _sources(uow, links):
        _open_source(uow, source, behind)
    behind.kept += [_open_waiting(uow, row) for row in queries.waiting_behind(uow, links)]
    return behind


def _sources(uow: UnitOfWork, links: Sequence[str]) -> Sequence[Source]:
    refs = set(uow.vault.sources_of(links).values())
    found = select(Source).where(Source.source_ref.in_(refs)).order_by(Source.source_ref)
    return [row for row in uow.case.scalars(found) if not row.is_erased] if refs else []


def _open_source(uow: UnitOfWork, source: Source, behind: Behind) -> None:
    """Open a source by the custodian alone, or by what an authoriser gave them; else say that it takes two."""
    if source.must_be_held != DUAL:
        behind.kept += [_open_part(uow, source, part, None) for part in PARTS]
        return
    given = _given(uow, source)
    if source.custody == DUAL and given.keys() >= set(PARTS):
        behind.kept += [_open_part(uow, source, part, given[part]) for part in PARTS]
        return
    # Whose handler they are not, they are not told of: which source it is stays with those who look after it.
    behind.together.append((source.source_ref, allowed(uow.actor, Action.SOURCE_WRITE, source.facts(), uow.now)))


def _given(uow: UnitOfWork, source: Source) -> dict[str, CustodyRequest]:
    """Return what this person may open of a source now, by part, with the permission that lets them."""
    rows = [
        row
        for row in custody.open_of(uow, source_ref=source.source_ref)
        if allowed(uow.actor, Action.CUSTODY_OPEN, row.facts(custody=source.custody), uow.now)
    ]
    return {part: row for part in PARTS for row in rows if row.compartment in {part, EVERY}}


def _open_part(uow: UnitOfWork, source: Source, part: str, given: CustodyRequest | None) -> Kept:
    """Open one part of a source for the comparison."""
    detail = {"compartment": part}
    with uow.trail.recording(Event.WORDS_COMPARE, source.source_ref, purpose=PURPOSE, detail=detail) as note:
        if given is None:
            return uow.vault.open(require(uow.actor, Action.SOURCE_COMPARE, source.facts(part), uow.now))
        note.grant_ref = given.request_ref
        facts = given.facts(part, custody=source.custody)
        return uow.vault.open(require(uow.actor, Action.CUSTODY_OPEN, facts, uow.now))


def _open_waiting(uow: UnitOfWork, row: Waiting) -> Kept:
    """Open what somebody told of themselves who is not registered yet."""
    with uow.trail.recording(Event.WORDS_COMPARE, row.submission_ref, purpose=PURPOSE):
        content = uow.vault.open_submission(require(uow.actor, Action.SUBMISSION_OPEN, row.facts(), uow.now))
        details = content["details"]
        return details if isinstance(details, dict) else {}
