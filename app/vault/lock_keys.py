"""The life of the lock's keys: a new one is made, everything comes under it, the old ones are destroyed."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from sqlalchemy import delete, select

from app.errors import Conflict
from app.vault.fence import newest_key
from app.vault.lock_models import LockKey
from app.vault.models import SealedLock
from app.vault.recovery import recovery_public, seal_lock
from app.vault.relocking import left
from app.vault.rosters import AUDITORS, AUTHORISERS, CUSTODIANS
from app.vault.vault import Vault

# Whatever began before a new key was known has ended by then, one way or the other.
SETTLING: Final = timedelta(minutes=10)


@dataclass(slots=True)
class Relocked:
    """What one run did: how much by place, and what did not open, by place and reference."""

    done: dict[str, int] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)


def make_new(vault: Vault) -> int:
    """
    Make one more key, seal the lock to the recovery keys with it, and return its number.

    One that was cut off is finished: a key that the lock has and the vault does not know is that one.
    """
    known = newest_key(vault.session)
    vault.provider.refresh()
    if known is not None and vault.provider.number <= known.number:
        vault.provider.add_key()
    number = vault.provider.number
    vault.session.add(LockKey(number=number, key_id=vault.provider.key_ids[number], made_at=vault.now))
    _seal_for_recovery(vault, without_old=False)
    vault.session.flush()
    return number


def prepare_to_retire(vault: Vault) -> list[int]:
    """
    See that nothing needs the old keys any more, and leave no copy of them; returns their numbers.

    The caller destroys them once this is committed. After a kill in between it can be asked for again.

    :raises Conflict: there are none, the newest was made just now, or something is locked under an old one.
    """
    vault.provider.refresh()
    old = sorted(set(vault.provider.key_ids) - {vault.provider.number})
    known = newest_key(vault.session)
    if not old:
        raise Conflict("The lock has one key. Make a new one first: vault new-lock-key.")
    if known is None or known.number != vault.provider.number:
        raise Conflict("The newest key of the lock was not finished. Run vault new-lock-key again.")
    ready_at = known.made_at + SETTLING
    if vault.now < ready_at:
        raise Conflict(f"What began before the new key was made must end first. Wait until {ready_at:%H:%M} UTC.")
    under = left(vault)
    if under:
        told = ", ".join(f"{count} {name}" for name, count in under.items())
        raise Conflict(f"Still under an old key: {told}. Run vault relock, and vault verify where it names faults.")
    retired = vault.session.scalars(select(LockKey).where(LockKey.number < known.number, LockKey.retired_at.is_(None)))
    for row in retired:
        row.retired_at = vault.now
    vault.session.execute(delete(SealedLock))
    _seal_for_recovery(vault, without_old=True)
    vault.session.flush()
    return old


def _seal_for_recovery(vault: Vault, *, without_old: bool) -> None:
    """Seal the lock's keys to each group's recovery key, where it is the shares that must bring them back."""
    keys = vault.provider.copy_for_recovery(without_old=without_old)
    if keys is None:
        return
    for group in (CUSTODIANS, AUTHORISERS, AUDITORS):
        public = recovery_public(vault.session, vault.deployment, group)
        vault.session.add(seal_lock(vault.deployment, (group, public), vault.provider.number, keys))
