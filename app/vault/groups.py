"""Groups: whose key to seal to, and a group's own key in the hands of an unlocked member."""

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from sqlalchemy import select

from app.access.policy import Action, Permit
from app.errors import Refused
from app.vault import unlocking
from app.vault.group_keys import open_group_key
from app.vault.means import BEGIN_AGAIN, Means
from app.vault.models import GroupKey
from app.vault.rosters import AUDITORS, CUSTODIANS, MEMBERS, chain_behind, newest_links, signed_chain
from app.vault.versions import require_newest
from audit.store import Version
from crypto.context import Context
from crypto.errors import Tampered
from crypto.keys import MemberPublic, PrivateKey
from crypto.roster import Roster, SignedRoster
from crypto.sealing import describe, pad, seal, unpad, unseal

ROSTER: Final = "roster"  # how the log names a roster: the group's object, this compartment, the epoch as its version


class Groups:
    """The groups of one deployment, within one unit of work."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._chains: dict[str, tuple[Roster, ...]] = {}
        self._own: dict[tuple[str, int], GroupKey] = {}
        self._read: dict[str, tuple[bytes | None, Sequence[Version]]] = {}

    def current(self, group: str) -> Roster:
        """
        Return the roster in force, verified from the root key, and known to the log as the newest.

        :raises Frozen: the chain is broken, below the least epoch, or older than the log says.
        """
        return self.chain(group)[-1]

    def read_ahead(self, groups: Collection[str]) -> None:
        """Read what several groups' rosters are verified from in one go, for whoever will ask for all of them."""
        unread = set(groups) - self._chains.keys() - self._read.keys()
        if unread:
            self._read_stored(unread)

    def chain(self, group: str) -> tuple[Roster, ...]:
        """Return all rosters of a group, first to newest, as ``current`` does; Frozen when they do not hold."""
        if group not in self._chains:
            with self._means.guarding(group):
                self._chains[group] = self._verified(group)
        return self._chains[group]

    def forget(self, group: str) -> None:
        """Read a group's rosters anew when they are next asked for: one was added."""
        self._chains.pop(group, None)

    def signed_chain(self, group: str) -> tuple[SignedRoster, ...]:
        """Return all signed rosters of a group, first to newest, for others to verify; Frozen when they do not hold."""
        self.current(group)
        return tuple(signed_chain(self._means.session, group))

    def public_of(self, person_ref: str) -> MemberPublic:
        """
        Return the public keys of a person who may be given something.

        :raises Refused: no roster names them.
        """
        public = self.current(MEMBERS).member(person_ref)
        if public is None:
            raise Refused("receiver_is_vouched_for", "Their keys have not been confirmed. Ask two custodians to do so.")
        return public

    def creator_of(self, person_ref: str, epoch: int) -> MemberPublic:
        """Return the public keys of someone who was a custodian at this epoch; Tampered when they were not."""
        for roster in self.chain(CUSTODIANS):
            public = roster.member(person_ref) if roster.epoch == epoch else None
            if public is not None:
                return public
        raise Tampered

    def require_own_membership(self, group: str) -> Roster:
        """
        Return the roster in force when the person who is asking belongs to it, with the keys they have unlocked.

        :raises Locked: their keys are not unlocked.
        :raises Refused: they do not belong to it, or no longer.
        """
        keys, roster = unlocking.own_keys(self._means), self.current(group)
        if roster.member(self._means.actor.person_ref) != keys.public:
            raise Refused("belongs_to_group", "Only members of the group may do this. Ask one of them.")
        return roster

    def private_key(self, group: str, blob: bytes) -> PrivateKey:
        """
        Return the group's private key that a sealed blob names, for an unlocked member.

        :raises Locked: their keys are not unlocked.
        :raises Refused: they do not belong to the group, or were never given the key of that epoch.
        :raises Tampered: no roster has such a key, or what is stored does not open to it.
        """
        self.require_own_membership(group)
        key_id = describe(blob).key_id
        roster = next((one for one in self.chain(group) if one.group_public.key_id == key_id), None)
        if roster is None:
            raise Tampered
        return self.private_key_of(roster)

    def private_key_of(self, roster: Roster) -> PrivateKey:
        """Return a group's private key of one epoch, for an unlocked member, as ``private_key`` does."""
        self.require_own_membership(roster.group)
        row = self._own.get((roster.group, roster.epoch))
        if row is None:
            held = select(GroupKey).filter_by(group=roster.group, holder=self._means.actor.person_ref)
            row = self._means.session.scalar(held.filter_by(epoch=roster.epoch))
        if row is None:
            raise Refused(
                "holds_this_epoch", "This waits to be sealed anew for the group. Ask a longer-standing member."
            )
        own = unlocking.own_keys(self._means)
        return open_group_key(self._means.deployment, roster, own.receive, row)

    def bring(self, own: Iterable[GroupKey]) -> None:
        """Take rows of the person who asks that came along with what they open, so that none is read twice."""
        self._own |= {(row.group, row.epoch): row for row in own}

    def seal_note(self, record: str, text: bytes, *, though_held: bool = False) -> bytes:
        """
        Return free text of the log sealed to the auditors, bound to the digest that stands for it.

        :param though_held: also while their group is held shut, or the reason for releasing it could never be written
            down. Its rosters are verified all the same.
        :raises Frozen: the auditors' rosters do not hold, or did not.
        """
        if though_held:
            with self._means.guarding(AUDITORS, though_held=True):
                roster = self._verified(AUDITORS)[-1]
        else:
            roster = self.current(AUDITORS)
        return seal(roster.group_public, self._note_context(record, roster.epoch), pad(text))

    def open_note(self, permit: Permit, sealed: bytes) -> bytes:
        """
        Return the free text that belongs to one entry, for an unlocked auditor. The permit names its digest.

        :raises Locked: their keys are not unlocked.
        :raises Refused: they are no auditor, or the attempt was not recorded first.
        :raises Frozen: it does not open.
        """
        self._means.require_permit(permit, Action.LOG_READ)
        self._means.require_recorded(permit)
        if not permit.object_ref:
            raise Refused("permit_fits", BEGIN_AGAIN)
        with self._means.guarding(permit.object_ref):
            private = self.private_key(AUDITORS, sealed)
            roster = next(one for one in self.chain(AUDITORS) if one.group_public == private.public)
            return unpad(unseal(private, self._note_context(permit.object_ref, roster.epoch), sealed))

    def _verified(self, group: str) -> tuple[Roster, ...]:
        """Return all rosters of a group, first to newest, verified from the root key and against the log; Tampered."""
        newest, logged = self._stored(group)
        chain = chain_behind(self._means.session, self._means.deployment, group, newest)
        require_newest(logged, chain[-1].epoch, chain[-1].digest.hex())
        return chain

    def _stored(self, group: str) -> tuple[bytes | None, Sequence[Version]]:
        """
        Return a group's newest roster as it is stored, and every version of it that the log knows, to be verified.

        The custodians' comes along with the first that is asked for: hardly anything is opened without it.
        """
        if group not in self._read:
            self._read_stored({group} | ({CUSTODIANS} - self._chains.keys() - self._read.keys()))
        return self._read.pop(group)

    def _read_stored(self, groups: Collection[str]) -> None:
        """Read the newest rosters of some groups, and then what the log knows of them, in this order."""
        newest = newest_links(self._means.session, groups)
        logged = self._means.trail.versions_of([(one, ROSTER) for one in sorted(groups)])
        self._read |= {one: (newest.get(one), logged[one, ROSTER]) for one in groups}

    def _note_context(self, record: str, epoch: int) -> Context:
        return Context(self._means.deployment.ref, "audit", "notes", record, epoch=epoch)
