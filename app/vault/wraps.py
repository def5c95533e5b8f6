"""A compartment's secret as a group holds it: sealed to the group's key, and locked."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy import and_, select

from app.database import new_id
from app.vault.means import Means
from app.vault.models import StoredCompartment, Wrap
from crypto.context import Context
from crypto.keys import PrivateKey
from crypto.roster import Roster
from crypto.sealing import seal, unseal

# Which wraps of a compartment count: those of its present key and split.
IN_FORCE: Final = and_(
    Wrap.compartment_ref == StoredCompartment.compartment_ref,
    Wrap.key_version == StoredCompartment.key_version,
    Wrap.share_version == StoredCompartment.share_version,
)


def new_wrap(
    means: Means, row: StoredCompartment, roster: Roster, secret: bytes, *, share_version: int = 0, name: str = ""
) -> Wrap:
    """
    Return a secret, K or one half of it, sealed to a group's current key and locked.

    :param share_version: of which split it is, where that is not the one in force.
    :param name: what it goes by, where it is no half but the change of one.
    """
    wrap = Wrap(
        wrap_ref=new_id(),
        compartment_ref=row.compartment_ref,
        key_version=row.key_version,
        share_version=share_version or row.share_version,
        group=name or roster.group,
        epoch=roster.epoch,
    )
    context = context_of(means, row, wrap)
    [wrap.blob] = means.provider.lock([(context, seal(roster.group_public, context, secret))])
    return wrap


def wraps_in_force(means: Means, row: StoredCompartment) -> Sequence[Wrap]:
    """Return the wraps of a compartment's present key and split: one, or one for each of two groups."""
    present = select(Wrap).join(StoredCompartment, IN_FORCE)
    return means.session.scalars(present.where(Wrap.compartment_ref == row.compartment_ref)).all()


def without_lock(means: Means, row: StoredCompartment, wrap: Wrap) -> bytes:
    """Return what is under the lock, still sealed to the group; Tampered when it is not of this place."""
    [sealed] = means.provider.unlock([(context_of(means, row, wrap), wrap.blob)])
    return sealed


def as_sealed(means: Means, held: Sequence[tuple[StoredCompartment, Wrap]]) -> list[bytes]:
    """Return what ``without_lock`` does of many, which the lock is asked in one go."""
    return means.provider.unlock([(context_of(means, row, wrap), wrap.blob) for row, wrap in held])


def seal_anew(means: Means, roster: Roster, held: Sequence[tuple[Wrap, StoredCompartment, bytes]]) -> list[bytes]:
    """Return secrets sealed to a group's present key and locked, to stand where each stood before."""
    contexts = [replace(context_of(means, row, wrap), epoch=roster.epoch) for wrap, row, _ in held]
    sealed = (seal(roster.group_public, context, secret) for context, (*_, secret) in zip(contexts, held, strict=True))
    return means.provider.lock(list(zip(contexts, sealed, strict=True)))


def open_sealed(means: Means, row: StoredCompartment, wrap: Wrap, opening: tuple[PrivateKey, bytes]) -> bytes:
    """Return the secret, from the group's private key and what ``without_lock`` returned; Tampered as ever."""
    private, sealed = opening
    return unseal(private, context_of(means, row, wrap), sealed)


def context_of(means: Means, row: StoredCompartment, wrap: Wrap) -> Context:
    return means.deployment.context(
        "wraps",
        wrap.wrap_ref,
        compartment=row.compartment,
        version=wrap.key_version,
        epoch=wrap.epoch,
        detail=(row.compartment_ref, row.source_ref, wrap.group, str(wrap.share_version)),
    )
