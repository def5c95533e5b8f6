"""
Which of the lock's keys is in use, as the vault itself says, so that no process goes by an old copy of the lock.

A process may have begun before a new key was made. What it locked under the older one would be lost with that key, and
what others locked under the newer one would look to it like something that was tampered with. So whatever is locked is
locked under the newest key that the vault names, and what names a key that the vault knows is never held to be false.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Unavailable
from app.vault.key_provider import KeyProvider
from app.vault.lock_models import LockKey
from crypto.context import Context
from crypto.sealing import describe
from crypto.silence import Silent

OLD_COPY: Final = "This process goes by an old copy of the lock. Give it the new one and start it again."


class FencedLock(Silent):
    """A lock within one session on the vault. It looks up which key is in use once, when it first locks something."""

    def __init__(self, provider: KeyProvider, session: Session) -> None:
        self._provider = provider
        self._session = session
        self._is_newest = False

    @property
    def number(self) -> int:
        """See KeyProvider."""
        return self._provider.number

    @property
    def key_ids(self) -> Mapping[int, bytes]:
        """See KeyProvider."""
        return self._provider.key_ids

    def refresh(self) -> None:
        """See KeyProvider."""
        self._provider.refresh()

    def add_key(self) -> int:
        """See KeyProvider."""
        return self._provider.add_key()

    def destroy_old(self) -> None:
        """See KeyProvider."""
        self._provider.destroy_old()

    def copy_for_recovery(self, *, without_old: bool = False) -> bytes | None:
        """See KeyProvider."""
        return self._provider.copy_for_recovery(without_old=without_old)

    def mac(self, purpose: str, items: Sequence[bytes]) -> list[bytes]:
        """See KeyProvider."""
        return self._provider.mac(purpose, items)

    def lock(self, items: Sequence[tuple[Context, bytes]]) -> list[bytes]:
        """See KeyProvider. Unavailable where this process has no copy of the newest key."""
        if not self._is_newest:
            require_newest(self._provider, self._session)
            self._is_newest = True
        return self._provider.lock(items)

    def unlock(self, items: Sequence[tuple[Context, bytes]]) -> list[bytes]:
        """See KeyProvider. Unavailable where the vault knows the key that something names, and this process not."""
        named = {describe(blob).key_id for _, blob in items}
        if not named <= set(self._provider.key_ids.values()):
            self._provider.refresh()
            self._require_known(named - set(self._provider.key_ids.values()))
        return self._provider.unlock(items)

    def _require_known(self, unknown: set[bytes]) -> None:
        """Refuse what names a key of ours that this process does not have; what names none of ours goes on."""
        if not unknown:
            return
        ours = select(LockKey.number).where(LockKey.key_id.in_(unknown), LockKey.retired_at.is_(None))
        if self._session.scalar(ours.limit(1)) is not None:
            raise Unavailable(OLD_COPY)


def newest_key(session: Session) -> LockKey | None:
    """Return the newest key of the lock that the vault knows; ``None`` before the ceremony."""
    return session.scalar(select(LockKey).order_by(LockKey.number.desc()).limit(1))


def require_newest(provider: KeyProvider, session: Session) -> None:
    """
    Return quietly when the lock has the newest key that the vault knows, having looked at it anew if need be.

    :raises Unavailable: this process has an old copy.
    """
    newest = newest_key(session)
    if newest is not None and newest.number > provider.number:
        provider.refresh()
        if newest.number > provider.number:
            raise Unavailable(OLD_COPY)
