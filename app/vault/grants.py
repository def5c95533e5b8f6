"""Grants: a compartment's secret re-sealed to one person until a time. Approving is re-sealing; there is no flag."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, NamedTuple

from sqlalchemy import and_, delete, select

from app.access.facts import GrantFacts
from app.access.policy import Action, Permit
from app.database import new_id
from app.errors import Conflict, NotFound, Refused
from app.vault import unlocking
from app.vault.compartments import Compartments
from app.vault.deployment import moment
from app.vault.entries import COUNTING, Entries, Written
from app.vault.groups import Groups
from app.vault.means import BEGIN_AGAIN, Means
from app.vault.models import GrantPart, StoredCompartment, StoredEntry, StoredGrant
from app.vault.rosters import MEMBERS
from app.vault.versions import require_newest
from audit.store import Version
from crypto.context import Context
from crypto.errors import Tampered
from crypto.sealing import seal, unseal

LONGEST: Final = timedelta(days=30)
WHOLE: Final = "whole"  # the one part of a grant of a source that one custodian holds
GIVEN: Final = 1  # how the log counts a grant: version 1 gave it,
ENDED: Final = 2  # and version 2 ended it, after which a row that is put back opens nothing
GRANT: Final = "grant"


class Granted(NamedTuple):
    """A grant, its one part, the compartment it is for, and the entries that count there, oldest first."""

    grant: StoredGrant
    part: GrantPart | None
    row: StoredCompartment
    entries: Sequence[StoredEntry]


class Grants:
    """The grants of one deployment, within one unit of work."""

    def __init__(self, means: Means, groups: Groups, compartments: Compartments, entries: Entries) -> None:
        self._means = means
        self._groups = groups
        self._compartments = compartments
        self._entries = entries

    def approve(self, permit: Permit, to_person_ref: str, until: datetime) -> Written:
        """
        Re-seal one compartment to the person who asked for it, until a time.

        :raises Locked: the approver's keys are not unlocked.
        :raises Refused: the permit is for something else; the receiver is not vouched for; nobody approves their own.
        :raises Conflict: this request has been approved before, or the end is past or too far.
        :raises Frozen: a key or a wrap is not what was signed.
        """
        self._require_approval(permit, to_person_ref)
        if not self._means.now < until <= self._means.now + LONGEST:
            raise Conflict("A permission ends in the future, and within 30 days.")
        if self._means.session.get(StoredGrant, permit.grant_ref) is not None:
            raise Conflict("This request has been approved already.")
        row, wraps = self._compartments.find_wrapped(permit.object_ref, permit.compartment)
        with self._means.guarding(row.source_ref):
            secret = self._compartments.secret_for_custodian(row, wraps)
            self._compartments.key_pair(row, secret)
        grant = StoredGrant(grant_ref=permit.grant_ref, person_ref=to_person_ref, ends_at=until)
        grant.compartment_ref, grant.key_version = row.compartment_ref, row.key_version
        return self._keep(grant, row, secret)

    def open(self, permit: Permit) -> dict[str, object]:
        """
        Return what one compartment holds, for the person that it was granted to, while the grant lasts.

        :raises NotFound: there is no such grant for this person and this compartment.
        :raises Refused: it has ended, or they are no longer among those who hold keys.
        :raises Locked: their keys are not unlocked.
        :raises Frozen: something does not open.
        """
        grant, part, row, entries = self._find(permit.grant_ref)
        if grant.person_ref != self._means.actor.person_ref:
            raise NotFound
        if row.compartment != permit.compartment or permit.object_ref != row.source_ref:
            raise NotFound
        if grant.ends_at <= self._means.now:
            raise Refused("grant_is_live", "This permission has ended. Ask for it again.")
        self._groups.require_own_membership(MEMBERS)
        with self._means.guarding(row.source_ref):
            given, written = (grant.grant_ref, GRANT), (row.source_ref, row.compartment)
            logged = self._means.trail.versions_of([given, written])
            if part is None:
                raise Tampered
            require_given(part, logged[given])
            return self._entries.unseal(row, self._secret(grant, row, part), entries, logged[written])

    def revoke(self, grant_ref: str) -> bool:
        """End a grant now, and return whether there was one. Its sealed parts are deleted."""
        if self._means.session.get(StoredGrant, grant_ref) is None:
            return False
        self._means.trail.writing(grant_ref, GRANT, ENDED, sha256(b"").hexdigest())
        # The parts go with it: the store deletes them as it deletes the grant they belong to.
        self._means.session.execute(delete(StoredGrant).where(StoredGrant.grant_ref == grant_ref))
        return True

    def ended(self, now: datetime) -> list[str]:
        """Return the grants whose time is over and that are still there, oldest first."""
        over = select(StoredGrant.grant_ref).where(StoredGrant.ends_at <= now).order_by(StoredGrant.ends_at)
        return list(self._means.session.scalars(over))

    def _require_approval(self, permit: Permit, to_person_ref: str) -> None:
        """Refuse a permit that is not for giving this compartment to this person."""
        self._means.require_permit(permit, Action.CONTACT_DECIDE)
        self._means.require_recorded(permit)
        facts = permit.facts
        if not isinstance(facts, GrantFacts) or not permit.grant_ref or facts.requester_ref != to_person_ref:
            raise Refused("permit_fits", BEGIN_AGAIN)
        if to_person_ref == self._means.actor.person_ref:
            raise Refused("asked_by_someone_else", "Nobody decides their own request. A colleague must.")

    def _keep(self, grant: StoredGrant, row: StoredCompartment, secret: bytes) -> Written:
        """Seal K to the receiver with the grant and its end, lock it, and write it down."""
        receiver = self._groups.public_of(grant.person_ref)
        part = GrantPart(part_ref=new_id(), grant_ref=grant.grant_ref, part=WHOLE)
        context = self._context(grant, row, part)
        [part.blob] = self._means.provider.lock([(context, seal(receiver.receive, context, secret))])
        digest = sha256(part.blob).hexdigest()
        self._means.trail.writing(grant.grant_ref, GRANT, GIVEN, digest)
        self._means.session.add(grant)
        self._means.session.flush()
        self._means.session.add(part)
        self._means.session.flush()
        return Written(row.compartment, GIVEN, digest)

    def _find(self, grant_ref: str) -> Granted:
        """Return what stands under a grant at this moment, in one statement; NotFound when there is no such grant."""
        asked = (
            select(StoredGrant, GrantPart, StoredCompartment, StoredEntry)
            .join(StoredCompartment, StoredCompartment.compartment_ref == StoredGrant.compartment_ref)
            .outerjoin(GrantPart, and_(GrantPart.grant_ref == StoredGrant.grant_ref, GrantPart.part == WHOLE))
            .outerjoin(StoredEntry, COUNTING)
            .where(StoredGrant.grant_ref == grant_ref)
            .order_by(StoredEntry.version)
        )
        rows = self._means.session.execute(asked).all()
        if not rows:
            raise NotFound
        grant, part, row, _ = rows[0]
        return Granted(grant, part, row, [entry for *_, entry in rows if entry is not None])

    def _secret(self, grant: StoredGrant, row: StoredCompartment, part: GrantPart) -> bytes:
        """Return K as it was sealed to the person who is asking; Tampered when it is not of the present key."""
        own = unlocking.own_keys(self._means)
        if grant.key_version != row.key_version:
            raise Tampered
        context = self._context(grant, row, part)
        [sealed] = self._means.provider.unlock([(context, part.blob)])
        return unseal(own.receive, context, sealed)

    def _context(self, grant: StoredGrant, row: StoredCompartment, part: GrantPart) -> Context:
        """Bind a part to its grant, its receiver and its end: an edited end opens nothing."""
        return self._means.deployment.context(
            "grant_parts",
            part.part_ref,
            compartment=row.compartment,
            version=grant.key_version,
            detail=(
                grant.grant_ref,
                grant.person_ref,
                moment(grant.ends_at),
                part.part,
                row.compartment_ref,
                row.source_ref,
            ),
        )


def require_given(part: GrantPart, logged: Sequence[Version]) -> None:
    """Return quietly when the log knows this part as given and its grant as not ended; Tampered otherwise."""
    require_newest(logged, GIVEN, sha256(part.blob).hexdigest())
