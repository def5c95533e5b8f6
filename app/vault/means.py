"""What one unit of work lays out for the vault, and the checks that every act of custody begins with."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Protocol

from sqlalchemy.orm import Session

from app.access.actor import Actor
from app.access.policy import Action, Permit
from app.errors import Frozen, Refused
from app.vault.deployment import Deployment
from app.vault.freezes import freeze
from app.vault.key_provider import KeyProvider
from app.vault.standing import Standing, standing
from audit.events import Decision, Event
from audit.store import Part, Version
from crypto.errors import Tampered
from crypto.keys import MemberKeys

Apart = Callable[[Callable[[Session], None]], None]
BEGIN_AGAIN = "Nothing was opened. Go back to your board and begin again from there."


class Trail(Protocol):
    """What the vault asks of the record: that it is ahead of every act, and that it knows every version."""

    def covers(self, permit: Permit) -> bool:
        """Return whether an attempt on what this permit names is durable and under a signed checkpoint."""

    def writing(
        self, object_ref: str, compartment: str, version: int, digest: str, *, event: Event | None = None
    ) -> None:
        """Make an entry for this version and ciphertext durable before it is written, and *done* after the commit."""

    def writing_each(
        self, object_ref: str, written: Sequence[tuple[str, int, str]], *, event: Event | None = None
    ) -> None:
        """Do the same for several compartments of an object: each with its version and digest."""

    def versions(self, object_ref: str, compartment: str, least: int = 0) -> Sequence[Version]:
        """Return every version from ``least`` on that an entry names, attempts included, in no particular order."""

    def versions_of(self, parts: Collection[Part]) -> Mapping[Part, Sequence[Version]]:
        """Return the same of several objects and compartments, asked at once."""

    def written(self) -> Sequence[tuple[str, str]]:
        """Return every object and compartment of which an entry names a version."""

    def happened(self, event: Event, object_ref: str = "", *, decision: Decision = ..., rule: str = "") -> None:
        """Record something that has no before and after."""


@dataclass(slots=True)
class Means:
    """
    Everything one act of custody may touch.

    :ivar apart: takes what must be committed although this unit of work rolls back, such as a freeze.
    :ivar unlocked_keys: the person's own keys, once they were needed.
    :ivar unlocked_until: when those keys will lock by themselves, once they were needed.
    :ivar index_keys: keys of the register's index by epoch, once they were derived.
    """

    session: Session
    provider: KeyProvider
    deployment: Deployment
    trail: Trail
    actor: Actor = field(kw_only=True)
    cookie_half: bytes | None = field(kw_only=True, repr=False)
    now: datetime = field(kw_only=True)
    apart: Apart = field(kw_only=True)
    unlocked_keys: MemberKeys | None = field(default=None, kw_only=True, repr=False)
    unlocked_until: datetime | None = field(default=None, kw_only=True)
    index_keys: dict[int, bytes] = field(default_factory=dict, kw_only=True, repr=False)
    _standing: Standing | None = field(default=None, init=False, repr=False)

    @property
    def standing(self) -> Standing:
        """What is kept unlocked for this session and what is held shut; asked once a unit."""
        if self._standing is None:
            self._standing = standing(self.session, self.actor.session_digest)
        return self._standing

    @property
    def standing_read(self) -> Standing | None:
        """What ``standing`` returned, where this unit asked for it already."""
        return self._standing

    def standing_changed(self) -> None:
        """Forget what was unlocked and what was held: this unit of work has changed it."""
        self._standing = self.unlocked_keys = self.unlocked_until = None

    def require_permit(self, permit: Permit, *actions: Action) -> None:
        """
        Refuse a permit for another act, another person or another time.

        :raises Refused: it opens nothing here.
        """
        if permit.action not in actions or permit.actor_ref != self.actor.person_ref or permit.at != self.now:
            raise Refused("permit_fits", BEGIN_AGAIN)

    def require_recorded(self, permit: Permit) -> None:
        """
        Refuse to open anything whose attempt is not yet durable in the log and under a signed checkpoint.

        :raises Refused: the caller did not record first.
        """
        if not self.trail.covers(permit):
            raise Refused("attempt_is_recorded", BEGIN_AGAIN)

    @contextmanager
    def guarding(self, record_ref: str, *, though_held: bool = False) -> Iterator[None]:
        """
        Turn any failure to open into the one error, the one event, and a freeze that outlives the rollback.

        :param though_held: look at it although it is held shut: everything about it must hold now all the same.
        :raises Frozen: something did not open, now or earlier.
        """
        if record_ref in self.standing.held and not though_held:
            raise Frozen
        try:
            yield
        except Tampered:
            self.apart(partial(freeze, record_ref=record_ref, now=self.now))
            self.trail.happened(Event.INTEGRITY_FAILED, record_ref, decision=Decision.FAILED)
            raise Frozen from None
