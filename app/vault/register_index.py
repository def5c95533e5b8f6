"""
Finding a source again by what it told us of itself, without a column that anybody could count or compare.

A term (a telephone number, a birth date with a name) becomes a MAC by the server's lock, and stands in a box under a
key that only an unlocked custodian can derive. So neither the server without a custodian nor a custodian without the
server can ask whether somebody is in the register, and the store without both shows how many boxes there are.

A box is a row of records, each a reference (16 bytes, filled up with zeros), what it is of (1 byte), the number of its
terms (2 bytes), and the terms: kind (1 byte) and the first 16 bytes of the MAC. The whole is padded to its size class.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Row, select

from app.access.policy import Action, Permit
from app.database import new_id
from app.errors import Refused
from app.vault.groups import Groups
from app.vault.index_records import KINDS, TERM_BYTES, Records, by_source, kinds_of, read, ref_bytes, written
from app.vault.means import BEGIN_AGAIN, Means
from app.vault.models import IndexBox, IndexHead
from app.vault.rosters import CUSTODIANS
from app.vault.versions import next_number, require_newest
from crypto.context import Context
from crypto.errors import Tampered
from crypto.framing import frame, number
from crypto.macs import derive_key, mac
from crypto.sealing import box, pad, unbox, unpad

REGISTER: Final = "register"
INDEX: Final = "index"  # how the log names the head: this object, this compartment
KEY_PURPOSE, TERM_PURPOSE, MARK_PURPOSE = "register-index", "register-term", "brought-row"
SOURCES_A_BOX: Final = 64

# The part whose terms are never taken away: what each report brought.
GROWING: Final = "original"

# A term is its kind and its one form.
Term = tuple[str, str]
Filled = tuple[IndexBox, Records]


class RegisterIndex:
    """
    The index of the register, within one unit of work.

    :ivar kinds: the kinds of terms, by the byte that stands for each.
    """

    kinds: Final[Mapping[str, int]] = KINDS

    def __init__(self, means: Means, groups: Groups) -> None:
        self._means = means
        self._groups = groups

    def enter(
        self, permit: Permit, source_ref: str, parts: Mapping[str, Iterable[Term]], *, is_new: bool = False
    ) -> frozenset[str]:
        """
        Put the terms of parts of a source into the index: ``original`` adds to what stood there, others replace it.

        Return the kinds of which something stood there that does not any more, such as a telephone that was another.

        :param is_new: the source has no terms yet, so that nobody has to look for them in every box.
        :raises Locked: the custodian's keys are not unlocked.
        :raises Frozen: the index is not what the log says was written.
        """
        self._means.require_permit(permit, Action.SOURCE_REGISTER, Action.SOURCE_WRITE)
        with self._means.guarding(REGISTER):
            head = self._head()
            row, records = (None if is_new else self._holding(source_ref)) or self._with_room()
            gone: set[bytes] = set()
            for part, terms in parts.items():
                before = records.get((source_ref, part), frozenset())
                records[source_ref, part] = self._macs(terms) | (before if part == GROWING else frozenset())
                gone |= before - records[source_ref, part]
            self._write(row, records)
            self._write_head(head)
        return kinds_of(gone)

    def enter_each(self, permit: Permit, sources: Mapping[str, Mapping[str, Iterable[Term]]]) -> None:
        """Put the terms of sources that have none yet into the index, box by box. Raises what ``enter`` raises."""
        self._means.require_permit(permit, Action.REGISTER_BRING)
        with self._means.guarding(REGISTER):
            head = self._head()
            left = list(sources.items())
            while left:
                row, records = self._with_room()
                room = SOURCES_A_BOX - row.sources
                for source_ref, parts in left[:room]:
                    records |= {(source_ref, part): self._macs(terms) for part, terms in parts.items()}
                left = left[room:]
                self._write(row, records)
                self._means.session.flush()
            self._write_head(head)

    def leave(self, permit: Permit, source_ref: str) -> None:
        """
        Take every term of a source that was erased out of the index. Raises what ``enter`` raises.

        :raises Refused: the permit is for another source.
        """
        self._means.require_permit(permit, Action.REGISTER_LEAVE)
        if permit.object_ref != source_ref:
            raise Refused("permit_fits", BEGIN_AGAIN)
        with self._means.guarding(REGISTER):
            head = self._head()
            found = self._holding(source_ref)
            if found is None:
                return
            row, records = found
            self._write(row, {key: terms for key, terms in records.items() if key[0] != source_ref})
            self._write_head(head)

    def find(self, permit: Permit, terms: Iterable[Term]) -> dict[str, frozenset[str]]:
        """
        Return the sources of which any of these terms is known, each with the kinds that agree.

        :raises Locked: the custodian's keys are not unlocked.
        :raises Refused: they are no custodian, or the attempt was not recorded first.
        :raises Frozen: the index is not what the log says was written.
        """
        self._means.require_permit(permit, Action.REGISTER_SEARCH)
        self._means.require_recorded(permit)
        if permit.object_ref != REGISTER:
            raise Refused("permit_fits", BEGIN_AGAIN)
        sought = self._macs(terms)
        found: dict[str, set[bytes]] = {}
        with self._means.guarding(REGISTER):
            self._head()
            # As rows and not as objects: a search reads them all, and changes none.
            for row in self._means.session.execute(select(*IndexBox.__table__.columns)):
                content = self._open(row)
                if any(term in content for term in sought):
                    for (source_ref, _), held in read(content).items():
                        found.setdefault(source_ref, set()).update(held & sought)
        return {ref: kinds_of(hits) for ref, hits in found.items() if hits}

    def find_each(self, permit: Permit, wanted: Sequence[Iterable[Term]]) -> list[dict[str, frozenset[str]]]:
        """
        Return what ``find`` does of each of many, in their order; every box is opened once.

        The permit is one to bring a register in, and names what is brought. Raises what ``find`` raises.
        """
        self._means.require_permit(permit, Action.REGISTER_BRING)
        self._means.require_recorded(permit)
        lists = [frozenset(terms) for terms in wanted]
        made = self._each_mac(frozenset().union(*lists))
        sought, every = [frozenset(made[term] for term in terms) for terms in lists], frozenset(made.values())
        holding: dict[bytes, set[str]] = {}
        with self._means.guarding(REGISTER):
            self._head()
            for row in self._means.session.execute(select(*IndexBox.__table__.columns)):
                for (source_ref, _), held in read(self._open(row)).items():
                    for term in held & every:
                        holding.setdefault(term, set()).add(source_ref)
        return [by_source(terms, holding) for terms in sought]

    def own_marks(self, terms: Sequence[Term]) -> list[bytes]:
        """
        Return what stands for each term beside what waits: 16 bytes that only a custodian and this server can make.

        :raises Locked: the custodian's keys are not unlocked.
        """
        key, made = self._key(self._groups.current(CUSTODIANS).epoch), self._each_mac(terms)
        return [mac(key, MARK_PURPOSE, made[term])[:TERM_BYTES] for term in terms]

    def marks(self, terms: Iterable[Term]) -> list[str]:
        """Return what the log may say of a search: the beginning of each term's MAC, which only this server makes."""
        return sorted(term[1:9].hex() for term in self._macs(terms))

    def box_anew(self, *, most: int) -> int:
        """
        Bring boxes of older epochs under the key of the newest, at most so many; returns how many were brought.

        :raises Locked: the custodian's keys are not unlocked.
        """
        with self._means.guarding(REGISTER):
            epoch = self._groups.current(CUSTODIANS).epoch
            stale = select(IndexBox).where(IndexBox.epoch < epoch).order_by(IndexBox.box_ref).limit(most)
            if not (old := self._means.session.scalars(stale).all()):
                return 0
            head = self._head()
            for row in old:
                self._write(row, read(self._open(row)))
            self._write_head(head)
        return len(old)

    def require_whole(self) -> int:
        """Return how many boxes there are, when they are what the log says was written; Tampered otherwise."""
        self._head(changing=False)
        rows = self._rows()
        for row in rows:
            _require_own(row)
        return len(rows)

    def _macs(self, terms: Iterable[Term]) -> frozenset[bytes]:
        """Return the terms as the index keeps them."""
        return frozenset(self._each_mac(terms).values())

    def _each_mac(self, terms: Iterable[Term]) -> dict[Term, bytes]:
        """Return each term as the index keeps it."""
        wanted = sorted(set(terms))
        made = self._means.provider.mac(TERM_PURPOSE, [frame(kind.encode(), value.encode()) for kind, value in wanted])
        return {term: bytes((self.kinds[term[0]],)) + one[:TERM_BYTES] for term, one in zip(wanted, made, strict=True)}

    def _rows(self) -> Sequence[IndexBox]:
        return self._means.session.scalars(select(IndexBox).order_by(IndexBox.box_ref)).all()

    def _head(self, *, changing: bool = True) -> IndexHead | None:
        """
        Return the head, once it and the boxes are what the log knows; ``None`` before the first. Tampered if not.

        Who only checks it, as the steward does every night, may not hold it: the database refuses that role.
        """
        session, asked = self._means.session, select(IndexHead).filter_by(name=REGISTER)
        head = session.scalar(asked.with_for_update() if changing else asked)
        version = head.version if head else 0
        logged = self._means.trail.versions(REGISTER, INDEX, least=version)
        require_newest(logged, version, head.digest if head else "")
        if (head.digest if head else _digest([])) != _digest(self._summary()):
            raise Tampered
        return head

    def _summary(self) -> list[tuple[str, int, str]]:
        """Return every box's reference, version and digest."""
        boxes = select(IndexBox.box_ref, IndexBox.version, IndexBox.digest).order_by(IndexBox.box_ref)
        return [(ref, version, digest) for ref, version, digest in self._means.session.execute(boxes)]

    def _write_head(self, head: IndexHead | None) -> None:
        """Write down in the log, and then in the store, what boxes there are now."""
        session = self._means.session
        session.flush()
        logged = self._means.trail.versions(REGISTER, INDEX, least=head.version if head else 0)
        version, digest = next_number(logged, head.version if head else 0), _digest(self._summary())
        self._means.trail.writing(REGISTER, INDEX, version, digest)
        if head is None:
            head = IndexHead(name=REGISTER)
            session.add(head)
        head.version, head.digest = version, digest
        session.flush()

    def _holding(self, source_ref: str) -> Filled | None:
        """Return the box in which a source stands, with what is in it."""
        wanted = ref_bytes(source_ref)
        for row in self._rows():
            content = self._open(row)
            if wanted in content:
                records = read(content)
                if any(ref == source_ref for ref, _ in records):
                    return row, records
        return None

    def _with_room(self) -> Filled:
        """Return a box that has room for one more source, a new one where none has."""
        row = self._means.session.scalar(select(IndexBox).where(IndexBox.sources < SOURCES_A_BOX).limit(1))
        if row is not None:
            return row, read(self._open(row))
        return IndexBox(box_ref=new_id(), version=0, sources=0), {}

    def _write(self, row: IndexBox, records: Records) -> None:
        """Box what a box is to hold, under the key of the newest epoch."""
        row.epoch, row.version = self._groups.current(CUSTODIANS).epoch, row.version + 1
        row.sources = len({ref for ref, _ in records})
        row.blob = box(self._key(row.epoch), self._context(row), pad(written(records)))
        row.digest = hashlib.sha256(row.blob).hexdigest()
        self._means.session.add(row)

    def _open(self, row: IndexBox | Row[Any]) -> bytes:
        """Return what is in a box; Tampered when it is not what its row says."""
        _require_own(row)
        return unpad(unbox(self._key(row.epoch), self._context(row), row.blob))

    def _key(self, epoch: int) -> bytes:
        """Return K_ix of an epoch of the custodians' key; once it was derived, the unit of work remembers it."""
        if epoch not in self._means.index_keys:
            roster = next((one for one in self._groups.chain(CUSTODIANS) if one.epoch == epoch), None)
            if roster is None:
                raise Tampered
            seed = self._groups.private_key_of(roster).seed
            self._means.index_keys[epoch] = derive_key(seed, KEY_PURPOSE, self._means.deployment.ref.encode())
        return self._means.index_keys[epoch]

    def _context(self, row: IndexBox | Row[Any]) -> Context:
        return self._means.deployment.context("index_boxes", row.box_ref, version=row.version, epoch=row.epoch)


def _require_own(row: IndexBox | Row[Any]) -> None:
    """Return quietly when a box is what its row, which the head vouches for, says that it is."""
    if hashlib.sha256(row.blob).hexdigest() != row.digest:
        raise Tampered


def _digest(boxes: Iterable[tuple[str, int, str]]) -> str:
    """Return one digest of all boxes, in hexadecimal."""
    parts = [frame(ref.encode(), number(version), digest.encode()) for ref, version, digest in boxes]
    return hashlib.sha256(frame(*parts)).hexdigest()
