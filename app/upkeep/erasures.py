"""
What was erased, kept apart from the stores, so that getting an old backup back does not bring it back.

The list is a file of lines, each the proof of one entry of the record (see ``audit prove``): it holds references and no
content, and nobody can add a line that the log has not signed. The steward adds to it; it belongs on another machine
than the stores, or on the medium where backups go. Replaying is one row of ``REPLAYED`` for each kind of erasure; a
kind that is not in the table stops the restore, because what was erased would otherwise be back.
"""

import json
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete

from app.allegations.models import Allegation
from app.allegations.states import State, may_advance
from app.allegations.steps import move
from app.contacts.models import ENDED, ContactRequest
from app.custody.models import ENDED as CUSTODY_ENDED
from app.custody.models import CustodyRequest
from app.erasure.service import erase_again
from app.intake.models import Submission
from app.unit_of_work import House, UnitOfWork
from app.upkeep.trouble import Trouble
from audit.checkpoint import keys_of
from audit.entry import Entry
from audit.events import Decision, Event, Verb
from audit.store import Filters
from audit.verify import Note, Untrusted, check_proof
from crypto.signing import LogPublicKey

PAGE = 200
OWNER_ONLY = 0o600
CUT_AGAIN = "Got back from a backup made before words were cut out of it. Cut them out again."


@dataclass(frozen=True, slots=True, order=True)
class Erased:
    """One erasure that was done: its number in the record, which act it was, and of what."""

    seq: int
    action: str
    object_ref: str


def note_erasures(house: House, path: Path) -> int:
    """Add every erasure that the list does not have yet, durable when this returns; return how many."""
    if house.audit is None:
        return 0
    known = frozenset(_erased(line) for line in _whole_lines(path))
    # An act of several entries is listed by its last.
    new = list({(done.action, done.object_ref): done.seq for done in sorted(_done_since(house, known))}.values())
    if not new:
        return 0
    house.audit.checkpoint(house.log_key(), now=house.clock())
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, OWNER_ONLY)
    with os.fdopen(handle, "r+", encoding="utf-8") as file:
        # What a kill cut off is written anew.
        file.truncate(sum(len(line.encode()) for line in _whole_lines(path)))
        file.seek(0, os.SEEK_END)
        for seq in sorted(new):
            file.write(json.dumps(json.loads(house.audit.proof(seq)), ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return len(new)


def read_erasures(path: Path, public: LogPublicKey, origin: str) -> tuple[list[Erased], Note | None]:
    """
    Return what a list says was erased, each line proved, and the newest checkpoint that proves one.

    :raises Trouble: the list cannot be read, or a line is not what the log signed.
    """
    if not path.is_file():
        raise Trouble(
            f"there is no list of erasures at {path}.",
            "nothing was restored.",
            "bring the list from where it is kept. Without it, what was erased after the backup would be back.",
        )
    keys, found, newest = keys_of(public, origin), [], None
    for line in _whole_lines(path):
        try:
            note = check_proof(line, keys)
            found.append(_erased(line))
        except (Untrusted, ValueError, KeyError, TypeError):
            raise Trouble(
                f"line {len(found) + 1} of {path} is not what the log signed: it was altered or damaged.",
                "nothing was restored.",
                "use another copy of the list, and find out who could write to this one.",
            ) from None
        newest = note if newest is None or note.size > newest.size else newest
    return found, newest


def replay(uow: UnitOfWork, erased: Erased) -> None:
    """Erase again what was erased after the backup was made; recorded by whoever calls."""
    REPLAYED[erased.action](uow, erased.object_ref)


def require_known(erasures: list[Erased]) -> None:
    """
    Return quietly when every one of these can be replayed.

    :raises Trouble: one cannot.
    """
    unknown = sorted({erased.action for erased in erasures} - REPLAYED.keys())
    if unknown:
        raise Trouble(
            f"this program does not know how to replay erasures of the kind {', '.join(unknown)}.",
            "nothing was restored: what was erased stays erased.",
            "restore with the newest release, which knows every kind that it can write.",
        )


def _clear_submission(uow: UnitOfWork, submission_ref: str) -> None:
    """Delete what could not be read and a controller cleared."""
    uow.gateway.execute(delete(Submission).where(Submission.submission_ref == submission_ref))


def end_grant(uow: UnitOfWork, grant_ref: str) -> None:
    """Delete the re-sealed key of a permission, and end the permission."""
    uow.vault.revoke(grant_ref)
    row = uow.case.get(ContactRequest, grant_ref)
    if row is not None:
        row.state = ENDED


def end_custody(uow: UnitOfWork, request_ref: str) -> None:
    """Delete what one group gave the other, and end the permission. Glass that was broken stays to be reviewed."""
    uow.vault.revoke(request_ref)
    row = uow.case.get(CustodyRequest, request_ref)
    if row is not None:
        row.state = CUSTODY_ENDED


def _hold_words(uow: UnitOfWork, allegation_ref: str) -> None:
    """Hold an allegation whose words were cut: which words they were is written nowhere, so custodians cut again."""
    row = uow.case.get(Allegation, allegation_ref)
    if row is None:
        return
    held = {"words_held": True, "held_at": uow.now, "held_reason": CUT_AGAIN}
    if may_advance(row.status, State.HELD_SOURCE):
        move(uow, row, State.HELD_SOURCE, reason=CUT_AGAIN, held_from=row.status, **held)
        return
    for name, value in held.items():
        setattr(row, name, value)


REPLAYED: Mapping[str, Callable[[UnitOfWork, str], None]] = {
    Event.SUBMISSION_CLEAR.action: _clear_submission,
    Event.CONTACT_EXPIRE.action: end_grant,
    Event.CUSTODY_EXPIRE.action: end_custody,
    Event.ALLEGATION_CUT.action: _hold_words,
    Event.SOURCE_ERASE.action: erase_again,
}


def _done_since(house: House, known: Collection[Erased]) -> Iterator[Erased]:
    """
    Give the erasures done after the newest that is known, newest first.

    It is found by what it says and not by its number: after a restore the record goes on from an older one, and gives
    numbers again that the list has of what is lost.
    """
    done, before = Filters(verb=Verb.ERASURE, decision=Decision.DONE), None
    while house.audit is not None:
        page = house.audit.entries(done, before=before, limit=PAGE)
        for stored in page:
            one = Erased(stored.seq, stored.entry.action, stored.entry.object_ref)
            if one in known:
                return
            yield one
        if len(page) < PAGE:
            return
        before = page[-1].seq


def _whole_lines(path: Path) -> Iterator[str]:
    """Give each line of a list; a last one that was cut off by a kill is left out."""
    if path.is_file():
        with path.open(encoding="utf-8") as file:
            yield from (line for line in file if line.endswith("\n"))


def _erased(line: str) -> Erased:
    """Return what a line says, not proved."""
    parts = json.loads(line)
    said = Entry.read(json.loads(parts["entry"]))
    return Erased(parts["index"], said.action, said.object_ref)
