"""Rows that were brought in: sealed as they come, opened a few at a time, and gone once they are dealt with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, delete, func, select

from app.access.policy import Action, Permit
from app.database import new_id
from app.errors import Conflict, NotFound, Refused
from app.vault.brought.models import TO_DECIDE, WAITS, BroughtFile, BroughtRow
from app.vault.compartments import Compartments
from app.vault.entries import Entries, Written
from app.vault.groups import Groups
from app.vault.means import BEGIN_AGAIN, Means
from app.vault.register_index import RegisterIndex, Term
from app.vault.rosters import CUSTODIANS
from crypto.canonical import canonical_json
from crypto.context import Context
from crypto.errors import Tampered
from crypto.framing import frame, number
from crypto.macs import equal
from crypto.sealing import seal_record, unseal_record

PURPOSE: Final = "brought"
NONE: Final[Mapping[str, Mapping[str, Any]]] = {}
ROW: Final = "ROW"  # the kind of term by which a row is known again, once it was registered


@dataclass(frozen=True, slots=True)
class Opened:
    """One row for an unlocked custodian: what it says, and who is to look after them."""

    row_ref: str
    file_ref: str
    record: dict[str, Any] = field(repr=False)

    @property
    def term(self) -> Term:
        """By what the row is known again."""
        return term_of(self.record["values"])


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a file: rows sealed, rows that are registered already or wait already, and repeated ones."""

    file_ref: str
    kept: int
    known: int
    repeated: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file is."""

    file_ref: str
    brought_by: str
    brought_at: datetime
    kept: int
    registered: int
    known: int
    left_out: int
    waits: int
    to_decide: int


def term_of(values: Mapping[str, object]) -> Term:
    """Return by what a row is known again: all that it says of somebody."""
    return ROW, canonical_json(values).decode()


class Brought:
    """What was brought in, within one unit of work."""

    def __init__(
        self, means: Means, groups: Groups, compartments: Compartments, entries: Entries, index: RegisterIndex
    ) -> None:
        self._means = means
        self._groups = groups
        self._compartments = compartments
        self._entries = entries
        self._index = index

    def keep(self, permit: Permit, records: Sequence[Mapping[str, Any]]) -> Kept:
        """
        Seal rows to the custodians, each by itself. What is registered or waits already is passed over.

        :param records: each ``{"values": ...}`` and what else is to come back with it. The permit names the file.
        :raises Locked: the custodian's keys are not unlocked.
        :raises Refused: they are no custodian, or the attempt was not recorded first.
        :raises Frozen: the index of the register is not what the log says was written.
        """
        self._require(permit)
        terms = [term_of(record["values"]) for record in records]
        registered = self._index.find_each(permit, [[term] for term in terms])
        marks = self._index.own_marks(terms)
        waiting = set(self._means.session.scalars(select(BroughtRow.mark)))
        rows: dict[bytes, BroughtRow] = {}
        known = 0
        for record, mark, found in zip(records, marks, registered, strict=True):
            if found or mark in waiting:
                known += 1
            elif mark not in rows:
                rows[mark] = self._sealed(BroughtRow(file_ref=permit.object_ref, mark=mark), record)
        if rows:
            self._put(permit.object_ref, list(rows.values()))
        return Kept(permit.object_ref, len(rows), known, len(records) - known - len(rows))

    def progress(self, file_ref: str = "") -> list[Progress]:
        """Return how far each file is that has rows left, the oldest first; or one file, whether it has or not."""
        waits, decide = (func.count().filter(BroughtRow.state == state) for state in (WAITS, TO_DECIDE))
        asked = select(BroughtFile, waits, decide).outerjoin(BroughtRow).group_by(BroughtFile.file_ref)
        if file_ref:
            asked = asked.where(BroughtFile.file_ref == file_ref)
        else:
            asked = asked.having(func.count(BroughtRow.row_ref) > 0)
        found = self._means.session.execute(asked.order_by(BroughtFile.brought_at, BroughtFile.file_ref))
        return [_progress(row, waiting, deciding) for row, waiting, deciding in found]

    def some(self, permit: Permit, limit: int) -> list[Opened]:
        """
        Open rows of the file that the permit names, up to so many, of those that wait to be taken in.

        :raises Locked: the custodian's keys are not unlocked.
        :raises Refused: they are no custodian, or the attempt was not recorded first.
        :raises Frozen: one of them does not open, or was exchanged after it came. It is passed over from then on.
        """
        self._require(permit)
        waits = select(BroughtRow).where(BroughtRow.file_ref == permit.object_ref, BroughtRow.state == WAITS)
        return self._opened(self._free(waits, limit))

    def one_to_decide(self, permit: Permit) -> Opened | None:
        """Open the next row of a file that a custodian is to decide on; ``None`` where none is left. As ``some``."""
        self._require(permit)
        asked = select(BroughtRow).where(BroughtRow.file_ref == permit.object_ref, BroughtRow.state == TO_DECIDE)
        return next(iter(self._opened(self._free(asked, 1))), None)

    def open(self, permit: Permit, row_ref: str) -> Opened:
        """
        Open one row of the file that the permit names.

        :raises NotFound: it is not there, or no longer. Otherwise as ``some``.
        """
        self._require(permit)
        row = self._means.session.get(BroughtRow, row_ref)
        if row is None or row.file_ref != permit.object_ref:
            raise NotFound
        return self._opened([row])[0]

    def register(
        self, permit: Permit, source_ref: str, parts: Mapping[str, Mapping[str, object]], custody: str
    ) -> list[Written]:
        """
        Make a new source of the row that the permit names, and delete the row.

        :raises Conflict: a colleague has dealt with the row, or there is such a source.
        """
        self._means.require_permit(permit, Action.SOURCE_REGISTER)
        self._means.require_recorded(permit)
        row = self._means.session.get(BroughtRow, permit.object_ref)
        if row is None or self._compartments.exist(source_ref):
            raise Conflict("A colleague has dealt with this row already.")
        written = self._entries.begin(self._compartments.create_all(source_ref, custody), parts)
        self._means.session.delete(row)
        return written

    def settle(
        self,
        permit: Permit,
        *,
        to_decide: Mapping[str, Mapping[str, Any]] = NONE,
        gone: Sequence[str] = (),
        **counted: int,
    ) -> None:
        """
        Write down what came of rows of the file that the permit names.

        :param to_decide: rows that wait for a custodian to decide from now on, each with what it is to say.
        :param gone: rows that are deleted.
        :param counted: how many more were ``registered``, ``known`` and ``left_out``.
        """
        self._require(permit)
        session, own = self._means.session, BroughtRow.file_ref == permit.object_ref
        rows = session.scalars(select(BroughtRow).where(own, BroughtRow.row_ref.in_(to_decide))).all()
        for row in rows:
            row.state = TO_DECIDE
            self._sealed(row, to_decide[row.row_ref])
        self._give_macs(rows)
        if gone:
            session.execute(delete(BroughtRow).where(own, BroughtRow.row_ref.in_(gone)))
        file = session.get_one(BroughtFile, permit.object_ref, with_for_update=True)
        for name, more in counted.items():
            setattr(file, name, getattr(file, name) + more)
        session.flush()

    def leave_out_rest(self, permit: Permit) -> int:
        """Delete every row that is left of the file that the permit names, and return how many those were."""
        self._require(permit)
        own = BroughtRow.file_ref == permit.object_ref
        left = self._means.session.scalar(select(func.count()).where(own)) or 0
        self._means.session.execute(delete(BroughtRow).where(own))
        self.settle(permit, left_out=left)
        return left

    def seal_anew(self, limit: int) -> int:
        """Seal up to ``limit`` rows of older epochs to the custodians' present key; returns how many."""
        epoch = self._groups.current(CUSTODIANS).epoch
        rows = self._free(select(BroughtRow).where(BroughtRow.epoch < epoch), limit)
        opened = self._opened(rows)
        marks = self._index.own_marks([one.term for one in opened])
        for row, one, mark in zip(rows, opened, marks, strict=True):
            row.mark = mark
            self._sealed(row, one.record)
        self._give_macs(rows)
        self._means.session.flush()
        return len(rows)

    def require_own(self, row: BroughtRow) -> None:
        """Return quietly when this server wrote the row as it is; Tampered otherwise."""
        [made] = self._macs([row])
        if not equal(row.mac, made):
            raise Tampered

    def _require(self, permit: Permit) -> None:
        """Refuse a permit for something else, one that was not recorded, and whoever is no unlocked custodian."""
        self._means.require_permit(permit, Action.REGISTER_BRING)
        self._means.require_recorded(permit)
        if not permit.object_ref:
            raise Refused("permit_fits", BEGIN_AGAIN)
        self._groups.require_own_membership(CUSTODIANS)

    def _free(self, asked: Select[BroughtRow], limit: int) -> Sequence[BroughtRow]:
        """Return rows that are not held shut, for this unit of work alone."""
        free = asked.where(BroughtRow.row_ref.not_in(self._means.standing.held))
        return self._means.session.scalars(free.order_by(BroughtRow.row_ref).limit(limit).with_for_update()).all()

    def _opened(self, rows: Sequence[BroughtRow]) -> list[Opened]:
        """Return what rows say. The lock is asked once."""
        opened = []
        for row, made in zip(rows, self._macs(rows), strict=True):
            with self._means.guarding(row.row_ref):
                if not equal(row.mac, made):
                    raise Tampered
                private = self._groups.private_key(CUSTODIANS, row.blob)
                opened.append(Opened(row.row_ref, row.file_ref, unseal_record(private, self._context(row), row.blob)))
        return opened

    def _sealed(self, row: BroughtRow, record: Mapping[str, Any]) -> BroughtRow:
        """Seal what a row says to the custodians' present key."""
        roster = self._groups.current(CUSTODIANS)
        row.row_ref, row.state, row.epoch = row.row_ref or new_id(), row.state or WAITS, roster.epoch
        row.blob = seal_record(roster.group_public, self._context(row), record)
        return row

    def _put(self, file_ref: str, rows: Sequence[BroughtRow]) -> None:
        """Keep a file and its rows."""
        means = self._means
        file = BroughtFile(
            file_ref=file_ref, brought_by=means.actor.person_ref, brought_at=means.now, kept=len(rows), registered=0
        )
        means.session.add(file)
        means.session.flush()
        self._give_macs(rows)
        means.session.add_all(rows)
        means.session.flush()

    def _give_macs(self, rows: Sequence[BroughtRow]) -> None:
        for row, made in zip(rows, self._macs(rows), strict=True):
            row.mac = made

    def _macs(self, rows: Sequence[BroughtRow]) -> list[bytes]:
        """Return what the lock makes of each row, asked in one go."""
        return self._means.provider.mac(PURPOSE, [self._bound(row) for row in rows])

    def _bound(self, row: BroughtRow) -> bytes:
        texts = (self._means.deployment.ref, row.row_ref, row.file_ref, row.state)
        return frame(*(text.encode() for text in texts), row.mark, number(row.epoch), row.blob)

    def _context(self, row: BroughtRow) -> Context:
        return self._means.deployment.context("brought_rows", row.row_ref, epoch=row.epoch, detail=(row.file_ref,))


def _progress(row: BroughtFile, waits: int, to_decide: int) -> Progress:
    return Progress(
        row.file_ref,
        row.brought_by,
        row.brought_at,
        row.kept,
        row.registered,
        row.known,
        row.left_out,
        waits,
        to_decide,
    )
