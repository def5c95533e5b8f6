"""A drill of recovery: shares are proved to open what they must, and nothing of it is shown or kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from sqlalchemy import select

from app.vault.models import SealedLock
from app.vault.recovery import NEEDED, open_lock_copy, recover_group
from app.vault.shares import TypedShare
from app.vault.vault import Vault
from crypto.errors import Tampered


@dataclass(frozen=True, slots=True)
class Proof:
    """
    What shares were proved to open.

    :ivar epochs: the numbers of the group's keys that they open, the present one among them.
    :ivar lock_number: the newest key of the lock that they bring back; ``None`` where the lock is a device.
    """

    group: str
    share_numbers: tuple[int, ...]
    epochs: tuple[int, ...]
    lock_number: int | None


def prove(vault: Vault, group: str, shares: Sequence[TypedShare]) -> Proof:
    """
    Return what every three of these shares open: the group's present key, and the lock as it stands.

    :raises Tampered: any three of them do not, or what is stored for them is not what it must be.
    """
    epochs: set[int] = set()
    for three in combinations(shares, NEEDED):
        words = [share.words for share in three]
        epochs = set(recover_group(vault.session, vault.deployment, group, words))
        if vault.groups.current(group).epoch not in epochs:
            raise Tampered
    present = vault.provider.copy_for_recovery()
    if present is not None:
        row = vault.session.scalar(select(SealedLock).filter_by(group=group, number=vault.provider.number))
        words = [share.words for share in shares[:NEEDED]]
        if row is None or open_lock_copy(vault.session, vault.deployment, row, words) != present:
            raise Tampered
    numbers = tuple(sorted(share.number for share in shares))
    return Proof(group, numbers, tuple(sorted(epochs)), vault.provider.number if present is not None else None)
