"""Whose keys the public face may seal to: read from the gateway, believed only when the pinned root key signed them."""

from typing import Final, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import Unavailable
from app.intake.models import PublishedBundle
from crypto.bundle import PublicBundle, Recipients
from crypto.errors import Tampered
from crypto.macs import digest
from crypto.signing import VerifyKey

CURRENT: Final = "current"


class Pinned(Protocol):
    """What the settings say of the deployment and no store can change."""

    @property
    def ref(self) -> str:
        """Its reference."""

    @property
    def root(self) -> VerifyKey:
        """The public half of its root keys."""

    @property
    def least_epoch(self) -> int:
        """The oldest epoch of the custodians that is still believed."""


Key = tuple[str, bytes, int, str]
_verified: dict[Key, Recipients] = {}


def recipients(gateway: Session, deployment: Pinned) -> Recipients:
    """
    Return whom to seal to. Asked before every seal; what was verified once is known again by its digest.

    :raises Unavailable: nothing is published, or what is published is not what the root keys signed.
    """
    published = gateway.scalar(select(PublishedBundle.digest).filter_by(name=CURRENT))
    if published is None:
        raise Unavailable
    key = (deployment.ref, deployment.root.key_id, deployment.least_epoch, published)
    if key not in _verified:
        verified = _verify(gateway, deployment, published)
        _verified.clear()
        _verified[key] = verified
    return _verified[key]


def _verify(gateway: Session, deployment: Pinned, published: str) -> Recipients:
    """Read the whole bundle and trace it to the root key."""
    encoded = gateway.scalar(select(PublishedBundle.bundle).filter_by(name=CURRENT))
    try:
        if encoded is None or digest(encoded).hex() != published:
            raise Tampered
        return PublicBundle.decode(encoded).verify(deployment.root, deployment.ref, deployment.least_epoch)
    except Tampered:
        raise Unavailable from None
