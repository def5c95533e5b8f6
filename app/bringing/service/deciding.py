"""Deciding on rows that may be somebody who is registered already: another person, the same one, or left out."""

from dataclasses import dataclass, field

from app.access.policy import Action, Permit, require
from app.bringing.registering import (
    GROWING,
    MAY_BE,
    REGISTRATION,
    Hits,
    Opened,
    Slice,
    have_registered,
    parts_of,
    permit_for,
    register_each,
    standing_of,
    who_may_be_one,
    write_down,
)
from app.bringing.rules import Values
from app.sources import queries
from app.sources.entering import CONTACT
from app.sources.terms import KIND_LABELS
from app.unit_of_work import UnitOfWork
from audit.events import Event


@dataclass(frozen=True, slots=True)
class ToDecide:
    """A row that may be somebody who is registered already, with the sources that it may be and what agrees."""

    row_ref: str
    line: int
    values: Values = field(repr=False)
    candidates: tuple[tuple[str, tuple[str, ...]], ...]


def next_to_decide(uow: UnitOfWork, file_ref: str) -> ToDecide | None:
    """
    Open the next row that may be somebody who is registered already; ``None`` where none is left.

    :raises Refused: policy says no.
    :raises Locked: the custodian has not unlocked.
    """
    with uow.trail.recording(Event.REGISTER_LOOK, file_ref, purpose=REGISTRATION) as note:
        row = uow.vault.brought.one_to_decide(permit_for(uow, file_ref))
        if row is None:
            return None
        note.detail["row"] = row.row_ref
        may_be = {ref: frozenset(kinds) for ref, kinds in row.record[MAY_BE].items()}
        mine = sorted(standing_of(uow, [may_be]).mine, key=lambda ref: (-len(may_be[ref]), ref))
        candidates = tuple(
            (ref, tuple(KIND_LABELS[kind] for kind in KIND_LABELS if kind in may_be[ref])) for ref in mine
        )
        return ToDecide(row.row_ref, row.record["line"], row.record["values"], candidates)


def register_apart(uow: UnitOfWork, file_ref: str, row_ref: str) -> bool:
    """
    Register a row as somebody new, although they are like somebody else: a custodian has looked.

    Returns whether they were registered: where somebody else who is like them came to the register meanwhile, whom the
    custodian was not shown, the row is to be decided on once more.

    :raises NotFound: the row is not there, or no longer.
    :raises Refused: policy says no.
    :raises Locked: the custodian has not unlocked.
    """
    with uow.trail.recording(Event.REGISTER_TAKE_IN, file_ref, purpose=REGISTRATION, detail={"row": row_ref}):
        permit = permit_for(uow, file_ref)
        row = uow.vault.brought.open(permit, row_ref)
        hits, done = _hits(uow, permit, row), Slice()
        standing = standing_of(uow, [hits])
        alike = who_may_be_one({ref: kinds for ref, kinds in hits.items() if ref in standing.mine})
        is_seen = set(alike) <= set(row.record.get(MAY_BE, ()))
        if is_seen:
            have_registered(uow, row, parts_of(row.record["values"]), standing.to_look_at(hits), done)
            register_each(uow, done)
        else:
            done.to_decide[row_ref] = {**row.record, MAY_BE: alike}
        write_down(uow, permit, done)
        return is_seen


def put_to(uow: UnitOfWork, file_ref: str, row_ref: str, source_ref: str) -> None:
    """
    Let a row be the source that is registered already: the row is dropped, and known again as that source.

    What the register has of them stays as it is.

    :raises NotFound: the row is not there, or no such source that is theirs to know.
    :raises Refused: policy says no.
    :raises Locked: the custodian has not unlocked.
    """
    with uow.trail.recording(Event.REGISTER_LEAVE_OUT, file_ref, detail={"row": row_ref, "source": source_ref}):
        permit = permit_for(uow, file_ref)
        source = queries.find(uow, source_ref)
        row = uow.vault.brought.open(permit, row_ref)
        with uow.trail.recording(Event.SOURCE_WRITE, source_ref, purpose=REGISTRATION):
            entering = require(uow.actor, Action.SOURCE_WRITE, source.facts(CONTACT), uow.now)
            uow.vault.index.enter(entering, source_ref, {GROWING: [row.term]})
        uow.vault.brought.settle(permit, gone=[row_ref], known=1)


def leave_out(uow: UnitOfWork, file_ref: str, row_ref: str) -> None:
    """
    Delete a row that is not to be registered.

    :raises NotFound: the row is not there, or no longer.
    :raises Refused: policy says no.
    :raises Locked: the custodian has not unlocked.
    """
    with uow.trail.recording(Event.REGISTER_LEAVE_OUT, file_ref, detail={"row": row_ref}):
        permit = permit_for(uow, file_ref)
        uow.vault.brought.open(permit, row_ref)
        uow.vault.brought.settle(permit, gone=[row_ref], left_out=1)


def _hits(uow: UnitOfWork, permit: Permit, row: Opened) -> Hits:
    """Return the sources of which anything in a row is known."""
    [found] = uow.vault.index.find_each(permit, [frozenset().union(*parts_of(row.record["values"]).values())])
    return found
