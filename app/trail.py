"""What goes to the record and when: before an act, after it, and when it was refused or failed."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from app.access.actor import Actor
from app.access.policy import Permit
from app.errors import Conflict, Invalid, Locked, NotFound, Refused, Unavailable
from audit.events import Decision, Event
from audit.store import Appended, AuditStore, Entry, LogUnavailable, Part, PrivateNote, Version, private_digest
from crypto.errors import Tampered

SealNote = Callable[[str, bytes, Event], bytes]
SignHead = Callable[[], int]

# Names of rules that stand for an error and not for a row in the permission table.
RULES: tuple[tuple[type[Exception], str], ...] = (
    (NotFound, "not_visible"),
    (Locked, "keys_are_locked"),
    (Conflict, "state_allows_it"),
    (Invalid, "form_is_valid"),
)

# What the record calls the key that signs it, when that key does not open.
LOG_KEY = "log-key"


@dataclass(slots=True)
class Note:
    """
    One act while it runs.

    What the act learns on its way (the digest of what it wrote, who received it) is set here and goes to *done*.
    """

    event: Event
    object_ref: str
    purpose: str = ""
    compartment: str = ""
    grant_ref: str = ""
    digest: str = ""
    attempt: int | None = None
    detail: dict[str, str | int | list[str]] = field(default_factory=dict)


class Trail:
    """
    The trail of one unit of work.

    :raises Unavailable: from every method when the log cannot be written; then the act does not happen.
    """

    def __init__(
        self, store: AuditStore, actor: Actor, clock: Callable[[], datetime], seal_note: SealNote, sign_head: SignHead
    ) -> None:
        self._store = store
        self._actor = actor
        self._clock = clock
        self._seal_note = seal_note
        self._sign_head = sign_head
        self._pending: list[Note] = []
        self._current: list[Note] = []
        self._covered = 0

    @contextmanager
    def recording(
        self,
        event: Event,
        object_ref: str,
        *,
        purpose: str = "",
        reason: str = "",
        detail: Mapping[str, str | int | list[str]] | None = None,
    ) -> Iterator[Note]:
        """
        Record an act that changes or reveals: *attempted* before it, *done* after the commit.

        A refusal or a failure is written at once, with the rule that failed. ``reason`` may name someone, so it is
        sealed to the auditors and only its digest stands in the log.
        """
        note = Note(event, object_ref, purpose=purpose, detail=dict(detail or {}))
        note.attempt = self._write(note, Decision.ATTEMPTED, private=reason).seq
        self._current.append(note)
        try:
            if event.reveals:
                self._covered = self._cover()
            yield note
        except Exception as error:
            self._write_outcome(note, error)
            raise
        else:
            self._pending.append(note)
        finally:
            self._current.remove(note)

    @contextmanager
    def recording_each(self, event: Event, object_refs: Sequence[str], *, purpose: str) -> Iterator[list[Note]]:
        """
        Record one act on each of several objects, as ``recording`` does of one, with one look at the log for all.

        Every attempt is durable before the block runs; what stops one of them stops all.
        """
        notes = [Note(event, object_ref, purpose=purpose) for object_ref in object_refs]
        self._announce(notes)
        self._current += notes
        try:
            if event.reveals and notes:
                self._covered = self._cover()
            yield notes
        except Exception as error:
            for note in notes:
                self._write_outcome(note, error)
            raise
        else:
            self._pending += notes
        finally:
            self._current = [note for note in self._current if not any(note is one for one in notes)]

    @contextmanager
    def consulting(
        self, event: Event, object_ref: str = "", *, listed: Sequence[str] = (), purpose: str = ""
    ) -> Iterator[Note]:
        """
        Record an ordinary consultation: one entry, durable before the reply is sent.

        The references on a list go to the side table, sealed to the auditors: ``note.detail["listed"]`` may also be
        set while the block runs.
        """
        note = Note(event, object_ref, purpose=purpose)
        if listed:
            note.detail["listed"] = list(listed)
        try:
            yield note
        except Exception as error:
            self._write_outcome(note, error)
            raise
        shown = note.detail.pop("listed", [])
        note.detail["count"] = len(shown) if isinstance(shown, list) else 0
        self._write(note, Decision.DONE, private="\n".join(shown) if isinstance(shown, list) else "")

    def happened(
        self, event: Event, object_ref: str = "", *, decision: Decision = Decision.DONE, rule: str = ""
    ) -> None:
        """Record something that has no before and after, such as a request that was stopped at the door."""
        self._write(Note(event, object_ref), decision, rule=rule)

    def finish(self) -> None:
        """Write *done* for every act of this unit of work, of all or of none. Called after its commit."""
        self._write_each(self._pending, Decision.DONE)
        self._pending.clear()

    def abandon(self) -> None:
        """Write *failed* for acts that went well but could not be committed."""
        for note in self._pending:
            self._write(note, Decision.FAILED, rule="commit")
        self._pending.clear()

    def covers(self, permit: Permit) -> bool:
        """Return whether an attempt on what this permit names is durable and covered by a signed checkpoint."""
        return any(
            note.event.reveals
            and note.attempt is not None
            and note.attempt < self._covered
            and note.object_ref == permit.object_ref
            for note in self._current
        )

    def writing(
        self, object_ref: str, compartment: str, version: int, digest: str, *, event: Event | None = None
    ) -> None:
        """
        Make an entry for this version and ciphertext durable before it is written; *done* follows the commit.

        It is written down as a part of the act that is being recorded, with its purpose and grant.

        :param event: what it is written down as, where that is another act than the one being recorded.
        :raises LookupError: nothing is being recorded, so nothing may be written.
        """
        self.writing_each(object_ref, [(compartment, version, digest)], event=event)

    def writing_each(
        self, object_ref: str, written: Sequence[tuple[str, int, str]], *, event: Event | None = None
    ) -> None:
        """Do what ``writing`` does for several compartments of an object: each with its version and digest."""
        if not self._current:
            raise LookupError("nothing is being recorded")
        act, notes = self._current[-1], []
        for compartment, version, digest in written:
            note = Note(event or act.event, object_ref, purpose=act.purpose, compartment=compartment, digest=digest)
            note.grant_ref, note.detail["version"] = act.grant_ref, version
            notes.append(note)
        self._announce(notes)
        self._pending += notes

    def versions(self, object_ref: str, compartment: str, least: int = 0) -> Sequence[Version]:
        """Return every version from ``least`` on that an entry names, attempts included, in no particular order."""
        try:
            return self._store.versions(object_ref, compartment, least)
        except LogUnavailable as error:
            raise Unavailable from error

    def versions_of(self, parts: Collection[Part]) -> Mapping[Part, Sequence[Version]]:
        """Return what ``versions`` does of several objects and compartments, asked at once."""
        try:
            return self._store.versions_of(parts)
        except LogUnavailable as error:
            raise Unavailable from error

    def written(self) -> Sequence[tuple[str, str]]:
        """Return every object and compartment of which an entry names a version."""
        try:
            return self._store.written()
        except LogUnavailable as error:
            raise Unavailable from error

    def _cover(self) -> int:
        """Sign the present head and return the size that the checkpoint covers; Tampered when its key is not ours."""
        try:
            return self._sign_head()
        except LogUnavailable as error:
            raise Unavailable from error
        except Tampered:
            self.happened(Event.INTEGRITY_FAILED, LOG_KEY, decision=Decision.FAILED)
            raise

    def _write_outcome(self, note: Note, error: Exception) -> None:
        """Write why an act did not happen. An unexpected error gives its kind and never its text."""
        rule = error.rule if isinstance(error, Refused) else _rule_of(error)
        decision = Decision.REFUSED if rule else Decision.FAILED
        self._write(note, decision, rule=rule or type(error).__name__)

    def _announce(self, notes: Sequence[Note]) -> None:
        """Write *attempted* for each of these."""
        for note, added in zip(notes, self._write_each(notes, Decision.ATTEMPTED), strict=True):
            note.attempt = added.seq

    def _write_each(self, notes: Sequence[Note], decision: Decision) -> Sequence[Appended]:
        """Append one entry for each of these, of all or of none."""
        if len(notes) < 2:
            return [self._write(note, decision) for note in notes]
        try:
            return self._store.append_each([self._entry(note, decision) for note in notes], now=self._clock())
        except LogUnavailable as error:
            raise Unavailable from error

    def _write(self, note: Note, decision: Decision, *, rule: str = "", private: str = "") -> Appended:
        """Append one entry."""
        entry, sealed = self._entry(note, decision, rule=rule, private=private)
        try:
            return self._store.append(entry, now=self._clock(), private=sealed)
        except LogUnavailable as error:
            raise Unavailable from error

    def _entry(
        self, note: Note, decision: Decision, *, rule: str = "", private: str = ""
    ) -> tuple[Entry, PrivateNote | None]:
        """Return what is to be appended, with its free text sealed."""
        actor = self._actor
        sealed = self._private(private, note.event)
        detail = dict(note.detail)
        if note.compartment:
            detail["compartment"] = note.compartment
        entry = Entry(
            actor_ref=actor.person_ref,
            acting_for=actor.acting_for,
            roles=tuple(sorted(actor.roles)),
            clearance=actor.clearance,
            session=actor.session_digest,
            verb=note.event.verb,
            action=note.event.action,
            object_ref=note.object_ref,
            detail=detail,
            purpose=note.purpose,
            decision=decision,
            rule=rule,
            grant_ref=note.grant_ref,
            digest=note.digest,
            request_id=actor.request_id,
            private=sealed.digest if sealed else "",
            attempt=note.attempt,
        )
        return entry, sealed

    def _private(self, text: str, event: Event) -> PrivateNote | None:
        """Return free text sealed to the auditors, with the salted digest that the leaf carries."""
        if not text:
            return None
        salted, digest = private_digest(text)
        return PrivateNote(digest=digest, sealed=self._seal_note(digest, salted, event))


def _rule_of(error: Exception) -> str:
    """Return the name that stands for an error, or nothing where it is none of ours."""
    return next((rule for kind, rule in RULES if isinstance(error, kind)), "")
