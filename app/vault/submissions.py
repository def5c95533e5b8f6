"""Sealed parts that wait for a custodian: kept as they came, opened by a person, deleted when dealt with."""

from collections.abc import Sequence

from sqlalchemy import select

from app.access.policy import Action, Permit
from app.errors import NotFound
from app.vault.groups import Groups
from app.vault.means import Means
from app.vault.models import GroupKey, Submission
from app.vault.rosters import CUSTODIANS
from app.vault.server_keys import intake_key
from crypto.bundle import identity_context, story_context, without_filling
from crypto.errors import Tampered
from crypto.framing import frame, number
from crypto.macs import equal
from crypto.sealing import seal, unseal, unseal_record

PURPOSE = "submission"


class Submissions:
    """The submissions of one deployment, within one unit of work."""

    def __init__(self, means: Means, groups: Groups) -> None:
        self._means = means
        self._groups = groups

    def keep(self, submission_ref: str, link: str, sealed: bytes, epoch: int) -> str:
        """
        Keep a sealed part as it came, and return the link it goes by.

        The same submission may be handed over twice: what is here stays, and its first link is returned.

        :raises Tampered: nobody holds a key of the epoch that it says it was sealed to, or holds it any more.
        """
        row = self._means.session.get(Submission, submission_ref)
        if row is None:
            held = select(GroupKey.key_ref).filter_by(group=CUSTODIANS, epoch=epoch).limit(1)
            if self._means.session.scalar(held) is None:
                raise Tampered
            row = Submission(submission_ref=submission_ref, link=link, epoch=epoch, blob=sealed)
            row.mac = self._mac(row)
            self._means.session.add(row)
            self._means.session.flush()
        return row.link

    def story(self, permit: Permit, submission_ref: str, sealed: bytes, epoch: int) -> dict[str, object]:
        """
        Return the story part of a submission, for the steward, who brings it to the case store.

        :raises Tampered: it does not open. It is the gateway's, so nothing is frozen: the steward sets it aside.
        """
        self._means.require_permit(permit, Action.STEWARD)
        private = intake_key(self._means.session, self._means.provider, self._means.deployment, epoch)
        context = story_context(self._means.deployment.ref, submission_ref, epoch)
        return without_filling(unseal_record(private, context, sealed))

    def open(self, permit: Permit) -> dict[str, object]:
        """
        Return ``{"details", "original"}`` of one submission, for an unlocked custodian.

        :raises NotFound: it does not wait, or no longer.
        :raises Locked: their keys are not unlocked.
        :raises Refused: they are no custodian, or the attempt was not recorded first.
        :raises Frozen: it does not open, or was exchanged after it came.
        """
        self._means.require_permit(permit, Action.SUBMISSION_OPEN, Action.SOURCE_REGISTER, Action.SUBMISSION_DISMISS)
        self._means.require_recorded(permit)
        row = self._find(permit.object_ref)
        with self._means.guarding(row.submission_ref):
            self.require_own(row)
            private = self._groups.private_key(CUSTODIANS, row.blob)
            context = identity_context(self._means.deployment.ref, row.submission_ref, row.epoch)
            return without_filling(unseal_record(private, context, row.blob))

    def take(self, permit: Permit, link: str) -> dict[str, object]:
        """Return what ``open`` does and delete the sealed part; NotFound when it goes by another link."""
        if self._find(permit.object_ref).link != link:
            raise NotFound
        content = self.open(permit)
        self._means.session.delete(self._find(permit.object_ref))
        self._means.session.flush()
        return content

    def waits(self, submission_ref: str) -> bool:
        """Return whether a sealed part still waits here."""
        return self._means.session.get(Submission, submission_ref) is not None

    def waiting(self) -> list[str]:
        """Return the references of all that wait, in no telling order."""
        return list(self._means.session.scalars(select(Submission.submission_ref).order_by(Submission.submission_ref)))

    def seal_anew(self, limit: int) -> int:
        """
        Seal up to ``limit`` sealed parts of older epochs to the custodians' present key, each where it stands.

        One that does not open is frozen, and passed over from then on.

        :returns: how many were sealed anew.
        :raises Locked: the custodian's keys are not unlocked.
        :raises Frozen: one of them does not open, or was exchanged after it came.
        """
        roster = self._groups.current(CUSTODIANS)
        stale = select(Submission).where(Submission.epoch < roster.epoch)
        stale = stale.where(Submission.submission_ref.not_in(self._means.standing.held))
        ordered = stale.order_by(Submission.submission_ref).limit(limit).with_for_update()
        rows = self._means.session.scalars(ordered).all()
        for row, mac in zip(rows, self._macs(rows), strict=True):
            with self._means.guarding(row.submission_ref):
                if not equal(row.mac, mac):
                    raise Tampered
                # As it was padded: its size class says no more and no less than before.
                private, deployment = self._groups.private_key(CUSTODIANS, row.blob), self._means.deployment.ref
                plain = unseal(private, identity_context(deployment, row.submission_ref, row.epoch), row.blob)
                context = identity_context(deployment, row.submission_ref, roster.epoch)
                row.blob, row.epoch = seal(roster.group_public, context, plain), roster.epoch
        for row, mac in zip(rows, self._macs(rows), strict=True):
            row.mac = mac
        self._means.session.flush()
        return len(rows)

    def require_own(self, row: Submission) -> None:
        """Return quietly when this server wrote the row as it is; Tampered otherwise."""
        if not equal(row.mac, self._mac(row)):
            raise Tampered

    def _find(self, submission_ref: str) -> Submission:
        row = self._means.session.get(Submission, submission_ref)
        if row is None:
            raise NotFound
        return row

    def _mac(self, row: Submission) -> bytes:
        return self._macs([row])[0]

    def _macs(self, rows: Sequence[Submission]) -> list[bytes]:
        """Return what the lock makes of each row, asked in one go."""
        return self._means.provider.mac(PURPOSE, [self._bound(row) for row in rows])

    def _bound(self, row: Submission) -> bytes:
        texts = (self._means.deployment.ref, row.submission_ref, row.link)
        return frame(*(text.encode() for text in texts), number(row.epoch), row.blob)
