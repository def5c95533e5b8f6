"""A group that cannot sign for itself any more: its next roster is signed by the root keys, which lie offline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from app.access.policy import Action, Permit
from app.errors import Refused
from app.vault.cosigning import Cosigning
from app.vault.group_keys import seal_group_key
from app.vault.groups import ROSTER, Groups
from app.vault.means import Means
from app.vault.models import GroupKey, Member, Slot, StoredRoster
from app.vault.recovery import HOLDER, recover_group, recovery_public
from app.vault.rosters import CUSTODIANS, MEMBERS
from audit.events import Event
from crypto.errors import Tampered
from crypto.keys import MemberPublic, PrivateKey
from crypto.roster import ROOT, SIGNATURES_NEEDED, Roster, SignedRoster
from crypto.signing import SigningKey
from crypto.silence import Silent


@dataclass(frozen=True, slots=True, repr=False)
class Authority(Silent):
    """
    What was brought to mend a group: the root keys, and three recovery shares of the group, or none.

    With shares the person is given the group's older keys too, which what was sealed before opens with.
    """

    root: SigningKey
    shares: tuple[str, ...] = ()


class Repairing:
    """How a group is mended from outside, within one unit of work."""

    def __init__(self, means: Means, groups: Groups, cosigning: Cosigning) -> None:
        self._means = means
        self._groups = groups
        self._cosigning = cosigning

    def require_needed(self, permit: Permit, authority: Authority) -> None:
        """
        Return quietly when these are the root keys, and the group cannot do without them.

        :raises Refused: they are other keys, or two members can sign for the person that the permit names.
        """
        self._means.require_permit(permit, Action.ROSTER_REPAIR)
        self._means.require_recorded(permit)
        if authority.root.public != self._means.deployment.root:
            raise Refused("root_keys_are_ours", "These are not the root keys of this deployment. Bring the others.")
        if self._able(permit.compartment, permit.object_ref) >= SIGNATURES_NEEDED:
            raise Refused(
                "group_cannot_sign", "The group has two members with keys. They sign, under “Keys to sign for”."
            )

    def repair(self, permit: Permit, authority: Authority, public: MemberPublic | None) -> None:
        """
        Put the group's next roster in force, in which the person has these keys, or is not any more.

        The group has a new key, sealed to all who belong to it and to its recovery key.

        :param public: the keys that the person read out the words of, never those that a store happens to hold.
        :raises Refused: as for ``require_needed``, or the shares do not reopen the group.
        :raises Conflict: the group would be too small, or nothing would change.
        :raises Frozen: the group's rosters do not hold.
        """
        self.require_needed(permit, authority)
        group, person_ref = permit.compartment, permit.object_ref
        before = self._groups.current(group)
        members = self._cosigning.next_members(before, person_ref, public)
        older = self._older_keys(group, authority.shares)
        private = PrivateKey.generate()
        roster = Roster(before.deployment, group, before.epoch + 1, members, private.public, before.digest)
        self._means.trail.writing(group, ROSTER, roster.epoch, roster.digest.hex(), event=Event.ROSTER_CHANGE)
        signed = SignedRoster(roster).signed_by(ROOT, authority.root)
        self._means.session.add(StoredRoster(group=group, epoch=roster.epoch, signed=signed.encode()))
        self._means.session.execute(delete(GroupKey).filter_by(group=group, holder=person_ref))
        if group != MEMBERS:
            self._seal_new(roster, private)
            if public is not None:
                self._seal_older(group, older, person_ref, public)
        self._cosigning.withdraw(group)
        self._means.session.flush()
        self._groups.forget(group)

    def _able(self, group: str, person_ref: str) -> int:
        """Return how many others could sign: they are in the rosters with the keys that they still have a way to."""
        session, roster = self._means.session, self._groups.current(group)
        signers = self._groups.current(CUSTODIANS) if group == MEMBERS else roster
        held = {ref: public for ref, public in session.execute(select(Member.person_ref, Member.public))}  # noqa: C416
        reachable = set(session.scalars(select(Slot.person_ref)))
        return sum(
            one.person_ref != person_ref
            and one.person_ref in reachable
            and held.get(one.person_ref) == one.public.encode()
            and signers.member(one.person_ref) == one.public
            for one in roster.members
        )

    def _older_keys(self, group: str, shares: Sequence[str]) -> Mapping[int, PrivateKey]:
        """Return the group's keys so far by epoch, from its recovery shares; none without them."""
        if not shares:
            return {}
        try:
            return recover_group(self._means.session, self._means.deployment, group, shares)
        except Tampered:
            raise Refused("shares_reopen_it", "These shares do not reopen the group. Check each word.") from None

    def _seal_new(self, roster: Roster, private: PrivateKey) -> None:
        """Seal the group's new key to everybody in it, and to its recovery key."""
        holders = {one.person_ref: one.public.receive for one in roster.members}
        holders[HOLDER] = recovery_public(self._means.session, self._means.deployment, roster.group)
        for holder, receive in holders.items():
            self._means.session.add(seal_group_key(self._means.deployment, roster, private, holder, receive))

    def _seal_older(self, group: str, older: Mapping[int, PrivateKey], person_ref: str, public: MemberPublic) -> None:
        """Give a person the keys that the group had before."""
        for roster in self._groups.chain(group):
            if roster.epoch in older:
                row = seal_group_key(self._means.deployment, roster, older[roster.epoch], person_ref, public.receive)
                self._means.session.add(row)
