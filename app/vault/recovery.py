"""Recovery: five printed shares for each group, any three of which open its keys again when everybody is gone."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import new_id
from app.vault.deployment import Deployment
from app.vault.group_keys import open_group_key
from app.vault.models import GroupKey, RecoveryKey, SealedLock
from app.vault.rosters import verified_chain
from crypto.context import Context
from crypto.errors import Tampered
from crypto.framing import frame
from crypto.keys import PrivateKey, PublicKey, key_pair_from_secret
from crypto.macs import KEY_BYTES
from crypto.sealing import seal, unseal
from crypto.signing import SigningKey

SHARES: Final = 5
NEEDED: Final = 3
HOLDER: Final = "recovery"  # the holder of a group's key that is no person
SIGNED_FOR: Final = "recovery key"
# SLIP-39 can stretch the secret; ours is 32 random bytes and needs none.
ITERATION_EXPONENT: Final = 0


@dataclass(frozen=True, slots=True, repr=False)
class Recovery:
    """A new recovery key: its row, and the five shares, which are printed and kept nowhere."""

    row: RecoveryKey
    public: PublicKey
    shares: tuple[str, ...]


def new_recovery(deployment: Deployment, root: SigningKey, group: str) -> Recovery:
    """Make a group's recovery key out of a new secret, and split that secret: 3 of 5, SLIP-39."""
    secret = secrets.token_bytes(KEY_BYTES)
    public = key_pair_from_secret(secret, _context(deployment, group)).public
    [shares] = generate_mnemonics(1, [(NEEDED, SHARES)], secret, iteration_exponent=ITERATION_EXPONENT)
    signature = root.sign(SIGNED_FOR, _signed(deployment, group, public.encode()))
    return Recovery(RecoveryKey(group=group, public=public.encode(), signature=signature), public, tuple(shares))


def recovery_public(session: Session, deployment: Deployment, group: str) -> PublicKey:
    """Return the key that a group's own key is sealed to, for recovery; Tampered when the root did not sign it."""
    row = session.get(RecoveryKey, group)
    if row is None:
        raise Tampered
    deployment.root.verify(SIGNED_FOR, _signed(deployment, group, row.public), row.signature)
    return PublicKey.decode(row.public)


def seal_lock(deployment: Deployment, to: tuple[str, PublicKey], number: int, keys: bytes) -> SealedLock:
    """Return the lock's keys sealed to one group's recovery key."""
    group, public = to
    row = SealedLock(lock_ref=new_id(), group=group, number=number)
    row.blob = seal(public, _lock_context(deployment, row), keys)
    return row


def recover_group(session: Session, deployment: Deployment, group: str, shares: Sequence[str]) -> dict[int, PrivateKey]:
    """
    Return a group's private keys by epoch, from three of its shares. For an offline machine.

    :raises Tampered: too few shares, of another group, or what is stored does not open to what the rosters name.
    """
    private = _join(session, deployment, group, shares)
    rosters = {roster.epoch: roster for roster in verified_chain(session, deployment, group)}
    keys: dict[int, PrivateKey] = {}
    for row in session.scalars(select(GroupKey).filter_by(group=group, holder=HOLDER)):
        if row.epoch not in rosters:
            raise Tampered
        keys[row.epoch] = open_group_key(deployment, rosters[row.epoch], private, row)
    return keys


def recover_lock(session: Session, deployment: Deployment, group: str, shares: Sequence[str]) -> bytes:
    """
    Return the newest keys of a `file` lock, from three shares of one group: the content of the lost key file.

    :raises Tampered: too few shares, of another group, or nothing was sealed to them.
    """
    row = session.scalar(select(SealedLock).filter_by(group=group).order_by(SealedLock.number.desc()).limit(1))
    if row is None:
        raise Tampered
    return open_lock_copy(session, deployment, row, shares)


def open_lock_copy(session: Session, deployment: Deployment, row: SealedLock, shares: Sequence[str]) -> bytes:
    """Return one copy of the lock's keys, from three shares of its group; Tampered as for ``recover_lock``."""
    private = _join(session, deployment, row.group, shares)
    return unseal(private, _lock_context(deployment, row), row.blob)


def _join(session: Session, deployment: Deployment, group: str, shares: Sequence[str]) -> PrivateKey:
    """Return the recovery key that the shares yield, which must be the one the root signed."""
    try:
        secret = combine_mnemonics(shares)
    except MnemonicError:
        raise Tampered from None
    private = key_pair_from_secret(secret, _context(deployment, group))
    if private.public != recovery_public(session, deployment, group):
        raise Tampered
    return private


def _context(deployment: Deployment, group: str) -> Context:
    return deployment.context("recovery_keys", group)


def _lock_context(deployment: Deployment, row: SealedLock) -> Context:
    return deployment.context("sealed_locks", row.lock_ref, version=row.number, detail=(row.group,))


def _signed(deployment: Deployment, group: str, public: bytes) -> bytes:
    return frame(deployment.ref.encode(), group.encode(), public)
