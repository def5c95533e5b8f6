"""What is written into a compartment, version by version, and what of it is in force."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import func, select

from app.database import new_id
from app.vault.compartments import COUNTING, Compartment, Compartments
from app.vault.means import Means
from app.vault.models import StoredCompartment, StoredEntry
from app.vault.versions import NOTHING, next_number, require_all, require_in_force, require_newest
from audit.store import Version
from crypto.context import Context
from crypto.errors import Tampered
from crypto.keys import PublicKey
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
            logged = self._means.trail.versions(source_ref, log_name(row))
            require_in_force(logged)
            return self._put(row, public, next_number(logged, self._newest_number(row)), record)

    def begin(
        self, made: Mapping[str, StoredCompartment], records: Mapping[str, Mapping[str, object]]
    ) -> list[Written]:
        """
        Seal records as the first versions of compartments that this unit of work has just made and signed.

        :param made: the compartments of one source, by name. The log knows of every entry before one is written.
        """
        entries = {
            name: self._sealed(made[name], PublicKey.decode(made[name].public), 1, record)
            for name, record in records.items()
        }
        written = [Written(name, entry.version, entry.digest) for name, entry in entries.items()]
        if entries:
            source_ref = made[next(iter(entries))].source_ref
            self._means.trail.writing_each(
                source_ref, [(log_name(made[one.compartment]), one.version, one.digest) for one in written]
            )
        self._means.session.add_all(entries.values())
        self._means.session.flush()
        return written

    def read(self, row: StoredCompartment, secret: bytes) -> dict[str, object]:
        """
        Return what a compartment holds: its newest record, or ``{"entries": [...]}`` where all are kept.

        :param secret: K, 32 bytes, by whichever way the reader came to it.
        :raises Tampered: K is not the signed one, or the store does not hold what the log says was written.
        """
        counting = select(StoredEntry).join(StoredCompartment, COUNTING)
        counting = counting.where(StoredEntry.compartment_ref == row.compartment_ref).order_by(StoredEntry.version)
        return self.read_counting(row, secret, self._means.session.scalars(counting).all())

    def read_counting(self, row: StoredCompartment, secret: bytes, entries: Sequence[StoredEntry]) -> dict[str, object]:
        """Return what ``read`` does, of the entries that count, oldest first, found together with the compartment."""
        return self.unseal(row, secret, entries, self._means.trail.versions(row.source_ref, log_name(row)))

    def unseal(
        self, row: StoredCompartment, secret: bytes, entries: Sequence[StoredEntry], logged: Sequence[Version]
    ) -> dict[str, object]:
        """
        Return what ``read`` does, of the entries that count and what the log says of them: asked in this order.

        :param entries: as ``COUNTING`` finds them, oldest first.
        :raises Tampered: as from ``read``.
        """
        private = self._compartments.key_pair(row, secret)
        keeps_all = Compartment(row.compartment).keeps_all
        _require_logged(entries, logged, all_of_them=keeps_all)
        records = [unseal_record(private, self._entry_context(row, entry), entry.blob) for entry in entries]
        if keeps_all:
            return {"entries": records}
        return records[0] if records else {}

    def read_every_version(self, row: StoredCompartment, secret: bytes) -> list[tuple[StoredEntry, dict[str, object]]]:
        """
        Return every version that a compartment holds, oldest first, to be sealed anew. Raises what ``read`` raises.

        None of them may be missing, also where reading asks for the newest alone.
        """
        private = self._compartments.key_pair(row, secret)
        stored = select(StoredEntry).filter_by(compartment_ref=row.compartment_ref).order_by(StoredEntry.version)
        entries = self._means.session.scalars(stored).all()
        _require_logged(entries, self._means.trail.versions(row.source_ref, log_name(row)), all_of_them=True)
        return [(entry, unseal_record(private, self._entry_context(row, entry), entry.blob)) for entry in entries]

    def take_away(self, row: StoredCompartment) -> None:
        """Let the log know that what stands under the present key is taken away: a row put back opens nothing."""
        name = log_name(row)
        number = next_number(self._means.trail.versions(row.source_ref, name), self._newest_number(row))
        self._means.trail.writing(row.source_ref, name, number, NOTHING)

    def seal_anew(self, row: StoredCompartment, held: list[tuple[StoredEntry, dict[str, object]]]) -> None:
        """Seal every version to the compartment's new key, each in its place and under its number."""
        public = self._compartments.public_of(row)
        for entry, record in held:
            entry.key_version = row.key_version
            entry.blob = seal_record(public, self._entry_context(row, entry), record)
            entry.digest = sha256(entry.blob).hexdigest()
            self._means.trail.writing(row.source_ref, log_name(row), entry.version, entry.digest)
        self._means.session.flush()

    def _put(self, row: StoredCompartment, public: PublicKey, version: int, record: Mapping[str, object]) -> Written:
        """Keep a record sealed as one version, once the log knows of it."""
        entry = self._sealed(row, public, version, record)
        self._means.trail.writing(row.source_ref, log_name(row), entry.version, entry.digest)
        self._means.session.add(entry)
        self._means.session.flush()
        return Written(row.compartment, entry.version, entry.digest)

    def _sealed(
        self, row: StoredCompartment, public: PublicKey, version: int, record: Mapping[str, object]
    ) -> StoredEntry:
        """Return a record sealed as one version."""
        entry = StoredEntry(entry_ref=new_id(), compartment_ref=row.compartment_ref, key_version=row.key_version)
        entry.version = version
        entry.blob = seal_record(public, self._entry_context(row, entry), record)
        entry.digest = sha256(entry.blob).hexdigest()
        return entry

    def _newest_number(self, row: StoredCompartment) -> int:
        newest = select(func.max(StoredEntry.version)).where(StoredEntry.compartment_ref == row.compartment_ref)
        return self._means.session.scalar(newest) or 0

    def _entry_context(self, row: StoredCompartment, entry: StoredEntry) -> Context:
        return self._means.deployment.context(
            "entries",
            entry.entry_ref,
            compartment=row.compartment,
            version=entry.version,
            epoch=entry.key_version,
            detail=(row.compartment_ref, row.source_ref),
        )


def log_name(row: StoredCompartment) -> str:
    """Return what the log calls a compartment's versions: those under a later key than the first, by that key too."""
    return name_under(row.compartment, row.key_version)


def name_under(compartment: str, key_version: int) -> str:
    """Return what the log calls the versions of a compartment that were sealed to one of its keys."""
    return compartment if key_version == 1 else f"{compartment}.{key_version}"


def _require_logged(entries: Sequence[StoredEntry], logged: Sequence[Version], *, all_of_them: bool) -> None:
    """Refuse entries that the log does not know in this form, or knows to be superseded or missing."""
    stored = {entry.version: sha256(entry.blob).hexdigest() for entry in entries}
    if any(stored[entry.version] != entry.digest for entry in entries):
        raise Tampered
    if all_of_them:
        require_all(logged, stored)
    else:
        require_newest(logged, *next(iter(stored.items()), (0, "")))
