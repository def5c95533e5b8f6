"""What an auditor does: follow the log, prove an entry, check all of it, and open the free text of one entry."""

from dataclasses import dataclass
from datetime import datetime

from app.access.facts import Nothing
from app.access.policy import Action, require
from app.errors import NotFound
from app.oversight.threads import person_named, references
from app.unit_of_work import UnitOfWork
from audit.events import Event
from audit.store import Checkpoint, Filters, StoredEntry, private_text
from audit.verify import Verdict

PAGE = 50
LOG = "log"


@dataclass(frozen=True, slots=True)
class Question:
    """What to follow. Empty parts do not narrow. ``until`` is exclusive."""

    person: str = ""
    ref: str = ""
    verb: str = ""
    decision: str = ""
    since: datetime | None = None
    until: datetime | None = None


def follow(uow: UnitOfWork, question: Question, *, purpose: str, before: int | None) -> list[StoredEntry]:
    """
    Return a page of entries, newest first, numbered below ``before``. Reading the log is itself recorded.

    A reference brings its whole story: the sealed part, the requests, the reports, and the source by reference.
    """
    with uow.trail.consulting(Event.LOG_READ, question.ref.strip().upper()[:64] or LOG, purpose=purpose):
        require(uow.actor, Action.LOG_READ, Nothing(LOG), uow.now)
        filters = Filters(
            person_ref=person_named(uow, question.person) if question.person else "",
            object_refs=references(uow, _as_kept(question.ref)) if question.ref else (),
            verb=question.verb,
            decision=question.decision,
            since=question.since,
            until=question.until,
        )
        return uow.log.entries(filters, before=before, limit=PAGE)


def read(uow: UnitOfWork, seq: int) -> StoredEntry:
    """
    Return one entry.

    :raises NotFound: the log has not come so far.
    """
    with uow.trail.consulting(Event.LOG_READ, f"entry:{seq}"):
        require(uow.actor, Action.LOG_READ, Nothing(LOG), uow.now)
        found = uow.log.entry(seq)
        if found is None:
            raise NotFound
        return found


def prove(uow: UnitOfWork, seq: int) -> str:
    """
    Return the proof that an entry is in the log, as ``audit/verify.py --proof`` reads it.

    :raises NotFound: the log has not come so far.
    """
    with uow.trail.consulting(Event.LOG_PROVE, f"entry:{seq}"):
        require(uow.actor, Action.LOG_READ, Nothing(LOG), uow.now)
        latest = uow.log.latest_checkpoint()
        if latest is None or latest.size <= seq:
            latest = uow.sign_log()
        if latest.size <= seq:
            raise NotFound
        return uow.log.proof(seq)


def verify(uow: UnitOfWork) -> Verdict:
    """Check the whole log by the same code that a stranger runs, and return the verdict."""
    with uow.trail.consulting(Event.LOG_VERIFY, LOG) as note:
        require(uow.actor, Action.LOG_READ, Nothing(LOG), uow.now)
        uow.sign_log()
        verdict = uow.log.verify(uow.log_public())
        note.detail["first-bad"] = -1 if verdict.first_bad is None else verdict.first_bad
        return verdict


def sign(uow: UnitOfWork) -> Checkpoint:
    """Sign the log as it stands and return the checkpoint, to be kept elsewhere: it shows a log that was cut short."""
    with uow.trail.recording(Event.LOG_EXPORT, LOG):
        require(uow.actor, Action.LOG_EXPORT, Nothing(LOG), uow.now)
        return uow.sign_log()


def open_text(uow: UnitOfWork, seq: int, *, purpose: str, reason: str) -> str:
    """
    Return the free text that belongs to an entry, for an unlocked auditor. It was sealed to the auditors' group.

    :raises NotFound: the entry has no free text, or it was erased under retention.
    :raises Locked: the auditor has not unlocked.
    """
    stored = uow.log.entry(seq)
    digest = stored.entry.private if stored else ""
    with uow.trail.recording(Event.LOG_NOTE_READ, digest or f"entry:{seq}", purpose=purpose, reason=reason):
        permit = require(uow.actor, Action.LOG_READ, Nothing(digest), uow.now)
        sealed = uow.log.private_note(digest) if digest else None
        if sealed is None:
            raise NotFound
        return private_text(digest, uow.vault.groups.open_note(permit, sealed))


def _as_kept(ref: str) -> str:
    """Return a reference as it is kept: the readable ones in capitals, the random ones in small letters."""
    typed = ref.strip()
    return typed.upper() if "-" in typed else typed.lower()
