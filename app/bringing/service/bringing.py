"""Bringing a file in, and how far it is."""

from dataclasses import dataclass, field

from app.access.facts import RegisterFacts
from app.access.policy import Action, require
from app.bringing.reading import Table, Unreadable, read_table
from app.bringing.registering import REGISTRATION, Progress, found_file, permit_for, today
from app.bringing.rules import Sorted, sort
from app.database import new_id
from app.errors import Invalid
from app.unit_of_work import UnitOfWork
from audit.events import Event

FILE = "file"


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    What became of a file.

    :ivar kept: rows that were sealed and wait to be taken in.
    :ivar known: rows that are registered already, or wait already.
    :ivar repeated: rows that stand in the file a second time.
    """

    file_ref: str
    kept: int
    known: int
    repeated: int
    table: Table = field(repr=False)
    sorted: Sorted = field(repr=False)


def files(uow: UnitOfWork) -> list[Progress]:
    """Return the files of which rows are left to be taken in, the oldest first. Recorded."""
    with uow.trail.consulting(Event.REGISTER_BROUGHT) as note:
        require(uow.actor, Action.REGISTER_BRING, RegisterFacts(), uow.now)
        found: list[Progress] = list(uow.vault.brought.progress())
        note.detail["listed"] = [one.file_ref for one in found]
        return found


def read(uow: UnitOfWork, file_ref: str) -> Progress:
    """
    Return how far a file is, whether rows of it are left or not.

    :raises NotFound: there is no such file.
    """
    with uow.trail.consulting(Event.REGISTER_BROUGHT, file_ref):
        require(uow.actor, Action.REGISTER_BRING, RegisterFacts(file_ref), uow.now)
        return found_file(uow, file_ref)


def bring(uow: UnitOfWork, data: bytes, *, handler_ref: str, controller_ref: str) -> Outcome:
    """
    Seal every row of a file that can stand to the custodians, and return what became of each. Nothing else is kept.

    A row that was brought in before is known again, so a file may be sent twice, or once more with some rows mended.

    :raises Invalid: the file cannot be read at all, or the handler would oversee themself.
    :raises Refused: policy says no.
    :raises Locked: the custodian has not unlocked.
    """
    file_ref = new_id()
    with uow.trail.recording(Event.REGISTER_BRING, file_ref, purpose=REGISTRATION) as note:
        permit = permit_for(uow, file_ref)
        if handler_ref == controller_ref:
            raise Invalid({"controller": "The controller must be somebody other than the handler. Choose a colleague."})
        try:
            table = read_table(data)
        except Unreadable as told:
            raise Invalid({FILE: str(told)}) from None
        rows = sort(table, today(uow))
        carried = {"handler": handler_ref, "controller": controller_ref}
        kept = uow.vault.brought.keep(
            permit, [{"values": row.values, "line": row.line, **carried} for row in rows.good]
        )
        note.detail |= {"rows": len(table.rows), "kept": kept.kept, "known": kept.known, "to_mend": len(rows.bad)}
        return Outcome(file_ref, kept.kept, kept.known, kept.repeated, table, rows)


def leave_out_rest(uow: UnitOfWork, file_ref: str, *, reason: str) -> None:
    """
    Delete every row of a file that is left. Who was registered from it stays.

    :raises NotFound: there is no such file.
    :raises Refused: policy says no.
    :raises Locked: the custodian has not unlocked.
    """
    with uow.trail.recording(Event.REGISTER_LEAVE_OUT, file_ref, reason=reason) as note:
        permit = permit_for(uow, file_ref)
        found_file(uow, file_ref)
        note.detail["left_out"] = uow.vault.brought.leave_out_rest(permit)
