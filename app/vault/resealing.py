"""Sealing anew, after somebody joined or left a group: what was sealed to its old key, a batch at a time."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import Row, bindparam, delete, func, or_, select
from sqlalchemy.orm import aliased

from app.access.policy import Action, Permit
from app.vault.brought.keeping import Brought
from app.vault.brought.models import BroughtRow
from app.vault.compartments import DUAL, SINGLE
from app.vault.grant_parts import BLIND, OTHER, without_lock
from app.vault.groups import Groups
from app.vault.means import Means
from app.vault.models import GrantPart, GroupKey, IndexBox, StoredCompartment, StoredGrant, Submission, Wrap
from app.vault.register_index import RegisterIndex
from app.vault.rosters import AUTHORISERS, CUSTODIANS
from app.vault.submissions import Submissions
from app.vault.wraps import IN_FORCE, as_sealed, new_wrap, open_sealed, seal_anew
from crypto.halves import join
from crypto.keys import PrivateKey
from crypto.macs import KEY_BYTES
from crypto.sealing import describe

# What stands beside the first half of a new split until the other group has taken it: sealed to that group.
CHANGE: Final = {CUSTODIANS: "change-custodians", AUTHORISERS: "change-authorisers"}
Held = tuple[Wrap, StoredCompartment]
BOXES_AT_A_TIME: Final = 20  # of up to 64 sources each
_WRAPS: Final = Wrap.metadata.tables[Wrap.__tablename__]
# Whoever else seals anew at this moment has been here first when the epoch is not the old one any more.
SEALED_ANEW: Final = (
    _WRAPS.update()
    .where(_WRAPS.c.wrap_ref == bindparam("ref"), _WRAPS.c.epoch == bindparam("old"))
    .values(epoch=bindparam("new"), blob=bindparam("sealed"))
)


@dataclass(frozen=True, slots=True)
class Progress:
    """
    How far a group is: wraps sealed to its present key, of all; and splits that wait for this group's half.

    :ivar submissions: sealed parts and brought rows that wait for a custodian and are sealed to an older key.
    :ivar boxes: boxes of the register's index under an older key.
    :ivar old_keys: older keys of the group that are still kept.
    """

    group: str
    done: int
    total: int
    waiting_for_us: int
    submissions: int = 0
    boxes: int = 0
    old_keys: int = 0


@dataclass(slots=True)
class Resealing:
    """
    What is sealed anew for the groups of one deployment, within one unit of work.

    What one group holds whole is sealed to the new key where it stands. Where two groups each hold a half, both halves
    change: the first group adds a random change to its own and leaves the change for the other, which adds it too; one
    transaction puts both in force. A kill leaves everything as it was or as it is to be.
    """

    means: Means
    groups: Groups
    submissions: Submissions
    index: RegisterIndex
    brought: Brought
    _keys: dict[bytes, PrivateKey] = field(default_factory=dict, init=False)

    def progress(self, *groups: str) -> list[Progress]:
        """Return how far each of these groups is, counted in one statement. Needs nobody's keys."""
        counts = or_(Wrap.group.in_(CHANGE.values()), IN_FORCE)
        asked = (
            select(Wrap.group, Wrap.epoch, func.count())
            .join(StoredCompartment, StoredCompartment.compartment_ref == Wrap.compartment_ref)
            .where(counts)
            .group_by(Wrap.group, Wrap.epoch)
        )
        found = [(name, epoch, count) for name, epoch, count in self.means.session.execute(asked)]
        epochs = {group: self.groups.current(group).epoch for group in groups}
        told, brought, boxes, *old = self._also_left(epochs)
        return [
            Progress(
                group,
                sum(count for name, epoch, count in found if (name, epoch) == (group, epochs[group])),
                sum(count for name, _, count in found if name == group),
                sum(count for name, _, count in found if name == CHANGE[group]),
                told + brought if group == CUSTODIANS else 0,
                boxes if group == CUSTODIANS else 0,
                old_keys,
            )
            for group, old_keys in zip(groups, old, strict=True)
        ]

    def _also_left(self, epochs: Mapping[str, int]) -> Sequence[int]:
        """Return how many submissions, rows and boxes are of an older epoch, and older keys by group; asked once."""
        present = epochs.get(CUSTODIANS, 0)
        counts = [
            select(func.count()).select_from(table).where(table.epoch < present).scalar_subquery()
            for table in (Submission, BroughtRow, IndexBox)
        ]
        for group, epoch in epochs.items():
            older = (GroupKey.group == group) & (GroupKey.epoch < epoch)
            counts.append(select(func.count(func.distinct(GroupKey.epoch))).where(older).scalar_subquery())
        return list(self.means.session.execute(select(*counts)).one())

    def step(self, permit: Permit, limit: int) -> int:
        """
        Seal up to ``limit`` wraps of each kind anew, for an unlocked member, and return how many were done.

        :raises Locked: their keys are not unlocked.
        :raises Refused: they do not belong to the group, or the attempt was not recorded first.
        :raises Frozen: something does not open.
        """
        self.means.require_permit(permit, Action.GROUP_RESEAL)
        self.means.require_recorded(permit)
        group = permit.object_ref
        self.groups.require_own_membership(group)
        with self.means.guarding(group):
            done = self._seal_whole(group, limit)
            done += self._take_changes(group, limit)
            done += self._begin_changes(group, limit)
        if group == CUSTODIANS:
            done += self.submissions.seal_anew(limit)
            done += self.brought.seal_anew(limit)
            done += self.index.box_anew(most=BOXES_AT_A_TIME)
        return done

    def drop_old_keys(self, permit: Permit, in_flight: Collection[int]) -> list[int]:
        """
        Delete every copy, recovery's too, of the group's older keys that nothing names, and return their numbers.

        :param in_flight: what has not come here yet is sealed to keys of these numbers.
        :raises Locked: their keys are not unlocked.
        :raises Refused: they do not belong to the group, or the attempt was not recorded first.
        """
        self.means.require_permit(permit, Action.GROUP_RESEAL)
        self.means.require_recorded(permit)
        group = permit.object_ref
        present = self.groups.require_own_membership(group).epoch
        with self.means.guarding(group):
            named = {present, *in_flight, *self._named(group)}
        keys = select(GroupKey.epoch).where(GroupKey.group == group, GroupKey.epoch < present).distinct()
        gone = sorted(set(self.means.session.scalars(keys)) - named)
        self.means.session.execute(delete(GroupKey).where(GroupKey.group == group, GroupKey.epoch.in_(gone)))
        return gone

    def _named(self, group: str) -> set[int]:
        """Return the numbers of this group's keys that something in the vault is sealed to."""
        session = self.means.session
        asked = [select(Wrap.epoch).where(Wrap.group.in_((group, CHANGE[group])))]
        if group == CUSTODIANS:
            asked += [select(Submission.epoch), select(IndexBox.epoch), select(BroughtRow.epoch)]
        named = {epoch for one in asked for epoch in session.scalars(one.distinct())}
        ids = {roster.group_public.key_id: roster.epoch for roster in self.groups.chain(group)}
        blinds = select(StoredGrant, StoredCompartment, GrantPart).join_from(StoredGrant, GrantPart)
        for grant, row, part in session.execute(blinds.join(StoredCompartment).where(GrantPart.part == BLIND)):
            named.add(ids.get(describe(without_lock(self.means, grant, row, part)).key_id, 0))
        return named

    def _stale(self, group: str, custody: str, limit: int) -> Sequence[Row[Wrap, StoredCompartment]]:
        """Return wraps of a group that are sealed to an older key, of sources held in this way."""
        epoch = self.groups.current(group).epoch
        asked = select(Wrap, StoredCompartment).join(StoredCompartment, IN_FORCE)
        asked = asked.where(Wrap.group == group, Wrap.epoch < epoch, StoredCompartment.custody == custody)
        return self.means.session.execute(asked.order_by(Wrap.wrap_ref).limit(limit)).all()

    def _seal_whole(self, group: str, limit: int) -> int:
        """Seal what custodians hold whole to their present key, each where it stands."""
        found = self._stale(group, SINGLE, limit)
        roster = self.groups.current(group)
        held = [(wrap, row) for wrap, row in found]
        opened = zip(held, self._opened(group, held), strict=True)
        sealed = seal_anew(self.means, roster, [(wrap, row, secret) for (wrap, row), secret in opened])
        changed = [
            {"ref": wrap.wrap_ref, "old": wrap.epoch, "new": roster.epoch, "sealed": blob}
            for (wrap, _), blob in zip(held, sealed, strict=True)
        ]
        if changed:
            self.means.session.connection().execute(SEALED_ANEW, changed)
        self.means.session.expire_all()
        return len(held)

    def _begin_changes(self, group: str, limit: int) -> int:
        """Change this group's halves that are stale, and leave the change for the other group."""
        mine, other = self.groups.current(group), self.groups.current(OTHER[group])
        begun = 0
        for wrap, row in self._stale(group, DUAL, limit):
            if self._change_of(row) is not None:
                continue
            [half] = self._opened(group, [(wrap, row)])
            change, next_split = secrets.token_bytes(KEY_BYTES), row.share_version + 1
            session = self.means.session
            session.add(new_wrap(self.means, row, mine, join(half, change), share_version=next_split))
            session.add(new_wrap(self.means, row, other, change, share_version=next_split, name=CHANGE[other.group]))
            begun += 1
        self.means.session.flush()
        return begun

    def _take_changes(self, group: str, limit: int) -> int:
        """Add the changes that the other group left to this group's halves, and put both new halves in force."""
        session, mine = self.means.session, self.groups.current(group)
        own = aliased(Wrap)
        asked = (
            select(Wrap, own, StoredCompartment)
            .join(StoredCompartment, StoredCompartment.compartment_ref == Wrap.compartment_ref)
            .join(own, own.compartment_ref == Wrap.compartment_ref)
            .where(Wrap.group == CHANGE[group], own.group == group)
            .where(own.share_version == StoredCompartment.share_version)
            .where(Wrap.share_version == StoredCompartment.share_version + 1)
        )
        found = session.execute(asked.order_by(Wrap.wrap_ref).limit(limit)).all()
        for change, half, row in found:
            taken, held = self._opened(group, [(change, row), (half, row)])
            session.add(new_wrap(self.means, row, mine, join(held, taken), share_version=row.share_version + 1))
            session.flush()
            row.share_version += 1
            gone = Wrap.compartment_ref == row.compartment_ref
            older = (Wrap.share_version < row.share_version) | (Wrap.wrap_ref == change.wrap_ref)
            session.execute(delete(Wrap).where(gone, older))
            session.flush()
        return len(found)

    def _change_of(self, row: StoredCompartment) -> Wrap | None:
        """Return the change of a split that waits for the other group."""
        waits = select(Wrap).filter_by(compartment_ref=row.compartment_ref).where(Wrap.group.in_(CHANGE.values()))
        return self.means.session.scalar(waits)

    def _opened(self, group: str, held: Sequence[Held]) -> list[bytes]:
        """Return what each wrap holds: locks taken off in one go, and each key of the group opened once."""
        sealed = as_sealed(self.means, [(row, wrap) for wrap, row in held])
        opened = []
        for (wrap, row), blob in zip(held, sealed, strict=True):
            key_id = describe(blob).key_id
            if key_id not in self._keys:
                self._keys[key_id] = self.groups.private_key(group, blob)
            opened.append(open_sealed(self.means, row, wrap, (self._keys[key_id], blob)))
        return opened
