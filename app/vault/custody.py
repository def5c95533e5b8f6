"""How a source is held: by custodians alone, or by two groups of which neither opens anything without the other."""

from sqlalchemy import delete, select

from app.access.policy import Action, Permit
from app.errors import Conflict
from app.vault.compartments import DUAL, SINGLE, Compartments
from app.vault.entries import Entries
from app.vault.grants import Grants
from app.vault.means import Means
from app.vault.models import StoredCompartment, StoredGrant, Wrap


class Custody:
    """The level at which the sources of one deployment are held, within one unit of work."""

    def __init__(self, means: Means, compartments: Compartments, entries: Entries, grants: Grants) -> None:
        self._means = means
        self._compartments = compartments
        self._entries = entries
        self._grants = grants

    def raise_(self, permit: Permit) -> None:
        """
        Give a source new secrets, split between two groups, and seal everything known of it anew.

        The old secrets open nothing from here on: their wraps are deleted, and so is every grant of them.

        :raises Conflict: it is held by two groups already.
        :raises Locked: the custodian's keys are not unlocked.
        :raises Refused: they are no custodian, or the attempt was not recorded first.
        :raises Frozen: something does not open.
        """
        self._means.require_permit(permit, Action.CUSTODY_RAISE)
        self._means.require_recorded(permit)
        rows = self._compartments.all_of(permit.object_ref)
        if any(row.custody != SINGLE for row, _ in rows):
            raise Conflict("This source is held by two groups already.")
        with self._means.guarding(permit.object_ref):
            for row, wraps in rows:
                self._change(row, self._compartments.secret_for_custodian(row, wraps), DUAL)

    def lower(self, permit: Permit) -> None:
        """
        Do the reverse, for the custodian whom an authoriser gave the other half of every secret for that.

        :raises NotFound: nothing was given to them.
        :raises Conflict: it is held by one group already.
        :raises Locked: the custodian's keys are not unlocked.
        :raises Refused: what was given has ended, or the attempt was not recorded first.
        :raises Frozen: something does not open.
        """
        self._means.require_permit(permit, Action.CUSTODY_LOWER)
        self._means.require_recorded(permit)
        rows = self._compartments.all_of(permit.object_ref)
        if any(row.custody != DUAL for row, _ in rows):
            raise Conflict("This source is held by one group already.")
        secrets = [(row, self._grants.secret_given(permit, row)) for row, _ in rows]
        with self._means.guarding(permit.object_ref):
            for row, secret in secrets:
                self._change(row, secret, SINGLE)

    def _change(self, row: StoredCompartment, secret: bytes, custody: str) -> None:
        """Put a new secret, held the new way, in the place of this one, with everything that it had sealed."""
        held = self._entries.read_every_version(row, secret)
        self._entries.take_away(row)
        session = self._means.session
        given = select(StoredGrant.grant_ref).where(StoredGrant.compartment_ref == row.compartment_ref)
        for grant_ref in session.scalars(given).all():
            self._grants.revoke(grant_ref)
        wraps = self._compartments.give_key(row, custody, key_version=row.key_version + 1)
        session.flush()
        session.execute(delete(Wrap).where(Wrap.compartment_ref == row.compartment_ref))
        session.add_all(wraps)
        session.flush()
        self._entries.seal_anew(row, held)
