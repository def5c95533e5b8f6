"""Whose keys the public face may seal to: read from the gateway, believed only when the pinned root key signed them."""

from dataclasses import dataclass
from typing import Final, Protocol

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


Key = tuple[str, bytes, int]
_verified: dict[Key, "Believed"] = {}


@dataclass(frozen=True, slots=True)
class Believed:
    """Whom to seal to, and the digest of the bundle that says so."""

    recipients: Recipients
    digest: str


def believed(deployment: Pinned) -> Believed | None:
    """Return what this process has verified before, if anything. The INSERT asks whether it is still published."""
    return _verified.get(_key(deployment))


def read(gateway: Session, deployment: Pinned) -> Believed:
    """
    Read what is published and trace it to the root key.

    :raises Unavailable: nothing is published, or what is published is not what the root keys signed.
    """
    row = gateway.get(PublishedBundle, CURRENT)
    try:
        if row is None or digest(row.bundle).hex() != row.digest:
            raise Tampered
        recipients = PublicBundle.decode(row.bundle).verify(deployment.root, deployment.ref, deployment.least_epoch)
    except Tampered:
        raise Unavailable from None
    _verified[_key(deployment)] = Believed(recipients, row.digest)
    return _verified[_key(deployment)]


def forget() -> None:
    """Forget what was verified, as a process that starts anew."""
    _verified.clear()


def _key(deployment: Pinned) -> Key:
    return deployment.ref, deployment.root.key_id, deployment.least_epoch
