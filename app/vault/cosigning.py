"""The next roster of a group: signed by one member, then by another, and in force with both signatures only."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, select

from app.access.policy import Action, Permit
from app.errors import Conflict, Refused
from app.vault import unlocking
from app.vault.group_keys import open_group_key, seal_group_key
from app.vault.groups import ROSTER, Groups
from app.vault.means import Means
from app.vault.models import GroupKey, ProposedKey, RosterProposal, StoredRoster
from app.vault.recovery import HOLDER, recovery_public
from app.vault.rosters import AUDITORS, AUTHORISERS, CUSTODIANS, FEWEST, MEMBERS
from audit.events import Event
from crypto.errors import Tampered
from crypto.keys import MemberPublic, PrivateKey
from crypto.roster import PURPOSE, Roster, RosterMember, SignedRoster

KEYED: Final = (CUSTODIANS, AUTHORISERS, AUDITORS)
WAITS = "A change to this group waits for its second signature already. Sign that one, or take it back, first."


@dataclass(frozen=True, slots=True)
class Proposed:
    """A change to a group that one member has signed."""

    group: str
    person_ref: str
    signer: str


class Cosigning:
    """How the groups of one deployment change, within one unit of work."""

    def __init__(self, means: Means, groups: Groups) -> None:
        self._means = means
        self._groups = groups

    def proposed(self, group: str) -> Proposed | None:
        """Return the change that waits for a second signature; ``None`` when there is none, or it was overtaken."""
        row = self._means.session.get(RosterProposal, group)
        if row is None or row.epoch != self._groups.current(group).epoch + 1:
            return None
        return Proposed(group, row.person_ref, row.signer)

    def proposed_in(self, groups: Collection[str]) -> dict[str, Proposed]:
        """Return the changes that wait for a second signature in some groups, as ``proposed`` does; one statement."""
        asked = select(RosterProposal).where(RosterProposal.group.in_(sorted(groups)))
        rows = self._means.session.scalars(asked).all()
        standing = [row for row in rows if row.epoch == self._groups.current(row.group).epoch + 1]
        return {row.group: Proposed(row.group, row.person_ref, row.signer) for row in standing}

    def withdraw(self, group: str) -> None:
        """Drop the change that waits, with the keys that were sealed for it."""
        self._means.session.execute(delete(ProposedKey).filter_by(group=group))
        self._means.session.execute(delete(RosterProposal).filter_by(group=group))

    def sign(self, permit: Permit, public: MemberPublic | None) -> bool:
        """
        Sign that a person belongs to a group with these keys, or with ``None`` that they do not any more.

        The first signature makes the next roster and the group's next key; the second, by another member, puts both
        in force, seals the key to all members anew, and gives a newcomer the older ones, which old wraps need.

        :param public: the keys that the person read out the words of, never those that a store happens to hold.
        :returns: whether it is in force now.
        :raises Conflict: another change waits, the group would be too small, or nothing would change.
        :raises Locked: the signer's keys are not unlocked.
        :raises Refused: they do not belong to the group, or signed it before.
        :raises Frozen: what the first one signed does not hold.
        """
        self._means.require_permit(permit, Action.ROSTER_SIGN)
        self._means.require_recorded(permit)
        group, person_ref = permit.compartment, permit.object_ref
        before = self._groups.require_own_membership(group)
        if group == MEMBERS:
            self._groups.require_own_membership(CUSTODIANS)
        members = self.next_members(before, person_ref, public)
        waiting = self.proposed(group)
        if waiting is None:
            self.withdraw(group)
            self._propose(before, members, person_ref)
            return False
        if waiting.person_ref != person_ref:
            raise Conflict(WAITS)
        if waiting.signer == self._means.actor.person_ref:
            raise Refused("signed_by_someone_else", "You have signed this already. Another member of the group must.")
        with self._means.guarding(person_ref):
            self._complete(before, members, person_ref, public)
        return True

    def next_members(self, before: Roster, person_ref: str, public: MemberPublic | None) -> tuple[RosterMember, ...]:
        """Return who belongs to the group after the change; Conflict when that may not be."""
        if before.member(person_ref) == public:
            raise Conflict("This change has been made already.")
        others = tuple(one for one in before.members if one.person_ref != person_ref)
        after = (*others, RosterMember(person_ref, public)) if public else others
        if len(after) < FEWEST.get(before.group, 0):
            raise Conflict("The group would be too small to work. Take somebody in first.")
        elsewhere = [
            group for group in KEYED if group != before.group and self._groups.current(group).member(person_ref)
        ]
        if public and before.group in KEYED and elsewhere:
            raise Conflict("Nobody belongs to two of custodians, authorisers and auditors.")
        return tuple(sorted(after, key=lambda one: one.person_ref))

    def _propose(self, before: Roster, members: tuple[RosterMember, ...], person_ref: str) -> None:
        """Make the next roster and key, sign it, and seal the key to each who may sign second."""
        private, signer = PrivateKey.generate(), self._means.actor.person_ref
        roster = Roster(before.deployment, before.group, before.epoch + 1, members, private.public, before.digest)
        signed = SignedRoster(roster).signed_by(signer, unlocking.own_keys(self._means).sign)
        row = RosterProposal(group=roster.group, epoch=roster.epoch, person_ref=person_ref, signer=signer)
        row.signed, row.made_at = signed.encode(), self._means.now
        self._means.session.add(row)
        self._means.session.flush()
        if roster.group == MEMBERS:
            return  # Nothing is ever sealed to all who hold keys, so that key is not kept.
        for other in before.members:
            if other.person_ref not in {signer, person_ref}:
                receive = other.public.receive
                key = seal_group_key(self._means.deployment, roster, private, other.person_ref, receive)
                kept = ProposedKey(key_ref=key.key_ref, group=key.group, epoch=key.epoch, holder=key.holder)
                kept.blob = key.blob
                self._means.session.add(kept)

    def _complete(
        self, before: Roster, members: Sequence[RosterMember], person_ref: str, public: MemberPublic | None
    ) -> None:
        """Check what the first one signed against what the second sees, sign it too, and put it in force."""
        row = self._means.session.get_one(RosterProposal, before.group)
        signed = SignedRoster.decode(row.signed)
        roster = signed.roster
        number, key = before.epoch + 1, roster.group_public
        if roster != Roster(before.deployment, before.group, number, tuple(members), key, before.digest):
            raise Tampered
        [(signer, signature)] = signed.signatures
        first = before.member(signer)
        if first is None or signer == person_ref or signer == self._means.actor.person_ref:
            raise Tampered
        if roster.group == MEMBERS and self._groups.current(CUSTODIANS).member(signer) != first:
            raise Tampered
        first.verify.verify(PURPOSE, roster.encode(), signature)
        if roster.group != MEMBERS:
            self._seal_anew(roster, person_ref, public)
        whole = signed.signed_by(self._means.actor.person_ref, unlocking.own_keys(self._means).sign)
        digest = roster.digest.hex()
        self._means.trail.writing(roster.group, ROSTER, roster.epoch, digest, event=Event.ROSTER_CHANGE)
        self._means.session.add(StoredRoster(group=roster.group, epoch=roster.epoch, signed=whole.encode()))
        self.withdraw(roster.group)
        self._means.session.flush()
        self._groups.forget(roster.group)

    def _seal_anew(self, roster: Roster, person_ref: str, public: MemberPublic | None) -> None:
        """Seal the new key to all, take every key from whoever left or has new ones, and give those the older ones."""
        means = self._means
        means.session.execute(delete(GroupKey).filter_by(group=roster.group, holder=person_ref))
        private = self._proposed_key(roster)
        holders = {one.person_ref: one.public.receive for one in roster.members}
        holders[HOLDER] = recovery_public(means.session, means.deployment, roster.group)
        for holder, receive in holders.items():
            means.session.add(seal_group_key(means.deployment, roster, private, holder, receive))
        if public is None:
            return
        own = unlocking.own_keys(means).receive
        mine = select(GroupKey).filter_by(group=roster.group, holder=means.actor.person_ref)
        held = {row.epoch: row for row in means.session.scalars(mine.where(GroupKey.epoch < roster.epoch))}
        for older in self._groups.chain(roster.group):
            if older.epoch in held:
                key = open_group_key(means.deployment, older, own, held[older.epoch])
                means.session.add(seal_group_key(means.deployment, older, key, person_ref, public.receive))

    def _proposed_key(self, roster: Roster) -> PrivateKey:
        """Return the group's next key, as the first signer sealed it to the second; Tampered when it is another."""
        held = select(ProposedKey).filter_by(group=roster.group, holder=self._means.actor.person_ref)
        row = self._means.session.scalar(held)
        if row is None:
            raise Tampered
        key = GroupKey(key_ref=row.key_ref, group=row.group, epoch=row.epoch, holder=row.holder, blob=row.blob)
        return open_group_key(self._means.deployment, roster, unlocking.own_keys(self._means).receive, key)
