"""Taking rows in: a few at a time, each registered as if by hand, so that it can be left and gone on with."""

from app.bringing.registering import (
    REGISTRATION,
    Progress,
    Slice,
    found_file,
    parts_of,
    permit_for,
    register_each,
    sort_out,
    standing_of,
    write_down,
)
from app.unit_of_work import UnitOfWork
from audit.events import Event

# Rows in one unit of work: about a second in which nobody else writes to the register.
AT_A_TIME = 25


def take_in(uow: UnitOfWork, file_ref: str) -> Progress:
    """
    Register the next rows of a file, each recorded as registering is; returns how far the file is then.

    A row that is registered already is dropped. One that may be somebody registered already waits to be decided on.
    What dies half-way leaves nothing half done: the rows wait on.

    :raises NotFound: there is no such file.
    :raises Refused: policy says no.
    :raises Locked: the custodian has not unlocked.
    """
    with uow.trail.recording(Event.REGISTER_TAKE_IN, file_ref, purpose=REGISTRATION) as note:
        permit = permit_for(uow, file_ref)
        found_file(uow, file_ref)
        rows = uow.vault.brought.some(permit, AT_A_TIME)
        parts = [parts_of(row.record["values"]) for row in rows]
        terms = [frozenset({row.term}).union(*own.values()) for row, own in zip(rows, parts, strict=True)]
        found = uow.vault.index.find_each(permit, terms) if rows else []
        standing, done = standing_of(uow, found), Slice()
        for row, own, hits in zip(rows, parts, found, strict=True):
            sort_out(uow, row, own, hits, standing, done)
        register_each(uow, done)
        write_down(uow, permit, done)
        came = {"registered": done.registered, "known": done.known, "to_decide": done.to_decide}
        note.detail |= {name: len(some) for name, some in came.items()}
    return found_file(uow, file_ref)
