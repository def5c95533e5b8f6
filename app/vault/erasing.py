"""Erasing a source: its keys first, then everything that they sealed, so that nothing of it opens again."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, exists, or_, select

from app.access.policy import Action, Permit
from app.vault.compartments import Compartment
from app.vault.grant_parts import ENDED, GRANT
from app.vault.grants import Grants
from app.vault.lock_models import LockKey
from app.vault.means import Means
from app.vault.models import Link, StoredCompartment, StoredEntry, StoredGrant, Submission, Wrap
from app.vault.versions import NOTHING, next_number, was_taken_away
from app.vault.windows.models import ContactWindow
from audit.events import Event


class Erasing:
    """What is kept of a source, to be deleted, within one unit of work. It opens nothing and needs nobody's keys."""

    def __init__(self, means: Means, grants: Grants) -> None:
        self._means = means
        self._grants = grants

    @property
    def lock_number(self) -> int:
        """The number of the server's key that everything is locked with at present."""
        return self._means.provider.number

    def lock_gone_at(self, number: int) -> datetime | None:
        """Return when this key of the server's was destroyed, with all before it; ``None`` while one is there."""
        found = self._means.session.scalars(select(LockKey.retired_at).where(LockKey.number <= number)).all()
        retired = [at for at in found if at is not None]
        return max(retired) if retired and len(retired) == len(found) else None

    def grants(self, source_ref: str) -> list[str]:
        """Return everything that was given of a source and has not ended."""
        given = select(StoredGrant.grant_ref).join(
            StoredCompartment, StoredCompartment.compartment_ref == StoredGrant.compartment_ref
        )
        return list(self._means.session.scalars(given.where(StoredCompartment.source_ref == source_ref)))

    def links(self, source_ref: str) -> list[str]:
        """Return the links of a source as they stand here, to be deleted: whether they open is no question any more."""
        return list(self._means.session.scalars(select(Link.link).where(Link.source_ref == source_ref)))

    def keeps(self, source_ref: str) -> bool:
        """Return whether anything of a source is kept here, keys or links."""
        kept = or_(
            exists().where(StoredCompartment.source_ref == source_ref), exists().where(Link.source_ref == source_ref)
        )
        return bool(self._means.session.scalar(select(kept)))

    def erase(self, permit: Permit, submissions: Collection[str] = (), grants: Collection[str] = ()) -> None:
        """
        Delete every key, record, grant and link of the source that the permit names. Doing it twice is doing it once.

        The log is told first that each record is taken away for good: a row that is put back opens nothing.

        :param submissions: sealed parts of theirs that still wait.
        :param grants: what had been given before a kill, and may be gone already while the log does not say so.
        :raises Refused: the permit is not for erasing.
        """
        self._means.require_permit(permit, Action.ERASURE_DECIDE, Action.ERASURE_FINISH)
        source_ref, session = permit.object_ref, self._means.session
        rows = select(StoredCompartment.compartment_ref).where(StoredCompartment.source_ref == source_ref)
        for grant_ref in {*self.grants(source_ref), *grants}:
            if not self._grants.revoke(grant_ref, event=Event.CONTACT_REVOKE):
                self._end(grant_ref)
        for part in Compartment:
            self._take_away(source_ref, part.value)
        session.execute(delete(Wrap).where(Wrap.compartment_ref.in_(rows)))
        session.execute(delete(StoredEntry).where(StoredEntry.compartment_ref.in_(rows)))
        session.execute(delete(StoredCompartment).where(StoredCompartment.source_ref == source_ref))
        session.execute(delete(ContactWindow).where(ContactWindow.source_ref == source_ref))
        session.execute(delete(Link).where(Link.source_ref == source_ref))
        session.execute(delete(Submission).where(Submission.submission_ref.in_(submissions)))

    def _end(self, grant_ref: str) -> None:
        """Write down that a grant has ended, where that was cut off."""
        if not was_taken_away(self._means.trail.versions(grant_ref, GRANT)):
            self._means.trail.writing(grant_ref, GRANT, ENDED, NOTHING, event=Event.CONTACT_REVOKE)

    def _take_away(self, source_ref: str, part: str) -> None:
        """Write down that a compartment has ended with all of its versions, under each key that it ever had."""
        name, key = part, 1
        while logged := self._means.trail.versions(source_ref, name):
            if not was_taken_away(logged):
                self._means.trail.writing(source_ref, name, next_number(logged, 0), NOTHING)
            key += 1
            name = f"{part}.{key}"
