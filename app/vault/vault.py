"""The door: opens one compartment for one permit, and there is no way to ask for more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.access.facts import GrantFacts
from app.access.policy import Action, Permit
from app.errors import Conflict, Refused
from app.vault import freezes, unlocking
from app.vault.brought.keeping import Brought
from app.vault.compartments import SINGLE, Compartment, Compartments
from app.vault.cosigning import Cosigning
from app.vault.custody import Custody
from app.vault.entries import Entries, Written
from app.vault.erasing import Erasing
from app.vault.grants import Grants
from app.vault.groups import Groups
from app.vault.links import Links
from app.vault.means import BEGIN_AGAIN, Means
from app.vault.members import Members
from app.vault.register_index import RegisterIndex
from app.vault.repairing import Repairing
from app.vault.resealing import Resealing
from app.vault.rosters import CUSTODIANS
from app.vault.server_keys import intake_row
from app.vault.submissions import Submissions
from app.vault.windows.keeping import Windows
from app.vault.writes import WRITES
from crypto.bundle import PublicBundle
from crypto.keys import PublicKey
from crypto.slots import Stretched


@dataclass(slots=True)
class Vault(Means):
    """
    Custody within one unit of work.

    Whatever reveals or re-seals takes a permit of this unit of work, and looks itself whether the attempt is durable
    in the log and under a signed checkpoint. Every method may raise ``Frozen``, where something does not open as it
    should, and ``Locked``, where the person's own keys are needed and are not unlocked.

    :ivar members: people who hold keys, their passphrases and second factors.
    :ivar groups: rosters, and what is sealed to a group.
    :ivar cosigning: how a group's roster changes, by two of its members.
    :ivar resealing: what was sealed to a group's older key, sealed to the present one.
    :ivar index: finds a source again by what it told us of itself.
    :ivar brought: a register that was kept before, row by row, until it is taken in.
    """

    members: Members = field(init=False)
    groups: Groups = field(init=False)
    cosigning: Cosigning = field(init=False)
    _links: Links = field(init=False)
    _compartments: Compartments = field(init=False)
    _entries: Entries = field(init=False)
    _submissions: Submissions = field(init=False)
    _grants: Grants = field(init=False)
    _custody: Custody = field(init=False)
    index: RegisterIndex = field(init=False)
    brought: Brought = field(init=False)
    erasing: Erasing = field(init=False)
    windows: Windows = field(init=False)
    resealing: Resealing = field(init=False)
    repairing: Repairing = field(init=False)

    def __post_init__(self) -> None:
        self.members = Members(self)
        self.groups = Groups(self)
        self.cosigning = Cosigning(self, self.groups)
        self.repairing = Repairing(self, self.groups, self.cosigning)
        self._links = Links(self)
        self._compartments = Compartments(self, self.groups)
        self._entries = Entries(self, self._compartments)
        self._submissions = Submissions(self, self.groups)
        self._grants = Grants(self, self.groups, self._compartments, self._entries)
        self._custody = Custody(self, self._compartments, self._entries, self._grants)
        self.index = RegisterIndex(self, self.groups)
        self.windows = Windows(self)
        self.brought = Brought(self, self.groups, self._compartments, self._entries, self.index)
        self.resealing = Resealing(self, self.groups, self._submissions, self.index, self.brought)
        self.erasing = Erasing(self, self._grants)

    @property
    def is_unlocked(self) -> bool:
        """Whether the person who is asking has their own keys open."""
        return unlocking.is_unlocked(self)

    def unlock(self, person_ref: str, passphrase: str | Stretched, session_ref: str, now: datetime) -> bytes:
        """
        Open the person's own keys for this session, and return the 32 bytes that only their cookie may hold.

        :raises Refused: the passphrase is not right, or it is somebody else's session.
        """
        if (person_ref, session_ref, now) != (self.actor.person_ref, self.actor.session_digest, self.now):
            raise Refused("session_is_own", BEGIN_AGAIN)
        self.standing_changed()
        return unlocking.begin(self, self.members.open_keys(person_ref, passphrase), session_ref)

    @property
    def locks_at(self) -> datetime | None:
        """When the keys that this session unlocked will lock by themselves; ``None`` while they are locked."""
        return self.unlocked_until or unlocking.open_until(self)

    @property
    def found_unlocked_until(self) -> datetime | None:
        """What ``locks_at`` says, as far as it is known already without asking the store."""
        return unlocking.found_open_until(self)

    def lock(self, session_ref: str) -> None:
        """Forget what this session had unlocked: at sign-out, and when the person asks."""
        unlocking.lock(self.session, session_ref)
        self.standing_changed()

    def lock_person(self, person_ref: str) -> None:
        """Forget what every session of a person had unlocked."""
        unlocking.lock_person(self.session, person_ref)
        self.standing_changed()

    def end_idle(self, now: datetime) -> None:
        """Forget everything unlocked that has ended or lain idle."""
        unlocking.end_idle(self.session, now)

    # What the public face may know

    def public_bundle(self) -> PublicBundle:
        """Return the public keys that a submission is sealed to, each traced to the root key."""
        intake = intake_row(self.session, self.deployment)
        return PublicBundle(
            deployment=self.deployment.ref,
            root=self.deployment.root,
            intake_epoch=intake.epoch,
            intake=PublicKey.decode(intake.public),
            intake_signature=intake.signature,
            custodians=self.groups.signed_chain(CUSTODIANS),
        )

    # What came in and waits

    def keep_submission(self, submission_ref: str, link: str, sealed: bytes, epoch: int) -> str:
        """Keep a sealed part as it came, and return the link that it goes by, the first one if it came before."""
        return self._submissions.keep(submission_ref, link, sealed, epoch)

    def open_story(self, permit: Permit, submission_ref: str, sealed: bytes, epoch: int) -> dict[str, object]:
        """Return the story part of a submission, for the steward; ``Tampered`` when it does not open."""
        return self._submissions.story(permit, submission_ref, sealed, epoch)

    def submission_waits(self, submission_ref: str) -> bool:
        """Return whether a sealed part still waits."""
        return self._submissions.waits(submission_ref)

    def waiting_submissions(self) -> list[str]:
        """Return the references of all sealed parts that wait."""
        return self._submissions.waiting()

    def open_submission(self, permit: Permit) -> dict[str, object]:
        """Return ``{"details", "original"}`` of the submission that the permit names, for an unlocked custodian."""
        return self._submissions.open(permit)

    # Sources

    def register(
        self,
        permit: Permit,
        source_ref: str,
        link: str,
        parts: Mapping[str, Mapping[str, object]],
        custody: str = SINGLE,
    ) -> list[Written]:
        """
        Make a new source of the submission that the permit names, and delete the sealed part.

        :param parts: what is known, by compartment. The story as typed is carried over without the caller's help.
        :param custody: ``SINGLE``, or ``DUAL`` where two groups must hold it from the first day.
        :raises Conflict: there is such a source, or the link has one.
        :raises NotFound: the submission does not wait, or goes by another link.
        """
        self.require_permit(permit, Action.SOURCE_REGISTER)
        if self._compartments.exist(source_ref):
            raise Conflict("This source is registered already.")
        original = self._submissions.take(permit, link)["original"]
        self._compartments.create_all(source_ref, custody)
        self._links.add(link, source_ref)
        everything = {**parts, Compartment.ORIGINAL.value: {"link": link, "original": original}}
        return [self._entries.write(source_ref, Compartment(name).value, everything[name]) for name in everything]

    def link(self, permit: Permit, source_ref: str, link: str) -> Written:
        """Put the submission that the permit names to a source that is known, and delete the sealed part."""
        self.require_permit(permit, Action.SOURCE_REGISTER)
        original = self._submissions.take(permit, link)["original"]
        self._links.add(link, source_ref)
        return self._entries.write(source_ref, Compartment.ORIGINAL.value, {"link": link, "original": original})

    def dismiss(self, permit: Permit, link: str) -> None:
        """Delete the sealed part of the submission that the permit names: nothing in it is to be kept."""
        self.require_permit(permit, Action.SUBMISSION_DISMISS, Action.SOURCE_REGISTER)
        self._submissions.take(permit, link)

    def write(self, permit: Permit, source_ref: str, compartment: str, record: Mapping[str, object]) -> Written:
        """
        Write the next version of the compartment that the permit names: an officer who called writes to the log,
        whoever looks after the risk to a source, to the risk part.

        Needs nobody's keys, and cannot read what is there.
        """
        self.require_permit(permit, *WRITES)
        allowed = WRITES[permit.action] or permit.compartment
        if (source_ref, compartment) != (permit.object_ref, allowed):
            raise Refused("permit_fits", BEGIN_AGAIN)
        return self._entries.write(source_ref, compartment, record)

    def open(self, permit: Permit) -> dict[str, object]:
        """
        Return what one compartment holds: a record, or ``{"entries": [...]}`` where all are kept.

        A custodian's permit opens with the group's key, everybody's else with what was granted to them. Where two
        groups hold the source, that is a custodian's as well.

        :raises NotFound: no such compartment, or no such grant.
        :raises Refused: the permit is for something else, the grant has ended, the attempt was not recorded first.
        """
        self.require_permit(permit, Action.SOURCE_OPEN, Action.SOURCE_COMPARE, Action.CONTACT_OPEN, Action.CUSTODY_OPEN)
        self.require_recorded(permit)
        single = isinstance(permit.facts, GrantFacts) and permit.facts.custody == SINGLE
        if permit.action is Action.CONTACT_OPEN or (permit.action is Action.CUSTODY_OPEN and not single):
            return self._grants.open(permit)
        row, wraps, entries = self._compartments.find_whole(permit.object_ref, permit.compartment)
        with self.guarding(row.source_ref):
            return self._entries.read_counting(row, self._compartments.secret_for_custodian(row, wraps), entries)

    def source_of(self, link: str) -> str | None:
        """Return the source behind a link, or ``None``. For custodians, and for whoever holds a grant for it."""
        return self._links.source_of(link)

    def sources_of(self, links: Sequence[str]) -> dict[str, str]:
        """Return the sources behind many links, where there are any. For the steward, who counts."""
        return self._links.sources_of(links)

    def links_of(self, source_ref: str) -> list[str]:
        """Return the links of a source. For custodians."""
        return self._links.links_of(source_ref)

    # Grants

    def raise_custody(self, permit: Permit) -> None:
        """Have two groups hold the source that the permit names: new secrets, everything sealed anew, no old grant."""
        self._custody.raise_(permit)

    def lower_custody(self, permit: Permit) -> None:
        """Have custodians alone hold the source again, for the one whom an authoriser gave the other halves."""
        self._custody.lower(permit)

    def grant(self, permit: Permit, to_person_ref: str, until: datetime) -> bool:
        """
        Re-seal what the permit names to the person who asked, until a time of at most 30 days.

        Returns whether they can open it now: where two groups hold the source, the first of two approvals is a half.
        """
        return self._grants.approve(permit, to_person_ref, until)

    def keeps_grant(self, grant_ref: str) -> bool:
        """Return whether anything that was given under this reference is still kept, whole or a half."""
        return self._grants.keeps(grant_ref)

    def revoke(self, grant_ref: str) -> bool:
        """End a grant now, and return whether there was one."""
        return self._grants.revoke(grant_ref)

    def ended_grants(self, now: datetime) -> list[str]:
        """Return the grants whose time is over and that are still kept."""
        return self._grants.ended(now)

    def end_expired(self, now: datetime) -> list[str]:
        """Delete every grant whose time is over, and return which."""
        return [grant_ref for grant_ref in self.ended_grants(now) if self.revoke(grant_ref)]

    # What failed to open

    def held_shut(self) -> frozenset[str]:
        """Return the references of all records that failed to open and wait for two people; asked once a unit."""
        return self.standing.held

    def failures(self) -> list[freezes.Failure]:
        """Return what failed to open and has not been released since, and who has released it so far; oldest first."""
        return freezes.failures(self.session)

    def release(self, permit: Permit) -> bool:
        """
        Release the frozen record that the permit names, as one of two people; returns whether it is open again.

        :raises Locked: their keys are not unlocked. Refused: the attempt was not recorded first.
        :raises Conflict: it is not frozen, or this person has released it already.
        """
        self.require_permit(permit, Action.FROZEN_RELEASE)
        self.require_recorded(permit)
        unlocking.own_keys(self)
        self.standing_changed()
        return freezes.release(self.session, permit.object_ref, self.actor.person_ref, self.now)
