"""The statutory record of a source: what is kept, writing one particular, and passing a part on to a colleague."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.access.policy import Action, require
from app.errors import Invalid, NotFound
from app.register import queries
from app.register.models import Particular, Period
from app.register.particulars import KNOWN, PARTICULAR_BY_LETTER, PARTS, kept
from app.register.periods import keep_periods
from app.register.service.standing import RECORD
from app.sources import queries as sources
from app.sources.happenings import OFFICER_MOVED
from app.sources.models import Source
from app.sources.service.handing_over import CONTROLLER, HANDLER, KEEPER
from app.unit_of_work import UnitOfWork
from audit.events import Event


@dataclass(frozen=True, slots=True)
class Record:
    """What is kept of a source by law: which particulars, and who had which part from when to when."""

    source: Source
    written: dict[str, Particular]
    periods: Sequence[Period]
    kept: frozenset[str]


def read_record(uow: UnitOfWork, source_ref: str) -> Record:
    """
    Return how complete the statutory record of a source is. Nothing of it is opened.

    :raises NotFound: no such source, or not theirs to know.
    """
    with uow.trail.consulting(Event.RECORD_READ, source_ref):
        source = sources.find(uow, source_ref)
        require(uow.actor, Action.SOURCE_LIST, source.facts(), uow.now)
        written = {row.letter: row for row in queries.particulars(uow, source_ref)}
        periods = queries.periods(uow, source_ref)
        held = [part for part in PARTS if getattr(source, part)]
        return Record(source, written, periods, kept(written, held, {row.part for row in periods}))


def before_writing(uow: UnitOfWork, source_ref: str, action: Action) -> Source:
    """Let somebody be shown a form about a source's record: only where the act is theirs."""
    with uow.trail.consulting(Event.RECORD_READ, source_ref):
        source = sources.find(uow, source_ref)
        require(uow.actor, action, source.facts(), uow.now)
        return source


def write_particular(uow: UnitOfWork, source_ref: str, letter: str, *, state: str, words: str) -> None:
    """
    Write down one particular. The words are sealed; that it was written is not.

    :raises NotFound: no such source or particular, or not theirs to know.
    :raises Invalid: it is known, and nothing was said.
    """
    with uow.trail.recording(Event.RECORD_WRITE, source_ref, detail={"letter": letter, "state": state}):
        source = sources.find(uow, source_ref)
        permit = require(uow.actor, Action.RECORD_WRITE, source.facts(RECORD), uow.now)
        one = PARTICULAR_BY_LETTER.get(letter)
        if one is None or one.by_work:
            raise NotFound
        if state == KNOWN and not one.elsewhere and not words.strip():
            raise Invalid({"words": "Write it down, or choose that there is nothing of the kind."})
        version = None
        if words.strip():
            record = {"about": one.label, "written_at": uow.now.isoformat(timespec="minutes"), "words": words}
            version = uow.vault.write(permit, source_ref, RECORD, record).version
        row = uow.case.get(Particular, (source_ref, letter)) or Particular(source_ref=source_ref, letter=letter)
        row.state, row.written_at, row.by_ref, row.entry_version = state, uow.now, uow.actor.person_ref, version
        uow.case.add(row)


def transfer(uow: UnitOfWork, source_ref: str, part: str, to_ref: str, *, why: str, reason: str) -> None:
    """
    Pass one of the three parts on to a colleague. Whoever had it reaches nothing of the source at their next request.

    :raises NotFound: no such source, or not theirs to know.
    :raises Refused: policy says no.
    :raises Invalid: nobody is handler and controller of one source, and the role must fit.
    """
    detail = {"part": part, "to": to_ref, "why": why}
    with uow.trail.recording(Event.SOURCE_TRANSFER, source_ref, reason=reason, detail=detail) as note:
        source = sources.find(uow, source_ref)
        require(uow.actor, Action.SOURCE_TRANSFER, source.facts(), uow.now)
        note.detail["from"] = getattr(source, part) or ""
        _check(uow, source, part, to_ref)
        setattr(source, part, to_ref)
        if part == KEEPER:
            keep_periods(uow, source_ref)
        else:
            uow.tell(OFFICER_MOVED, source_ref)
        uow.case.flush()
        for row in queries.periods(uow, source_ref):
            if row.part == part and row.until is None:
                row.why = why


def _check(uow: UnitOfWork, source: Source, part: str, to_ref: str) -> None:
    """Refuse somebody who may not have a part, or has it."""
    if to_ref not in {ref for ref, _name in queries.may_take(uow)[part]}:
        raise Invalid(
            {"to": f"They cannot be {PARTS[part].lower()}. Choose somebody from the list who holds the role."}
        )
    if uow.kept_among([to_ref], source):
        raise Invalid({"to": "They are kept from this source. Choose somebody else."})
    if getattr(source, part) == to_ref:
        raise Invalid({"to": "They have this part already. Choose somebody else."})
    other = {HANDLER: source.controller_ref, CONTROLLER: source.handler_ref}.get(part)
    if to_ref == other:
        raise Invalid({"to": "Nobody is handler and controller of the same source. Choose somebody else."})
