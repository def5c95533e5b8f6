"""What is written into a compartment, version by version, and what of it is in force."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import func, select

from app.database import new_id
from app.vault.compartments import Compartment, Compartments
from app.vault.means import Means
from app.vault.models import StoredCompartment, StoredEntry
from app.vault.versions import next_number, require_all, require_newest
from crypto.context import Context
from crypto.errors import Tampered
from crypto.sealing import seal_record, unseal_record


class Written(NamedTuple):
    """What was written: which version of which compartment, and the SHA-256 of its ciphertext in hexadecimal."""

    compartment: str
    version: int
    digest: str


class Entries:
    """The records in all compartments, within one unit of work."""

    def __init__(self, means: Means, compartments: Compartments) -> None:
        self._means = means
        self._compartments = compartments

    def write(self, source_ref: str, compartment: str, record: Mapping[str, object]) -> Written:
        """
        Seal a record as the next version. Needs no private key, and cannot read what is there.

        :raises NotFound: no such source.
        :raises Frozen: the compartment's public key is not the one that its creator signed.
        """
        row = self._compartments.find(source_ref, compartment)
        with self._means.guarding(source_ref):
            public = self._compartments.public_of(row)
            entry = StoredEntry(entry_ref=new_id(), compartment_ref=row.compartment_ref, key_version=row.key_version)
            entry.version = next_number(self._means.trail.versions(source_ref, compartment), self._newest_number(row))
            entry.blob = seal_record(public, self._entry_context(row, entry), record)
            entry.digest = sha256(entry.blob).hexdigest()
            self._means.trail.writing(source_ref, compartment, entry.version, entry.digest)
            self._means.session.add(entry)
            self._means.session.flush()
        return Written(compartment, entry.version, entry.digest)

    def read(self, row: StoredCompartment, secret: bytes) -> dict[str, object]:
        """
        Return what a compartment holds: its newest record, or ``{"entries": [...]}`` where all are kept.

        :param secret: K, 32 bytes, by whichever way the reader came to it.
        :raises Tampered: K is not the signed one, or the store does not hold what the log says was written.
        """
        private = self._compartments.key_pair(row, secret)
        keeps_all = Compartment(row.compartment).keeps_all
        entries = self._entries(row, all_of_them=keeps_all)
        self._require_logged(row, entries, all_of_them=keeps_all)
        records = [unseal_record(private, self._entry_context(row, entry), entry.blob) for entry in entries]
        if keeps_all:
            return {"entries": records}
        return records[0] if records else {}

    def _newest_number(self, row: StoredCompartment) -> int:
        newest = select(func.max(StoredEntry.version)).where(StoredEntry.compartment_ref == row.compartment_ref)
        return self._means.session.scalar(newest) or 0

    def _entries(self, row: StoredCompartment, *, all_of_them: bool) -> Sequence[StoredEntry]:
        """Return all entries, oldest first, or the newest alone."""
        entries = select(StoredEntry).filter_by(compartment_ref=row.compartment_ref)
        if all_of_them:
            return self._means.session.scalars(entries.order_by(StoredEntry.version)).all()
        return self._means.session.scalars(entries.order_by(StoredEntry.version.desc()).limit(1)).all()

    def _require_logged(self, row: StoredCompartment, entries: Sequence[StoredEntry], *, all_of_them: bool) -> None:
        """Refuse entries that the log does not know in this form, or knows to be superseded or missing."""
        logged = self._means.trail.versions(row.source_ref, row.compartment)
        stored = {entry.version: sha256(entry.blob).hexdigest() for entry in entries}
        if any(stored[entry.version] != entry.digest for entry in entries):
            raise Tampered
        if all_of_them:
            require_all(logged, stored)
        else:
            require_newest(logged, *next(iter(stored.items()), (0, "")))

    def _entry_context(self, row: StoredCompartment, entry: StoredEntry) -> Context:
        return self._means.deployment.context(
            "entries",
            entry.entry_ref,
            compartment=row.compartment,
            version=entry.version,
            epoch=entry.key_version,
            detail=(row.compartment_ref, row.source_ref),
        )
