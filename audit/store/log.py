"""Appending to the log and signing its head: each in its own short transaction on its own connection."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from audit.checkpoint import LONGEST_WITHOUT, Checkpoint, Head, key_lines, keys_of, read, sign
from audit.entry import Entry, PrivateNote
from audit.errors import Altered
from audit.proofs import consistency_path, inclusion_path, verify_consistency
from audit.store import export, finding, reading
from audit.store.connections import Connections
from audit.store.finding import Filters, Part, Version
from audit.store.reading import StoredEntry
from audit.store.writing import Appended, writer
from audit.verify import Untrusted, Verdict
from crypto.canonical import canonical_json
from crypto.signing import LogKey, LogPublicKey

# An entry, and the free text that belongs to it.
Noted = tuple[Entry, PrivateNote | None]


class AuditStore:
    """
    The log of one deployment. Safe to use from any number of threads and processes.

    :raises LogUnavailable: from every method, when the store does not answer; nothing was then written.
    """

    def __init__(self, engine: Engine, *, origin: str) -> None:
        if not origin or len(origin.encode()) > 255 or "+" in origin or not origin.isprintable() or " " in origin:
            raise ValueError("the log's name is a short text without spaces or plus signs")
        self.origin = origin
        self._connections = Connections(engine)
        self._writer = writer(engine.dialect.name, self._connections)

    def append(self, entry: Entry, *, now: datetime, private: PrivateNote | None = None) -> Appended:
        """
        Write one entry, durable when this returns. At most five statements.

        :param now: the time it is, not the time the request began: a clock behind the last entry is refused.
        :raises ClockBehind: the clock is more than a second behind the last entry.
        :raises LogUnavailable: nothing was written; what the entry was for must not happen.
        """
        return self._writer.append(canonical_json(entry.parts()), now, private)

    def append_each(self, entries: Sequence[Noted], *, now: datetime) -> list[Appended]:
        """
        Write several entries one after the other in one transaction: all of them durable when this returns, or none.

        Raises as ``append`` does; then nothing of them was written.
        """
        return self._writer.append_each([(canonical_json(entry.parts()), note) for entry, note in entries], now)

    def head(self) -> Head:
        """Return how far the log has come."""
        with self._connections.reading() as connection:
            return reading.present_head(connection)

    def checkpoint(self, key: LogKey, *, now: datetime) -> Checkpoint:
        """
        Sign the present head, keep the checkpoint, and return it; durable when this returns.

        A checkpoint under five minutes old that already covers the head is returned as it is.

        :raises Altered: the head is not an extension of what was signed last. Signing it would vouch for tampering.
        """
        with self._connections.reading() as connection:
            present, latest = reading.head_and_checkpoint(connection)
            _refuse_other_history(connection, present, latest)
        if latest and latest.size == present.size and now - latest.at < LONGEST_WITHOUT and self._holds(latest, key):
            return latest
        signed = sign(key, self.origin, present.size, present.root, max(now, present.at or now))
        self._writer.keep(signed)
        return signed

    def _holds(self, kept: Checkpoint, key: LogKey) -> bool:
        """Return whether a stored checkpoint is what this key signed: whoever owns the file can put a false one in."""
        try:
            return read(kept.note, keys_of(key.public, self.origin)) == kept
        except Untrusted:
            return False

    def standing(self) -> tuple[Head, Checkpoint | None]:
        """Return how far the log has come, and what ``latest_checkpoint`` does, in one statement."""
        with self._connections.reading() as connection:
            return reading.head_and_checkpoint(connection)

    def latest_checkpoint(self) -> Checkpoint | None:
        """Return the checkpoint that covers most, as stored: its signatures are checked by whoever relies on it."""
        with self._connections.reading() as connection:
            return reading.latest_checkpoint(connection)

    def entries(self, filters: Filters, *, before: int | None = None, limit: int = 50) -> list[StoredEntry]:
        """Return the newest entries that pass the filters, newest first, all numbered below ``before``."""
        with self._connections.reading() as connection:
            return finding.newest(connection, filters, before, limit)

    def entry(self, seq: int) -> StoredEntry | None:
        """Return one entry, or nothing where the log has not come so far."""
        with self._connections.reading() as connection:
            return reading.one(connection, seq)

    def unfinished(self, limit: int = 1000) -> list[StoredEntry]:
        """Return the oldest attempts whose outcome was never written. Each counts as having happened."""
        with self._connections.reading() as connection:
            return finding.unfinished_attempts(connection, limit)

    def versions(self, object_ref: str, compartment: str, least: int = 0) -> list[Version]:
        """Return every version from ``least`` on that an entry names, attempts included, in no particular order."""
        return self.versions_of([(object_ref, compartment)], least)[object_ref, compartment]

    def versions_of(self, parts: Collection[Part], least: int = 0) -> dict[Part, list[Version]]:
        """Return what ``versions`` does of several objects and compartments, in one statement."""
        with self._connections.reading() as connection:
            return finding.versions(connection, parts, least)

    def written(self) -> list[tuple[str, str]]:
        """Return every object and compartment of which an entry names a version: what a nightly check goes through."""
        with self._connections.reading() as connection:
            return finding.written(connection)

    def private_note(self, digest: str) -> bytes | None:
        """Return the sealed text that an entry's ``private`` names, or nothing when it was erased."""
        with self._connections.reading() as connection:
            return reading.private_note(connection, digest)

    def inclusion(self, seq: int, size: int) -> list[bytes]:
        """Return the path from an entry to the root of the first ``size`` entries; ValueError where there is none."""
        with self._connections.reading() as connection:
            return inclusion_path(seq, size, reading.nodes(connection))

    def consistency(self, old: int, new: int) -> list[bytes]:
        """Return the proof that the first ``new`` entries begin with the first ``old``; ValueError where none is."""
        with self._connections.reading() as connection:
            return consistency_path(old, new, reading.nodes(connection))

    def proof(self, seq: int) -> str:
        """Return a proof to hand out that an entry is in the log; ValueError while no checkpoint covers it."""
        with self._connections.reading() as connection:
            return export.proof(connection, seq)

    def export(self, directory: Path, public: LogPublicKey) -> None:
        """Write the whole log and the keys to check it with into a new directory; FileExistsError for an old one."""
        with self._connections.reading() as connection:
            export.write(connection, directory, key_lines(public, self.origin))

    def verify(self, public: LogPublicKey, kept: Iterable[str] = ()) -> Verdict:
        """Return whether the store is as it was signed; ``kept`` are notes of checkpoints from elsewhere."""
        with self._connections.reading() as connection:
            return export.verify(connection, keys_of(public, self.origin), kept)


def _refuse_other_history(connection: Connection, present: Head, latest: Checkpoint | None) -> None:
    """Raise Altered unless the head extends the latest checkpoint, by the stored hashes."""
    if latest is None or latest.size == 0:
        return
    if present.size < latest.size:
        raise Altered("the log is shorter than when it was last signed")
    read = reading.nodes(connection)
    path = consistency_path(latest.size, present.size, read)
    if not verify_consistency((latest.size, present.size), (latest.root, present.root), path):
        raise Altered("the log does not extend what was last signed")
